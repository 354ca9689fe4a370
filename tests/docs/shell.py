"""Run the shell sessions of a page in its project."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.docs.blocks import ROOT, Block
from tests.docs.visitor import load, visit
from tests.servers import free_port, unmeasured

TIMEOUT = 120
SERVERS = (
    "python manage.py runserver",
    "daphne",
    "uvicorn",
    "granian",
    "hypercorn",
)
WSGI_SERVER = "gunicorn"
PORT = 8000
BASH = shutil.which("bash") or "bash"
MAKE = shutil.which("make") or "make"


def environment(folder: Path, python: str = sys.executable) -> dict[str, str]:
    """Return environment variables with the packages of ``python`` and no registry.

    The Python of the tests imports the package of this checkout.
    """
    imported = [str(folder), *([str(ROOT)] if python == sys.executable else [])]
    outer = {k: v for k, v in unmeasured().items() if not k.startswith("DJANGO")}
    programs = dict.fromkeys(
        str(Path(each).parent) for each in (python, sys.executable)
    )
    return outer | {
        "PATH": os.pathsep.join([*programs, outer.get("PATH", os.defpath)]),
        "PIP_NO_INDEX": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_ROOT_USER_ACTION": "ignore",
        "PYTHONPATH": os.pathsep.join(imported),
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def run(block: Block, folder: Path, path: str, variables: Mapping[str, str]) -> None:
    """Run a session; stop servers once ``path`` could be joined as a live page.

    A WSGI server is stopped once the page could be loaded.
    """
    for command, printed in _commands(block.text):
        if command.startswith("make "):
            _check_target(command)
        elif command.startswith(SERVERS):
            with serving(command, folder, variables) as address:
                visit(address, path)
        elif command.startswith(WSGI_SERVER):
            with serving(command, folder, variables) as address:
                load(address, path)
        else:
            _run(command, printed, block, folder, variables)


def migrate(folder: Path) -> None:
    """Create the database of a project."""
    variables = environment(folder)
    _run("python manage.py migrate --verbosity 0", [], folder, folder, variables)


@contextlib.contextmanager
def serving(
    command: str, folder: Path, variables: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Run a server on a free port and yield its address."""
    port = free_port()
    command = command.replace(str(PORT), str(port))
    if command == SERVERS[0]:
        command = f"{command} {port} --noreload"
    log = folder / "server.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [BASH, "-c", f"exec {command}"],
            cwd=folder,
            env=variables or environment(folder),
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    try:
        yield f"http://127.0.0.1:{port}"
    except (OSError, AssertionError) as error:
        error.add_note(f"{command}\n{log.read_text()}")
        raise
    finally:
        # The reloader of runserver does not stop the server that it started.
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(TIMEOUT)


def _commands(session: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each command with the lines that it should print."""
    joined = session.replace("\\\n", "")
    for part in re.split(r"^\$ ", joined, flags=re.M)[1:]:
        command, *printed = part.splitlines()
        yield command.partition("  #")[0].strip(), [line for line in printed if line]


def _run(
    command: str,
    printed: list[str],
    where: object,
    folder: Path,
    variables: Mapping[str, str],
) -> None:
    done = subprocess.run(
        [BASH, "-c", command],
        cwd=folder,
        env=variables,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )
    output = done.stdout + done.stderr
    assert done.returncode == 0, f"{where}: {command}\n{output}"
    missing = [line for line in printed if line != "…" and line.strip() not in output]
    assert missing == [], f"{where}: {command}\n{output}"


def _check_target(command: str) -> None:
    """Check that a target of the Makefile exists."""
    subprocess.run(
        [MAKE, "--dry-run", *command.split()[1:]],
        cwd=ROOT,
        capture_output=True,
        timeout=TIMEOUT,
        check=True,
    )
