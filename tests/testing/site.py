"""A site as users of the kit have it."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.shortcuts import redirect, render
from django.urls import path

from liveflash import LiveView, LiveViewSocket, event, put_flash
from liveflash.views.join_request import JoinRequest


@dataclass
class Context:
    name: str = ""
    log: list[str] = field(default_factory=list)


Socket = LiveViewSocket[Context]


class SettingsView(LiveView[Context]):
    """The documented example, which clears an outdated error."""

    template_name = "testing/settings.html"

    async def mount(self, socket: Socket, session: Any) -> None:
        socket.context = Context()

    async def handle_event(self, event: str, payload: Any, socket: Socket) -> None:
        if event == "save":
            socket.clear_flash()
            name = payload.get("name", "").strip()
            if not name:
                socket.put_flash("error", "Name cannot be blank.")
                return
            socket.context.name = name
            socket.put_flash("info", "Settings saved.")


class StageView(LiveView[Context]):
    """A page with one element of each kind, which logs its events."""

    template_name = "testing/stage.html"

    async def mount(self, socket: Socket, session: Any) -> None:
        socket.context = Context(name=str(socket.user or ""))

    async def handle_params(self, url: Any, params: Any, socket: Socket) -> None:
        if params:
            socket.context.log.append(f"params {params.urlencode()}")

    async def handle_event(self, event: str, payload: Any, socket: Socket) -> Any:
        data = payload.urlencode() if hasattr(payload, "urlencode") else payload
        socket.context.log.append(f"{event} {data}")
        match event:
            case "put":
                socket.put_flash("info", "Put.")
            case "go":
                socket.put_flash("info", "Sent along.")
                await _go(socket, payload["how"])
            case "crash":
                raise ZeroDivisionError("told to")
            case "greet":
                socket.push_event("greeting", {"name": "Ada"})
                socket.live_title = "Greeted"
                return {"greeted": True}
            case "download":
                socket.put_flash("success", "Your list is being downloaded.")
                socket.download("/list.csv")
            case "trigger":
                socket.context.name = "triggered"
            case "later":
                socket.schedule_info_once("rung", 0.01)
        return None

    async def handle_info(self, event: Any, socket: Socket) -> None:
        if event == "crash":
            raise ZeroDivisionError("told by an info")
        socket.put_flash("info", f"Info: {event}")


async def _go(socket: Socket, how: str) -> None:
    match how:
        case "patch":
            socket.push_patch("/stage/?page=2")
        case "navigate":
            socket.push_navigate("/settings/")
        case "live":
            socket.redirect("/settings/")
        case "plain":
            socket.redirect("/plain/")
        case "away":
            socket.redirect("https://example.com/there", external=True)


class HandlersView(StageView):
    """A view with handlers that have parameters."""

    @event
    async def put(self, a: int, socket: Socket) -> None:
        socket.context.log.append(f"number {a}")

    @event("greet")
    def greeted(self, socket: Socket, name: str = "nobody") -> dict[str, str]:
        socket.put_flash("info", f"Hello {name}.")
        return {"hello": name}

    @event
    async def later(self, when: int, socket: Socket) -> None:
        raise AssertionError("called")


class MembersView(LoginRequiredMixin, StageView):
    """A view for logged-in users."""


class BrokenView(StageView):
    """A view that cannot be joined."""

    async def mount(self, socket: Socket, session: Any) -> None:
        await super().mount(socket, session)
        if socket.connected:
            raise ZeroDivisionError("no join")


class UncleanView(StageView):
    """A view that raises in ``disconnect``."""

    async def disconnect(self, socket: Socket) -> None:
        raise ZeroDivisionError("unclean")


def plain(request: HttpRequest) -> HttpResponse:
    return render(request, "testing/plain.html", {"data": request.POST or request.GET})


def stack(request: HttpRequest) -> HttpResponse:
    """A plain page with a stack, which puts what its query says."""
    for key, text in request.GET.items():
        put_flash(request, key, text, level="info")
    return render(request, "testing/stack.html")


def refuse_joins(get_response: Any) -> Any:
    """Middleware that refuses the internal GET of a join."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if isinstance(request, JoinRequest):
            return HttpResponseForbidden("refused")
        response: HttpResponse = get_response(request)
        return response

    return middleware


def send(request: HttpRequest) -> HttpResponse:
    put_flash(request, "info", f"Sent {request.POST['text']}.")
    messages.warning(request, "One of Django's.")
    return redirect("/plain/")


def save(request: HttpRequest) -> HttpResponse:
    """Answer a script; with ``to`` in the query redirect, or have it load a page."""
    put_flash(request, "success", "Saved.")
    messages.info(request, "One of Django's.")
    if "to" in request.GET:
        return redirect(request.GET["to"])
    if "load" in request.GET:
        return HttpResponse(headers={"HX-Redirect": "/plain/"})
    return HttpResponse("<p>Saved.</p>")


def quiet(request: HttpRequest) -> HttpResponse:
    return HttpResponse("No flash here.")


urlpatterns = [
    path("settings/", SettingsView.as_view()),
    path("stage/", StageView.as_view()),
    path("handlers/", HandlersView.as_view()),
    path("members/", MembersView.as_view()),
    path("broken/", BrokenView.as_view()),
    path("unclean/", UncleanView.as_view()),
    path("plain/", plain),
    path("stack/", stack),
    path("send/", send),
    path("save/", save),
    path("quiet/", quiet),
    path("accounts/login/", plain),
]
