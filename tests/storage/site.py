"""Pages that count: in the visitor's session, and in the database."""

from typing import Any

from django.contrib.auth.models import Group
from django.http import HttpRequest, HttpResponse
from django.urls import path

from liveflash import LiveView, LiveViewSocket
from tests import urls
from tests.push import site as push_site

Socket = LiveViewSocket[dict[str, int]]


def count(request: HttpRequest) -> HttpResponse:
    """Count one more, in the session that the response saves."""
    request.session["count"] = request.session.get("count", 0) + 1
    return HttpResponse(request.session["count"])


class PlainView(LiveView[dict[str, int]]):
    """A live view that counts in a plain callback."""

    template_name = "whole.html"

    def handle_event(self, event: str, payload: Any, socket: Socket) -> Any:
        if event == "flash":
            return {"flash": list(socket.flash.values())}
        socket.put_flash("info", "Counted.")
        return {"count": Group.objects.count()}


class AsyncView(LiveView[dict[str, int]]):
    """A live view that counts in an async callback."""

    template_name = "whole.html"

    async def handle_event(self, event: str, payload: Any, socket: Socket) -> Any:
        if event == "flash":
            return {"flash": list(socket.flash.values())}
        socket.put_flash("info", "Counted.")
        return {"count": await Group.objects.acount()}


urlpatterns = [
    path("count/", count),
    path("live/plain/", PlainView.as_view()),
    path("live/async/", AsyncView.as_view()),
    *push_site.urlpatterns,
    *urls.urlpatterns,
]
