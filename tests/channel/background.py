"""A view that starts work in the background, and gates at which work waits."""

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.urls import path
from pytest_django import Settings

from liveflash import AsyncResult, LiveView, LiveViewSocket
from tests.protocol_client.page import LivePage

Socket = LiveViewSocket[Any]

TEMPLATE = """{% load liveflash %}{% live %}{% liveflash %}
<p>{{ log|join:", " }}</p>
<b>{{ value.loading|yesno:"loading,"}} {{ value.ok|yesno:"ok,"}}
{{ value.failed|yesno:"failed," }} {{ value.value|default_if_none:"" }}
{{ value.error|default_if_none:"" }}</b>{% endlive %}"""


class Gates:
    """What the test and the work of its views share."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.is_open = threading.Event()
        self.actions: dict[str, Callable[[Socket], object]] = {}
        self.log: list[str] = []
        self.sockets: list[Socket] = []

    def release(self) -> None:
        """Let the work go on, in tasks and in threads."""
        self.open.set()
        self.is_open.set()

    async def work(self, value: Any = 1) -> Any:
        """Wait for the gate, and return a value."""
        try:
            await self.open.wait()
        except asyncio.CancelledError:
            self.log.append("cancelled")
            raise
        self.log.append("worked")
        return value

    def work_in_thread(self, value: Any = 1) -> Any:
        """Wait for the gate in a thread, and return a value."""
        self.is_open.wait(5)
        self.log.append("worked")
        return value


gates: Gates = None  # type: ignore[assignment] # set by ``use_gates``


def use_gates(settings: Settings, folder: Path) -> Gates:
    """Return new gates for one test."""
    global gates  # noqa: PLW0603 - views have no other way to the test
    gates = Gates()
    (folder / "background.html").write_text(TEMPLATE)
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [folder]}]
    return gates


class QuietView(LiveView[Any]):
    """A view that does what the test wants, without ``handle_async``."""

    template_name = "background.html"

    async def mount(self, socket: Socket, session: Any) -> None:
        socket.context = {"log": [], "value": None}
        gates.sockets.append(socket)
        if "mount" in gates.actions:
            gates.actions["mount"](socket)

    async def handle_event(self, event: str, payload: Any, socket: Socket) -> None:
        done = gates.actions[event](socket) if event in gates.actions else None
        if asyncio.iscoroutine(done):
            await done

    async def handle_info(self, event: Any, socket: Socket) -> None:
        socket.context["log"].append(f"info {getattr(event, 'payload', event)}")

    async def disconnect(self, socket: Socket) -> None:
        gates.log.append("disconnected")
        if "disconnect" in gates.actions:
            gates.actions["disconnect"](socket)


class WorkingView(QuietView):
    """One that lists the results of its work."""

    async def handle_async(
        self, name: str, result: AsyncResult[Any], socket: Socket
    ) -> None:
        shown = result.value if result.ok else repr(result.error)
        socket.context["log"].append(f"{name} {shown}")


class SyncWorkingView(WorkingView):
    """One whose ``handle_async`` runs in a thread."""

    def handle_async(  # type: ignore[override]
        self, name: str, result: AsyncResult[Any], socket: Socket
    ) -> None:
        socket.context["log"].append(f"{name} {result.value} in {thread()}")


def thread() -> str:
    """Return the kind of the current thread."""
    return threading.current_thread().name.rpartition("_")[0]


urlpatterns = [
    path("working/", WorkingView.as_view()),
    path("sync/", SyncWorkingView.as_view()),
    path("quiet/", QuietView.as_view()),
]


def logged(page: LivePage) -> str:
    """Return what the page lists."""
    return page.html.partition("<p>")[2].partition("</p>")[0]


def state(page: LivePage) -> list[str]:
    """Return the state and the value of ``assign_async`` on the page."""
    return page.html.partition("<b>")[2].partition("</b>")[0].split()
