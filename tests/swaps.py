"""Pages with htmx or Turbo, and the fragments with messages that they insert."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from liveflash import LiveView, LiveViewSocket, event, push_flash, put_flash

SCRIPTS = {
    "htmx": "npm/htmx.org/dist/htmx.min.js",
    "htmx2": "npm/htmx2/dist/htmx.min.js",
    "turbo": "npm/@hotwired/turbo/dist/turbo.es2017-umd.js",
}
STREAM = "text/vnd.turbo-stream.html"


def page(request: HttpRequest, library: str) -> HttpResponse:
    """Return a page that shows messages and loads a library."""
    template = "swaps/turbo.html" if library == "turbo" else "swaps/htmx.html"
    return render(request, template, {"script": SCRIPTS[library]})


def respond(request: HttpRequest, how: str) -> HttpResponse:
    """Return a fragment with a new message."""
    put_flash(request, "info", "Saved")
    content_type = STREAM if how == "stream" else "text/html"
    return render(
        request, "swaps/fragment.html", {"how": how}, content_type=content_type
    )


class SwapsView(LiveView[dict[str, Any]]):
    """A live page whose parts htmx replaces."""

    template_name = "swaps/live.html"

    async def mount(self, socket: LiveViewSocket[dict[str, Any]], session: Any) -> None:
        script = SCRIPTS[self.kwargs["library"]]
        socket.context = {"count": 0, "script": script}

    @event
    async def add(self, socket: LiveViewSocket[dict[str, Any]]) -> None:
        socket.context["count"] += 1


def answer(request: HttpRequest, how: str) -> HttpResponse:
    """Return a fragment without messages, and put one."""
    if how == "put":
        put_flash(request, "info", "Put")
    elif how == "django":
        messages.success(request, "Django's")
    elif how == "push":
        push_flash("info", "Pushed", session=request.session)
    return HttpResponse("Swapped")
