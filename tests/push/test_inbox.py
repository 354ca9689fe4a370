"""The inbox keeps what was pushed to a user until a page has shown it."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection
from django.http import HttpRequest
from django.test import AsyncClient, Client
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from pytest_django import Settings

from liveflash import apush_flash, database, push_flash
from liveflash.flash.message import Message, new_message, revised
from liveflash.models import InboxMessage, InboxReceipt
from liveflash.push import inbox, inbox_reader, outbox
from liveflash.push.envelopes import Address
from liveflash.push.inbox_tables import session_digest
from liveflash.storage import page_record
from tests.conftest import Later
from tests.protocol_client.page import message_texts
from tests.push.conftest import OpenTab
from tests.push.tab import Tab

pytestmark = [
    pytest.mark.urls("tests.push.site"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("no_layer"),
]


def texts_for(user: User) -> list[Any]:
    return [message.value for message in inbox.waiting(str(user.pk))]


async def waiting_for(user: User) -> list[Any]:
    return await sync_to_async(texts_for)(user)


async def keep(user: User, message: Message) -> None:
    """Put a message into the inbox without notifying a page, as a process may."""
    shared = replace(message.not_started(), is_shared=True)
    await sync_to_async(outbox.store)([Address("user", str(user.pk))], shared)


async def until_nothing_waits(user: User) -> None:
    async with asyncio.timeout(5):
        while await waiting_for(user):  # noqa: ASYNC110 - rows tell nobody
            await asyncio.sleep(0.02)


async def test_the_page_that_is_open_ends_it_when_it_acknowledges(
    open_tab: OpenTab, ada: User, as_ada: AsyncClient
) -> None:
    tab = await open_tab("/news/", as_ada)
    pushed = await apush_flash("info", "Ready.", user=ada)
    await tab.wait_for_texts("Ready.")
    assert (await waiting_for(ada), tab.unacknowledged) == (["Ready."], {pushed.id: 0})
    await tab.acknowledge()
    assert await waiting_for(ada) == []


async def test_the_next_live_page_shows_what_came_before_once(
    open_tab: OpenTab, ada: User, as_ada: AsyncClient
) -> None:
    await apush_flash("info", "One.", user=ada)
    await apush_flash("info", "Two.", user=ada)
    tab = await open_tab("/news/", as_ada)
    assert tab.texts == ["One.", "Two."]
    await tab.acknowledge()
    following = await open_tab("/news/", as_ada)
    assert (following.texts, await waiting_for(ada)) == ([], [])


async def test_the_http_render_of_a_live_page_does_not_end_it(
    ada: User, as_ada: AsyncClient
) -> None:
    await apush_flash("info", "Ready.", user=ada)
    await as_ada.get("/news/")
    assert await waiting_for(ada) == ["Ready."]


async def test_a_tab_that_dies_before_it_acknowledges_leaves_it_for_the_next(
    open_tab: OpenTab, ada: User, as_ada: AsyncClient
) -> None:
    await apush_flash("info", "Ready.", user=ada)
    await open_tab("/news/", as_ada)
    following = await open_tab("/news/", as_ada)
    assert following.texts == ["Ready."]


async def test_a_tab_that_reconnects_shows_it_once(
    open_tab: OpenTab, ada: User, as_ada: AsyncClient
) -> None:
    await apush_flash("info", "Ready.", user=ada)
    tab = await open_tab("/news/", as_ada)
    tab.unacknowledged = {}
    await tab.reconnect()
    assert tab.texts == ["Ready."]
    await tab.acknowledge()
    assert await waiting_for(ada) == []


async def test_a_tab_that_was_disconnected_has_it_after_the_reconnect(
    open_tab: OpenTab, ada: User, as_ada: AsyncClient
) -> None:
    tab = await open_tab("/news/", as_ada)
    await tab.disconnect()
    await apush_flash("info", "Ready.", user=ada)
    await tab.connect()
    await tab.join()
    assert tab.texts == ["Ready."]


async def test_a_view_that_crashes_has_it_after_the_rejoin(
    open_tab: OpenTab, ada: User, as_ada: AsyncClient
) -> None:
    tab = await open_tab("/news/", as_ada)
    await apush_flash("info", "Ready.", user=ada)
    await tab.wait_for_texts("Ready.")
    await tab.event("crash")
    await tab.join()
    assert tab.texts == ["Ready."]


async def test_a_template_of_the_project_is_checked_too(
    open_tab: OpenTab, ada: User, as_ada: AsyncClient
) -> None:
    pushed = await apush_flash("info", "Ready.", user=ada)
    tab = await open_tab("/news/custom/", as_ada)
    assert ("|Ready.|" in tab.html, tab.unacknowledged) == (True, {pushed.id: 0})


async def test_a_page_that_shows_no_messages_leaves_it_for_another(
    open_tab: OpenTab, ada: User, as_ada: AsyncClient
) -> None:
    tab = await open_tab("/news/silent/", as_ada)
    await apush_flash("info", "Ready.", user=ada)
    await tab.settle()
    assert (tab.unacknowledged, await waiting_for(ada)) == ({}, ["Ready."])


async def test_a_plain_page_ends_it_by_rendering(
    ada: User, as_ada: AsyncClient
) -> None:
    await apush_flash("info", "Ready.", user=ada)
    pages = [await as_ada.get("/plain/") for _ in range(2)]
    seen = [message_texts(page.content.decode()) for page in pages]
    assert seen == [["Ready."], []]


@pytest.mark.parametrize(
    ("url", "options"),
    [
        pytest.param("/silent/", {}, id="it shows no messages"),
        pytest.param("/plain/", {"sec-purpose": "prefetch"}, id="it is prefetched"),
    ],
)
async def test_a_plain_page_that_does_not_render_flash_leaves_it(
    ada: User, as_ada: AsyncClient, url: str, options: dict[str, str]
) -> None:
    await apush_flash("info", "Ready.", user=ada)
    await as_ada.get(url, headers=options)
    assert await waiting_for(ada) == ["Ready."]


async def test_a_page_rendered_in_async_code_leaves_it_and_the_log_says_so(
    ada: User, as_ada: AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    database.warn_of_async.cache_clear()
    await apush_flash("info", "Ready.", user=ada)
    for _ in range(2):
        response = await as_ada.get("/asynchronous/")
        assert message_texts(response.content.decode()) == []
    assert caplog.messages == [
        "A page rendered in async code does not show the messages in the inbox: render "
        "it in a sync view."
    ]


async def test_a_user_who_is_not_loaded_yet_is_left_alone_in_async_code(
    ada: User,
) -> None:
    request = HttpRequest()
    request.user = SimpleLazyObject(lambda: User.objects.get(pk=ada.pk))  # type: ignore[assignment]
    await apush_flash("info", "Ready.", user=ada)
    assert (inbox.take_for(request), await waiting_for(ada)) == ((), ["Ready."])


async def test_a_redirect_out_of_mount_takes_it_along_once(
    open_tab: OpenTab, ada: User, as_ada: AsyncClient
) -> None:
    await apush_flash("info", "Ready.", user=ada)
    tab = Tab("/sending/", as_ada)
    await tab.get()
    await tab.connect()
    reply = await tab.join()
    await tab.disconnect()
    as_ada.cookies["__phoenix_flash__"] = reply["response"]["redirect"]["flash"]
    page = await as_ada.get(reply["response"]["redirect"]["to"])
    assert message_texts(page.content.decode()) == ["Ready."]


async def test_a_message_sent_between_subscription_and_inbox_is_shown_once(
    open_tab: OpenTab, ada: User, as_ada: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = inbox.find

    def push_then_read(user: str, session: str) -> Any:
        push_flash("info", "Meanwhile.", user=user)
        return look(user, session)

    monkeypatch.setattr(inbox, "find", push_then_read)
    tab = await open_tab("/news/", as_ada)
    monkeypatch.undo()
    await tab.settle()
    assert tab.texts == ["Meanwhile."]


async def test_a_message_sent_after_the_inbox_was_read_and_before_the_mount_is_shown(
    open_tab: OpenTab, ada: User, as_ada: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = inbox.find

    def read_then_push(user: str, session: str) -> Any:
        found = look(user, session)
        push_flash("info", "Meanwhile.", user=user)
        return found

    monkeypatch.setattr(inbox, "find", read_then_push)
    tab = await open_tab("/news/", as_ada)
    monkeypatch.undo()
    await tab.wait_for_texts("Meanwhile.")
    await tab.acknowledge()
    assert await waiting_for(ada) == []


async def test_an_acknowledgement_of_progress_leaves_what_followed(
    open_tab: OpenTab, ada: User, as_ada: AsyncClient
) -> None:
    tab = await open_tab("/news/", as_ada)
    progress = await apush_flash("export", "10 %", user=ada)
    await tab.wait_for_texts("10 %")
    await progress.aupdate("Done.")
    await tab.acknowledge()
    assert await waiting_for(ada) == ["Done."]
    await tab.wait_for_texts("Done.")
    await tab.acknowledge()
    assert await waiting_for(ada) == []


async def test_progress_of_an_absent_user_waits_as_one_message(ada: User) -> None:
    progress = await apush_flash("export", "10 %", user=ada)
    for text in ("50 %", "Done."):
        await progress.aupdate(text)
    assert await waiting_for(ada) == ["Done."]


async def test_a_tab_that_was_away_for_a_moment_has_what_another_has_shown(
    open_tab: OpenTab, ada: User, as_ada: AsyncClient
) -> None:
    tab, other = [await open_tab("/news/", as_ada) for _ in range(2)]
    await tab.disconnect()
    await apush_flash("info", "Ready.", user=ada)
    await other.wait_for_texts("Ready.")
    await other.acknowledge()
    await tab.connect()
    await tab.join()
    assert tab.texts == ["Ready."]


async def test_a_tab_that_was_away_too_long_has_it_no_more(
    open_tab: OpenTab, ada: User, as_ada: AsyncClient, later: Later
) -> None:
    tab, other = [await open_tab("/news/", as_ada) for _ in range(2)]
    await tab.disconnect()
    await apush_flash("info", "Ready.", user=ada)
    await other.wait_for_texts("Ready.")
    await other.acknowledge()
    later(61)
    await tab.connect()
    await tab.join()
    assert tab.texts == []


async def test_a_tab_that_has_shown_it_does_not_show_it_again(
    open_tab: OpenTab, ada: User, as_ada: AsyncClient
) -> None:
    tab = await open_tab("/news/", as_ada)
    pushed = await apush_flash("info", "Ready.", user=ada)
    await tab.wait_for_texts("Ready.")
    await tab.acknowledge()
    await tab.clear_flash(id=pushed.id, expired=True)
    await tab.reconnect()
    assert tab.texts == []


async def test_a_tab_that_was_opened_later_does_not_show_it_when_it_comes_back(
    open_tab: OpenTab, ada: User, as_ada: AsyncClient, later: Later
) -> None:
    tab = await open_tab("/news/", as_ada)
    await apush_flash("info", "Ready.", user=ada)
    await tab.wait_for_texts("Ready.")
    await tab.acknowledge()
    later(2)
    following = await open_tab("/news/", as_ada)
    await following.reconnect()
    assert following.texts == []


async def test_a_tab_keeps_what_it_shows_where_its_record_was_lost(
    open_tab: OpenTab, ada: User, as_ada: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_record, "READ_RETRY_DELAYS", (0.01,))
    tab = await open_tab("/news/", as_ada)
    await apush_flash("info", "Ready.", user=ada)
    await tab.wait_for_texts("Ready.")
    await tab.acknowledge()
    await tab.disconnect()
    login = as_ada.cookies["sessionid"].value
    await Session.objects.exclude(session_key=login).adelete()
    await tab.connect()
    await tab.join()
    assert tab.texts == ["Ready."]


@pytest.mark.usefixtures("check_often")
async def test_a_tab_that_the_layer_did_not_reach_has_what_another_has_shown(
    open_tab: OpenTab, ada: User, as_ada: AsyncClient
) -> None:
    tab = await open_tab("/news/", as_ada)
    message = new_message("info", "From elsewhere.")
    await keep(ada, message)
    await sync_to_async(inbox.mark_shown)(str(ada.pk), {message.id: 0})
    await tab.wait_for_texts("From elsewhere.")
    following = await open_tab("/news/", as_ada)
    await asyncio.sleep(0.2)
    await following.settle()
    assert following.texts == []


@pytest.mark.usefixtures("check_often")
async def test_the_inbox_is_cleaned_by_the_processes_that_serve_it(
    open_tab: OpenTab,
    ada: User,
    as_ada: AsyncClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(inbox_reader, "PURGE_INTERVAL_SECONDS", 0)
    await apush_flash("info", "Old.", user=ada)
    await InboxMessage.objects.aupdate(expires=timezone.now() - timedelta(seconds=1))
    await open_tab("/news/", as_ada)
    async with asyncio.timeout(5):
        while await InboxMessage.objects.aexists():  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.02)


@pytest.mark.usefixtures("check_often")
async def test_what_the_layer_did_not_bring_is_found_in_the_inbox(
    open_tab: OpenTab, ada: User, as_ada: AsyncClient
) -> None:
    tab = await open_tab("/news/", as_ada)
    await keep(ada, new_message("export", "From elsewhere."))
    await tab.wait_for_texts("From elsewhere.")
    await tab.acknowledge()
    assert await waiting_for(ada) == []


@pytest.mark.usefixtures("check_often")
async def test_progress_that_the_layer_did_not_bring_is_found_in_the_inbox(
    open_tab: OpenTab, ada: User, as_ada: AsyncClient
) -> None:
    tab = await open_tab("/news/", as_ada)
    message = new_message("export", "0 %", level="info")
    for text in ("10 %", "Done."):
        message = revised(message, text)
        await keep(ada, message)
        await tab.wait_for_texts(text)
        await tab.acknowledge()
    assert await waiting_for(ada) == []


@pytest.mark.usefixtures("check_often")
async def test_what_a_transaction_stores_after_the_acknowledgement_ends_all_the_same(
    open_tab: OpenTab, ada: User, as_ada: AsyncClient
) -> None:
    tab = await open_tab("/news/", as_ada)
    await apush_flash("info", "Early.", user=ada)
    await tab.wait_for_texts("Early.")
    row = await InboxMessage.objects.aget()
    await tab.acknowledge()
    await row.asave()  # as it was: it waits again
    await until_nothing_waits(ada)
    assert tab.texts == ["Early."]


async def test_it_waits_for_its_time_to_be_shown(
    open_tab: OpenTab, ada: User, as_ada: AsyncClient, later: Later
) -> None:
    await apush_flash("info", "Short.", user=ada, timeout=3)
    later(60)
    tab = await open_tab("/news/", as_ada)
    assert tab.texts == ["Short."]


async def test_it_expires(ada: User, as_ada: AsyncClient, later: Later) -> None:
    await apush_flash("info", "Old.", user=ada)
    later(14 * 24 * 3600 - 60)
    assert await waiting_for(ada) == ["Old."]
    later(14 * 24 * 3600 + 60)
    page = await as_ada.get("/plain/")
    assert (message_texts(page.content.decode()), await waiting_for(ada)) == ([], [])


def test_its_age_is_a_setting(ada: User, settings: Settings, later: Later) -> None:
    settings.LIVEFLASH_INBOX_AGE = 10
    push_flash("info", "Old.", user=ada)
    later(11)
    assert texts_for(ada) == []


def test_the_oldest_of_a_user_give_way(
    ada: User, ben: User, settings: Settings
) -> None:
    settings.LIVEFLASH_INBOX_SIZE = 2
    push_flash("info", "of another user", user=ben)
    for number in range(4):
        push_flash("info", number, user=ada)
    assert (texts_for(ada), texts_for(ben)) == ([2, 3], ["of another user"])


def test_what_has_expired_goes_with_the_next_message(ada: User, later: Later) -> None:
    push_flash("info", "Old.", user=ada)
    later(15 * 24 * 3600)
    push_flash("info", "New.", user=ada)
    assert InboxMessage.objects.count() == 1


def test_what_waits_for_a_deleted_user_goes_too(ada: User, ben: User) -> None:
    push_flash("info", "For Ada.", user=ada)
    push_flash("info", "For Ben.", user=ben)
    ada.delete()
    User.objects.filter(username="nobody").delete()
    assert [row.user for row in InboxMessage.objects.all()] == [str(ben.pk)]
    User.objects.all().delete()
    assert InboxMessage.objects.count() == 0


def test_a_row_says_what_it_is(ada: User) -> None:
    pushed = push_flash("info", "For Ada.", user=ada)
    assert str(InboxMessage.objects.get()) == f"{pushed.id} for {ada.pk}"


# --- a table that is not there, and a database that fails -----------------------------


@pytest.fixture
def unmigrated(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Have liveflash installed, and its migrations still to come."""
    with connection.schema_editor() as editor:
        editor.delete_model(InboxMessage)
    monkeypatch.setattr(database._Tables, "exist", False)
    yield
    with connection.schema_editor() as editor:
        editor.create_model(InboxMessage)


