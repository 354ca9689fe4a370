"""Live views that guard themselves, each in a way that projects use."""

import asyncio
from collections.abc import Callable
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from liveflash import LiveView, LiveViewSocket
from tests import urls

Socket = LiveViewSocket[dict[str, Any]]
Response = Callable[[HttpRequest], HttpResponse]

SECRET = "the guarded text"


class GuardedView(LiveView[dict[str, Any]]):
    """A view that counts the events that reach it."""

    template_name = "testing/settings.html"
    handled: ClassVar[list[str]] = []

    async def mount(self, socket: Socket, session: Any) -> None:
        socket.context = {"name": SECRET}

    async def handle_event(self, event: str, payload: Any, socket: Socket) -> None:
        self.handled.append(event)
        match event:
            case "navigate":
                socket.push_navigate("/other/")
            case "redirect":
                socket.redirect("/plain/")
            case "patch":
                socket.push_patch(payload["to"])
            case "later":
                socket.schedule_info_once("away", 0.01)
            case "where":
                socket.put_flash("info", f"at {self.kwargs}")

    async def handle_info(self, event: Any, socket: Socket) -> None:
        socket.redirect("/plain/")


class MountGuardView(GuardedView):
    """A view whose mount sends everybody away, once the page is connected."""

    async def mount(self, socket: Socket, session: Any) -> None:
        await super().mount(socket, session)
        if socket.connected:
            await asyncio.sleep(0.05)
            socket.redirect("/plain/")


class ParamsGuardView(GuardedView):
    """A view whose ``handle_params`` sends everybody away from document 2."""

    async def handle_params(self, url: Any, params: Any, socket: Socket) -> None:
        if params.get("pk") == "2" or params.get("doc") == "2":
            socket.push_navigate("/other/")


class SlowView(GuardedView):
    """A view whose join takes a while."""

    async def mount(self, socket: Socket, session: Any) -> None:
        await super().mount(socket, session)
        if socket.connected:
            await asyncio.sleep(0.4)


class TeamView(GuardedView):
    """A view that is guarded by its query."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.GET.get("team", "ours") != "ours":
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class UnlockView(GuardedView):
    """A view that remembers in its channel session what was unlocked."""

    async def mount(self, socket: Socket, session: Any) -> None:
        is_open = socket.channel_session.get("is_open", False)
        socket.context = {"name": "open" if is_open else "locked"}

    async def handle_event(self, event: str, payload: Any, socket: Socket) -> None:
        if event == "unlock":
            socket.channel_session["is_open"] = True
            socket.context["name"] = "open"


def query_guard(get_response: Response) -> Response:
    """Middleware that refuses a team that is not ours."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.GET.get("team", "ours") != "ours":
            raise PermissionDenied
        return get_response(request)

    return middleware


def match_marker(get_response: Response) -> Response:
    """Middleware that notes on the resolver match who asks."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request: HttpRequest, *_view: Any) -> None:
        match: Any = request.resolver_match
        match.seen_by = [*getattr(match, "seen_by", []), request.GET.get("who")]

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware


class MarkedView(GuardedView):
    """A view that shows who is noted on its resolver match."""

    async def mount(self, socket: Socket, session: Any) -> None:
        match: Any = self.request.resolver_match
        socket.context = {"name": f"seen by {match.seen_by}"}


def handled(request: HttpRequest) -> JsonResponse:
    """Answer with the events that have reached a handler in this process."""
    return JsonResponse({"handled": GuardedView.handled})


class SleepyView(GuardedView):
    """A view whose handlers take a while."""

    async def handle_event(self, event: str, payload: Any, socket: Socket) -> None:
        await asyncio.sleep(3)


class LargeView(GuardedView):
    """A view each of whose events is answered with a large page."""

    async def handle_event(self, event: str, payload: Any, socket: Socket) -> None:
        socket.context["name"] = event * 50_000


urlpatterns = [
    path("handled/", handled),
    path("sleepy/", SleepyView.as_view()),
    path("large/", LargeView.as_view()),
    path("mount-guard/", MountGuardView.as_view()),
    path("docs/<int:pk>/", ParamsGuardView.as_view()),
    path("docs/", ParamsGuardView.as_view()),
    path("slow/", SlowView.as_view()),
    path("team/", TeamView.as_view()),
    path("open/", GuardedView.as_view()),
    path("locked/<int:pk>/", UnlockView.as_view()),
    path("locked/", UnlockView.as_view()),
    path("marked/", MarkedView.as_view()),
    *urls.urlpatterns,
]
