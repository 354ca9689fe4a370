"""The rows of kept messages: stored once, read and changed by their own users."""

import math
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries, Settings

from liveflash import database
from liveflash.flash.message import Message, new_message, revised
from liveflash.kept import marking, reading, storing
from liveflash.models import KeptCopy, KeptMessage
from tests.conftest import Later

pytestmark = pytest.mark.django_db

ADA, BEN = "1", "2"
MANY = 10_000
DAY = 24 * 3600


def keep(value: Any, *users: str) -> Message:
    """Store a message that users keep."""
    message = new_message("info", value, keep=True)
    storing.store(users or [ADA], message)
    return message


def texts(user: str = ADA, **options: Any) -> list[Any]:
    """Return the values on a page of the user's kept messages."""
    return [entry.message.value for entry in reading.page(user, **options).entries]


@pytest.fixture
def many() -> None:
    """Ada has many."""
    assert database.exist()  # asked once per process
    keys = [f"{number:032x}" for number in range(MANY)]
    contents = '["%s", "info", "info", "Order shipped", null, "", 0, null, null, false]'
    KeptMessage.objects.bulk_create(
        KeptMessage(message_id=key, revision=0, contents=contents % key) for key in keys
    )
    now = KeptMessage.objects.latest("pk").created
    KeptCopy.objects.bulk_create(
        KeptCopy(user=ADA, message_id=pk, created=now)
        for pk in KeptMessage.objects.order_by("pk").values_list("pk", flat=True)
    )


def test_the_newest_comes_first_and_is_unread() -> None:
    first, second = keep("First"), keep("Second")
    page = reading.page(ADA)
    assert [(e.id, e.is_read) for e in page.entries] == [
        (second.id, False),
        (first.id, False),
    ]
    assert (page.unread, page.next) == (2, None)


def test_the_id_of_a_kept_message_has_32_hexadecimal_digits() -> None:
    message_id = keep("First").id
    assert (len(message_id), int(message_id, 16) >= 0) == (32, True)


def test_each_page_ends_where_the_next_one_begins() -> None:
    for number in range(5):
        keep(number)
    pages, before = [], None
    for _ in range(3):
        page = reading.page(ADA, before, limit=2)
        pages.append([entry.message.value for entry in page.entries])
        before = page.next
    assert (pages, before) == ([[4, 3], [2, 1], [0]], None)


@pytest.mark.parametrize(
    ("limit", "number"), [(-1, 1), (0, 1), (10**9, reading.MAX_ENTRIES)]
)
def test_a_page_has_a_bounded_number_of_messages(limit: int, number: int) -> None:
    for each in range(reading.MAX_ENTRIES + 1):
        keep(each)
    assert len(texts(limit=limit)) == number


def test_a_page_has_a_bounded_size() -> None:
    for _ in range(10):
        keep("x" * 25_000)
    page = reading.page(ADA)
    assert len(page.entries) == 2
    assert len(texts(before=page.next)) == 2


def test_a_message_that_is_larger_than_a_page_is_a_page_of_its_own() -> None:
    keep("Small")
    keep("x" * 100_000)
    page = reading.page(ADA)
    assert len(page.entries) == 1
    assert texts(before=page.next) == ["Small"]


def test_a_message_is_stored_once() -> None:
    message = keep("First")
    marking.mark_read(ADA)
    storing.store([ADA, BEN], message)
    assert (texts(), texts(BEN), reading.unread_count(ADA)) == (["First"], ["First"], 0)
    assert KeptMessage.objects.count() == 1


def test_an_update_changes_the_contents_for_all_and_leaves_them_read() -> None:
    message = keep("10 %", ADA, BEN)
    marking.mark_read(ADA)
    storing.update(revised(message, "20 %"))
    assert (texts(), texts(BEN), reading.unread_count(ADA)) == (["20 %"], ["20 %"], 0)


def test_an_update_that_is_late_changes_nothing() -> None:
    message = keep("10 %")
    later = revised(revised(message, "20 %"), "30 %")
    storing.update(later)
    storing.update(revised(message, "20 %"))
    storing.store([ADA], message)
    assert texts() == ["30 %"]


def test_an_update_of_what_all_have_deleted_stores_nothing() -> None:
    message = keep("10 %")
    marking.delete(ADA)
    storing.update(revised(message, "20 %"))
    assert (texts(), KeptMessage.objects.count()) == ([], 0)


def test_a_message_that_is_removed_is_removed_for_all() -> None:
    message = keep("First", ADA, BEN)
    keep("Second", BEN)
    storing.remove(message.id)
    assert (texts(), texts(BEN), KeptMessage.objects.count()) == ([], ["Second"], 1)


