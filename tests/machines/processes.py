"""Server processes that share a database and a channel layer."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from tests.servers import unmeasured

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
PATIENCE = 30

APPLICATION = "tests.asgi:application"
COMMANDS = {
    "daphne": ["daphne", "--fd"],
    "uvicorn": ["uvicorn", "--log-level", "warning", "--lifespan", "off", "--fd"],
}


class Server:
    """One server process, which can be killed and started again at its address."""

    def __init__(self, kind: str, environment: dict[str, str], log: Path) -> None:
        self._kind = kind
        self._environment = environment
        self._log = log
        self._listener = socket.create_server((HOST, 0))
        self.host = f"{HOST}:{self._listener.getsockname()[1]}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and wait until it answers."""
        fd = self._listener.fileno()
        program = COMMANDS[self._kind]
        command = [sys.executable, "-m", *program, str(fd), APPLICATION]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self._environment,
                pass_fds=[fd],
                stdout=log,
                stderr=log,
            )
        try:
            urlopen(f"http://{self.host}/plain/", timeout=PATIENCE).close()
        except OSError as error:
            raise RuntimeError(self._log.read_text()) from error

    def kill(self) -> None:
        """End it without notice."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def close(self) -> None:
        """Stop it for good."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(PATIENCE)
        self._listener.close()


@contextmanager
def two_servers(
    kind: str, environment: dict[str, str], directory: Path
) -> Iterator[list[Server]]:
    """Two servers of a kind, migrated and started."""
    environment = {**unmeasured(), **environment}
    migrate = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
    subprocess.run(migrate, cwd=ROOT, env=environment, check=True)
    logs = [directory / f"{kind}-{number}.log" for number in range(2)]
    servers = [Server(kind, environment, log) for log in logs]
    try:
        for server in servers:
            server.start()
        yield servers
    finally:
        for server in servers:
            server.close()


def push(environment: dict[str, str], *args: str) -> subprocess.Popen[bytes]:
    """Push from a process of its own."""
    command = [sys.executable, "-W", "error", "-m", "tests.machines.pusher", *args]
    return subprocess.Popen(command, cwd=ROOT, env={**unmeasured(), **environment})
