"""The tests' site or the demo, migrated and served by a process of its own."""

import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path

from tests.servers import free_port, unmeasured

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
PATIENCE = 30


@dataclass(frozen=True, slots=True)
class Site:
    """A served site: its settings, its application and the path of a plain page.

    ``server`` is the command of the server, ``variables`` are for its environment.
    """

    settings: str
    application: str
    plain_page: str
    server: str = "daphne --fd {fd}"
    variables: Mapping[str, str] = field(default_factory=dict)


TESTS = Site("tests.settings", "tests.asgi:application", "/plain/")
DEMO = Site("tests.demo_settings", "tests.demo_asgi:application", "/plain/")


def migrate(run_dir: Path, site: Site = TESTS) -> None:
    """Make the database in ``run_dir``."""
    command = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=environment(run_dir, site), check=True)


@contextmanager
def serving(
    run_dir: Path, port: int = 0, *, killed: bool = False, site: Site = TESTS
) -> Iterator[str]:
    """Serve with the database in ``run_dir``; yields the site's address.

    At the end the server is told to stop, or ``killed`` without notice.

    The process is handed a socket that listens already, so that nobody else can take
    the port, and a request waits for it instead of failing.
    """
    with socket.create_server((HOST, port or free_port())) as listener:
        port = listener.getsockname()[1]
        process = _start(run_dir, listener.fileno(), site)
    try:
        _wait_for_answer(port, run_dir, site)
        yield f"http://{HOST}:{port}"
    finally:
        if killed:
            process.kill()
            process.wait()
        else:
            _stop(process)


@contextmanager
def rolling(run_dir: Path) -> Iterator[tuple[str, Callable[[], None]]]:
    """Serve, and have a second server take over the same port when it is told to."""
    with socket.create_server((HOST, 0)) as listener:
        port = listener.getsockname()[1]
        processes = [_start(run_dir, listener.fileno())]

        def roll() -> None:
            processes.append(_start(run_dir, listener.fileno()))
            _stop(processes.pop(0))

        try:
            _wait_for_answer(port, run_dir)
            yield f"http://{HOST}:{port}", roll
        finally:
            _stop(processes[-1])


def _start(run_dir: Path, fd: int, site: Site = TESTS) -> subprocess.Popen[bytes]:
    with log_file(run_dir).open("ab") as log:
        return subprocess.Popen(
            [
                sys.executable,
                "-m",
                *site.server.format(fd=fd).split(),
                site.application,
            ],
            cwd=ROOT,
            env=environment(run_dir, site),
            pass_fds=[fd],
            stdout=log,
            stderr=log,
        )


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise


def _wait_for_answer(port: int, run_dir: Path, site: Site = TESTS) -> None:
    connection = HTTPConnection(HOST, port, timeout=PATIENCE)
    try:
        connection.request("GET", site.plain_page)
        connection.getresponse().read()
    except OSError as error:
        raise RuntimeError(log_file(run_dir).read_text()) from error
    finally:
        connection.close()


def log_file(run_dir: Path) -> Path:
    """Return the path of the server's log."""
    return run_dir / "daphne.log"


def environment(run_dir: Path, site: Site) -> dict[str, str]:
    """Return the environment of a site's processes."""
    return unmeasured() | {
        "DJANGO_SETTINGS_MODULE": site.settings,
        "LIVEFLASH_TEST_DIR": str(run_dir),
        **site.variables,
    }
