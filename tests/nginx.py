"""nginx in front of a server, with a configuration and a directory of its own."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers import TIMEOUT, give_up

_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def own_directories(folder: Path) -> str:
    """Return directives for the block ``http``: write into ``folder`` only."""
    return " ".join(f"{name}_temp_path {folder}/{name};" for name in _TEMPORARY)


@contextmanager
def running(folder: Path, configuration: str) -> Iterator[None]:
    """Run nginx with a configuration."""
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin")
    if folder.owner() == "root":
        configuration = f"user root;\n{configuration}"
    path = folder / "here.conf"
    path.write_text(configuration)
    process = subprocess.Popen(
        [program or give_up("nginx-light"), "-c", str(path), "-g", "daemon off;"],
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(TIMEOUT)
