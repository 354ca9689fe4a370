"""Pages whose LIVEFLASH_CALLBACK_CONTEXT fails for a while."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import AsyncClient
from pytest_django import Settings

from liveflash import callback_context
from liveflash.channel import session_monitor
from liveflash.flash.message import new_message
from liveflash.push import outbox
from liveflash.push.envelopes import Address
from liveflash.storage import session_store
from liveflash.storage.page_record import PageRecord
from tests.conftest import OpenPage
from tests.push.conftest import until_nobody_is_served

pytestmark = pytest.mark.django_db(transaction=True)

ENDED = 4401
SOON = 0.05
PATIENCE_SECONDS = 3

NAMES = ("ada", "ben")

# The users whose tenants cannot be entered.
away: set[str] = set()


@contextmanager
def tenant(request: Any) -> Iterator[str]:
    """Enter the tenant of a request, which is named as its user."""
    name = request.user.username if request else ""
    if name in away:
        msg = f"The tenant {name} is away"
        raise RuntimeError(msg)
    yield name


@pytest.fixture(autouse=True)
async def _project(settings: Settings, transactional_db: None) -> AsyncIterator[None]:
    settings.LIVEFLASH_CALLBACK_CONTEXT = f"{__name__}.tenant"
    settings.LIVEFLASH_INBOX_CHECK = SOON
    yield
    away.clear()
    await until_nobody_is_served()


async def logged_in(name: str) -> AsyncClient:
    client = AsyncClient()
    await client.get(f"/login/?name={name}")
    return client


async def test_a_log_out_closes_the_page(
    live: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_monitor, "LOGOUT_CHECK_DELAYS_SECONDS", (0.0, 0.02))
    client = await logged_in("ada")
    page = await live("/stage/", client)
    away.add("ada")
    await client.get("/logout/")
    assert await page.close_code() == ENDED


async def test_a_session_that_ends_afterwards_closes_the_page(
    live: OpenPage, settings: Settings
) -> None:
    settings.LIVEFLASH_SESSION_CHECK = SOON
    page = await live("/stage/", await logged_in("ada"))
    away.add("ada")
    await asyncio.sleep(3 * SOON)
    away.clear()
    await Session.objects.all().adelete()
    assert await page.close_code() == ENDED


@pytest.mark.parametrize("absent", ["ada", "ben"])
async def test_the_inbox_is_read_for_the_pages_of_others(
    live: OpenPage, absent: str
) -> None:
    pages = {name: await live("/stage/", await logged_in(name)) for name in NAMES}
    away.add(absent)
    await asyncio.sleep(3 * SOON)
    (present,) = {*NAMES} - {absent}
    await store(present)
    await pages[present].receive_push()
    assert pages[present].texts == ["Stored."]


async def test_the_inbox_is_read_afterwards(live: OpenPage) -> None:
    page = await live("/stage/", await logged_in("ada"))
    away.add("ada")
    await asyncio.sleep(3 * SOON)
    await store("ada")
    away.clear()
    await page.receive_push()
    assert page.texts == ["Stored."]


async def store(name: str) -> None:
    """Put a message into the inbox of a user, of which no process hears."""
    user = await User.objects.aget(username=name)
    message = new_message("info", "Stored.")
    await sync_to_async(outbox.store)([Address("user", str(user.pk))], message)


@pytest.fixture
async def records(_project: None) -> AsyncIterator[dict[str, PageRecord]]:
    """The changed records of a page of each tenant; that of ada is written first."""
    records = {}
    for name in NAMES:
        request = SimpleNamespace(user=User(username=name))
        callback_context.activate(request, name)
        records[name] = PageRecord([f"the-record-of-{name}"])
    callback_context.resume(None)
    yield records
    away.clear()
    for record in records.values():
        await record.arelease()


async def test_the_records_of_others_are_written(
    records: dict[str, PageRecord],
) -> None:
    away.add("ada")
    for record in records.values():
        record.write_later({"view": "a view"})
    async with asyncio.timeout(PATIENCE_SECONDS):
        while await stored("ben") is None:  # noqa: ASYNC110 - the store tells nobody
            await asyncio.sleep(SOON)


async def test_a_record_is_written_afterwards(records: dict[str, PageRecord]) -> None:
    away.add("ada")
    records["ada"].write_later({"view": "a view"})
    await records["ada"].asettle()
    away.clear()
    await records["ada"].asettle()
    assert await stored("ada") == {"view": "a view"}


async def stored(name: str) -> Any:
    read = sync_to_async(session_store.read)
    return await read([f"the-record-of-{name}"])
