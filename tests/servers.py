"""Real servers for tests: each is started in a directory of its own."""

import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NoReturn

import psycopg
import pytest
import redis

TIMEOUT = 30
# Below the ports that the kernel gives to clients, and none that browsers block.
PORTS = range(20_000, 32_000)
POSTGRESQL_PROGRAMS = "/usr/lib/postgresql"
UNPRIVILEGED = "postgres"


class Redis:
    """A Redis server that can be stopped, and started again without its contents."""

    def __init__(self, program: str, directory: Path) -> None:
        self._program = program
        self._socket = directory / "redis.sock"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address, as Django's Redis cache takes it."""
        return f"unix://{self._socket}"

    def start(self) -> None:
        """Start, and wait until it answers."""
        options = ["--port", "0", "--unixsocket", str(self._socket), "--save", ""]
        self._process = subprocess.Popen(
            [self._program, *options], stdout=subprocess.DEVNULL
        )
        with redis.Redis.from_url(self.url) as client:
            wait_until(client.ping, redis.ConnectionError)

    def hang(self) -> None:
        """Take connections, and answer nothing."""
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Answer again."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: int) -> None:
        if self._process is not None:
            self._process.send_signal(number)

    def stop(self) -> None:
        """Stop, and wait until it is gone."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(TIMEOUT)
            self._process = None


@contextmanager
def redis_server() -> Iterator[Redis]:
    """A Redis server."""
    program = shutil.which("redis-server")
    if program is None:
        give_up("redis-server")
    with tempfile.TemporaryDirectory() as name:
        server = Redis(program, Path(name))
        server.start()
        try:
            yield server
        finally:
            server.stop()


class Postgresql:
    """A PostgreSQL server that can be stopped, and started again with its contents.

    Its user and its database are called ``postgres``. Its contents need not survive the
    machine, so that it does not wait for the disk. ``directory`` is that of its socket.
    """

    def __init__(self, programs: Path, directory: Path) -> None:
        self.directory = directory
        self._programs = programs
        self._data = directory / "data"
        self._user = unprivileged(directory)
        self._process: subprocess.Popen[bytes] | None = None

    def make(self) -> None:
        """Make what it keeps its contents in."""
        who = ["--auth=trust", "--username=postgres"]
        subprocess.run(
            [self._programs / "initdb", *who, "--no-sync", f"--pgdata={self._data}"],
            user=self._user,
            cwd=self.directory,
            stdout=subprocess.DEVNULL,
            check=True,
        )

    def start(self) -> None:
        """Start, and wait until it answers."""
        where = ["-D", str(self._data), "-k", str(self.directory), "-h", ""]
        self._process = subprocess.Popen(
            [self._programs / "postgres", *where, "-F", "-c", "max_connections=100"],
            user=self._user,
            cwd=self.directory,
            stderr=subprocess.DEVNULL,
        )
        wait_until(lambda: self.ask("SELECT 1"), psycopg.OperationalError)

    def stop(self) -> None:
        """End all connections, stop, and wait until it is gone."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(TIMEOUT)
            self._process = None

    def ask(self, query: str) -> int:
        """The number that a query gives."""
        address = str(self.directory)
        with psycopg.connect(host=address, user="postgres", dbname="postgres") as it:
            row = it.execute(query.encode()).fetchone()
            return int(row[0]) if row else 0


@contextmanager
def postgresql_server() -> Iterator[Postgresql]:
    """A PostgreSQL server."""
    programs = postgresql_programs()
    with tempfile.TemporaryDirectory() as name:
        server = Postgresql(programs, Path(name))
        server.make()
        try:
            server.start()
            yield server
        finally:
            server.stop()


def postgresql_programs() -> Path:
    """The directory of the newest PostgreSQL."""
    found = sorted(Path(POSTGRESQL_PROGRAMS).glob("*/bin/initdb"))
    if not found:
        give_up("postgresql")
    return found[-1].parent


def unprivileged(directory: Path) -> str | None:
    """Return the user to start as: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    shutil.chown(directory, UNPRIVILEGED)
    return UNPRIVILEGED


def make_certificate(folder: Path) -> None:
    """Make ``privkey.pem`` and ``fullchain.pem`` for this machine."""
    names = "subjectAltName=IP:127.0.0.1,DNS:localhost"
    subject = ["-subj", "/CN=127.0.0.1", "-addext", names]
    subprocess.run(
        [
            shutil.which("openssl") or "openssl",
            *("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", *subject),
            *("-keyout", "privkey.pem", "-out", "fullchain.pem"),
        ],
        cwd=folder,
        capture_output=True,
        check=True,
    )


def free_port() -> int:
    """Return a free port that no other process is given by chance meanwhile."""
    # Not seeded, as it is for the tests: their processes would choose the same ports.
    chance = random.SystemRandom()
    while True:
        port = chance.choice(PORTS)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


def wait_until(answers: Callable[[], object], refusal: type[Exception]) -> None:
    """Wait for a server to answer."""
    deadline = time.monotonic() + TIMEOUT
    while True:
        try:
            answers()
        except refusal:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


def give_up(package: str) -> NoReturn:
    """Skip the test, or fail in CI, where nothing may be missing."""
    told = f"{package} is not here: sudo apt-get install {package}"
    if os.environ.get("CI"):
        pytest.fail(told)
    pytest.skip(told)


def unmeasured() -> dict[str, str]:
    """The environment without coverage, which slows a server and takes its SIGTERM."""
    names = [name for name in os.environ if not name.startswith("COVERAGE_")]
    return {name: os.environ[name] for name in names}
