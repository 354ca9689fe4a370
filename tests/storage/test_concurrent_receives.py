"""A message in transit that several tabs request at once is received by one."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers import Redis, unmeasured

ROOT = Path(__file__).resolve().parent.parent.parent
TIMEOUT = 300
STORES = [
    *("sqlite", "postgresql", "redis", "cache"),
    *("cached_db", "database cache", "file", "signed_cookies"),
]


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest) -> dict[str, str]:
    """The environment that names a store."""
    match request.param:
        case "postgresql":
            directory: Path = request.getfixturevalue("postgresql")
            address = str(directory)
        case "redis":
            server: Redis = request.getfixturevalue("redis")
            address = server.url
        case _:
            address = ""
    return {"LIVEFLASH_STORE": request.param, "LIVEFLASH_STORE_ADDRESS": address}


def test_one_of_eight_tabs_gets_a_message(
    store: dict[str, str], tmp_path: Path
) -> None:
    environment = {
        "DJANGO_SETTINGS_MODULE": "tests.storage.settings",
        "LIVEFLASH_TEST_DIR": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "tests.storage.concurrent_receives"],
        env={**unmeasured(), **environment, **store},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        timeout=TIMEOUT,
        check=True,
    )
    rounds = json.loads(done.stdout)
    assert (len(rounds), [n for n in rounds.values() if n != {"1": 30}]) == (7, [])
