"""Server processes that share a database and a channel layer."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from tests.servers import Redis, unmeasured

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
        self._said_before = 0

    @property
    def said(self) -> list[str]:
        """The lines that it has written since it was started."""
        return self._log.read_bytes()[self._said_before :].decode().splitlines()

    def start(self) -> None:
        """Start, and wait until it answers."""
        fd = self._listener.fileno()
        program = COMMANDS[self._kind]
        command = [sys.executable, "-m", *program, str(fd), APPLICATION]
        with self._log.open("ab") as log:
            self._said_before = log.tell()
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


def told_of(database: Path, layer: Redis, directory: Path) -> dict[str, str]:
    """The environment of processes that share a database and a channel layer."""
    return {
        "DJANGO_SETTINGS_MODULE": "tests.storage.settings",
        "LIVEFLASH_STORE": "postgresql",
        "LIVEFLASH_STORE_ADDRESS": str(database),
        "LIVEFLASH_STORE_CHECK": "1",
        "LIVEFLASH_LAYER": "pubsub.RedisPubSubChannelLayer",
        "LIVEFLASH_LAYER_ADDRESS": layer.url,
        "LIVEFLASH_TEST_DIR": str(directory),
    }


def migrate(environment: dict[str, str]) -> None:
    """Make the tables."""
    command = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
    told = {**unmeasured(), **environment}
    subprocess.run(command, cwd=ROOT, env=told, check=True)


@contextmanager
def servers_of(
    kind: str, environment: dict[str, str], directory: Path, number: int
) -> Iterator[list[Server]]:
    """So many servers of a kind, started."""
    environment = {**unmeasured(), **environment}
    logs = [directory / f"{kind}-{each}.log" for each in range(number)]
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


class Worker:
    """A process that serves no pages and pushes on request, as task workers do."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "tests.machines.worker"],
            cwd=ROOT,
            env={**unmeasured(), **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def push(self, user: int, text: str) -> Any:
        """Push to the user with a primary key; return the worker's result."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([user, text]) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        """End it."""
        self._process.communicate(timeout=PATIENCE)
