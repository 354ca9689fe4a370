"""Pages to travel between, and what makes them act."""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt

from liveflash import LiveView, LiveViewSocket, clear_flash, put_flash
from tests import site, urls

Socket = LiveViewSocket[dict[str, Any]]

TEXTS = {"error": "Before", "info": "Turn", "success": "More"}


@dataclass
class Order:
    """A value with fields and a text of its own."""

    title: str = "Order <7>"
    total: Decimal = Decimal("9.50")

    def __str__(self) -> str:
        return f"{self.title}: {self.total}"


class Unknown:
    """A value that cannot be stored."""

    title = "its title"

    def __str__(self) -> str:
        return "an unknown <thing>"


class Once(Unknown):
    """Another one, which the log has not seen yet."""


VALUES: dict[str, Callable[[], Any]] = {
    "string": lambda: "a <b> & c",
    "safe": lambda: SafeString("a <b>bold</b>"),
    "lazy": lambda: gettext_lazy("Yes"),
    "none": lambda: None,
    "false": lambda: False,
    "integer": lambda: 1234567,
    "float": lambda: 0.1,
    "decimal": lambda: Decimal("9.50"),
    "uuid": lambda: UUID(int=7),
    "date": lambda: date(2024, 2, 29),
    "datetime": lambda: datetime(2024, 2, 29, 12, 30, 15, 250, tzinfo=UTC),
    "time": lambda: time(12, 30),
    "timedelta": lambda: timedelta(days=1, seconds=2),
    "list": lambda: ["<i>", 2, Decimal("1.0")],
    "tuple": lambda: ("a", 2),
    "set": lambda: {"a"},
    "dict": lambda: {"title": "A <title>", "fields": ["name", "age"]},
    "dict of other keys": lambda: {1: "a", (2, 3): SafeString("<b>")},
    "nested": lambda: {"title": Order(), "items": [{"when": date(2024, 2, 29)}]},
    "dataclass": Order,
    "lazy object": lambda: SimpleLazyObject(Order),
    "forged": lambda: {"~": "safe", "v": "<b>"},
}

STRANGE: dict[str, Callable[[], Any]] = {"unknown": Unknown, "once": Once}


class PlaceView(LiveView[dict[str, Any]]):
    """A live page that puts, clears and navigates on request, in one turn."""

    template_name = "place.html"

    async def handle_params(self, url: Any, params: QueryDict, socket: Socket) -> None:
        tell(socket, params)

    async def handle_event(self, event: str, payload: Any, socket: Socket) -> None:
        if event == "sleep":
            await asyncio.sleep(float(payload["for"]))
        tell(socket, payload)
        match event:
            case "push_patch":
                await socket.push_patch(payload["to"])
            case "push_navigate":
                await socket.push_navigate(payload["to"])
            case "replace_navigate":
                await socket.replace_navigate(payload["to"])
            case "redirect":
                await socket.redirect(payload["to"], external="external" in payload)
            case "crash":
                raise RuntimeError("told to")


class OtherPlaceView(PlaceView):
    """A live page of another view."""


class GuardedPlaceView(LoginRequiredMixin, PlaceView):
    """A live page for those who have logged in."""


