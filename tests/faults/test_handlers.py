"""Handlers that sleep, hang and raise, and templates that raise, on a real server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.server import Server, serving
from tests.faults.tab import Tab, tabs


@pytest.fixture(scope="module")
def hasty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that gives a handler a second."""
    directory: Path = tmp_path_factory.mktemp("hasty")
    with serving("uvicorn", directory, FAULTS_TIMEOUT="1") as server:
        yield server


async def put(tab: Tab) -> None:
    await tab.event("put", key="info", text="Before")


async def test_a_page_comes_back_while_its_handler_still_sleeps(server: Server) -> None:
    async with tabs(server.origin, 2) as (tab, other):
        await put(tab)
        sleep = {"type": "click", "event": "sleep", "value": {"for": 60}}
        await tab.post("event", sleep)
        beside = await other.event("count")
        await tab.drop()
        await tab.come_back()
        after = await tab.event("count")
        assert (beside["status"], after["status"], tab.shown) == (
            "ok",
            "ok",
            ["Before"],
        )


@pytest.mark.parametrize("event", ["hang", "raise", "break"])
async def test_a_page_comes_back_from_a_handler_that_fails(
    hasty: Server, event: str
) -> None:
    async with tabs(hasty.origin, 2) as (tab, other):
        await put(tab)
        failed = await tab.event(event)
        beside = await other.event("count")
        joined = await tab.join()
        assert (
            failed["status"],
            beside["status"],
            joined["status"],
            tab.shown,
        ) == ("crashed", "ok", "ok", ["Before"])
