"""An event that is refused: the reply that unlocks its sender, and what is shown."""

import json
import logging
import re
import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import AsyncClient
from django.urls import path

from liveflash import LiveView, LiveViewSocket, conf, event
from tests.conftest import OpenPage
from tests.protocol_client.page import LivePage, refusal

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls(__name__)]

TOLD = "This could not be done. Check what you entered, or reload the page."

Socket = LiveViewSocket[Any]


class TypedView(LiveView[Any]):
    """A view with typed events and no ``handle_event``."""

    template_name = "plain.html"

    @event
    async def save(self, count: int, socket: Socket) -> None:
        socket.put_flash("info", f"{count} saved.")


class TellingView(TypedView):
    """A view that tells of refused events itself."""

    async def handle_refused(self, event: str, reason: str, socket: Socket, /) -> Any:
        socket.put_flash("warning", f"[{event}] {reason}")
        return {"hint": "more"}


class SyncView(TypedView):
    """A view that tells of refused events in a thread."""

    def handle_refused(self, event: str, reason: str, socket: Socket, /) -> Any:
        socket.put_flash("warning", f"sync [{event}] {reason}")


class LeavingView(TypedView):
    async def handle_refused(self, _event: str, _reason: str, socket: Socket, /) -> Any:
        socket.redirect("/typed/")


class RaisingView(TypedView):
    async def handle_refused(self, _event: str, _reason: str, _socket: Any, /) -> Any:
        raise RuntimeError("told to")


urlpatterns = [
    path("typed/", TypedView.as_view()),
    path("telling/", TellingView.as_view()),
    path("sync/", SyncView.as_view()),
    path("leaving/", LeavingView.as_view()),
    path("raising/", RaisingView.as_view()),
]


def told(page: LivePage) -> list[str]:
    """The texts of the messages that the page shows."""
    return re.findall(r'class="liveflash-text">([^<]*)<', page.html)


def deep() -> str:
    depth = sys.getrecursionlimit()
    return '{"a":' + "[" * depth + "]" * depth + "}"


def payload(type_: Any = "click", name: Any = "save", value: Any = None) -> str:
    return json.dumps({"type": type_, "event": name, "value": value or {}})


def too_long() -> str:
    form = "a=" + "x" * (conf.max_form_size() or 0)
    return payload("form", "save", form)


def too_big() -> str:
    return payload("form", "save", "x" * int(conf.max_event_size()))


REFUSED = [
    pytest.param(lambda: payload(name="nothing"), "unknown event", id="unknown"),
    pytest.param(lambda: payload(name="lv:no"), "unknown event", id="unknown of ours"),
    pytest.param(lambda: payload("form", value="count=x"), "malformed event", id="int"),
    pytest.param(lambda: payload("form", value="a=1"), "malformed event", id="missing"),
    pytest.param(lambda: payload(value=[1]), "malformed event", id="no mapping"),
    pytest.param(lambda: payload("form", value=[1]), "malformed event", id="no form"),
    pytest.param(lambda: payload(type_=7), "malformed event", id="type"),
    pytest.param(lambda: payload(name=7), "malformed event", id="name"),
    pytest.param(lambda: "{}", "malformed event", id="empty"),
    pytest.param(lambda: "[]", "malformed payload", id="no object"),
    pytest.param(deep, "malformed payload", id="deep"),
    pytest.param(lambda: '{"event":"\\ud800"}', "malformed payload", id="surrogate"),
    pytest.param(
        lambda: '{"type":"click","event":"save","value":{},"cid":3}',
        "no such component",
        id="component",
    ),
    pytest.param(
        lambda: payload("form", "save", "&".join(["a=1"] * 1001)),
        "malformed event",
        id="too many fields",
    ),
    pytest.param(too_long, "too big", id="too long a form"),
    pytest.param(too_big, "too big", id="too big a frame"),
]


async def send(page: LivePage, text: str) -> Any:
    """Send an event with a payload; return its reply."""
    await page.send_raw(f'["{page.join_ref}","77","{page.topic}","event",{text}]')
    while True:
        _join_ref, ref, _topic, name, body = await page.receive()
        assert name != "phx_error"
        if ref == "77":
            page.apply_diff(body["response"].get("diff", {}))
            return body


@pytest.mark.parametrize(("text", "reason"), REFUSED)
async def test_a_refused_event_is_acknowledged_and_told(
    live: OpenPage, text: Callable[[], str], reason: str
) -> None:
    page = await live("/typed/")
    reply = await send(page, text())
    assert (refusal(reply), told(page)) == (reason, [TOLD])


