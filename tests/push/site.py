"""Pages that are pushed to."""

import asyncio
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from liveflash import (
    InfoEvent,
    LiveView,
    LiveViewSocket,
    abroadcast,
    apush_flash,
    event,
)
from tests import urls
from tests.live import Log

Socket = LiveViewSocket[Log]


class NewsView(LiveView[Log]):
    """A page that subscribes to the topics of its URL and acts on request."""

    template_name = "stage.html"

    async def mount(self, socket: Socket, session: Any) -> None:
        socket.context = Log("News")
        for topic in socket.request.GET.getlist("topic"):
            await socket.subscribe(topic)

    async def handle_event(self, event: str, payload: Any, socket: Socket) -> None:
        match event:
            case "subscribe":
                await socket.subscribe(payload["topic"])
            case "broadcast":
                await socket.broadcast(payload["topic"], payload["message"])
            case "broadcast and crash":
                await socket.broadcast(payload["topic"], "never")
                raise RuntimeError("told to")
            case "schedule":
                socket.schedule_info(InfoEvent("tick", 7), 0.01)
                socket.schedule_info_once(InfoEvent("once"), 0.01)
            case "sleep":
                await asyncio.sleep(payload["for"])
            case "clear":
                socket.clear_flash()
            case "crash":
                raise RuntimeError("told to")

    async def handle_info(self, event: Any, socket: Socket) -> None:
        socket.context.log.append(repr(event))
        socket.put_flash("news", f"{event.name}: {event.payload}", level="info")


class PlainNewsView(LiveView[Log]):
    """A page with plain callbacks."""

    template_name = "stage.html"

    def mount(self, socket: Socket, session: Any) -> None:
        socket.context = Log("News")
        socket.subscribe("news")

    def handle_event(self, event: str, payload: Any, socket: Socket) -> None:
        socket.broadcast("news", event)

    def handle_info(self, event: Any, socket: Socket) -> None:
        socket.put_flash("news", f"{event.name}: {event.payload}", level="info")


class CustomView(NewsView):
    """A page with a template of its own for messages."""

    template_name = "place.html"


class SilentView(NewsView):
    """A page that shows no messages."""

    template_name = "silent.html"


class EagerView(NewsView):
    """A page that is told something while it mounts."""

    async def mount(self, socket: Socket, session: Any) -> None:
        socket.context = Log("Eager")
        await socket.subscribe("news")
        if socket.connected:
            await abroadcast("news", "during the mount")


class NotesView(NewsView):
    """A page that sends notes to other users."""

    @event
    async def note(self, to: int, text: str) -> None:
        await apush_flash("info", text, user=to)


class SendingView(NewsView):
    """A page that sends its visitor on."""

    async def mount(self, socket: Socket, session: Any) -> None:
        socket.context = Log("Sending")
        if socket.connected:
            socket.redirect("/plain/")


def silent(request: HttpRequest) -> HttpResponse:
    """A plain page that shows no messages."""
    return render(request, "silent.html")


async def asynchronous(request: HttpRequest) -> HttpResponse:
    """A plain page that is rendered in async code."""
    request.user = await request.auser()
    return render(request, "plain.html")


urlpatterns = [
    path("news/", NewsView.as_view()),
    path("news/plain/", PlainNewsView.as_view()),
    path("news/custom/", CustomView.as_view()),
    path("news/silent/", SilentView.as_view()),
    path("news/eager/", EagerView.as_view()),
    path("notes/", NotesView.as_view()),
    path("sending/", SendingView.as_view()),
    path("silent/", silent),
    path("asynchronous/", asynchronous),
    *urls.urlpatterns,
]
