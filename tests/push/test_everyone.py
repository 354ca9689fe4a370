"""A message for everyone: one row, and a receipt of each user who has seen it."""

from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import AsyncClient, Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from liveflash import apush_flash, push_flash
from liveflash.models import InboxMessage, InboxReceipt
from liveflash.protocol.payloads import MAX_REVISION
from liveflash.push import inbox
from tests.conftest import Later
from tests.protocol_client.page import message_texts
from tests.push.conftest import OpenTab
from tests.push.test_delivery import over_any_layer

pytestmark = [
    pytest.mark.urls("tests.push.site"),
    pytest.mark.django_db(transaction=True),
]
alone = pytest.mark.usefixtures("no_layer")
NOON = "Maintenance at noon."


def texts_for(user: User) -> list[Any]:
    return [message.value for message in inbox.waiting(str(user.pk))]


async def waiting_for(user: User) -> list[Any]:
    return await sync_to_async(texts_for)(user)


async def texts_of_plain_page(client: AsyncClient) -> list[str]:
    return message_texts((await client.get("/plain/")).content.decode())


@over_any_layer
async def test_every_open_page_shows_it(
    open_tab: OpenTab, as_ada: AsyncClient, as_ben: AsyncClient
) -> None:
    tabs = [await open_tab("/news/", who) for who in (as_ada, as_ben, None)]
    pushed = await apush_flash("info", NOON, everyone=True)
    for tab in tabs:
        await tab.wait_for_texts(NOON)
    assert (pushed.was_sent, pushed.is_stored) == (True, True)


@over_any_layer
async def test_an_update_and_a_clear_reach_every_page(
    open_tab: OpenTab, as_ada: AsyncClient, as_ben: AsyncClient
) -> None:
    tabs = [await open_tab("/news/", who) for who in (as_ada, as_ben, None)]
    pushed = await apush_flash("info", NOON, everyone=True)
    await pushed.aupdate("Maintenance at one.")
    for tab in tabs:
        await tab.wait_for_texts("Maintenance at one.")
    await pushed.aclear()
    for tab in tabs:
        await tab.wait_for_texts()


@alone
async def test_the_next_page_of_a_user_shows_it_once(
    ada: User, as_ada: AsyncClient, as_ben: AsyncClient
) -> None:
    await apush_flash("info", NOON, everyone=True)
    assert await texts_of_plain_page(as_ada) == [NOON]
    assert await texts_of_plain_page(as_ada) == []
    assert await texts_of_plain_page(as_ben) == [NOON]


@alone
async def test_the_next_live_page_of_a_user_shows_it_once(
    open_tab: OpenTab, ada: User, ben: User, as_ada: AsyncClient
) -> None:
    await apush_flash("info", NOON, everyone=True)
    tab = await open_tab("/news/", as_ada)
    assert tab.texts == [NOON]
    await tab.acknowledge()
    following = await open_tab("/news/", as_ada)
    assert (following.texts, await waiting_for(ben)) == ([], [NOON])


@alone
async def test_an_open_page_ends_it_for_its_user_when_it_acknowledges(
    open_tab: OpenTab, ada: User, ben: User, as_ada: AsyncClient
) -> None:
    tab = await open_tab("/news/", as_ada)
    await apush_flash("info", NOON, everyone=True)
    await tab.wait_for_texts(NOON)
    assert await waiting_for(ada) == [NOON]
    await tab.acknowledge()
    assert (await waiting_for(ada), await waiting_for(ben)) == ([], [NOON])


@alone
async def test_a_page_that_dies_before_it_acknowledges_leaves_it_for_the_next(
    open_tab: OpenTab, as_ada: AsyncClient
) -> None:
    await apush_flash("info", NOON, everyone=True)
    await open_tab("/news/", as_ada)
    following = await open_tab("/news/", as_ada)
    assert following.texts == [NOON]


@alone
async def test_the_next_page_of_a_visitor_does_not_show_it(
    open_tab: OpenTab, transactional_db: None
) -> None:
    await apush_flash("info", NOON, everyone=True)
    tab = await open_tab("/news/")
    assert (tab.texts, await texts_of_plain_page(AsyncClient())) == ([], [])