@pytest.mark.parametrize(("text", "reason"), REFUSED)
async def test_a_page_goes_on_after_a_refused_event(
    live: OpenPage, text: Callable[[], str], reason: str
) -> None:
    page = await live("/typed/")
    await send(page, text())
    await page.submit("save", {"count": 3})
    assert told(page) == [TOLD, "3 saved."]


async def test_repeated_refusals_are_one_message(live: OpenPage) -> None:
    page = await live("/typed/")
    for _ in range(3):
        await page.event("nothing")
    assert told(page) == [TOLD]


async def test_each_refusal_is_a_new_message(live: OpenPage) -> None:
    page = await live("/typed/")
    shown = []
    for _ in range(2):
        await page.event("nothing")
        shown += re.findall(r'<liveflash-message id="liveflash-([^"]+)"', page.html)
    assert len(set(shown)) == 2


@pytest.mark.parametrize(
    ("url", "prefix"), [("/telling/", ""), ("/sync/", "sync ")], ids=["async", "sync"]
)
@pytest.mark.parametrize(
    ("text", "event", "reason"),
    [
        (payload(name="nothing"), "nothing", "unknown event"),
        (payload("form", value="count=x"), "save", "malformed event"),
        ("[]", "", "malformed payload"),
    ],
    ids=["unknown", "unfit", "unreadable"],
)
async def test_a_view_may_tell_of_refused_events_itself(
    live: OpenPage, url: str, prefix: str, text: str, event: str, reason: str
) -> None:
    page = await live(url)
    reply = await send(page, text)
    assert (refusal(reply), told(page)) == (reason, [f"{prefix}[{event}] {reason}"])


async def test_the_reply_of_a_view_goes_beside_the_reason(live: OpenPage) -> None:
    page = await live("/telling/")
    reply = await page.event("nothing")
    expected = {"hint": "more", "refused": "unknown event"}
    assert reply["response"]["diff"]["r"] == expected


async def test_a_view_may_navigate_instead(live: OpenPage) -> None:
    page = await live("/leaving/")
    reply = await page.event("nothing")
    assert reply == {"status": "ok", "response": {"redirect": {"to": "/typed/"}}}


async def test_an_error_on_the_way_restarts_the_view(live: OpenPage) -> None:
    page = await live("/raising/")
    assert (await page.event("nothing"))["status"] == "crashed"


@pytest.mark.parametrize(
    ("name", "value"),
    [("lv:flash-time", {"x": "y"}), ("lv:flash-shown", {"shown": {"x": "y"}})],
)
async def test_nothing_is_told_of_what_the_client_sends_by_itself(
    live: OpenPage, name: str, value: Any
) -> None:
    page = await live("/typed/")
    reply = await page.event(name, value)
    assert (refusal(reply)[:9], told(page)) == ("malformed", [])


async def test_refused_events_are_logged(
    live: OpenPage, caplog: pytest.LogCaptureFixture
) -> None:
    page = await live("/typed/")
    with caplog.at_level(logging.INFO, "liveflash"):
        await page.event("nothing")
    assert any(line.endswith("was refused: unknown event.") for line in caplog.messages)


@pytest.mark.parametrize("text", [payload(name="nothing"), "[]"], ids=["read", "not"])
async def test_refused_events_count_against_the_limit(
    live: OpenPage, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr("liveflash.channel.connection.REFUSAL_BURST", 3)
    page = await live("/typed/")
    await send(page, text)
    await send(page, text)
    await page.send_raw(f'["{page.join_ref}","8","{page.topic}","event",{text}]')
    await page.send_raw(f'["{page.join_ref}","9","{page.topic}","event",{text}]')
    with pytest.raises(ConnectionAbortedError, match="4429"):
        await page.push("never")


@pytest.mark.parametrize("event", ["live_patch", "nonsense"])
async def test_other_frames_are_refused_with_an_error(
    live: OpenPage, event: str
) -> None:
    page = await live("/typed/")
    reply = await page.send(event, {"x": 1})
    assert (reply["status"], told(page)) == ("error", [])


async def test_an_event_of_an_ended_session_tells_its_view_nothing(
    live: OpenPage, settings: Any
) -> None:
    settings.LIVEFLASH_SESSION_CHECK = 0
    settings.ROOT_URLCONF = "tests.urls"
    member = AsyncClient()
    await member.aforce_login(await User.objects.acreate(username="ada"))
    page = await live("/members/", member)
    await (await member.asession()).aflush()
    with pytest.raises(ConnectionAbortedError):
        await page.event("nothing")
    assert told(page) == []
