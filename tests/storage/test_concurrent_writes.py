"""Sessions and flash, written at once on real servers: no write of either is lost."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers import Redis, unmeasured
from tests.sizes import at_night

ROOT = Path(__file__).resolve().parent.parent.parent
TIMEOUT = 300


@pytest.fixture(params=["sqlite", "postgresql", "redis"])
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


def test_no_write_is_lost(store: dict[str, str], tmp_path: Path) -> None:
    environment = {
        "DJANGO_SETTINGS_MODULE": "tests.storage.settings",
        "LIVEFLASH_TEST_DIR": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "tests.storage.concurrent_writes"],
        env={**unmeasured(), **environment, **store},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        timeout=TIMEOUT,
        check=True,
    )
    assert json.loads(done.stdout) == {
        "writes": at_night(10_000, 2_000),
        "lost over HTTP": [],
        "lost over sockets": [],
        "counts": [at_night(1250, 250)] * 4,
        "entries": [
            "_auth_user_backend",
            "_auth_user_hash",
            "_auth_user_id",
            "count",
        ],
    }
