"""One message for many users."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection, transaction
from django.test import AsyncClient
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from liveflash import apush_flash, database, push_flash
from liveflash.models import InboxMessage
from liveflash.push import inbox, outbox, pubsub
from liveflash.push.envelopes import Address
from tests.push.conftest import OpenTab
from tests.push.test_delivery import over_any_layer

pytestmark = [
    pytest.mark.urls("tests.push.site"),
    pytest.mark.django_db(transaction=True),
]
alone = pytest.mark.usefixtures("no_layer")


def texts_for(user: User) -> list[Any]:
    return [message.value for message in inbox.waiting(str(user.pk))]


GIVEN: dict[str, Callable[[list[User]], Iterable[Any]]] = {
    "users": lambda users: users,
    "keys": lambda users: [user.pk for user in users],
    "texts": lambda users: [str(user.pk) for user in users],
    "some of them twice": lambda users: [*users, users[0].pk],
    "a generator": lambda users: (user for user in users),
    "a queryset": lambda users: User.objects.filter(pk__in=[u.pk for u in users]),
    "a slice": lambda users: User.objects.order_by("pk")[: len(users)],
    "values": lambda users: User.objects.order_by("pk").values_list("username")[:2],
}


@over_any_layer
async def test_each_user_is_reached_and_nobody_else(
    open_tab: OpenTab, ada: User, ben: User, as_ada: AsyncClient, as_ben: AsyncClient
) -> None:
    tabs = [await open_tab("/news/", who) for who in (as_ada, as_ben)]
    visitor = await open_tab("/news/")
    pushed = await apush_flash("info", "Hello", users=User.objects.all())
    for tab in tabs:
        await tab.wait_for_texts("Hello")
    await visitor.settle()
    assert (visitor.texts, pushed.was_sent, pushed.is_stored) == ([], True, True)


@alone
@pytest.mark.parametrize("given", GIVEN.values(), ids=GIVEN)
def test_users_are_given_in_any_way(
    ada: User, ben: User, given: Callable[[list[User]], Iterable[Any]]
) -> None:
    eve = User.objects.create(username="eve")
    push_flash("info", "Hello", users=given([ada, ben]))
    texts = [texts_for(user) for user in (ada, ben, eve)]
    assert texts == [["Hello"], ["Hello"], []]


@alone
def test_keys_may_come_from_another_model(ada: User, ben: User) -> None:
    ada.groups.add(Group.objects.create(name="staff"))
    members = User.groups.through.objects.values_list("user_id", flat=True)
    push_flash("info", "Hello", users=members)
    assert (texts_for(ada), texts_for(ben)) == (["Hello"], [])


@alone
def test_one_handle_updates_and_clears_the_message_of_all(ada: User, ben: User) -> None:
    pushed = push_flash("info", "10 %", users=[ada, ben])
    pushed.update("20 %")
    assert texts_for(ada) == texts_for(ben) == ["20 %"]
    pushed.clear()
    assert texts_for(ada) == texts_for(ben) == []


@alone
async def test_a_dismissal_is_for_one_user_only(
    open_tab: OpenTab, ada: User, ben: User, as_ada: AsyncClient, as_ben: AsyncClient
) -> None:
    tab, other = await open_tab("/news/", as_ada), await open_tab("/news/", as_ben)
    pushed = await apush_flash("info", "Hello", users=[ada, ben])
    await other.wait_for_texts("Hello")
    await tab.wait_for_texts("Hello")
    await tab.clear_flash(id=pushed.id)
    await other.settle()
    assert other.texts == ["Hello"]


@alone
def test_no_users_are_no_error() -> None:
    pushed = push_flash("info", "Hello", users=[])
    pushed.update("Hm")
    pushed.clear()
    assert (pushed.was_sent, InboxMessage.objects.count()) == (False, 0)


@alone
def test_nobody_is_reached_if_one_of_them_cannot_be(ada: User) -> None:
    with pytest.raises(ValueError, match="nobody"):
        push_flash("info", "Hello", users=[ada, "nobody"])
    assert texts_for(ada) == []


@alone
def test_a_push_waits_for_the_transaction(ada: User, ben: User) -> None:
    with transaction.atomic():
        pushed = push_flash("info", "Hello", users=[ada, ben])
        assert not pushed.was_sent
        transaction.set_rollback(True)
    assert texts_for(ada) == texts_for(ben) == []


@alone
def test_the_oldest_of_each_user_give_way(
    ada: User, ben: User, settings: Settings
) -> None:
    settings.LIVEFLASH_INBOX_SIZE = 2
    push_flash("info", "for Ben", user=ben)
    push_flash("info", "for Ada", user=ada)
    push_flash("info", "for everyone", everyone=True)
    for number in range(2):
        push_flash("info", number, users=[ada, ben] if number else [ada])
    assert texts_for(ada) == ["for everyone", 0, 1]
    assert texts_for(ben) == ["for Ben", "for everyone", 1]


@alone
def test_many_users_cost_a_bounded_number_of_queries() -> None:
    number = 10_000
    User.objects.bulk_create(User(username=f"u{n}") for n in range(number))
    assert database.exist()  # asked once per process
    with CaptureQueriesContext(connection) as captured:
        pushed = push_flash("info", "Hello", users=User.objects.all())
    batches = number // outbox.MAX_RECIPIENTS_PER_QUERY
    verbs = Counter(query["sql"].split()[0] for query in captured.captured_queries)
    assert InboxMessage.objects.filter(message_id=pushed.id).count() == number
    assert (verbs["SELECT"], verbs["DELETE"]) == (1, batches)
    assert verbs["INSERT"] <= 5 * batches  # SQLite takes fewer rows at once


async def test_the_layer_gets_a_bounded_number_of_messages_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sending, most, sent = 0, 0, []

    async def send(address: Address, _message: Any) -> bool:
        nonlocal sending, most
        sending, most = sending + 1, max(most, sending + 1)
        await asyncio.sleep(0)
        sending -= 1
        sent.append(address)
        return True

    monkeypatch.setattr(pubsub, "send", send)
    addresses = [Address("user", str(number)) for number in range(1000)]
    assert await pubsub.send_to_all(addresses, {})
    assert (most, sorted(sent)) == (pubsub.MAX_SENDERS, sorted(addresses))
