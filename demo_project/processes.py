"""Run the processes of the demo for ``make demo`` and ``make demo-redis``.

>>> python -m demo_project.processes 127.0.0.1:8000
>>> python -m demo_project.processes --redis 127.0.0.1:8000 127.0.0.1:8001

Without ``--redis`` a server and a worker share an SQLite database. With it, two servers
and a worker share PostgreSQL and Redis, which are started here too. These use a
temporary directory and listen on Unix sockets in it only.

A server or worker that ends is started again after three seconds, at its address. Pages
that it served say that the connection is lost, then that it is back, and show what was
pushed to their user meanwhile; pages of the other server go on.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
POSTGRESQL_PROGRAMS = Path("/usr/lib/postgresql")
TIMEOUT_SECONDS = 30
SHORTEST_RUN_SECONDS = 5
PAUSE_SECONDS = 3
# PostgreSQL refuses to run as root.
UNPRIVILEGED = "postgres" if os.geteuid() == 0 else None


def main() -> None:
    """Run until Ctrl-C."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--redis", action="store_true")
    parser.add_argument("addresses", nargs="+")
    options = parser.parse_args()
    # A shell has background jobs ignore SIGINT, and they would pass that on.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    with ExitStack() as stack:
        environment = dict(os.environ)
        try:
            if options.redis:
                environment |= stack.enter_context(stores())
            serve(stack, options.addresses, environment)
        except KeyboardInterrupt:
            say("The demo ends.")


def serve(
    stack: ExitStack, addresses: Sequence[str], environment: dict[str, str]
) -> None:
    """Run the servers and the worker until the worker or all servers are given up."""
    manage = [sys.executable, "manage.py"]
    migrate = [*manage, "migrate", "--verbosity", "0"]
    subprocess.run(migrate, cwd=ROOT, env=environment, check=True)
    worker = [*manage, "db_worker", "--interval", "0.5", "--no-reload"]
    options = [] if len(addresses) == 1 else ["--noreload"]
    programs = [Program("The worker", worker, environment)] + [
        Program(f"http://{each}/", [*manage, "runserver", *options, each], environment)
        for each in addresses
    ]
    for program in programs:
        stack.callback(program.stop)
        program.start()
    for address in addresses:
        say(f"The demo is at http://{address}/ (Ctrl-C ends it).")
    working, *servers = programs
    while servers and working.keep_running():
        time.sleep(0.2)
        servers = [server for server in servers if server.keep_running()]
    say("Stopping what is left of the demo.")


class Program:
    """A process that is started again when it ends."""

    def __init__(
        self, name: str, command: Sequence[str], environment: dict[str, str]
    ) -> None:
        self._name = name
        self._command = command
        self._environment = environment
        self._stack = ExitStack()
        self._started_at = self._ended_at = 0.0

    def start(self) -> None:
        """Start the process."""
        started = running(self._command, self._environment)
        self._process = self._stack.enter_context(started)
        self._started_at, self._ended_at = time.monotonic(), 0.0
        say(f"{self._name} is process {self._process.pid}.")

    def stop(self) -> None:
        """Stop the process and its children."""
        self._stack.close()

    def keep_running(self) -> bool:
        """Start the process again if it has ended; return False to give it up.

        It is given up if it ended by itself soon after its start, which it would do
        again. A pause before the start leaves visitors the time to see what happens.
        """
        status = self._process.poll()
        if status is None:
            return True
        now = time.monotonic()
        if not self._ended_at:
            self._ended_at = now
            was_killed = status < 0
            has_run = now - self._started_at >= SHORTEST_RUN_SECONDS
            is_given_up = not (was_killed or has_run)
            outcome = "is given up" if is_given_up else "is started again soon"
            say(f"{self._name} has ended and {outcome}.")
            return not is_given_up
        if now - self._ended_at >= PAUSE_SECONDS:
            self.stop()
            self.start()
        return True


@contextmanager
def stores() -> Iterator[dict[str, str]]:
    """Run PostgreSQL and Redis; yield the environment variables for them."""
    redis, postgresql = programs()
    with (
        tempfile.TemporaryDirectory(prefix="liveflash-demo-") as name,
        ExitStack() as s,
    ):
        directory = Path(name)
        if UNPRIVILEGED:
            shutil.chown(directory, UNPRIVILEGED)
        data = directory / "data"
        subprocess.run(
            [postgresql / "initdb", "--auth=trust", "--username=postgres", "-D", data],
            user=UNPRIVILEGED,
            cwd=directory,
            stdout=subprocess.DEVNULL,
            check=True,
        )
        options = ["-k", name, "-h", "", "-F", "-c", "log_min_messages=fatal"]
        program = [str(postgresql / "postgres"), "-D", str(data), *options]
        s.enter_context(running(program, user=UNPRIVILEGED, cwd=directory))
        socket = directory / "redis.sock"
        program = [str(redis), "--port", "0", "--unixsocket", str(socket), "--save", ""]
        s.enter_context(running(program, cwd=directory, is_quiet=True))
        wait_for(lambda: socket.exists() and is_ready(postgresql, directory))
        yield {"DEMO_POSTGRESQL": name, "DEMO_REDIS": f"unix://{socket}"}


def programs() -> tuple[Path, Path]:
    """Return the Redis server and the program directory of the newest PostgreSQL."""
    redis = shutil.which("redis-server")
    found = sorted(POSTGRESQL_PROGRAMS.glob("*/bin/initdb"))
    if not found and (on_path := shutil.which("initdb")):
        found = [Path(on_path).resolve()]
    if redis is None or not found:
        missing = ["redis-server"] * (redis is None) + ["postgresql"] * (not found)
        sys.exit(
            f"Not found: {' and '.join(missing)}. Install it (Debian and Ubuntu: "
            f"sudo apt-get install {' '.join(missing)}), or try 'make demo', which "
            "needs neither."
        )
    return Path(redis), found[-1].parent


def is_ready(postgresql: Path, directory: Path) -> bool:
    """Return whether PostgreSQL accepts connections."""
    program = [str(postgresql / "pg_isready"), "--quiet", "--host", str(directory)]
    return subprocess.run(program, check=False).returncode == 0


@contextmanager
def running(
    command: Sequence[str],
    environment: dict[str, str] | None = None,
    *,
    user: str | None = None,
    cwd: Path = ROOT,
    is_quiet: bool = False,
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a process, in its own group so that Ctrl-C reaches it only through us."""
    process = subprocess.Popen(
        command,
        cwd=cwd,
        env=environment,
        user=user,
        stdout=subprocess.DEVNULL if is_quiet else None,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGINT)
        try:
            process.wait(TIMEOUT_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def wait_for(is_ready: Callable[[], bool]) -> None:
    """Wait until ``is_ready`` returns true; exit after a timeout."""
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while not is_ready():
        if time.monotonic() > deadline:
            sys.exit("A server did not start.")
        time.sleep(0.1)


def say(text: str) -> None:
    """Print a line without buffering."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
