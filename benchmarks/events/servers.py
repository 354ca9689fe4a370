"""The servers: processes on one core, each with its own environment."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.events import machine
from benchmarks.events.tabs import Tab

ROOT = Path(__file__).resolve().parent.parent.parent
TIMEOUT = 30


@dataclass(frozen=True)
class Server:
    """A server that can be started, with the application of ``apps.<app>``.

    ``tab`` is the class of its tabs. ``source`` is the checkout of liveflash that it
    imports.
    """

    name: str
    environment: str
    app: str
    tab: type[Tab]
    has_plain_page: bool = False
    has_heartbeat: bool = True
    program: str = "uvicorn"
    path: str = ""
    source: Path = ROOT
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def python(self) -> Path:
        """The Python interpreter of the environment."""
        return ROOT / f".venv-bench-{self.environment}" / "bin" / "python"

    @property
    def has_page(self) -> bool:
        """Whether the server is more than an echo."""
        return self.environment != "echo"

    @property
    def is_installed(self) -> bool:
        """Whether the environment exists."""
        return (self.python.parent.parent / ".made").exists()


class Running:
    """A server that runs on its own port."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.port = _free_port()
        self._directory = tempfile.TemporaryDirectory()
        self._log = Path(self._directory.name) / "log"
        self.start()

    def start(self) -> None:
        """Start the process and wait until it accepts connections."""
        with machine.pinned_to(machine.SERVER_CORE), self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command(),
                cwd=self._directory.name,
                env=self._environment(),
                stdout=log,
                stderr=log,
            )
        self._wait()

    def stop(self) -> None:
        """Stop the process and wait for its end."""
        self._process.terminate()
        try:
            self._process.wait(TIMEOUT)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def tab(self, rows: int = 20) -> Tab:
        """Return the tab of a new visitor."""
        origin = f"http://127.0.0.1:{self.port}"
        return self.server.tab(origin, self.server.path, rows)

    @property
    def cpu_time(self) -> int:
        """The CPU time in nanoseconds."""
        return machine.cpu_time(self._process.pid)

    @property
    def memory(self) -> int:
        """The private memory in bytes."""
        return machine.memory(self._process.pid)

    @property
    def log(self) -> str:
        """The output of the process."""
        return self._log.read_text(errors="replace")

    def _command(self) -> list[str]:
        server = self.server
        application = f"benchmarks.events.apps.{server.app}:application"
        port = str(self.port)
        match server.program:
            case "uvicorn":
                arguments = ["--host=127.0.0.1", f"--port={port}", "--loop=uvloop"]
                arguments += ["--ws=websockets-sansio", "--log-level=warning"]
            case "daphne":
                arguments = ["-b", "127.0.0.1", "-p", port, "-v", "0"]
            case _:
                raise ValueError(server.program)
        return [str(server.python), "-m", server.program, *arguments, application]

    def _environment(self) -> dict[str, str]:
        paths = [str(self.server.source), str(ROOT)]
        own = {"PYTHONPATH": os.pathsep.join(paths), "TMPDIR": self._directory.name}
        return {**os.environ, **own, **self.server.variables}

    def _wait(self) -> None:
        deadline = time.monotonic() + TIMEOUT
        while self._process.poll() is None and time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        self.stop()
        raise RuntimeError(f"{self.server.name} does not serve:\n{self.log}")


@contextmanager
def running(server: Server) -> Iterator[Running]:
    """Run a server; print its output at the end, which consists of errors."""
    run = Running(server)
    try:
        yield run
    finally:
        run.stop()
        if run.log:
            sys.stderr.write(f"{server.name}:\n{run.log}\n")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
