"""``handle_flash``: the view hears what its visitor does with its messages."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import AsyncClient
from django.urls import path

from liveflash import FlashMessage, LiveView, LiveViewSocket, apush_flash
from tests.conftest import OpenPage
from tests.live import Log
from tests.protocol_client.page import LivePage

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.views.test_handle_flash"),
]

Socket = LiveViewSocket[Log]
calls: list[Any] = []


class Page(LiveView[Log]):
    """A view that puts messages and logs what becomes of them."""

    template_name = "stage.html"

    async def mount(self, socket: Socket, session: Any) -> None:
        socket.context = Log()

    async def handle_event(self, event: str, payload: Any, socket: Socket) -> None:
        calls.append(event)
        match event:
            case "put":
                for key in payload["keys"]:
                    socket.put_flash(key, f"The {key}.", level="info", timeout=60)
            case "clear":
                socket.clear_flash()

    async def handle_flash(
        self, message: FlashMessage, reason: str, socket: Socket
    ) -> None:
        calls.append((message.key, reason))


class SyncPage(Page):
    """One whose callback runs in a thread and takes values by name."""

    def handle_flash(  # type: ignore[override]
        self, reason: str, message: FlashMessage, user: Any, socket: Socket
    ) -> None:
        calls.append((message.key, reason, user.is_authenticated))


class AnsweringPage(Page):
    """One that answers with another message and an effect."""

    async def handle_flash(
        self, message: FlashMessage, reason: str, socket: Socket
    ) -> None:
        socket.context.log.append(f"{message.value} {reason}")
        socket.put_flash("answer", "You have seen it.")
        socket.push_event("seen", {"id": message.id})


class CrashingPage(Page):
    """One whose callback raises."""

    async def handle_flash(
        self, message: FlashMessage, reason: str, socket: Socket
    ) -> None:
        calls.append((message.key, reason))
        raise RuntimeError("told to")


class LeavingPage(Page):
    """One that leaves for another page."""

    async def handle_flash(
        self, message: FlashMessage, reason: str, socket: Socket
    ) -> None:
        socket.push_navigate("/sync/")


class IndifferentPage(Page):
    """One without the callback."""

    handle_flash = LiveView.handle_flash


urlpatterns = [
    path("page/", Page.as_view()),
    path("sync/", SyncPage.as_view()),
    path("answering/", AnsweringPage.as_view()),
    path("crashing/", CrashingPage.as_view()),
    path("leaving/", LeavingPage.as_view()),
    path("indifferent/", IndifferentPage.as_view()),
]


@pytest.fixture(autouse=True)
def _no_calls() -> Iterator[None]:
    calls.clear()
    yield
    calls.clear()


async def put(page: LivePage, *keys: str) -> list[str]:
    """Put messages and return their ids."""
    await page.event("put", {"keys": keys})
    calls.clear()
    return list(page.join_payload()["params"]["_messages"])


async def rejoin(page: LivePage, **ended: str) -> None:
    """Reconnect a page whose messages have ended meanwhile."""
    await page.disconnect()
    assert await page.connect()
    payload = page.join_payload()
    payload["params"] |= {
        "_ended": ended,
        "_flash": {each: [0, False] for each in ended},
    }
    await page.join(**payload)
    await page.event("nothing")


async def test_a_dismissed_message_is_reported(live: OpenPage) -> None:
    page = await live("/page/")
    [message_id] = await put(page, "saved")
    await page.clear_flash(id=message_id)
    assert calls == [("saved", "dismissed")]


async def test_an_expired_message_is_reported(live: OpenPage) -> None:
    page = await live("/page/")
    [message_id] = await put(page, "saved")
    await page.clear_flash(id=message_id, expired=True)
    assert calls == [("saved", "timeout")]


async def test_a_used_action_is_reported(live: OpenPage) -> None:
    page = await live("/page/")
    [message_id] = await put(page, "saved")
    await page.clear_flash(id=message_id, used=True)
    assert calls == [("saved", "action")]


async def test_each_of_the_messages_that_are_dismissed_together_is_reported(
    live: OpenPage,
) -> None:
    page = await live("/page/")
    await put(page, "first", "second")
    await page.clear_flash()
    assert calls == [("first", "dismissed"), ("second", "dismissed")]


async def test_a_message_dismissed_by_key_is_reported(live: OpenPage) -> None:
    page = await live("/page/")
    await put(page, "first", "second")
    await page.clear_flash(key="second")
    assert calls == [("second", "dismissed")]


async def test_a_message_is_reported_once(live: OpenPage) -> None:
    page = await live("/page/")
    [message_id] = await put(page, "saved")
    await page.clear_flash(id=message_id)
    await page.clear_flash(id=message_id, expired=True)
    await rejoin(page, **{message_id: "timeout"})
    assert calls == [("saved", "dismissed"), "nothing"]


async def test_an_unknown_message_is_not_reported(live: OpenPage) -> None:
    page = await live("/page/")
    await page.clear_flash(id="unknown")
    assert calls == []


async def test_what_the_view_clears_is_not_reported(live: OpenPage) -> None:
    page = await live("/page/")
    await put(page, "saved")
    await page.event("clear")
    assert calls == ["clear"]


async def test_it_is_called_in_the_order_of_the_events(live: OpenPage) -> None:
    page = await live("/page/")
    [message_id] = await put(page, "saved")
    frame = {"type": "click", "event": "first", "value": {}}
    await page.post("event", frame)
    await page.post(
        "event", {**frame, "event": "lv:clear-flash", "value": {"id": message_id}}
    )
    await page.event("last")
    assert calls == ["first", ("saved", "dismissed"), "last"]


@pytest.mark.parametrize("reason", ["timeout", "dismissed", "action"])
async def test_what_has_ended_offline_is_reported_after_the_join(
    live: OpenPage, reason: str
) -> None:
    page = await live("/page/")
    [first, _second] = await put(page, "first", "second")
    await rejoin(page, **{first: reason})
    assert calls == [("first", reason), "nothing"]
    assert page.texts == ["The second."]


async def test_what_has_ended_offline_is_reported_once(live: OpenPage) -> None:
    page = await live("/page/")
    [message_id] = await put(page, "saved")
    await rejoin(page, **{message_id: "timeout"})
    await rejoin(page, **{message_id: "timeout"})
    assert calls == [("saved", "timeout"), "nothing", "nothing"]


@pytest.mark.parametrize("ended", [5, [], {"id": 5}, {"id": "of old age"}])
async def test_malformed_reports_refuse_the_join(live: OpenPage, ended: Any) -> None:
    page = await live("/page/")
    payload = page.join_payload()
    reply = await page.join(params={**payload["params"], "_ended": ended})
    assert reply["status"] == "error"
    assert calls == []


async def test_a_def_takes_values_by_name(live: OpenPage) -> None:
    page = await live("/sync/")
    [message_id] = await put(page, "saved")
    await page.clear_flash(id=message_id)
    assert calls == [("saved", "dismissed", False)]


async def test_it_has_the_effects_of_a_turn(live: OpenPage) -> None:
    page = await live("/answering/")
    [message_id] = await put(page, "saved")
    reply = await page.clear_flash(id=message_id)
    assert page.texts == ["You have seen it."]
    assert "The saved. dismissed" in page.html
    assert reply["response"]["diff"]["e"] == [["seen", {"id": message_id}]]


async def test_it_may_navigate(live: OpenPage) -> None:
    page = await live("/leaving/")
    [message_id] = await put(page, "saved")
    reply = await page.clear_flash(id=message_id)
    assert reply["response"]["live_redirect"]["to"] == "/sync/"


async def test_a_crash_restarts_the_view_and_is_not_repeated(live: OpenPage) -> None:
    page = await live("/crashing/")
    [message_id] = await put(page, "saved")
    reply = await page.clear_flash(id=message_id)
    assert reply["status"] == "crashed"
    await rejoin(page, **{message_id: "dismissed"})
    assert calls == [("saved", "dismissed"), "nothing"]
    assert page.texts == []


async def test_a_view_without_it_only_clears(live: OpenPage) -> None:
    page = await live("/indifferent/")
    [message_id] = await put(page, "saved")
    await page.clear_flash(id=message_id, expired=True)
    assert page.texts == []


async def test_a_pushed_message_is_reported(live: OpenPage) -> None:
    user = await User.objects.acreate(username="ada")
    client = AsyncClient()
    await client.aforce_login(user)
    page = await live("/page/", client)
    pushed = await apush_flash("report", "Ready.", user=user)
    await page.receive_push()
    await page.clear_flash(id=pushed.id)
    assert calls == [("report", "dismissed")]


async def test_a_message_is_a_frozen_value(live: OpenPage) -> None:
    message = FlashMessage("id", "key", "info", "Text.")
    with pytest.raises(AttributeError):
        message.value = "Other."  # type: ignore[misc]
