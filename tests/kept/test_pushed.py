"""Messages that are pushed to users who keep them."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction
from django.test import AsyncClient
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from liveflash import apush_flash, push_flash
from liveflash.kept import marking, storing, tables
from liveflash.models import InboxMessage, KeptCopy, KeptMessage
from liveflash.push import inbox_reader
from tests.kept.conftest import Kept, kept_by
from tests.push.conftest import OpenTab

pytestmark = [
    pytest.mark.urls("tests.kept.site"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("no_layer"),
]

UNREAD, READ = False, True


def test_a_user_keeps_it(ada: User, ben: User) -> None:
    pushed = push_flash("info", "Shipped", user=ada, keep=True)
    assert (kept_by(ada), kept_by(ben)) == ([("Shipped", UNREAD)], [])
    assert KeptMessage.objects.get().message_id == pushed.id


async def test_it_is_kept_from_async_code_too(ada: User, kept: Kept) -> None:
    await apush_flash("info", "Shipped", user=ada, keep=True)
    assert await kept(ada) == [("Shipped", UNREAD)]


def test_a_push_to_a_user_costs_seven_queries(ada: User) -> None:
    push_flash("info", "Shipped", user=ada, keep=True)
    with CaptureQueriesContext(connection) as captured:
        push_flash("info", "Paid", user=ada, keep=True)
    verbs = Counter(query["sql"].split()[0] for query in captured.captured_queries)
    costs = {verb: verbs[verb] for verb in ("INSERT", "DELETE", "SELECT", "UPDATE")}
    assert costs == {"INSERT": 3, "DELETE": 1, "SELECT": 3, "UPDATE": 0}


def test_a_push_to_everyone_costs_a_bounded_number_of_queries(ada: User) -> None:
    number = 2_000
    User.objects.bulk_create(User(username=f"u{each}") for each in range(number))
    with CaptureQueriesContext(connection) as captured:
        push_flash("info", "Noon", everyone=True, keep=True)
    batches = number // tables.MAX_ROWS_PER_QUERY + 1
    assert KeptCopy.objects.count() == number + 1
    assert len(captured) <= 10 * batches  # SQLite takes fewer rows at once


@pytest.mark.usefixtures("check_often")
async def test_what_has_expired_is_removed_by_the_processes_that_serve_pages(
    open_tab: OpenTab, ada: User, as_ada: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox_reader, "PURGE_INTERVAL_SECONDS", 0)
    await apush_flash("info", "Old.", user=ada, keep=True)
    await KeptCopy.objects.aupdate(created=timezone.now() - timedelta(days=91))
    await open_tab("/keeping/", as_ada)
    async with asyncio.timeout(20):
        while await KeptMessage.objects.aexists():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


def test_a_message_is_not_kept_unless_it_says_so(ada: User) -> None:
    push_flash("info", "Shipped", user=ada)
    assert kept_by(ada) == []


def test_each_of_several_users_keeps_it(ada: User, ben: User) -> None:
    push_flash("info", "Shipped", users=[ada, ben], keep=True)
    assert kept_by(ada) == kept_by(ben) == [("Shipped", UNREAD)]
    assert KeptMessage.objects.count() == 1


def test_everyone_who_exists_keeps_it(ada: User, ben: User) -> None:
    push_flash("info", "Noon", everyone=True, keep=True)
    eve = User.objects.create(username="eve")
    assert [kept_by(user) for user in (ada, ben, eve)] == [
        [("Noon", UNREAD)],
        [("Noon", UNREAD)],
        [],
    ]


@pytest.mark.parametrize("recipient", [{"session": "a" * 32}, {"group": "news"}])
def test_a_session_and_a_group_cannot_keep_it(db: None, recipient: Any) -> None:
    with pytest.raises(TypeError, match=r"pass user=…, users=… or everyone=True"):
        push_flash("info", "Shipped", **recipient, keep=True)
    assert (InboxMessage.objects.count(), KeptMessage.objects.count()) == (0, 0)


def test_its_handle_updates_and_clears_it_for_all(ada: User, ben: User) -> None:
    pushed = push_flash("info", "10 %", users=[ada, ben], keep=True)
    pushed.update("20 %")
    assert kept_by(ada) == kept_by(ben) == [("20 %", UNREAD)]
    pushed.clear()
    assert kept_by(ada) == kept_by(ben) == []
    assert KeptMessage.objects.count() == KeptCopy.objects.count() == 0


async def test_its_handle_updates_and_clears_it_in_async_code(
    ada: User, kept: Kept
) -> None:
    pushed = await apush_flash("info", "10 %", everyone=True, keep=True)
    await pushed.aupdate("20 %")
    assert await kept(ada) == [("20 %", UNREAD)]
    await pushed.aclear()
    assert await kept(ada) == []


def test_an_update_does_not_bring_back_what_a_user_has_deleted(ada: User) -> None:
    pushed = push_flash("info", "10 %", user=ada, keep=True)
    marking.delete(str(ada.pk))
    pushed.update("20 %")
    assert kept_by(ada) == []


def test_it_is_kept_with_the_transaction(ada: User) -> None:
    with transaction.atomic():
        push_flash("info", "Shipped", user=ada, keep=True)
        transaction.set_rollback(True)
    assert kept_by(ada) == []


def test_an_update_after_a_rollback_keeps_it(ada: User) -> None:
    with transaction.atomic():
        pushed = push_flash("info", "Packed", user=ada, keep=True)
        transaction.set_rollback(True)
    pushed.update("Shipped")
    assert kept_by(ada) == [("Shipped", UNREAD)]


def test_progress_is_kept_with_its_result(ada: User) -> None:
    pushed = push_flash("job", "0 %", level="loading", user=ada, keep=True)
    pushed.update("50 %")
    assert kept_by(ada) == [("0 %", UNREAD)]
    pushed.update("Done", level="success")
    assert kept_by(ada) == [("Done", UNREAD)]


def test_it_is_kept_on_commit(ada: User) -> None:
    with transaction.atomic():
        push_flash("info", "Shipped", user=ada, keep=True, on_commit=True)
        assert kept_by(ada) == []
    assert kept_by(ada) == [("Shipped", UNREAD)]


def test_the_inbox_stores_nothing_that_cannot_be_kept(
    ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: Any) -> None:
        raise DatabaseError

    monkeypatch.setattr(storing, "store", fail)
    with pytest.raises(DatabaseError):
        push_flash("info", "Shipped", user=ada, keep=True)
    assert InboxMessage.objects.count() == 0


@pytest.mark.parametrize("url", ["/keeping/", "/plain/"])
async def test_a_dismissal_marks_it_as_read_for_its_user_alone(
    open_tab: OpenTab, ada: User, ben: User, as_ada: AsyncClient, kept: Kept, url: str
) -> None:
    tab = await open_tab(url, as_ada)
    pushed = await apush_flash("info", "Shipped", users=[ada, ben], keep=True)
    await tab.wait_for_texts("Shipped")
    await tab.clear_flash(id=pushed.id)
    await tab.clear_flash(id="none")
    assert await kept(ada) == [("Shipped", READ)]
    assert await kept(ben) == [("Shipped", UNREAD)]


async def test_it_stays_unread_when_pages_have_shown_it(
    open_tab: OpenTab, ada: User, as_ada: AsyncClient, kept: Kept
) -> None:
    tab = await open_tab("/keeping/", as_ada)
    pushed = await apush_flash("info", "Shipped", user=ada, keep=True)
    await tab.wait_for_texts("Shipped")
    await tab.acknowledge()
    await tab.clear_flash(id=pushed.id, expired=True)
    assert await kept(ada) == [("Shipped", UNREAD)]


async def test_a_user_who_is_deleted_keeps_nothing(
    ada: User, ben: User, kept: Kept
) -> None:
    await apush_flash("info", "Shipped", users=[ada, ben], keep=True)
    await apush_flash("info", "Paid", user=ada, keep=True)
    await sync_to_async(ada.delete)()
    assert [copy.user async for copy in KeptCopy.objects.all()] == [str(ben.pk)]
    assert await KeptMessage.objects.acount() == 1
