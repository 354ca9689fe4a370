"""Database queries and Redis commands of a push and of its tabs."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers import Redis, unmeasured

ROOT = Path(__file__).resolve().parent.parent.parent
TIMEOUT = 120

KEPT = ["INSERT inbox", "DELETE inbox"]  # the latter makes room


@pytest.mark.parametrize("store", ["sqlite", "postgresql"])
def test_a_push_to_a_user_costs_two_queries_and_one_command(
    request: pytest.FixtureRequest, redis: Redis, tmp_path: Path, store: str
) -> None:
    address = request.getfixturevalue("postgresql") if store == "postgresql" else ""
    environment = {
        "DJANGO_SETTINGS_MODULE": "tests.storage.settings",
        "LIVEFLASH_STORE": store,
        "LIVEFLASH_STORE_ADDRESS": str(address),
        "LIVEFLASH_LAYER": "pubsub.RedisPubSubChannelLayer",
        "LIVEFLASH_LAYER_ADDRESS": redis.url,
        "LIVEFLASH_TEST_DIR": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "tests.push.query_costs"],
        env={**unmeasured(), **environment},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        timeout=TIMEOUT,
        check=True,
    )
    push = {"queries": KEPT, "commands": {"publish": 1}}
    # The process, its echo, the user, the session and everyone.
    groups = 5
    assert json.loads(done.stdout) == {
        "push": push,
        "update": push,
        "push to nobody": push,
        "push to everyone": push,
        "push to 1000 users": {
            "queries": {
                "INSERT inbox": 2 if store == "postgresql" else 10,
                "DELETE inbox": 2,
            },
            "commands": {"publish": 1000},
        },
        "acknowledge": {"queries": ["UPDATE inbox"], "commands": {}},
        "the first tab": {
            "queries": ["SELECT inbox"],
            "commands": {"subscribe": groups},
        },
        "another tab": {"queries": ["SELECT inbox"], "commands": {}},
        "leave": {"queries": [], "commands": {}},
        "leave last": {"queries": [], "commands": {"unsubscribe": groups}},
    }
