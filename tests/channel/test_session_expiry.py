"""SESSION_SAVE_EVERY_REQUEST on live pages, as SECURITY.md describes it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.test import AsyncClient
from django.utils import timezone

from tests.asgi import application
from tests.protocol_client.in_process import new_page
from tests.protocol_client.page import LivePage

SOON = timedelta(hours=1)


@pytest.fixture
async def page(transactional_db: None, settings: Any) -> AsyncIterator[LivePage]:
    """Connect a page with a session that expires soon and is saved by each request."""
    settings.SESSION_SAVE_EVERY_REQUEST = True
    client = AsyncClient()
    await client.aforce_login(await User.objects.acreate(username="ada"))
    page = new_page(application, "/stage/", client)
    await page.get()
    await page.connect()
    await age_session()
    yield page
    await page.disconnect()


async def age_session() -> None:
    """Have the session expire soon."""
    await Session.objects.aupdate(expire_date=timezone.now() + SOON)


async def is_extended() -> bool:
    """Return whether the session lasts longer than ``age_session`` says."""
    expires: datetime = (await Session.objects.aget()).expire_date
    return expires - timezone.now() > SOON


async def wait_until_extended() -> None:
    """Wait until the session lasts longer; it is extended behind the reply."""
    async with asyncio.timeout(5):
        while not await is_extended():  # noqa: ASYNC110 (the database tells nobody)
            await asyncio.sleep(0.02)


async def test_a_handshake_does_not_extend_the_session(page: LivePage) -> None:
    assert not await is_extended()


async def test_a_join_extends_the_session(page: LivePage) -> None:
    await page.join()
    assert await is_extended()


async def test_live_navigation_extends_the_session(page: LivePage) -> None:
    await page.join()
    await age_session()
    await page.navigate("/other/")
    assert await is_extended()


async def test_a_patch_extends_the_session(page: LivePage) -> None:
    await page.join()
    await age_session()
    await page.patch("/stage/?page=2")
    assert await is_extended()


async def test_an_event_extends_the_session(page: LivePage) -> None:
    await page.join()
    await age_session()
    await page.event("note", {})
    await wait_until_extended()


async def test_events_extend_the_session_once_a_minute(
    page: LivePage,
) -> None:
    await page.join()
    await age_session()
    await page.event("note", {})
    await wait_until_extended()
    await age_session()
    await page.event("note", {})
    await asyncio.sleep(0.2)
    assert not await is_extended()


async def test_an_event_extends_no_session_that_has_ended(page: LivePage) -> None:
    await page.join()
    await Session.objects.all().adelete()
    await page.event("note", {})
    await asyncio.sleep(0.2)
    assert not await Session.objects.filter(expire_date__gt=timezone.now()).aexists()


async def test_an_event_extends_nothing_without_the_setting(
    page: LivePage, settings: Any
) -> None:
    await page.join()
    await age_session()
    settings.SESSION_SAVE_EVERY_REQUEST = False
    await page.event("note", {})
    await asyncio.sleep(0.2)
    assert not await is_extended()


async def test_a_join_does_not_extend_the_session_without_the_setting(
    page: LivePage, settings: Any
) -> None:
    settings.SESSION_SAVE_EVERY_REQUEST = False
    await page.join()
    assert not await is_extended()


JOINS = ["join", "navigate", "patch"]


@pytest.fixture
def counting(settings: Any) -> None:
    """Have middleware count the requests in the session."""
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.site.counting"]


async def session_data() -> dict[str, Any]:
    """Return the stored session."""
    stored = await Session.objects.aget()
    return dict(stored.get_decoded())


async def act(page: LivePage, how: str) -> None:
    """Join, and navigate or patch."""
    await page.join()
    if how == "navigate":
        await page.navigate("/other/")
    if how == "patch":
        await page.patch("/stage/?page=2")


@pytest.mark.parametrize("saves_always", [True, False])
@pytest.mark.parametrize("how", JOINS)
async def test_changes_of_middleware_are_not_saved(
    counting: None, page: LivePage, settings: Any, how: str, saves_always: bool
) -> None:
    settings.SESSION_SAVE_EVERY_REQUEST = saves_always
    await act(page, how)
    assert (await session_data())["count"] == 1


async def test_a_join_does_not_undo_the_write_of_a_request(
    page: LivePage, settings: Any
) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.interrupting"]
    await page.join()
    assert (await session_data())["written"] == "meanwhile"


def interrupting(get_response: Any) -> Any:
    """Middleware whose session is changed by another request meanwhile."""

    def middleware(request: Any) -> Any:
        request.session["mine"] = 1
        other = SessionStore(request.session.session_key)
        other["written"] = "meanwhile"
        other.save()
        return get_response(request)

    return middleware


def cycling(get_response: Any) -> Any:
    """Middleware that gives the session a new key."""

    def middleware(request: Any) -> Any:
        request.session.cycle_key()
        return get_response(request)

    return middleware


async def test_a_join_does_not_replace_the_session(
    page: LivePage, settings: Any
) -> None:
    before = await session_data()
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.cycling"]
    await page.join()
    assert await session_data() == before
