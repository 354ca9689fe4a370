"""Pages with messages that have actions, icons and a countdown."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from liveflash import LiveView, LiveViewSocket, put_flash


def put_all(target: Any, request: HttpRequest) -> None:
    """Put the messages that the address asks for, as JSON lists."""
    put = getattr(target, "put_flash", None)
    for text in request.GET.getlist("put"):
        key, value, options = json.loads(text)
        if put is None:
            put_flash(target, key, value, **options)
        else:
            put(key, value, **options)


def plain(request: HttpRequest) -> HttpResponse:
    """A page that is not live."""
    put_all(request, request)
    return render(request, "rich.html")


class RichView(LiveView[dict[str, Any]]):
    """A live page, with one event of its own."""

    template_name = "rich.html"

    async def mount(self, socket: LiveViewSocket[dict[str, Any]], session: Any) -> None:
        socket.context = {}
        put_all(socket, socket.request)

    async def handle_params(
        self, url: Any, params: Any, socket: LiveViewSocket[dict[str, Any]]
    ) -> None:
        socket.context["page"] = params.get("page", "1")


class HandlingView(RichView):
    """A live page that handles events itself."""

    async def handle_event(
        self, event: str, payload: Any, socket: LiveViewSocket[dict[str, Any]]
    ) -> None:
        if event == "fail":
            raise RuntimeError("told to")
        socket.put_flash("success", f"The view did {event} {payload.get('id')}.")
