"""The tests' site behind each of the ASGI servers, as a process of its own."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.docs.visitor import load
from tests.servers import free_port, unmeasured

ROOT = Path(__file__).parents[2]
APPLICATION = "tests.asgi:application"
PATIENCE = 30

COMMANDS = {
    "daphne": f"-m daphne -b 127.0.0.1 -p {{port}} {APPLICATION}",
    "uvicorn": f"-m uvicorn --port {{port}} {APPLICATION}",
    "granian": f"-m granian --interface asginl --port {{port}} {APPLICATION}",
    "hypercorn": f"-m hypercorn --bind 127.0.0.1:{{port}} {APPLICATION}",
}


@contextmanager
def serving(
    server: str, run_dir: Path, settings: str = "tests.settings"
) -> Iterator[int]:
    """Serve with the database in ``run_dir``; yield the port."""
    port = free_port()
    environment = unmeasured() | {
        "DJANGO_SETTINGS_MODULE": settings,
        "LIVEFLASH_TEST_DIR": str(run_dir),
    }
    arguments = COMMANDS[server].format(port=port).split()
    log = run_dir / f"{server}.log"
    with log.open("ab") as out:
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=environment,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    try:
        load(f"http://127.0.0.1:{port}", "/plain/")
        yield port
    except Exception as error:
        error.add_note(log.read_text()[-4000:])
        raise
    finally:
        stop(process)


def stop(process: subprocess.Popen[bytes]) -> None:
    """Stop a server and the workers that it has started."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise
