"""Messages from anywhere reach the pages that are open, over every layer and none."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from channels.layers import get_channel_layer
from django.contrib.auth.models import AnonymousUser, Group, User
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.test import AsyncClient
from pytest_django import Settings

from liveflash import apush_flash, push_flash
from liveflash.push import inbox
from liveflash.push.envelopes import Address
from liveflash.push.pubsub import Subscription
from liveflash.push.pushed_message import PushedMessage
from tests.push.conftest import OpenTab, until_nobody_is_served
from tests.push.tab import Tab
from tests.push.uncancellable_layer import UncancellableLayer

pytestmark = [
    pytest.mark.urls("tests.push.site"),
    pytest.mark.django_db(transaction=True),
]

Push = Callable[..., Awaitable[PushedMessage]]


async def from_sync(*args: Any, **options: Any) -> PushedMessage:
    return await sync_to_async(push_flash)(*args, **options)


async def from_thread(*args: Any, **options: Any) -> PushedMessage:
    """Push in a thread that no event loop knows of."""
    pushed: list[PushedMessage] = []

    def run() -> None:
        pushed.append(push_flash(*args, **options))
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    await asyncio.to_thread(thread.join)
    return pushed[0]


pushes = pytest.mark.parametrize(
    "push", [from_sync, from_thread, apush_flash], ids=["sync", "thread", "async"]
)
over_any_layer = pytest.mark.usefixtures("any_layer")


@pushes
@over_any_layer
async def test_every_tab_of_a_user_shows_it(
    open_tab: OpenTab, ada: User, as_ada: AsyncClient, as_ben: AsyncClient, push: Push
) -> None:
    first, second = [await open_tab("/news/", as_ada) for _ in range(2)]
    other = await open_tab("/news/", as_ben)
    pushed = await push("export", "Your export is ready.", user=ada, level="success")
    await first.wait_for_texts("Your export is ready.")
    await second.wait_for_texts("Your export is ready.")
    await other.settle()
    assert (other.texts, pushed.was_sent, pushed.is_stored) == ([], True, True)


@over_any_layer
async def test_a_session_is_reached_in_all_its_tabs(
    open_tab: OpenTab, as_ada: AsyncClient, as_ben: AsyncClient
) -> None:
    tab, other = await open_tab("/news/", as_ada), await open_tab("/news/", as_ben)
    key = as_ada.cookies["sessionid"].value
    pushed = await apush_flash("info", "Only here.", session=key)
    await tab.wait_for_texts("Only here.")
    await other.settle()
    assert (other.texts, pushed.was_sent, pushed.is_stored) == ([], True, True)


@over_any_layer
async def test_a_group_is_what_views_subscribed_to(open_tab: OpenTab) -> None:
    tab, other = await open_tab("/news/?topic=news"), await open_tab("/news/")
    await apush_flash("info", "To all who care.", group="news")
    await tab.wait_for_texts("To all who care.")
    await other.settle()
    assert other.texts == []


async def test_a_session_object_names_its_session(
    open_tab: OpenTab, as_ada: AsyncClient
) -> None:
    tab = await open_tab("/news/", as_ada)
    session = await sync_to_async(lambda: as_ada.session)()
    await apush_flash("info", "Only here.", session=session)
    await tab.wait_for_texts("Only here.")


async def test_a_primary_key_names_its_user(
    open_tab: OpenTab, ada: User, as_ada: AsyncClient
) -> None:
    tab = await open_tab("/news/", as_ada)
    await apush_flash("info", "By key.", user=ada.pk)
    await tab.wait_for_texts("By key.")


@over_any_layer
async def test_a_message_is_updated_in_its_place(
    open_tab: OpenTab, ada: User, as_ada: AsyncClient
) -> None:
    tab = await open_tab("/news/", as_ada)
    progress = await apush_flash("export", "10 %", user=ada, level="info")
    await apush_flash("mail", "You have mail.", user=ada)
    await tab.wait_for_texts("10 %", "You have mail.")
    await progress.aupdate("50 %")
    await tab.wait_for_texts("50 %", "You have mail.")
    await sync_to_async(progress.update)("Done.", level="success", timeout=3)
    await tab.wait_for_texts("Done.", "You have mail.")


@over_any_layer
@pytest.mark.parametrize("how", ["sync", "async"])
async def test_a_message_is_taken_back(
    open_tab: OpenTab, ada: User, as_ada: AsyncClient, how: str
) -> None:
    tab = await open_tab("/news/", as_ada)
    pushed = await apush_flash("export", "Wrong.", user=ada)
    await tab.wait_for_texts("Wrong.")
    await (sync_to_async(pushed.clear)() if how == "sync" else pushed.aclear())
    await tab.wait_for_texts()
    waiting = await sync_to_async(inbox.waiting)(str(ada.pk))
    assert (waiting, pushed.is_stored) == ((), False)


@over_any_layer
async def test_what_one_tab_dismisses_goes_from_all(
    open_tab: OpenTab, ada: User, as_ada: AsyncClient
) -> None:
    first, second = [await open_tab("/news/", as_ada) for _ in range(2)]
    pushed = await apush_flash("export", "Ready.", user=ada)
    await first.wait_for_texts("Ready.")
    await second.wait_for_texts("Ready.")
    await first.clear_flash(id=pushed.id)
    await second.wait_for_texts()
    assert first.texts == []


class HeldLayer(UncancellableLayer):
    """The layer in memory, which holds messages back until it is released."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.released = asyncio.Event()
        self.released.set()
        self.sent: list[dict[str, Any]] = []

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        await self.released.wait()
        self.sent.append(message)
        await super().group_send(group, message)

    @property
    def dismissals(self) -> int:
        """The number of dismissals that were sent."""
        return sum("liveflash.cleared" in repr(each) for each in self.sent)


