"""The faults' site on a real server, which can be stopped or killed."""

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from tests.servers import free_port, unmeasured

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
PATIENCE = 60

COMMANDS = {
    "daphne": ["daphne", "-v", "0"],
    "uvicorn": ["uvicorn", "--log-level", "warning"],
}


class Server:
    """One site at one address, served by one process at a time.

    ``extra`` are environment variables of the process.
    """

    def __init__(self, kind: str, directory: Path, **extra: str) -> None:
        self.directory = directory
        self.kind = kind
        self._extra = extra
        self._process: subprocess.Popen[bytes] | None = None
        self.port = free_port()

    @property
    def origin(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def is_running(self) -> bool:
        return self._process is not None

    def migrate(self) -> None:
        command = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
        subprocess.run(command, cwd=ROOT, env=self._environment, check=True)

    def start(self) -> None:
        """Start, and wait until it answers."""
        with socket.create_server((HOST, self.port), backlog=4096) as listener:
            fd = listener.fileno()
            command = [*COMMANDS[self.kind], "--fd", str(fd), "tests.asgi:application"]
            with self.log.open("ab") as log:
                self._process = subprocess.Popen(
                    [sys.executable, "-m", *command],
                    cwd=ROOT,
                    env=self._environment,
                    pass_fds=[fd],
                    stdout=log,
                    stderr=log,
                )
        connection = HTTPConnection(HOST, self.port, timeout=PATIENCE)
        connection.request("GET", "/plain/")
        connection.getresponse().read()
        connection.close()

    def kill(self) -> None:
        """End it without notice."""
        self._end(signal.SIGKILL)

    def tell_to_stop(self) -> None:
        """Ask it to end, and do not wait."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)

    def wait(self) -> int:
        """Wait until it has ended; its exit code."""
        assert self._process is not None
        code = self._process.wait(PATIENCE)
        self._process = None
        return code

    def close(self) -> None:
        """End it, if it runs."""
        if self._process is not None:
            self._end(signal.SIGKILL)

    @property
    def log(self) -> Path:
        """Return the path of the server's log."""
        return self.directory / "server.log"

    def _end(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)
        self.wait()

    @property
    def _environment(self) -> dict[str, str]:
        return {
            **unmeasured(),
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "LIVEFLASH_TEST_DIR": str(self.directory),
            **self._extra,
        }


@contextmanager
def serving(kind: str, directory: Path, **extra: str) -> Iterator[Server]:
    """A server that has been migrated and started."""
    server = Server(kind, directory, **extra)
    server.migrate()
    server.start()
    try:
        yield server
    finally:
        server.close()
