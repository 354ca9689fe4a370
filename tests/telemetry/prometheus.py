"""A Prometheus server that scrapes one site."""

import json
import math
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import urlopen

from tests.servers import free_port, give_up, wait_until


@dataclass(frozen=True, slots=True)
class Prometheus:
    """A Prometheus server at an address."""

    address: str

    def query(self, expression: str) -> list[tuple[dict[str, str], float]]:
        """Return the labels and the number of each result that is a number.

        Raise AssertionError for an invalid expression.
        """
        query = urlencode({"query": expression})
        with urlopen(f"{self.address}/api/v1/query?{query}") as response:  # noqa: S310
            answer: dict[str, Any] = json.load(response)
        assert answer["status"] == "success", answer
        found = [
            (each["metric"], float(each["value"][1]))
            for each in answer["data"]["result"]
        ]
        return [(labels, value) for labels, value in found if not math.isnan(value)]

    def ping(self) -> None:
        """Raise URLError unless it is ready."""
        urlopen(f"{self.address}/-/ready").close()  # noqa: S310


@contextmanager
def prometheus_server(origin: str) -> Iterator[Prometheus]:
    """A Prometheus server that scrapes ``/metrics`` of a site each second."""
    program = shutil.which("prometheus")
    if program is None:
        give_up("prometheus")
    port = free_port()
    with tempfile.TemporaryDirectory() as name:
        config = Path(name, "prometheus.yml")
        config.write_text(json.dumps(_config(origin)))  # JSON is YAML
        command = [
            program,
            f"--config.file={config}",
            f"--storage.tsdb.path={name}/data",
            f"--web.listen-address=127.0.0.1:{port}",
            "--log.level=error",
        ]
        process = subprocess.Popen(command, cwd=name)
        try:
            server = Prometheus(f"http://127.0.0.1:{port}")
            wait_until(server.ping, URLError)
            yield server
        finally:
            process.terminate()
            process.wait(30)


def _config(origin: str) -> dict[str, Any]:
    targets = [{"targets": [urlsplit(origin).netloc]}]
    return {
        "global": {"scrape_interval": "1s"},
        "scrape_configs": [{"job_name": "liveflash", "static_configs": targets}],
    }