@pytest.fixture
def held_layer(settings: Settings) -> HeldLayer:
    """A channel layer that can be held back."""
    backend = f"{__name__}.{HeldLayer.__name__}"
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": backend}}
    layer: HeldLayer = get_channel_layer()
    return layer


async def test_a_dismissal_is_answered_before_other_tabs_are_notified(
    held_layer: HeldLayer, open_tab: OpenTab, ada: User, as_ada: AsyncClient
) -> None:
    first, second = [await open_tab("/news/", as_ada) for _ in range(2)]
    pushed = await apush_flash("export", "Ready.", user=ada)
    await first.wait_for_texts("Ready.")
    await second.wait_for_texts("Ready.")
    held_layer.released.clear()
    await first.clear_flash(id=pushed.id)
    assert (first.texts, held_layer.dismissals) == ([], 0)
    held_layer.released.set()
    await second.wait_for_texts()


async def test_a_dismissal_reaches_other_tabs_though_its_socket_is_lost(
    held_layer: HeldLayer, open_tab: OpenTab, ada: User, as_ada: AsyncClient
) -> None:
    first, second = [await open_tab("/news/", as_ada) for _ in range(2)]
    pushed = await apush_flash("export", "Ready.", user=ada)
    await first.wait_for_texts("Ready.")
    await second.wait_for_texts("Ready.")
    held_layer.released.clear()
    await first.clear_flash(id=pushed.id)
    losing = asyncio.create_task(first.disconnect())
    await asyncio.sleep(0.05)
    held_layer.released.set()
    await losing
    await second.wait_for_texts()
    assert held_layer.dismissals == 1
    assert not await sync_to_async(inbox.find)(str(ada.pk))


async def test_what_expires_in_one_tab_stays_in_others(
    open_tab: OpenTab, ada: User, as_ada: AsyncClient
) -> None:
    first, second = [await open_tab("/news/", as_ada) for _ in range(2)]
    pushed = await apush_flash("export", "Ready.", user=ada)
    await first.wait_for_texts("Ready.")
    await second.wait_for_texts("Ready.")
    await first.clear_flash(id=pushed.id, expired=True)
    await apush_flash("mail", "Mail.", user=ada)
    await second.wait_for_texts("Ready.", "Mail.")
    await first.wait_for_texts("Mail.")


