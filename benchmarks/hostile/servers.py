"""Start servers that serve the attacked site, and read what they use."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self
from urllib.request import ProxyHandler, build_opener

OWN_ROOT = Path(__file__).resolve().parents[2]
APPLICATION = "benchmarks.hostile.asgi:application"
SETTINGS = "benchmarks.hostile.settings"

START_SECONDS = 30
STOP_SECONDS = 5
SAMPLE_SECONDS = 0.02

COMMANDS = {
    "daphne": "daphne -v 0 -b 127.0.0.1 -p {port}",
    "uvicorn": "uvicorn --log-level warning --host 127.0.0.1 --port {port}",
    "hypercorn": "hypercorn --workers 0 --log-level warning --bind 127.0.0.1:{port}",
}

# The largest message that each server reads by default, in bytes.
LARGEST_MESSAGE = {"daphne": 2**20, "uvicorn": 2**24, "hypercorn": 2**24}

# Loads pages without the proxies of the environment.
http = build_opener(ProxyHandler({}))


class ServerFailed(Exception):
    """A server did not start, or served another checkout."""


class Checkout:
    """A checkout of liveflash, prepared for serving from a temporary directory.

    The site comes from this checkout and ``liveflash`` from ``root``: a directory with
    a link to that package is the first entry of the path.
    """

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self._temporary = tempfile.TemporaryDirectory(prefix="hostile-")
        self.directory = Path(self._temporary.name)
        (self.directory / "liveflash").symlink_to(self.root / "liveflash")
        self._template = self.directory / "template"
        self._template.mkdir()
        self._migrate()

    def close(self) -> None:
        """Remove the directory."""
        self._temporary.cleanup()

    def environment(self, run_dir: Path, **variables: str) -> dict[str, str]:
        """Return the environment of a process that uses the database in ``run_dir``."""
        return os.environ | {
            "DJANGO_SETTINGS_MODULE": SETTINGS,
            "HOSTILE_DIR": str(run_dir),
            "PYTHONPATH": os.pathsep.join([str(self.directory), str(OWN_ROOT)]),
            **variables,
        }

    @contextmanager
    def run_directory(self) -> Iterator[Path]:
        """Yield a new directory with an empty, migrated database."""
        with tempfile.TemporaryDirectory(dir=self.directory) as name:
            shutil.copytree(self._template, name, dirs_exist_ok=True)
            yield Path(name)

    def _migrate(self) -> None:
        subprocess.run(
            [sys.executable, "-m", "django", "migrate", "--skip-checks", "-v", "0"],
            cwd=self.directory,
            env=self.environment(self._template),
            check=True,
            timeout=START_SECONDS * 2,
        )


class Server:
    """A running server."""

    def __init__(self, pid: int, port: int, log_path: Path) -> None:
        self.pid = pid
        self.port = port
        self._log_path = log_path

    @property
    def rss(self) -> int:
        """Resident memory in bytes; 0 where the process has ended."""
        try:
            status = Path(f"/proc/{self.pid}/status").read_text()
        except OSError:
            return 0
        lines = (line for line in status.splitlines() if line.startswith("VmRSS:"))
        return next((int(line.split()[1]) * 1024 for line in lines), 0)

    @property
    def log_size(self) -> int:
        """Bytes that the server has written."""
        return self._log_path.stat().st_size

    def log_from(self, start: int) -> str:
        """Return what the server has written after its first ``start`` bytes."""
        return self._log_path.read_bytes()[start:].decode(errors="replace")

    def state(self) -> dict[str, Any]:
        """Return what the site reports: see ``site.state``."""
        url = f"http://127.0.0.1:{self.port}/state/"
        with http.open(url, timeout=START_SECONDS) as response:
            state: dict[str, Any] = json.load(response)
        return state


class PeakMemory:
    """The highest resident memory of a server while the block runs, in bytes."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self.bytes = server.rss

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._is_over.set()
        self._thread.join()

    def _sample(self) -> None:
        while not self._is_over.wait(SAMPLE_SECONDS):
            self.bytes = max(self.bytes, self._server.rss)


@contextmanager
def serve(
    checkout: Checkout,
    program: str,
    *options: str,
    settings: Mapping[str, Any],
    log_level: str = "WARNING",
) -> Iterator[Server]:
    """Serve the site with the liveflash of ``checkout`` until the block ends."""
    port = _free_port()
    command = [*COMMANDS[program].format(port=port).split(), *options, APPLICATION]
    with checkout.run_directory() as run_dir:
        variables = {
            "HOSTILE_SETTINGS": json.dumps(dict(settings)),
            "HOSTILE_LOG_LEVEL": log_level,
        }
        log_path = run_dir / "log"
        with log_path.open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", *command],
                cwd=checkout.directory,
                env=checkout.environment(run_dir, **variables),
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            server = Server(process.pid, port, log_path)
            _wait_until_served(server, process, checkout)
            yield server
        finally:
            _stop(process)


def _wait_until_served(
    server: Server, process: "subprocess.Popen[bytes]", checkout: Checkout
) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            state = server.state()
        except OSError:
            time.sleep(0.1)
            continue
        if state["source"] != str(checkout.root / "liveflash"):
            msg = f"The server imports liveflash from {state['source']}."
            raise ServerFailed(msg)
        return
    msg = f"The server did not start: {server.log_from(0)[-2000:]}"
    raise ServerFailed(msg)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(STOP_SECONDS)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if process.stdin is not None:
        process.stdin.close()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port
