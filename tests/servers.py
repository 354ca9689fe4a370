"""Real servers for tests: each is started in a directory of its own."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import psycopg
import pytest
import redis

TIMEOUT = 30
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


@contextmanager
def postgresql_server() -> Iterator[Path]:
    """A PostgreSQL server; gives the directory of its socket.

    Its user and its database are called ``postgres``. Nothing outlives it, so that it
    need not wait for the disk.
    """
    programs = postgresql_programs()
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        user = unprivileged(directory)
        data = directory / "data"
        who = ["--auth=trust", "--username=postgres"]
        subprocess.run(
            [programs / "initdb", *who, "--no-sync", f"--pgdata={data}"],
            user=user,
            cwd=directory,
            stdout=subprocess.DEVNULL,
            check=True,
        )
        options = ["-k", str(directory), "-h", "", "-F", "-c", "max_connections=100"]
        process = subprocess.Popen(
            [programs / "postgres", "-D", str(data), *options],
            user=user,
            cwd=directory,
            stderr=subprocess.DEVNULL,
        )
        try:
            wait_until(lambda: reach(directory), psycopg.OperationalError)
            yield directory
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(TIMEOUT)


def reach(directory: Path) -> None:
    """Connect once."""
    psycopg.connect(host=str(directory), user="postgres", dbname="postgres").close()


def postgresql_programs() -> Path:
    """The directory of the newest PostgreSQL."""
    found = sorted(Path(POSTGRESQL_PROGRAMS).glob("*/bin/initdb"))
    if not found:
        give_up("postgresql")
    return found[-1].parent


def unprivileged(directory: Path) -> str | None:
    """Whom to start as: PostgreSQL refuses to be run by root."""
    if os.geteuid() != 0:
        return None
    shutil.chown(directory, UNPRIVILEGED)
    return UNPRIVILEGED


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