async def test_progress_that_was_dismissed_stays_away_and_its_end_is_shown(
    open_tab: OpenTab, ada: User, as_ada: AsyncClient
) -> None:
    tab = await open_tab("/news/", as_ada)
    progress = await apush_flash("export", "10 %", user=ada, level="info")
    await tab.wait_for_texts("10 %")
    await tab.clear_flash(id=progress.id)
    await progress.aupdate("50 %")
    await tab.settle()
    assert tab.texts == []
    await progress.aupdate("Done.", level="success")
    await tab.wait_for_texts("Done.")


async def test_what_has_expired_is_shown_again_when_it_is_updated(
    open_tab: OpenTab, ada: User, as_ada: AsyncClient
) -> None:
    tab = await open_tab("/news/", as_ada)
    progress = await apush_flash("export", "10 %", user=ada, level="info")
    await tab.wait_for_texts("10 %")
    await tab.clear_flash(id=progress.id, expired=True)
    await progress.aupdate("50 %")
    await tab.wait_for_texts("50 %")


async def test_the_level_and_the_timeout_are_those_of_put_flash(
    open_tab: OpenTab, ada: User, as_ada: AsyncClient
) -> None:
    tab = await open_tab("/news/", as_ada)
    await apush_flash("export", "Ready.", user=ada, level="warning", timeout=5)
    await tab.wait_for_texts("Ready.")
    assert 'data-level="warning"' in tab.html
    assert 'data-liveflash-timeout="5.0"' in tab.html


async def test_values_are_those_of_put_flash(
    open_tab: OpenTab, ada: User, as_ada: AsyncClient
) -> None:
    tab = await open_tab("/news/custom/", as_ada)
    value = {"title": "A <b>", "total": 2**70, "nul": "\x00"}
    await apush_flash("info", value, user=ada)
    while "A &lt;b&gt;" not in tab.html:
        await tab.push("diff")
    assert "1180591620717411303424" in tab.html


@pytest.mark.usefixtures("no_layer")
async def test_without_a_layer_and_open_pages_nothing_is_sent(
    ada: User,
) -> None:
    kept = await apush_flash("info", "Later.", user=ada)
    lost = await apush_flash("info", "Never.", group="news")
    taken = [(each.was_sent, each.is_stored) for each in (kept, lost)]
    assert taken == [(False, True), (False, False)]


def test_a_push_waits_for_the_transaction(ada: User) -> None:
    with transaction.atomic():
        pushed = push_flash("info", "Saved.", user=ada, on_commit=True)
        assert inbox.waiting(str(ada.pk)) == ()
    texts = [message.value for message in inbox.waiting(str(ada.pk))]
    assert (texts, pushed.is_stored) == (["Saved."], True)


def test_a_push_is_dropped_with_its_transaction(ada: User) -> None:
    def fail() -> None:
        with transaction.atomic():
            push_flash("info", "Saved.", user=ada, on_commit=True)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert inbox.waiting(str(ada.pk)) == ()