class SendingView(PlaceView):
    """A live page that sends its visitor on, from where the URL says."""

    async def mount(self, socket: Socket, session: Any) -> None:
        if self.kwargs["place"] == "mount":
            self.send_on(socket)

    async def handle_params(self, url: Any, params: QueryDict, socket: Socket) -> None:
        if self.kwargs["place"] == "handle_params":
            self.send_on(socket)

    def send_on(self, socket: Socket) -> None:
        socket.put_flash("info", "Sent on")
        query = socket.request.GET
        tell(socket, query)
        if "long" in query:
            socket.put_flash("error", secrets.token_hex(int(query["long"]) // 2))
        if "live" in query:
            socket.push_navigate(query["to"])
        else:
            socket.redirect(query["to"])


class GateView(LiveView[dict[str, Any]]):
    """A live page whose mount logs its visitor in or out, and sends them on."""

    template_name = "place.html"

    def mount(self, socket: Socket, session: Any) -> None:
        if self.kwargs["way"] == "in":
            user, _created = User.objects.get_or_create(username="ada")
            login(socket.request, user)
        else:
            logout(socket.request)
        socket.put_flash("info", "Sent on")
        socket.redirect(socket.request.GET["to"])


class FragilePlaceView(PlaceView):
    """A live page whose socket cannot mount while ``is_broken``."""

    is_broken = False

    async def mount(self, socket: Socket, session: Any) -> None:
        if self.is_broken and socket.connected:
            raise RuntimeError("told to")


class DraftView(LiveView[dict[str, Any]]):
    """A live page that keeps a draft."""

    template_name = "draft.html"

    async def mount(self, socket: Socket, session: Any) -> None:
        socket.context = {"draft": socket.channel_session.get("draft", "none")}

    async def handle_event(self, event: str, payload: Any, socket: Socket) -> None:
        match event:
            case "write":
                socket.channel_session["draft"] = VALUES[payload["value"]]()
            case "discard":
                socket.channel_session.clear()
            case "crash":
                socket.channel_session["draft"] = "of a handler that raises"
                raise RuntimeError("told to")


class DrawnView(LiveView[dict[str, Any]]):
    """A live page that shows a value as a draft."""

    template_name = "draft.html"

    async def mount(self, socket: Socket, session: Any) -> None:
        socket.context = {"draft": VALUES[self.kwargs["name"]]()}


class OtherDraftView(DraftView):
    """Another view with a draft."""


def tell(socket: Socket, told: Any) -> None:
    """Put, add and clear messages on request."""
    timeout = float(told["timeout"]) if "timeout" in told else None
    for key in told.getlist("put"):
        socket.put_flash(key, TEXTS[key], timeout=timeout)
    for name in told.getlist("value"):
        socket.put_flash("info", (VALUES | STRANGE)[name]())
    for text in told.getlist("say"):
        # A socket stands in for a request, as far as messages go.
        messages.success(socket, text, extra_tags="of-the-socket")  # type: ignore[arg-type]
    if "clear" in told:
        socket.clear_flash()


def act(request: HttpRequest) -> HttpResponse:
    """Put, add and clear messages on request; redirect, or answer a script."""
    for key in request.GET.getlist("put"):
        put_flash(request, key, TEXTS[key])
    for name in request.GET.getlist("value"):
        put_flash(request, "info", (VALUES | STRANGE)[name]())
    for text in request.GET.getlist("say"):
        messages.success(request, text)
    if "say-safe" in request.GET:
        text = SafeString(f"<b>{request.GET['say-safe']}</b>")
        messages.error(request, text, extra_tags="tag-a tag-b")
    if "clear" in request.GET:
        clear_flash(request)
    to = request.GET.get("to")
    return redirect(to) if to else JsonResponse({})


def show_messages(request: HttpRequest) -> HttpResponse:
    """A plain page that shows Django's messages as any project does."""
    return render(request, "messages.html")


def place(request: HttpRequest) -> HttpResponse:
    """A plain page that shows what a live one shows."""
    return render(request, "place.html")


def flush(request: HttpRequest) -> HttpResponse:
    """Forget the session."""
    request.session.flush()
    return HttpResponse("flushed")


urlpatterns = [
    path("live/", PlaceView.as_view()),
    path("live/other/", OtherPlaceView.as_view()),
    path("live/<str:name>/", PlaceView.as_view()),
    path("exempt/", csrf_exempt(PlaceView.as_view())),
    path("exempt/other/", csrf_exempt(OtherPlaceView.as_view())),
    path("exempt/fragile/", csrf_exempt(FragilePlaceView.as_view())),
    path("guarded/", GuardedPlaceView.as_view()),
    path(
        "permitted/",
        permission_required("auth.add_group", raise_exception=True)(
            PlaceView.as_view()
        ),
    ),
    path("gate/<str:way>/", GateView.as_view()),
    path("fragile/", FragilePlaceView.as_view()),
    path("sending/<str:place>/", SendingView.as_view()),
    path("draft/", DraftView.as_view()),
    path("drawn/<str:name>/", DrawnView.as_view()),
    path("draft/other/", OtherDraftView.as_view()),
    path("plain/other/", site.plain),
    path("plain/place/", place),
    path("act/", act),
    path("messages/", show_messages),
    path("flush/", flush),
    *urls.urlpatterns,
]
