"""Live views for the tests."""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy

from liveflash import FlashMessage, LiveView, LiveViewSocket


@dataclass
class Log:
    """The log of a view's callbacks."""

    name: str = "Stage"
    phase: str = "plain"
    log: list[str] = field(default_factory=list)


@dataclass
class Receipt:
    """A value with fields, one of them named as something of ours is."""

    number: int = 7
    fields: str = "a, b"


Socket = LiveViewSocket[Log]


class StageView(LiveView[Log]):
    """A view that acts on request and logs what it receives."""

    template_name = "stage.html"
    name = "Stage"

    async def mount(self, socket: Socket, session: Any) -> None:
        phase = "connected" if socket.connected else "http"
        socket.context = Log(self.name, phase)

    async def handle_params(self, url: Any, params: Any, socket: Socket) -> None:
        socket.context.log.append(f"params {url.path} {params.urlencode()}")
        if params.get("next"):
            socket.push_patch("/stage/", {"page": params["next"]})

    async def handle_event(  # noqa: PLR0912 - it does as it is told
        self, event: str, payload: Any, socket: Socket
    ) -> Any:
        match event:
            case "put":
                options = {k: payload[k] for k in ("level", "timeout") if k in payload}
                socket.put_flash(payload["key"], payload["text"], **options)
            case "put and keep":
                self.put = socket.put_flash("info", payload["text"], timeout=30)
            case "put work":
                self.put = socket.put_flash("job", payload["text"], level="loading")
            case "update":
                level = payload.get("level")
                return {"updated": self.put.update(payload["text"], level=level)}
            case "take back":
                return {"cleared": self.put.clear()}
            case "clear":
                socket.clear_flash(payload.get("key"))
            case "sleep":
                await asyncio.sleep(float(payload.get("for", 0.3)))
                socket.context.log.append("slept")
            case "crash":
                socket.put_flash("info", "put by a handler that raises")
                raise RuntimeError("told to")
            case "go":
                await self.go(payload, socket)
            case "title":
                socket.live_title = payload["title"]
            case "push":
                await socket.push_event("greet", {"name": payload["name"]})
            case "echo":
                return {"echo": payload}
            case "refuse":
                socket.put_flash("error", "Refused")
                return {"refused": "malformed event"}
            case "nonsense":
                return "no mapping"
            case "cyclic":
                cyclic: list[Any] = []
                cyclic.append(cyclic)
                socket.put_flash("info", cyclic)
            case "receipt":
                socket.put_flash("info", Receipt())
            case "later":
                socket.schedule_info_once("rung", 0.01)
            case "again":
                socket.schedule_info("tick", 0.01)
            case _:
                socket.context.log.append(f"{event} {describe(payload)}")
        return None

    async def go(self, payload: Any, socket: Socket) -> None:
        if payload.get("text"):
            socket.put_flash("info", payload["text"])
        match payload["how"]:
            case "patch":
                await socket.push_patch(payload["to"])
            case "navigate":
                await socket.push_navigate(payload["to"])
            case "replace":
                await socket.replace_navigate(payload["to"])
            case "redirect":
                await socket.redirect(payload["to"])
            case "leave":
                await socket.redirect(payload["to"], external=True)

    async def handle_info(self, event: Any, socket: Socket) -> None:
        socket.context.log.append(f"info {event}")
        socket.put_flash("info", f"info {event}")


def describe(payload: Any) -> str:
    """A payload as one line."""
    return payload.urlencode() if hasattr(payload, "urlencode") else repr(payload)


class OtherView(StageView):
    """Another view, to navigate to."""

    name = "Other"


class DialogView(StageView):
    """A view with a history of messages and a dialog, which an event takes away."""

    template_name = "dialog.html"
    name = "Dialog"

    async def handle_event(self, event: str, payload: Any, socket: Socket) -> Any:
        if event == "remove":
            socket.context.name = "No dialog"
            return None
        return await super().handle_event(event, payload, socket)


class BellView(StageView):
    """A view with a bell, beside a form."""

    template_name = "bell.html"
    name = "Bell"


RAISED: dict[str, type[BaseException]] = {
    kind.__name__: kind
    for kind in (StopIteration, GeneratorExit, SystemExit, asyncio.CancelledError)
}


class PlainCallbacksView(LiveView[Log]):
    """A view whose callbacks are ``def``."""

    template_name = "stage.html"

    def mount(self, socket: Socket, session: Any) -> None:
        socket.context = Log("Sync")

    def handle_event(self, event: str, payload: Any, socket: Socket) -> None:
        match event:
            case "sleep":
                time.sleep(float(payload.get("for", 0.3)))
            case "count":
                socket.context.log.append(f"groups {Group.objects.count()}")
            case "raise":
                raise RAISED[payload["kind"]]("told to")
        socket.put_flash("info", f"{event} done")

    def disconnect(self, socket: Socket) -> None:
        Group.objects.create(name=f"disconnected {socket.context.name}")


class QuerysetView(LiveView[dict[str, Any]]):
    """An async view whose template evaluates a queryset."""

    template_name = "groups.html"

    async def mount(self, socket: LiveViewSocket[dict[str, Any]], session: Any) -> None:
        socket.context = {"groups": Group.objects.order_by("name"), "yes": True}

    async def handle_event(
        self, event: str, payload: Any, socket: LiveViewSocket[dict[str, Any]]
    ) -> None:
        await Group.objects.acreate(name=payload["name"])
        socket.context["groups"] = Group.objects.order_by("name")


class MembersView(LoginRequiredMixin, StageView):
    """A view for those who have logged in."""

    name = "Members"


@dataclass
class Count:
    count: int = 0


class WholeView(LiveView[Count]):
    """A view whose template has no ``{% live %}``."""

    template_name = "whole.html"

    async def mount(self, socket: LiveViewSocket[Count], session: Any) -> None:
        socket.context = Count()

    async def handle_event(
        self, event: str, payload: Any, socket: LiveViewSocket[Count]
    ) -> None:
        socket.context.count += 1


class CustomView(StageView):
    """A view with a template of its own for messages."""

    template_name = "custom.html"


class LanguageView(StageView):
    """A view that greets in the visitor's language."""

    async def mount(self, socket: Socket, session: Any) -> None:
        socket.context = Log(str(gettext_lazy("Yes")))


class LeavingView(StageView):
    """A view whose mount sends the page away."""

    async def mount(self, socket: Socket, session: Any) -> None:
        await super().mount(socket, session)
        socket.put_flash("info", "You were sent here.")
        how = self.kwargs["how"]
        if how == "self":
            socket.redirect(socket.request.path)
        if how == "live":
            socket.push_navigate("/other/")
        if how == "plain":
            socket.redirect("/plain/")


class BrokenMountView(StageView):
    """A view that is rendered over HTTP and cannot be joined."""

    async def mount(self, socket: Socket, session: Any) -> None:
        await super().mount(socket, session)
        if socket.connected:
            raise RuntimeError("no join")


class HandlingView(StageView):
    """A view that logs what becomes of its messages."""

    name = "Handling"

    async def handle_flash(
        self, message: FlashMessage, reason: str, socket: Socket
    ) -> None:
        socket.context.log.append(f"{message.key} {reason}")


class QuietView(LiveView[None]):
    """A view without a callback."""

    template_name = "whole.html"
