"""A message to a session waits for the session's next page."""

from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.test import AsyncClient

from liveflash import apush_flash, push_flash
from liveflash.models import InboxMessage
from liveflash.push import inbox
from tests.conftest import Later
from tests.protocol_client.page import message_texts
from tests.push.conftest import OpenTab

pytestmark = [
    pytest.mark.urls("tests.push.site"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("no_layer"),
]


@pytest.fixture
def visitor(transactional_db: None) -> AsyncClient:
    """The browser of a visitor with a session, who has not logged in."""
    session = SessionStore()
    session["cart"] = [1]
    session.save()
    client = AsyncClient()
    client.cookies["sessionid"] = str(session.session_key)
    return client


def key_of(client: AsyncClient) -> str:
    return client.cookies["sessionid"].value


def texts_waiting(client: AsyncClient) -> list[Any]:
    return [message.value for message in inbox.waiting(None, key_of(client))]


async def texts_of_plain_page(client: AsyncClient) -> list[str]:
    return message_texts((await client.get("/plain/")).content.decode())


async def test_the_next_page_of_a_visitor_shows_it_once(visitor: AsyncClient) -> None:
    pushed = await apush_flash("info", "Paid.", session=key_of(visitor))
    assert (pushed.is_stored, await texts_of_plain_page(visitor)) == (True, ["Paid."])
    assert await texts_of_plain_page(visitor) == []


async def test_the_next_live_page_shows_it_once(
    open_tab: OpenTab, visitor: AsyncClient
) -> None:
    await apush_flash("info", "Paid.", session=key_of(visitor))
    tab = await open_tab("/news/", visitor)
    assert tab.texts == ["Paid."]
    await tab.acknowledge()
    following = await open_tab("/news/", visitor)
    assert following.texts == []


async def test_a_session_of_a_user_gets_it_beside_what_is_for_the_user(
    ada: User, as_ada: AsyncClient
) -> None:
    await apush_flash("info", "To Ada.", user=ada)
    await apush_flash("info", "To the session.", session=key_of(as_ada))
    await apush_flash("info", "To everyone.", everyone=True)
    assert await texts_of_plain_page(as_ada) == [
        "To Ada.",
        "To the session.",
        "To everyone.",
    ]


async def test_another_session_of_the_user_does_not_get_it(
    open_tab: OpenTab, ada: User, as_ada: AsyncClient
) -> None:
    other = AsyncClient()
    await sync_to_async(other.force_login)(ada)
    await apush_flash("info", "Only there.", session=key_of(other))
    tab = await open_tab("/news/", as_ada)
    assert (tab.texts, await texts_of_plain_page(as_ada)) == ([], [])


async def test_it_ends_when_an_open_page_acknowledges(
    open_tab: OpenTab, visitor: AsyncClient
) -> None:
    tab = await open_tab("/news/", visitor)
    await apush_flash("info", "Paid.", session=key_of(visitor))
    await tab.wait_for_texts("Paid.")
    assert await sync_to_async(texts_waiting)(visitor) == ["Paid."]
    await tab.acknowledge()
    assert await sync_to_async(texts_waiting)(visitor) == []


async def test_a_dismissal_reaches_the_other_tabs_of_the_session(
    open_tab: OpenTab, visitor: AsyncClient
) -> None:
    tab, other = [await open_tab("/news/", visitor) for _ in range(2)]
    pushed = await apush_flash("info", "Paid.", session=key_of(visitor))
    await tab.wait_for_texts("Paid.")
    await other.wait_for_texts("Paid.")
    await tab.clear_flash(id=pushed.id)
    await other.wait_for_texts()
    assert await InboxMessage.objects.acount() == 0


@pytest.mark.usefixtures("check_often")
async def test_what_the_layer_did_not_bring_is_found_in_the_inbox(
    open_tab: OpenTab, visitor: AsyncClient
) -> None:
    tab = await open_tab("/news/", visitor)
    pushed = await apush_flash("info", "Paid.", session=key_of(visitor))
    await tab.wait_for_texts("Paid.")
    row = await InboxMessage.objects.aget()
    row.pk, row.message_id = None, "f" * 12
    row.contents = row.contents.replace(pushed.id, "f" * 12)
    await row.asave(force_insert=True)
    await tab.wait_for_texts("Paid.", "Paid.")


async def test_a_session_that_has_ended_shows_nothing(visitor: AsyncClient) -> None:
    await apush_flash("info", "Paid.", session=key_of(visitor))
    await Session.objects.all().adelete()
    assert await texts_of_plain_page(visitor) == []


def test_the_table_has_no_session_key(visitor: AsyncClient) -> None:
    push_flash("info", "Paid.", session=key_of(visitor))
    row = InboxMessage.objects.get()
    assert (row.kind, key_of(visitor) in row.user) == ("session", False)


def test_a_user_does_not_get_what_is_for_a_session(visitor: AsyncClient) -> None:
    push_flash("info", "Paid.", session=key_of(visitor))
    row = InboxMessage.objects.get()
    assert inbox.waiting(row.user) == inbox.waiting(key_of(visitor)) == ()


def test_a_handle_updates_and_clears_it(visitor: AsyncClient) -> None:
    pushed = push_flash("info", "10 %", session=key_of(visitor))
    pushed.update("20 %")
    assert texts_waiting(visitor) == ["20 %"]
    pushed.clear()
    assert (texts_waiting(visitor), pushed.is_stored) == ([], False)


def test_it_expires(visitor: AsyncClient, later: Later) -> None:
    push_flash("info", "Paid.", session=key_of(visitor))
    later(15 * 24 * 3600)
    assert texts_waiting(visitor) == []
