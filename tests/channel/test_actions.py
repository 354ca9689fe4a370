"""The action of a message on a live page: its view, then the project's handler."""

import logging
from typing import Any

import pytest
from django.test import AsyncClient
from django.urls import path

from liveflash import LiveView, LiveViewSocket, event, put_flash
from liveflash.views import actions
from tests import action_handlers
from tests.conftest import OpenPage
from tests.protocol_client.page import LivePage, refusal

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls(__name__)]

Socket = LiveViewSocket[Any]


class SilentView(LiveView[Any]):
    """A view without a handler of its own."""

    template_name = "plain.html"


class TypedView(SilentView):
    """A view that handles one event."""

    @event
    async def undo(self, socket: Socket) -> None:
        socket.put_flash("info", "The view has undone it.")


class HandlingView(SilentView):
    """A view that handles all events."""

    async def handle_event(self, event: str, payload: Any, socket: Socket) -> None:
        socket.put_flash("info", f"The view has handled {event}.")


urlpatterns = [
    path("silent/", SilentView.as_view()),
    path("typed/", TypedView.as_view()),
    path("handling/", HandlingView.as_view()),
    path("plain/", SilentView.as_view()),
]


@pytest.fixture(autouse=True)
def _nothing_received() -> None:
    action_handlers.received.clear()
    actions._warned.clear()


@pytest.fixture(params=["handle", "ahandle"])
def handler(request: pytest.FixtureRequest, settings: Any) -> str:
    settings.LIVEFLASH_ACTIONS = f"tests.action_handlers.{request.param}"
    return str(settings.LIVEFLASH_ACTIONS)


async def act(page: LivePage, name: str = "undo", **value: Any) -> Any:
    """Send the event of an action as the client does."""
    return await page.event(name, value, "liveflash:abc")


async def test_the_view_comes_first(live: OpenPage, handler: str) -> None:
    page = await live("/typed/")
    await act(page)
    assert (page.texts, action_handlers.received) == (["The view has undone it."], [])


async def test_handle_event_comes_first(live: OpenPage, handler: str) -> None:
    page = await live("/handling/")
    await act(page)
    assert (page.texts, action_handlers.received) == (
        ["The view has handled undo."],
        [],
    )


@pytest.mark.parametrize(("url", "name"), [("/silent/", "undo"), ("/typed/", "other")])
async def test_the_handler_receives_what_the_view_does_not_handle(
    live: OpenPage, handler: str, url: str, name: str
) -> None:
    page = await live(url)
    reply = await act(page, name, id=3)
    assert reply["status"] == "ok"
    assert action_handlers.received == [
        {"event": name, "value": {"id": 3}, "id": "abc"}
    ]


async def test_what_the_handler_puts_shows_on_the_page(
    live: OpenPage, handler: str
) -> None:
    page = await live("/silent/")
    await act(page, id=3)
    assert page.texts == ["Undone: 3."]


async def test_the_page_follows_a_redirect_with_its_messages(
    live: OpenPage, handler: str
) -> None:
    page = await live("/silent/")
    reply = await act(page, "go")
    assert reply["response"]["redirect"]["to"] == "/plain/"
    assert reply["response"]["redirect"]["flash"]


async def test_the_page_follows_a_redirect_to_another_site(
    live: OpenPage, handler: str
) -> None:
    page = await live("/silent/")
    reply = await act(page, "go", to="https://a.example/")
    assert reply["response"]["redirect"]["to"] == "https://a.example/"


async def test_a_handler_that_raises_restarts_the_view(
    live: OpenPage, handler: str
) -> None:
    page = await live("/silent/")
    assert (await act(page, "fail"))["status"] == "crashed"


async def test_an_event_of_the_page_itself_does_not_reach_the_handler(
    live: OpenPage, handler: str
) -> None:
    page = await live("/silent/")
    reply = await page.event("undo", {"id": 3})
    assert (refusal(reply), action_handlers.received) == ("unknown event", [])


@pytest.mark.parametrize(
    ("name", "value", "message_id"),
    [("undo", "x", "abc"), ("undo", None, "abc"), ("x" * 201, {}, "a"), ("", {}, "a")],
)
async def test_a_malformed_action_reaches_no_handler(
    live: OpenPage, handler: str, name: str, value: Any, message_id: str
) -> None:
    page = await live("/silent/")
    payload = {"type": f"liveflash:{message_id}", "event": name, "value": value}
    reply = await page.send("event", payload)
    assert refusal(reply) in ("malformed event", "malformed payload")
    assert action_handlers.received == []


async def test_without_a_handler_it_is_refused_and_logged_once(
    live: OpenPage, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.LIVEFLASH_ACTIONS = None
    page = await live("/silent/")
    with caplog.at_level(logging.WARNING, logger="liveflash"):
        replies = [await act(page), await act(page)]
    assert [refusal(each) for each in replies] == ["unknown event"] * 2
    told = [each for each in caplog.messages if "Nothing handles" in each]
    assert (len(told), "'undo'" in told[0]) == (1, True)


async def test_the_handler_sees_the_user_of_the_page(
    live: OpenPage, settings: Any, django_user_model: Any
) -> None:
    settings.LIVEFLASH_ACTIONS = "tests.channel.test_actions.show_user"
    client = AsyncClient()
    await client.aforce_login(await django_user_model.objects.acreate(username="ada"))
    page = await live("/silent/", client)
    await act(page)
    assert page.texts == ["ada"]


def show_user(request: Any, _payload: Any) -> None:
    """Show the name of the user."""
    put_flash(request, "info", request.user.username)
