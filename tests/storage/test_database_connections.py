"""Database connections under live pages are closed as after Django's requests."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.servers import unmeasured

ROOT = Path(__file__).resolve().parent.parent.parent
SCRIPT = "tests.storage.database_connections"
TIMEOUT = 60

FINE = ["ok", "ok", "ok"]
# A connection that the server has ended fails once, in a request of Django's too.
FAILED_ONCE = ["crashed", "ok", "ok"]


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        pytest.param("/live/plain/", 1, id="def"),
        # One in the pool, which keeps the flash, and one in asgiref's thread.
        pytest.param("/live/async/", 2, id="async def"),
    ],
)
@pytest.mark.parametrize(
    ("options", "keeps_connections", "after_a_loss"),
    [
        pytest.param({"CONN_MAX_AGE": 0}, False, FINE, id="0"),
        pytest.param({"CONN_MAX_AGE": 60}, True, FAILED_ONCE, id="60"),
        pytest.param({"CONN_MAX_AGE": None}, True, FAILED_ONCE, id="None"),
        pytest.param(
            {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True},
            True,
            FINE,
            id="None with health checks",
        ),
    ],
)
def test_a_page_goes_on_after_its_database_has_ended_all_connections(
    postgresql: Path,
    tmp_path: Path,
    url: str,
    kept: int,
    options: dict[str, Any],
    keeps_connections: bool,
    after_a_loss: list[str],
) -> None:
    idle = kept if keeps_connections else 0
    environment = {
        "DJANGO_SETTINGS_MODULE": "tests.storage.settings",
        "LIVEFLASH_STORE": "postgresql",
        "LIVEFLASH_STORE_ADDRESS": str(postgresql),
        "LIVEFLASH_STORE_OPTIONS": json.dumps(options),
        "LIVEFLASH_STORE_THREADS": "1",
        "LIVEFLASH_TEST_DIR": str(tmp_path),
    }
    done = subprocess.run(
        [
            sys.executable,
            "-W",
            "error",
            "-m",
            "tests.storage.database_connections",
            url,
            str(idle),
        ],
        env={**unmeasured(), **environment},
        cwd=ROOT,
        capture_output=True,
        timeout=TIMEOUT,
        check=True,
    )
    assert json.loads(done.stdout) == {
        "before": FINE,
        "idle": idle,
        "after": after_a_loss,
        "flash": ["Counted."],
    }