@pytest.mark.parametrize(
    ("options", "error"),
    [
        pytest.param({}, TypeError, id="nobody"),
        pytest.param({"user": 1, "group": "news"}, TypeError, id="two"),
        pytest.param({"group": 5}, TypeError, id="a group that is no name"),
        pytest.param({"group": ""}, TypeError, id="a group without a name"),
        pytest.param({"user": AnonymousUser()}, ValueError, id="a visitor"),
        pytest.param({"user": User()}, ValueError, id="a user not saved"),
        pytest.param({"user": "ada"}, ValueError, id="a name"),
        pytest.param({"user": 1.5}, TypeError, id="a number that is no key"),
        pytest.param({"user": True}, TypeError, id="a boolean"),
        pytest.param({"user": ["1"]}, ValueError, id="a list"),
        pytest.param({"user": Group(pk=1)}, TypeError, id="another object"),
        pytest.param({"session": ""}, ValueError, id="a session without a key"),
        pytest.param({"user": 1, "users": [1]}, TypeError, id="one and many"),
        pytest.param({"users": 1}, TypeError, id="one as many"),
        pytest.param({"users": "12"}, TypeError, id="a text as many"),
        pytest.param({"users": [True]}, TypeError, id="a boolean among many"),
        pytest.param({"users": [User()]}, ValueError, id="many, one not saved"),
        pytest.param({"everyone": False}, TypeError, id="not everyone"),
        pytest.param({"everyone": 1}, TypeError, id="everyone as a number"),
        pytest.param({"everyone": True, "user": 1}, TypeError, id="everyone and one"),
    ],
)
def test_exactly_one_recipient_is_required(
    options: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        push_flash("info", "Hello", **options)


@pytest.mark.parametrize(
    ("key", "options"),
    [
        pytest.param("", {}, id="no key"),
        pytest.param("info", {"level": ""}, id="no level"),
        pytest.param("info", {"timeout": -1}, id="no time"),
    ],
)
def test_keys_levels_and_timeouts_are_checked_like_in_put_flash(
    key: str, options: dict[str, Any]
) -> None:
    with pytest.raises(ValueError, match=r"flash|timeout"):
        push_flash(key, "Hello", group="news", **options)


async def test_sync_code_does_not_block_an_event_loop() -> None:
    with pytest.raises(RuntimeError, match="await apush_flash"):
        push_flash("info", "Hello", group="news")


def test_repr_shows_whether_a_message_was_sent_and_stored(ada: User) -> None:
    pushed = push_flash("info", "Hello", user=ada)
    assert repr(pushed) == (
        f"<PushedMessage {pushed.id!r} sent={pushed.was_sent} stored=True>"
    )


@pytest.mark.usefixtures("no_layer")
async def test_a_tab_that_has_left_hears_nothing_more(
    open_tab: OpenTab, as_ada: AsyncClient
) -> None:
    tab: Tab = await open_tab("/news/?topic=news", as_ada)
    await tab.send("phx_leave")
    await until_nobody_is_served()
    pushed = await apush_flash("info", "Anybody?", group="news")
    session = await Session.objects.afirst()
    assert session is not None
    to_session = await apush_flash("info", "You?", session=session.session_key)
    assert [pushed.was_sent, to_session.was_sent] == [False, False]


@pytest.mark.usefixtures("no_layer")
async def test_a_page_is_told_of_a_push_when_it_is_committed(
    open_tab: OpenTab, ada: User, as_ada: AsyncClient
) -> None:
    tab = await open_tab("/news/", as_ada)
    is_pushed, is_over = threading.Event(), threading.Event()

    def push_in_transaction() -> None:
        with transaction.atomic():
            push_flash("info", "Ready.", user=ada)
            is_pushed.set()
            is_over.wait(5)
        connection.close()

    request = asyncio.create_task(asyncio.to_thread(push_in_transaction))
    await asyncio.to_thread(is_pushed.wait, 5)
    async with asyncio.timeout(1):
        await tab.settle()
    before = tab.texts
    is_over.set()
    await tab.wait_for_texts("Ready.")
    await request
    assert before == []


@pytest.mark.usefixtures("no_layer")
async def test_an_async_push_in_a_transaction_waits_for_the_commit(ada: User) -> None:
    def push_in_transaction() -> tuple[bool, bool]:
        with transaction.atomic():
            pushed = async_to_sync(apush_flash)("info", "Ready.", user=ada)
            heard.append("commit")
        return pushed.is_stored, pushed.was_sent

    heard: list[str] = []
    subscription = Subscription(lambda wire: heard.append("push"))
    await subscription.add(Address("user", str(ada.pk)))
    assert await sync_to_async(push_in_transaction)() == (True, True)
    await asyncio.sleep(0)
    await subscription.close()
    assert heard == ["commit", "push"]


@pytest.mark.usefixtures("no_layer")
def test_a_push_without_autocommit_is_sent_at_once(ada: User) -> None:
    transaction.set_autocommit(False)
    try:
        pushed = push_flash("info", "Ready.", user=ada)
        pushed.update("Done.")
        transaction.commit()
    finally:
        transaction.set_autocommit(True)
    assert [message.value for message in inbox.waiting(str(ada.pk))] == ["Done."]
