"""A site served over TLS, by uvicorn."""

import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPSConnection
from pathlib import Path

from tests.browser.daphne import HOST, PATIENCE, ROOT, Site, environment
from tests.servers import make_certificate


@contextmanager
def serving_securely(run_dir: Path, site: Site) -> Iterator[str]:
    """Serve with the database in ``run_dir``; yield the site's address."""
    make_certificate(run_dir)
    key, certificate = run_dir / "privkey.pem", run_dir / "fullchain.pem"
    with socket.create_server((HOST, 0)) as listener:
        port, fd = listener.getsockname()[1], listener.fileno()
        tls = ["--ssl-keyfile", str(key), "--ssl-certfile", str(certificate)]
        process = subprocess.Popen(
            [sys.executable, "-m", "uvicorn", "--fd", str(fd), *tls, site.application],
            cwd=ROOT,
            env=environment(run_dir, site),
            pass_fds=[fd],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    try:
        trusted = ssl.create_default_context(cafile=str(certificate))
        connection = HTTPSConnection(HOST, port, timeout=PATIENCE, context=trusted)
        connection.request("GET", site.plain_page)
        connection.getresponse().read()
        connection.close()
        yield f"https://{HOST}:{port}"
    finally:
        process.terminate()
        process.wait(PATIENCE)