@alone
async def test_a_dismissal_is_for_all_pages_of_that_user_only(
    open_tab: OpenTab, ada: User, ben: User, as_ada: AsyncClient, as_ben: AsyncClient
) -> None:
    tab, second = [await open_tab("/news/", as_ada) for _ in range(2)]
    other, visitor = await open_tab("/news/", as_ben), await open_tab("/news/")
    pushed = await apush_flash("info", NOON, everyone=True)
    for each in (tab, second, other, visitor):
        await each.wait_for_texts(NOON)
    await tab.clear_flash(id=pushed.id)
    await second.wait_for_texts()
    for each in (other, visitor):
        await each.settle()
        assert each.texts == [NOON]
    assert (await waiting_for(ada), await waiting_for(ben)) == ([], [NOON])


@alone
async def test_a_late_acknowledgement_does_not_undo_a_dismissal(
    open_tab: OpenTab, ada: User, as_ada: AsyncClient
) -> None:
    tab, second = [await open_tab("/news/", as_ada) for _ in range(2)]
    await second.disconnect()
    pushed = await apush_flash("info", NOON, everyone=True)
    await tab.wait_for_texts(NOON)
    await tab.clear_flash(id=pushed.id)
    await tab.acknowledge()
    await second.connect()
    await second.join()
    assert second.texts == []


@alone
async def test_a_tab_that_was_away_for_a_moment_has_what_another_has_shown(
    open_tab: OpenTab, ada: User, as_ada: AsyncClient, later: Later
) -> None:
    tab, other = [await open_tab("/news/", as_ada) for _ in range(2)]
    await tab.disconnect()
    await apush_flash("info", NOON, everyone=True)
    await other.wait_for_texts(NOON)
    await other.acknowledge()
    await tab.connect()
    await tab.join()
    assert tab.texts == [NOON]
    later(61)
    await tab.disconnect()
    assert await waiting_for(ada) == []


@alone
@pytest.mark.usefixtures("check_often")
async def test_what_the_layer_did_not_bring_is_found_in_the_inbox(
    open_tab: OpenTab, ada: User, as_ada: AsyncClient
) -> None:
    tab = await open_tab("/news/", as_ada)
    pushed = await sync_to_async(push_flash)("info", NOON, everyone=True)
    await tab.wait_for_texts(NOON)
    later_row = await InboxMessage.objects.aget(message_id=pushed.id)
    assert later_row.kind == "everyone"
    later_row.pk, later_row.message_id = None, "f" * 12
    later_row.contents = later_row.contents.replace(pushed.id, "f" * 12)
    await later_row.asave(force_insert=True)
    await tab.wait_for_texts(NOON, NOON)


def test_an_update_waits_for_those_who_have_seen_the_former_text(
    ada: User, ben: User
) -> None:
    pushed = push_flash("info", NOON, everyone=True)
    inbox.mark_shown(str(ada.pk), {pushed.id: 0})
    pushed.update("Maintenance is over.")
    assert texts_for(ada) == texts_for(ben) == ["Maintenance is over."]


def test_an_acknowledgement_of_a_former_text_leaves_what_followed(ada: User) -> None:
    pushed = push_flash("info", NOON, everyone=True)
    pushed.update("Maintenance is over.")
    inbox.mark_shown(str(ada.pk), {pushed.id: 0})
    assert texts_for(ada) == ["Maintenance is over."]


def test_it_is_one_row_and_one_receipt_per_user(ada: User, ben: User) -> None:
    pushed = push_flash("info", NOON, everyone=True)
    for user in (ada, ben, ada):
        inbox.mark_shown(str(user.pk), {pushed.id: 0})
    rows = [row.kind for row in InboxMessage.objects.all()]
    seen = {str(receipt) for receipt in InboxReceipt.objects.all()}
    users = {f"{pushed.id} seen by {user.pk}" for user in (ada, ben)}
    assert (rows, seen) == (["everyone"], users)
    assert str(InboxMessage.objects.get()) == f"{pushed.id} for everyone"


