"""Live pages whose callbacks use Django's messages with their request."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.models import User
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext_lazy

from liveflash import LiveView, LiveViewSocket, put_flash
from tests.journeys import site

Socket = LiveViewSocket[dict[str, Any]]


class SuccessMessageMixin:
    """A mixin of the kind that Django's generic views have."""

    request: HttpRequest
    success_message = "Saved by a mixin"

    def save(self) -> None:
        """Tell the visitor."""
        messages.success(self.request, self.success_message)


class SayingView(SuccessMessageMixin, LiveView[dict[str, Any]]):
    """A live page whose handlers call Django's functions."""

    template_name = "place.html"

    def handle_event(self, event: str, payload: QueryDict, socket: Socket) -> Any:
        text, request = payload.get("text", "Said"), self.request
        level = int(payload.get("level", messages.INFO))
        match event:
            case "say":
                messages.add_message(request, level, text, payload.get("tags", ""))
            case "say to the socket":
                messages.add_message(socket, level, text)  # type: ignore[arg-type]
            case "say silently":
                messages.info(request, text, fail_silently=True)
            case "put":
                put_flash(request, "info", text)
            case "save":
                self.save()
            case "set level":
                messages.set_level(request, level)
            case "get level":
                return {"level": messages.get_level(request)}
            case "get":
                said = messages.get_messages(request)
                return {"said": [f"{each.level} {each}" for each in said]}
            case "look":
                messages.info(request, text)
                look_at_messages(request, str(payload["how"]))
            case "save session":
                request.session["theme"] = "dark"
                request.session.save()
            case "leave":
                messages.success(request, text)
                put_flash(request, "info", "Put")
                socket.push_navigate("/live/")
            case "load":
                messages.success(request, text)
                socket.redirect("/plain/")
        return None


class GreetingView(SayingView):
    """A live page that says something in its mount."""

    def mount(self, socket: Socket, session: Any) -> None:
        messages.success(self.request, gettext_lazy("Yes"))
        put_flash(self.request, "info", "Put in mount")


class LookingView(SayingView):
    """A live page whose mount looks at the messages before it says another."""

    def mount(self, socket: Socket, session: Any) -> None:
        messages.info(self.request, "First")
        look_at_messages(self.request, self.kwargs["how"])
        messages.info(self.request, "Second")
        put_flash(self.request, "success", "Third")


def look_at_messages(request: HttpRequest, how: str) -> None:
    """Look at the messages of a request, as a view does that avoids duplicates."""
    said: Any = messages.get_messages(request)
    match how:
        case "iterate":
            any(each.message == "Second" for each in said)
        case "iterate and say so":
            any(each.message == "Second" for each in said)
            said.used = False
        case "in":
            assert Message(messages.INFO, "First") in said
        case "len":
            assert len(said) > 0


class DispatchView(SayingView):
    """A live page that says something in its ``dispatch``."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        messages.success(request, "Said")
        put_flash(request, "info", "Put")
        return super().dispatch(request, *args, **kwargs)


class LoopGreetingView(SayingView):
    """A live page that says something in its mount."""

    def mount(self, socket: Socket, session: Any) -> None:
        messages.success(self.request, "Welcome")


def say(request: HttpRequest, level: int, to: str) -> HttpResponse:
    """Put one of Django's messages of a level and redirect."""
    messages.set_level(request, 0)
    messages.add_message(request, level, "Said", extra_tags="big sticky")
    return redirect(f"/{to}/")


def log_in_and_on(request: HttpRequest) -> HttpResponse:
    """Log in and redirect to a live page."""
    user, _created = User.objects.get_or_create(username="ada")
    login(request, user)
    return redirect("/saying/")


TEMPLATES = ("tag_first", "loop_first", "loop_outside")

urlpatterns = [
    path("saying/", SayingView.as_view()),
    path("dispatch/", DispatchView.as_view()),
    path("log-in-and-on/", log_in_and_on),
    path("greeting/", GreetingView.as_view()),
    *(path(f"{t}/", SayingView.as_view(template_name=f"{t}.html")) for t in TEMPLATES),
    *(
        path(f"mount/{t}/", LoopGreetingView.as_view(template_name=f"{t}.html"))
        for t in TEMPLATES
    ),
    *(
        path(f"look/<str:how>/{t}/", LookingView.as_view(template_name=f"{t}.html"))
        for t in TEMPLATES
    ),
    path("say/<int:level>/<path:to>/", say),
    *site.urlpatterns,
]
