"""Live and plain pages that Turbo, htmx or Unpoly replaces without a page load."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from liveflash import LiveView, LiveViewSocket, event

SCRIPTS = {
    "turbo": "npm/@hotwired/turbo/dist/turbo.es2017-umd.js",
    "htmx2": "npm/htmx2/dist/htmx.min.js",
    "unpoly": "npm/unpoly/unpoly.min.js",
}


def plain(request: HttpRequest, library: str) -> HttpResponse:
    """Return a plain page that leads to live ones."""
    return render(request, "visits/plain.html", _variables(library, "plain"))


def stack(request: HttpRequest, library: str) -> HttpResponse:
    """Return a plain page whose message stack is connected."""
    return render(request, "visits/stack.html", _variables(library, "stack"))


class VisitedView(LiveView[dict[str, Any]]):
    """A live page with a form, which leads to others."""

    template_name = "visits/live.html"

    async def mount(self, socket: LiveViewSocket[dict[str, Any]], session: Any) -> None:
        library, name = self.kwargs["library"], self.kwargs["name"]
        following = f"/visits/{library}/next/"
        socket.context = _variables(library, name) | {"next": following}

    @event
    async def save(self, socket: LiveViewSocket[dict[str, Any]], text: str) -> None:
        socket.put_flash("info", f"{self.kwargs['name']}: {text}")


def _variables(library: str, name: str) -> dict[str, Any]:
    return {"library": library, "name": name, "script": SCRIPTS.get(library)}
