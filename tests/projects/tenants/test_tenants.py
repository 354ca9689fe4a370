"""Pages at the hosts of two tenants meet their own tables, in every thread."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.servers import postgresql_server, unmeasured

ROOT = Path(__file__).resolve().parents[3]
CLICKS = 6

pytest.importorskip("django_tenants")


@pytest.fixture(scope="module")
def outcome() -> Iterator[Any]:
    """What the pages show, by URL, and how many messages wait for each user."""
    with postgresql_server() as server:
        address = {"LIVEFLASH_STORE_ADDRESS": str(server.directory)}
        done = subprocess.run(
            [sys.executable, "-m", "tests.projects.tenants.clicks"],
            cwd=ROOT,
            env={**unmeasured(), **address},
            stdout=subprocess.PIPE,
            check=True,
        )
        yield json.loads(done.stdout)


@pytest.mark.parametrize("url", ["/sync/", "/async/"])
def test_each_of_twelve_clicks_meets_its_own_tenant(outcome: Any, url: str) -> None:
    ada, ben, _later = outcome[0][url]
    assert [ada.count("<i>ada</i>"), ben.count("<i>ben</i>")] == [CLICKS, CLICKS]


@pytest.mark.parametrize("url", ["/sync/", "/async/"])
def test_each_render_meets_its_own_tenant(outcome: Any, url: str) -> None:
    ada, ben, _later = outcome[0][url]
    assert ["<b>ada</b>" in ada, "<b>ben</b>" in ben] == [True, True]


@pytest.mark.parametrize("url", ["/sync/", "/async/"])
def test_a_push_reaches_the_user_of_its_own_tenant(outcome: Any, url: str) -> None:
    shown = [text.count("Only for you") > 0 for text in outcome[0][url]]
    assert shown == [True, False, False]


def test_a_push_waits_in_the_inbox_of_its_own_tenant(outcome: Any) -> None:
    assert outcome[1] == [2, 0]
