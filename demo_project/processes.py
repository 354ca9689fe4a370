"""Run the processes of the demo for ``make demo`` and ``make demo-redis``.

>>> python -m demo_project.processes 127.0.0.1:8000
>>> python -m demo_project.processes --redis 127.0.0.1:8000 127.0.0.1:8001

Without ``--redis`` a server and a worker share an SQLite database. With it, two servers
and a worker share PostgreSQL and Redis, which are started here too. These use a
temporary directory and listen on Unix sockets in it only.
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
# PostgreSQL refuses to run as root.
UNPRIVILEGED = "postgres" if os.geteuid() == 0 else None


def main() -> None:
    """Run until Ctrl-C."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--redis", action="store_true")
    parser.add_argument("addresses", nargs="+")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
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
    """Start the servers and the worker; return when the worker or all servers end."""
    manage = [sys.executable, "manage.py"]
    migrate = [*manage, "migrate", "--verbosity", "0"]
    subprocess.run(migrate, cwd=ROOT, env=environment, check=True)
    worker = [*manage, "db_worker", "--interval", "0.5", "--no-reload"]
    working = stack.enter_context(running(worker, environment))
    options = [] if len(addresses) == 1 else ["--noreload"]
    servers = {}
    for address in addresses:
        command = [*manage, "runserver", *options, address]
        servers[address] = stack.enter_context(running(command, environment))
        say(f"The demo is at http://{address}/ (Ctrl-C ends it).")
    while servers and working.poll() is None:
        time.sleep(0.2)
        for address in [each for each in servers if servers[each].poll() is not None]:
            del servers[address]
            say(f"The server of http://{address}/ has ended. {len(servers)} left.")
    say("Stopping what is left of the demo.")


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
