"""Views that are written as pyview's documentation shows them."""

from pathlib import Path
from typing import Any, Optional

import pytest
from django.urls import path
from pytest_django import Settings

from liveflash.pyview import (
    AutoEventDispatch,
    BaseEventHandler,
    ConnectedLiveViewSocket,
    InfoEvent,
    LiveView,
    LiveViewSocket,
    event,
    info,
    is_connected,
)
from tests.conftest import OpenPage

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls(__name__),
]


class ReadmeView(LiveView[dict[str, Any]]):
    """The counter of pyview's README."""

    template_name = "count.html"

    async def mount(
        self, socket: LiveViewSocket[dict[str, Any]], _session: Any
    ) -> None:
        socket.context = {"count": 0}

    async def handle_event(self, event: str, payload: Any, socket: Any) -> None:
        if event == "decrement":
            socket.context["count"] -= 1
        if event == "save":
            socket.context["count"] = payload

    async def handle_params(self, url: Any, params: Any, socket: Any) -> None:
        if "c" in params:
            socket.context["count"] = int(params["c"][0])


class PathView(ReadmeView):
    async def handle_params(self, url: Any, params: Any, socket: Any) -> None:
        socket.context["count"] = (params["number"], params.get("number"))


class CountView(BaseEventHandler, LiveView[dict[str, Any]]):
    """The counter of pyview's examples."""

    template_name = "count.html"

    async def mount(self, socket: LiveViewSocket[dict[str, Any]], session: Any) -> None:
        socket.context = {"count": 0}

    async def handle_event(
        self, event: str, socket: ConnectedLiveViewSocket[dict[str, Any]]
    ) -> None:
        socket.context["count"] += {"increment": 1, "decrement": -1}[event]

    async def handle_params(
        self,
        socket: LiveViewSocket[dict[str, Any]],
        c: Optional[int] = None,  # noqa: UP045 - as pyview's example has it
    ) -> None:
        if c is not None:
            socket.context["count"] = c


class DispatchView(AutoEventDispatch, LiveView[dict[str, Any]]):
    template_name = "dispatch.html"

    async def mount(self, socket: LiveViewSocket[dict[str, Any]], session: Any) -> None:
        socket.context = {"count": 0, "name": str(self.increment)}
        if is_connected(socket):
            await socket.subscribe("added")

    @event
    async def increment(self, event: str, payload: Any, socket: Any) -> None:
        socket.context["count"] += 1

    @event("take-away")
    async def decrement(self, socket: Any, by: int = 1) -> None:
        socket.context["count"] -= by

    @event
    async def twice(self, socket: Any) -> None:
        await self.increment("increment", {}, socket)
        await self.increment("increment", {}, socket)

    @event
    def start(self, socket: Any) -> None:
        socket.schedule_info_once("ping", 0)

    @event
    async def share(self, socket: Any, topic: str) -> None:
        await socket.broadcast(topic, 10)

    @info("added")
    async def add(self, event: InfoEvent, socket: Any) -> None:
        socket.context["count"] += event.payload

    @info("ping", "pong")
    async def ping(self, socket: Any) -> None:
        socket.context["count"] = "ping"


class FallbackView(DispatchView):
    async def handle_event(self, event: str, payload: Any, socket: Any) -> None:
        if event == "other":
            await socket.subscribe("others")
        else:
            socket.schedule_info_once("rung", 0)

    async def handle_info(self, event: Any, socket: Any) -> None:
        socket.context["count"] = f"info {getattr(event, 'name', event)}"


urlpatterns = [
    path("readme/", ReadmeView.as_view()),
    path("count/", CountView.as_view()),
    path("path/<int:number>/", PathView.as_view()),
    path("dispatch/", DispatchView.as_view()),
    path("fallback/", FallbackView.as_view()),
]

TEMPLATES = {
    "count.html": "{% load liveflash %}{% live %}<b>{{ count }}</b>{% endlive %}",
    "dispatch.html": (
        "{% load liveflash %}{% live %}<b>{{ count }}</b> {{ name }} "
        '<i phx-click="{{ view.decrement }}"></i>{% endlive %}'
    ),
}