def test_receipts_go_when_it_is_cleared(ada: User) -> None:
    pushed = push_flash("info", NOON, everyone=True)
    inbox.mark_shown(str(ada.pk), {pushed.id: 0})
    pushed.clear()
    assert (InboxMessage.objects.count(), InboxReceipt.objects.count()) == (0, 0)


def test_receipts_go_when_it_expires(ada: User, later: Later) -> None:
    pushed = push_flash("info", NOON, everyone=True)
    inbox.mark_shown(str(ada.pk), {pushed.id: 0})
    later(15 * 24 * 3600)
    inbox.purge()
    assert (InboxMessage.objects.count(), InboxReceipt.objects.count()) == (0, 0)


def test_receipts_go_with_their_user(ada: User, ben: User) -> None:
    pushed = push_flash("info", NOON, everyone=True)
    for user in (ada, ben):
        inbox.mark_shown(str(user.pk), {pushed.id: 0})
    ada.delete()
    assert [receipt.user for receipt in InboxReceipt.objects.all()] == [str(ben.pk)]
    assert InboxMessage.objects.count() == 1


def test_it_expires(ada: User, later: Later) -> None:
    push_flash("info", NOON, everyone=True)
    later(14 * 24 * 3600 - 60)
    assert texts_for(ada) == [NOON]
    later(14 * 24 * 3600 + 60)
    assert texts_for(ada) == []


def test_the_oldest_give_way(ada: User, settings: Settings) -> None:
    settings.LIVEFLASH_INBOX_SIZE = 2
    push_flash("info", "for Ada", user=ada)
    for number in range(4):
        push_flash("info", number, everyone=True)
    assert texts_for(ada) == ["for Ada", 2, 3]


def test_a_user_who_joins_later_does_not_get_it(ada: User) -> None:
    pushed = push_flash("info", NOON, everyone=True)
    joined = timezone.now() + timedelta(seconds=1)
    eve = User.objects.create(username="eve", date_joined=joined)
    pushed.update("Maintenance is over.")
    assert (texts_for(ada), texts_for(eve)) == (["Maintenance is over."], [])


def test_a_dismissal_without_a_known_revision_leaves_what_follows(ada: User) -> None:
    pushed = push_flash("info", NOON, everyone=True)
    inbox.dismiss(str(ada.pk), {pushed.id: MAX_REVISION})
    assert texts_for(ada) == []
    pushed.update("Maintenance is over.")
    assert texts_for(ada) == ["Maintenance is over."]


def test_one_is_stored_with_its_transaction(ada: User) -> None:
    with transaction.atomic():
        pushed = push_flash("info", NOON, everyone=True)
        assert not pushed.was_sent
        transaction.set_rollback(True)
    assert texts_for(ada) == []


def test_users_of_another_kind_get_it() -> None:
    push_flash("info", NOON, everyone=True)
    assert [message.value for message in inbox.waiting("machine:7")] == [NOON]


def queries_of_page_load(client: Client) -> list[str]:
    """Return the verbs of the queries for messages."""
    with CaptureQueriesContext(connection) as captured:
        client.get("/plain/")
    texts = [query["sql"] for query in captured.captured_queries]
    return [
        text.split()[0] for text in texts if "_inbox" in text or 'joined" >' in text
    ]


def test_a_page_load_costs_one_query_without_a_message(ada: User) -> None:
    client = Client()
    client.force_login(ada)
    client.get("/plain/")
    assert queries_of_page_load(client) == ["SELECT"]


def test_a_page_load_costs_two_queries_once_the_user_has_seen_it(ada: User) -> None:
    client = Client()
    client.force_login(ada)
    push_flash("info", NOON, everyone=True)
    client.get("/plain/")
    assert queries_of_page_load(client) == ["SELECT", "SELECT"]


def test_the_page_load_that_shows_it_costs_six_queries(ada: User) -> None:
    client = Client()
    client.force_login(ada)
    client.get("/plain/")
    push_flash("info", NOON, everyone=True)
    reads, marks = ["SELECT"] * 3, ["UPDATE", "SELECT", "INSERT"]
    assert queries_of_page_load(client) == [*reads, *marks]
