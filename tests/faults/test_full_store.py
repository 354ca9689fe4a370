"""A session store that takes nothing more: pages go on, and are kept again later."""

import asyncio
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from tests import unreliable_sessions
from tests.conftest import OpenPage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _store(settings: Any) -> Iterator[None]:
    settings.LIVEFLASH_SESSION_ENGINE = "tests.unreliable_sessions"
    yield
    unreliable_sessions.full.clear()


async def put(page: Any, text: str) -> str:
    reply = await page.event("put", {"key": "info", "text": text})
    return str(reply["status"])


async def test_a_page_goes_on_while_its_store_is_full(live: OpenPage) -> None:
    page = await live("/stage/")
    unreliable_sessions.full.set()
    statuses = [await put(page, f"text {number}") for number in range(3)]
    assert (statuses, "text 2" in page.html) == (["ok"] * 3, True)


async def test_a_full_store_is_logged_once(
    live: OpenPage, caplog: pytest.LogCaptureFixture
) -> None:
    page = await live("/stage/")
    unreliable_sessions.full.set()
    for number in range(3):
        await put(page, f"text {number}")
        await asyncio.sleep(0.01)
    await page.disconnect()
    await page.connect()
    levels = [record.levelno for record in caplog.records]
    assert (levels, "No space left" in caplog.text) == ([logging.WARNING], True)


async def test_flash_is_stored_again_when_there_is_room(live: OpenPage) -> None:
    page = await live("/stage/")
    unreliable_sessions.full.set()
    await put(page, "meanwhile")
    unreliable_sessions.full.clear()
    await page.reconnect()
    assert "meanwhile" in page.html