@pytest.fixture(autouse=True)
def _project(settings: Settings, tmp_path: Path) -> None:
    for name, text in TEMPLATES.items():
        (tmp_path / name).write_text(text)
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]


def count(page: Any) -> str:
    shown: str = page.html.partition("<b>")[2].partition("</b>")[0]
    return shown


@pytest.mark.parametrize("url", ["/readme/?c=100", "/count/?c=100"])
async def test_the_counter_of_pyview_counts(live: OpenPage, url: str) -> None:
    page = await live(url)
    await page.event("decrement")
    assert count(page) == "99"


async def test_captures_of_the_path_keep_their_type(live: OpenPage) -> None:
    page = await live("/path/7/")
    assert count(page) == "(7, &#x27;7&#x27;)"


async def test_the_payload_of_a_form_is_a_dict_of_lists(live: OpenPage) -> None:
    page = await live("/readme/")
    await page.submit("save", {"a": "1", "blank": ""})
    shown = count(page).replace("&#x27;", "'")
    assert shown == "{'a': ['1']}"


async def test_the_payload_of_a_click_is_its_value(live: OpenPage) -> None:
    page = await live("/readme/")
    await page.event("save", "a text")
    assert count(page) == "a text"


@pytest.mark.parametrize("url", ["/dispatch/", "/fallback/"])
async def test_a_handler_has_the_name_of_its_event_as_text(
    live: OpenPage, url: str
) -> None:
    page = await live(url)
    assert "increment" in page.html
    assert 'phx-click="take-away"' in page.html


@pytest.mark.parametrize("url", ["/dispatch/", "/fallback/"])
async def test_handlers_are_called_and_call_each_other(
    live: OpenPage, url: str
) -> None:
    page = await live(url)
    await page.event("increment")
    await page.event("take-away", {"by": "5"})
    await page.event("twice")
    assert count(page) == "-2"


@pytest.mark.parametrize("url", ["/dispatch/", "/fallback/"])
async def test_a_message_of_a_topic_reaches_its_info_method(
    live: OpenPage, url: str
) -> None:
    page = await live(url)
    await page.event("share", {"topic": "added"})
    await page.receive_push()
    assert count(page) == "10"


async def test_a_scheduled_text_reaches_its_info_method(live: OpenPage) -> None:
    page = await live("/dispatch/")
    await page.event("start")
    await page.receive_push()
    assert count(page) == "ping"


@pytest.mark.parametrize("name", ["rung", "others"])
async def test_other_messages_go_to_handle_info(live: OpenPage, name: str) -> None:
    page = await live("/fallback/")
    await page.event("other" if name == "others" else "ring")
    if name == "others":
        await page.event("share", {"topic": "others"})
    await page.receive_push()
    assert count(page) == f"info {name}"


def test_info_needs_a_name() -> None:
    with pytest.raises(TypeError, match=r"write @info\('ping'\)"):
        info()


def test_the_name_of_a_message_is_a_non_empty_text() -> None:
    with pytest.raises(TypeError, match="must be a non-empty string"):
        info("")


def test_two_info_methods_of_one_name_are_an_error_of_their_class() -> None:
    with pytest.raises(TypeError, match="both handle 'ping'"):

        class View(DispatchView):
            @info("ping")
            def other(self, event: Any, socket: Any) -> None: ...


def test_an_inherited_handler_is_no_other_function() -> None:
    name = "increment"
    handlers = (FallbackView.event_handlers, DispatchView.event_handlers)
    first, second = (each[name].function for each in handlers)
    assert first is second is DispatchView.increment


def test_a_subclass_overrides_a_named_handler() -> None:
    class View(DispatchView):
        @event
        async def increment(self, event: str, payload: Any, socket: Any) -> None:
            socket.context["count"] += 100

    handler = View.event_handlers["increment"]
    assert (str(View().increment), handler.function.__qualname__) == (
        "increment",
        f"{View.__qualname__}.increment",
    )
