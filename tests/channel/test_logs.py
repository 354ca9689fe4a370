"""Log lines repeat little of what clients send, and on one line."""

import json
import logging
from typing import Any

import pytest

from tests.conftest import OpenPage

pytestmark = pytest.mark.django_db(transaction=True)

FORGED = "x\nERROR forged line"
LONGEST_LINE = 300


async def send_badly(live: OpenPage, text: str) -> None:
    """Have frames refused and a view crash, each with ``text`` in all places."""
    page = await live("/stage/")
    await page.send(text[:250])
    await page.event("lv:" + text)
    await page.event("put", text)
    await page.join()
    await page.send("event", {"type": text, "event": [text], "value": text})
    await page.send("live_patch", {"url": text})
    await page.send_raw(json.dumps(["1", "9", f"lv:{text}"[:250], "event", {}]))
    await page.receive()
    await page.join(session=text)
    await page.send_raw(text)


@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize("text", [FORGED, "y" * 60_000], ids=["forged", "long"])
async def test_what_a_client_sends_is_one_short_line(
    live: OpenPage,
    settings: Any,
    caplog: pytest.LogCaptureFixture,
    debug: bool,
    text: str,
) -> None:
    settings.DEBUG = debug
    caplog.set_level(logging.INFO, "liveflash")
    await send_badly(live, text)
    lines = [r.getMessage() for r in caplog.records if r.name == "liveflash"]
    assert len(lines) > 5
    assert [line for line in lines if "\n" in line or len(line) > LONGEST_LINE] == []


async def test_without_debug_the_log_holds_nothing_that_a_visitor_sent(
    live: OpenPage, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "liveflash")
    await send_badly(live, "marker")
    lines = [r.getMessage() for r in caplog.records if r.name == "liveflash"]
    assert len(lines) > 5
    assert [line for line in lines if "marker" in line] == []
