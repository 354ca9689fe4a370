"""Handlers that sleep, hang and raise, and templates that raise, on a real server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.server import Server, serving
from tests.faults.tabs import (
    drop_and_rejoin,
    open_tabs,
)
from tests.protocol_client.frames import event_payload
from tests.protocol_client.page import LivePage


@pytest.fixture(scope="module")
def hasty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that gives a handler a second."""
    directory: Path = tmp_path_factory.mktemp("hasty")
    with serving("uvicorn", directory, FAULTS_TIMEOUT="1") as server:
        yield server


async def put(tab: LivePage) -> None:
    await tab.event("put", {"key": "info", "text": "Before"})


async def test_a_page_comes_back_while_its_handler_still_sleeps(server: Server) -> None:
    async with open_tabs(server.origin, 2) as (tab, other):
        await put(tab)
        await tab.post("event", event_payload("sleep", {"for": 60}))
        beside = await other.event("count")
        await drop_and_rejoin(tab)
        after = await tab.event("count")
        assert (beside["status"], after["status"], tab.texts) == (
            "ok",
            "ok",
            ["Before"],
        )


@pytest.mark.parametrize("event", ["hang", "raise", "break"])
async def test_a_page_comes_back_from_a_handler_that_fails(
    hasty: Server, event: str
) -> None:
    async with open_tabs(hasty.origin, 2) as (tab, other):
        await put(tab)
        failed = await tab.event(event)
        beside = await other.event("count")
        joined = await tab.join()
        assert (
            failed["status"],
            beside["status"],
            joined["status"],
            tab.texts,
        ) == ("crashed", "ok", "ok", ["Before"])