ACTS: list[Callable[..., int]] = [
    marking.mark_read,
    marking.mark_unread,
    marking.delete,
]


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("is_all", [True, False])
def test_an_act_changes_nothing_of_another_user(
    act: Callable[..., int], is_all: bool
) -> None:
    message = keep("First", ADA, BEN)
    if act is marking.mark_unread:
        marking.mark_read(BEN)
    before = [(e.id, e.is_read) for e in reading.page(BEN).entries]
    act(ADA, None if is_all else [message.id])
    assert [(e.id, e.is_read) for e in reading.page(BEN).entries] == before


def test_another_users_message_cannot_be_changed() -> None:
    message = keep("For Ben", BEN)
    assert [act(ADA, [message.id]) for act in ACTS] == [0, 0, 0]


def test_one_message_is_marked_as_read_and_unread() -> None:
    first, _second = keep("First"), keep("Second")
    marking.mark_read(ADA, [first.id])
    assert [entry.is_read for entry in reading.page(ADA).entries] == [False, True]
    marking.mark_unread(ADA, [first.id])
    assert reading.unread_count(ADA) == 2


def test_the_contents_go_with_the_last_copy() -> None:
    message = keep("First", ADA, BEN)
    marking.delete(ADA, [message.id])
    assert KeptMessage.objects.count() == 1
    marking.delete(BEN)
    assert KeptMessage.objects.count() == 0


def test_more_than_a_hundred_unread_ones_are_not_counted() -> None:
    for number in range(reading.MAX_UNREAD + 5):
        keep(number)
    assert reading.unread_count(ADA) == reading.MAX_UNREAD


def test_the_oldest_give_way(settings: Settings) -> None:
    settings.LIVEFLASH_KEEP_SIZE = 2
    for number in range(3):
        keep(number, ADA, BEN)
    keep("For Ben", BEN)
    assert (texts(), texts(BEN)) == ([2, 1], ["For Ben", 2])
    assert KeptMessage.objects.count() == 3


def test_an_old_message_expires(later: Later) -> None:
    keep("Old")
    later(90 * DAY + 1)
    assert (texts(), reading.unread_count(ADA)) == ([], 0)


def test_an_old_message_is_removed_when_another_is_stored(later: Later) -> None:
    keep("Old")
    later(90 * DAY + 1)
    keep("New")
    assert KeptMessage.objects.count() == 1


def test_a_purge_removes_what_has_expired(later: Later) -> None:
    keep("Old", ADA, BEN)
    later(90 * DAY + 1)
    assert (storing.purge(), KeptMessage.objects.count()) == (2, 0)


def test_the_age_is_a_setting(settings: Settings, later: Later) -> None:
    settings.LIVEFLASH_KEEP_AGE = 60
    keep("Old")
    later(61)
    assert texts() == []


@pytest.mark.parametrize("age", [1e12, math.inf])
def test_the_age_may_be_without_end(settings: Settings, later: Later, age: Any) -> None:
    settings.LIVEFLASH_KEEP_AGE = age
    keep("Old")
    later(1000 * DAY)
    assert texts() == ["Old"]


def test_everyone_is_each_active_user() -> None:
    names = ("ada", "ben", "eve")
    ada, ben, eve = [User.objects.create(username=name) for name in names]
    User.objects.filter(pk=eve.pk).update(is_active=False)
    storing.store_for_everyone(new_message("info", "Noon", keep=True))
    assert [texts(str(u.pk)) for u in (ada, ben, eve)] == [["Noon"], ["Noon"], []]


def test_a_message_for_nobody_is_not_stored() -> None:
    storing.store([], new_message("info", "Noon", keep=True))
    assert KeptMessage.objects.count() == 0


def test_contents_that_cannot_be_read_are_left_out() -> None:
    first, second = keep("First"), keep("Second")
    keep("Third")
    KeptMessage.objects.filter(message_id=first.id).update(contents="{")
    KeptMessage.objects.filter(message_id=second.id).update(contents="[1]")
    assert texts() == ["Third"]


@pytest.mark.usefixtures("many")
def test_a_page_of_many_costs_three_queries(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(3):
        page = reading.page(ADA, limit=50)
    assert (len(page.entries), page.unread) == (50, reading.MAX_UNREAD)


@pytest.mark.usefixtures("many")
def test_many_are_marked_as_read_with_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(1):
        assert marking.mark_read(ADA) == MANY
    assert reading.unread_count(ADA) == 0


@pytest.mark.usefixtures("many")
def test_many_are_deleted_at_once() -> None:
    with CaptureQueriesContext(connection) as captured:
        assert marking.delete(ADA) == MANY
    assert KeptMessage.objects.count() == 0
    assert len(captured) < MANY / 100


def test_one_message_for_many_users_is_one_row_of_contents() -> None:
    storing.store(map(str, range(MANY)), new_message("info", "Noon", keep=True))
    assert (KeptMessage.objects.count(), KeptCopy.objects.count()) == (1, MANY)