@pytest.mark.usefixtures("unmigrated")
async def test_before_the_migration_pages_work_and_the_log_says_so_once(
    open_tab: OpenTab, as_ada: AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    tab = await open_tab("/news/?topic=news", as_ada)
    await apush_flash("info", "Hello", group="news")
    await tab.wait_for_texts("Hello")
    page = await as_ada.get("/plain/")
    assert (page.status_code, caplog.messages) == (
        200,
        [
            "Pages continue without the inbox: The inbox has no table: run "
            "'manage.py migrate liveflash'."
        ],
    )


@pytest.mark.usefixtures("unmigrated")
def test_before_the_migration_a_page_in_a_transaction_goes_on(
    ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(connection.settings_dict, "ATOMIC_REQUESTS", True)
    client = Client()
    client.force_login(ada)
    assert client.get("/plain/").status_code == 200


@pytest.mark.usefixtures("unmigrated")
def test_before_the_migration_a_push_says_what_to_do(ada: User) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"manage\.py migrate liveflash"):
        push_flash("info", "Hello", user=ada)


@pytest.mark.usefixtures("unmigrated")
def test_before_the_migration_a_user_can_be_deleted(ada: User) -> None:
    ada.delete()
    assert not User.objects.exists()


async def test_a_database_that_fails_leaves_pages_alive(
    open_tab: OpenTab,
    as_ada: AsyncClient,
    ada: User,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(InboxMessage._meta, "db_table", "not_there")
        tab = await open_tab("/news/?topic=news", as_ada)
        await apush_flash("info", "Hello", group="news")
        await tab.wait_for_texts("Hello")
    await apush_flash("info", "Again", user=ada)
    await open_tab("/news/", as_ada)
    told = [text.partition(":")[0] for text in caplog.messages]
    assert told == ["Pages continue without the inbox", "The inbox is available again."]


def test_a_project_without_a_database_renders_pages_in_silence(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    without = "django.db.backends.dummy"
    monkeypatch.setitem(connection.settings_dict, "ENGINE", without)
    assert (inbox.waiting("1", "a" * 32), caplog.messages) == ((), [])


# --- the command ----------------------------------------------------------------------


def ask(*args: str) -> list[str]:
    out = StringIO()
    call_command("liveflash_inbox", *args, stdout=out, stderr=out)
    return out.getvalue().splitlines()


def test_the_command_shows_for_whom_how_much_waits(ada: User, ben: User) -> None:
    for text in ("One.", "Two."):
        push_flash("info", text, user=ada)
    push_flash("info", "One.", user=ben)
    assert ask() == [f"{ada.pk}\t2", f"{ben.pk}\t1"]


def test_the_command_shows_what_waits_for_a_user(ada: User) -> None:
    pushed = push_flash("export", "Ready.", user=ada, level="success")
    assert ask("--user", str(ada.pk)) == [f"{pushed.id}\tsuccess\tReady."]


def test_the_command_removes_what_waits_for_a_user(ada: User, ben: User) -> None:
    push_flash("info", "For Ada.", user=ada)
    push_flash("info", "For Ben.", user=ben)
    assert ask("--user", str(ada.pk), "--clear") == ["1 messages removed"]
    assert (texts_for(ada), texts_for(ben)) == ([], ["For Ben."])


def test_the_command_shows_how_much_waits_for_sessions_and_everyone(ada: User) -> None:
    push_flash("info", "For Ada.", user=ada)
    push_flash("info", "For a session.", session="a" * 32)
    for text in ("One.", "Two."):
        push_flash("info", text, everyone=True)
    session = f"session {session_digest('a' * 32)}\t1"
    assert ask() == ["everyone\t2", session, f"{ada.pk}\t1"]


def test_the_command_shows_what_waits_for_everyone(ada: User) -> None:
    pushed = push_flash("info", "Noon.", everyone=True)
    push_flash("info", "For Ada.", user=ada)
    assert ask("--everyone") == [f"{pushed.id}\tinfo\tNoon."]


def test_the_command_removes_what_waits_for_everyone(ada: User) -> None:
    pushed = push_flash("info", "Noon.", everyone=True)
    push_flash("info", "For Ada.", user=ada)
    inbox.mark_shown(str(ada.pk), {pushed.id: 0})
    assert ask("--everyone", "--clear") == ["1 messages removed"]
    assert (texts_for(ada), InboxReceipt.objects.count()) == (["For Ada."], 0)


@pytest.mark.parametrize("name", ["a" * 32, session_digest("a" * 32)])
def test_the_command_shows_and_removes_what_waits_for_a_session(name: str) -> None:
    pushed = push_flash("info", "Paid.", session="a" * 32)
    assert ask("--session", name) == [f"{pushed.id}\tinfo\tPaid."]
    assert ask("--session", name, "--clear") == ["1 messages removed"]
    assert ask() == []


def test_the_command_purges_what_has_expired(ada: User) -> None:
    push_flash("info", "Old.", user=ada)
    InboxMessage.objects.update(expires=timezone.now() - timedelta(seconds=1))
    push_flash("info", "New.", user=User.objects.create(username="eve"))
    assert ask("--purge") == ["1 expired messages removed"]
    assert InboxMessage.objects.count() == 1


def test_the_command_clears_nothing_without_a_user(ada: User) -> None:
    push_flash("info", "For Ada.", user=ada)
    assert ask("--clear") == [
        "--clear needs --user, --session or --everyone: name the recipient."
    ]
    assert texts_for(ada) == ["For Ada."]
