"""Pages that act and fail on request."""

import asyncio
import time
from typing import Any

from django.contrib.auth.models import Group
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from liveflash import LiveView, LiveViewSocket
from tests import urls

Socket = LiveViewSocket[dict[str, Any]]


class FaultyView(LiveView[dict[str, Any]]):
    """Puts messages, and fails."""

    template_name = "faulty.html"

    async def mount(self, socket: Socket, session: Any) -> None:
        socket.context = {"count": 0, "is_broken": False}
        if not socket.connected:
            await asyncio.sleep(float(socket.request.GET.get("slow", 0)))

    async def handle_event(self, event: str, payload: Any, socket: Socket) -> Any:
        match event:
            case "put":
                socket.put_flash(payload["key"], payload["text"])
            case "count":
                socket.context["count"] += 1
            case "save":
                await Group.objects.acreate(name=payload["name"])
                socket.put_flash("info", f"Saved {payload['name']}")
            case "sleep":
                await asyncio.sleep(float(payload["for"]))
                socket.put_flash("info", "Slept")
            case "hang":
                await asyncio.Event().wait()
            case "raise":
                raise RuntimeError("told to")
            case "break":
                socket.context["is_broken"] = True
            case "work":
                socket.start_async("work", self.work, socket)
        return None

    async def work(self, socket: Socket) -> None:
        socket.put_flash("work", "Working")
        await asyncio.Event().wait()


class PlainFaultyView(FaultyView):
    """The same in a thread."""

    def mount(  # type: ignore[override]
        self, socket: Socket, session: Any
    ) -> None:
        socket.context = {"count": 0, "is_broken": False}
        if not socket.connected:
            time.sleep(float(socket.request.GET.get("slow", 0)))

    def handle_event(  # type: ignore[override]
        self, event: str, payload: Any, socket: Socket
    ) -> None:
        time.sleep(float(payload.get("for", 0)))
        socket.put_flash("info", payload["text"])


class OtherView(FaultyView):
    """A page to go to."""


class WelcomeView(FaultyView):
    """Puts messages when it is mounted."""

    async def mount(self, socket: Socket, session: Any) -> None:
        await super().mount(socket, session)
        socket.put_flash("first", "First")
        socket.put_flash("second", "Second")


async def tasks(_request: HttpRequest) -> HttpResponse:
    """Return the number of tasks in this process."""
    return JsonResponse({"tasks": len(asyncio.all_tasks())})


urlpatterns = [
    path("faulty/", FaultyView.as_view()),
    path("plain-faulty/", PlainFaultyView.as_view()),
    path("other-faulty/", OtherView.as_view()),
    path("welcome-faulty/", WelcomeView.as_view()),
    path("tasks/", tasks),
    *urls.urlpatterns,
]
