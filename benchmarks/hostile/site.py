"""The attacked site's views and URLs."""

import asyncio
from pathlib import Path
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import path

import liveflash
from liveflash import LiveView, LiveViewSocket, event

Socket = LiveViewSocket[dict[str, Any]]

MOUNT_SECONDS = 8
MESSAGES = 100
LARGE_SIZE = 60_000
# With 100 of them, a page holds about as many bytes as it may.
LARGE_MESSAGE = {
    "title": "The form was not saved.",
    "url": "/help/",
    "action": {"label": "Undo", "event": "nothing", "value": {}},
    "fields": [f"field {number}" for number in range(40)],
}

# How many handlers with a side effect have run.
handlers_run = 0


def count_handler() -> None:
    """Count a handler that has a side effect."""
    global handlers_run  # noqa: PLW0603 - what the scenarios read
    handlers_run += 1


class PageView(LiveView[dict[str, Any]]):
    """A page with messages, a text and a table."""

    template_name = "hostile/page.html"

    async def mount(self, socket: Socket, _session: Any) -> None:
        """Build the table."""
        socket.context = {"rows": self.rows(), "text": "", "number": 0}

    def rows(self) -> list[dict[str, Any]]:
        """Return the table's rows, as a query would."""
        count = self.kwargs.get("rows", 0)
        return [{"id": each, "name": f"Row {each}"} for each in range(count)]

    @event
    async def nothing(self) -> None:
        """Change nothing."""

    @event
    async def count(self) -> None:
        """Have a side effect."""
        count_handler()

    @event
    async def fill(self, socket: Socket) -> None:
        """Show as many messages as a page may have."""
        for each in range(MESSAGES):
            socket.put_flash(f"m{each}", f"Message {each} of a full page.")

    @event
    async def fill_large(self, socket: Socket) -> None:
        """Show as many bytes of messages as a page may have."""
        for each in range(MESSAGES):
            socket.put_flash(f"m{each}", LARGE_MESSAGE)

    @event
    async def query(self, socket: Socket) -> None:
        """Read the rows again, which have not changed."""
        socket.context["rows"] = self.rows()

    @event
    async def put(self, socket: Socket) -> None:
        """Put one message in place of another."""
        number = socket.context["number"] = socket.context["number"] + 1
        socket.put_flash(f"m{number % MESSAGES}", f"Changed {number} times.")

    @event
    async def large(self, socket: Socket) -> None:
        """Change a large text."""
        count_handler()
        number = socket.context["number"] = socket.context["number"] + 1
        socket.context["text"] = "ab"[number % 2] * LARGE_SIZE

    @event
    async def redirect(self, socket: Socket) -> None:
        """Send the page to a plain page."""
        socket.redirect("/login/")

    @event
    async def navigate(self, socket: Socket) -> None:
        """Send the page to another live page."""
        socket.push_navigate("/slow/")

    @event
    async def crash(self) -> None:
        """Raise."""
        raise RuntimeError("a handler that raises")


class SlowView(PageView):
    """A page that takes long to mount on a socket."""

    async def mount(self, socket: Socket, session: Any) -> None:
        """Wait, as for another service."""
        await super().mount(socket, session)
        if socket.connected:
            await asyncio.sleep(MOUNT_SECONDS)


class GuardedView(PageView):
    """A page that redirects or navigates in ``mount``."""

    async def mount(self, socket: Socket, session: Any) -> None:
        """Redirect or navigate."""
        await super().mount(socket, session)
        if self.kwargs["how"] == "redirect":
            socket.redirect("/login/")
        else:
            socket.push_navigate("/")


class BrokenView(PageView):
    """A page that raises in ``mount``."""

    async def mount(self, _socket: Socket, _session: Any) -> None:
        """Raise."""
        raise RuntimeError("a mount that raises")


def state(_request: HttpRequest) -> JsonResponse:
    """Return how many handlers have run, and where liveflash was imported from."""
    source = Path(liveflash.__file__).resolve().parent
    return JsonResponse({"handlers_run": handlers_run, "source": str(source)})


urlpatterns = [
    path("", PageView.as_view()),
    path("rows/<int:rows>/", PageView.as_view()),
    path("slow/", SlowView.as_view()),
    path("guarded/<str:how>/", GuardedView.as_view()),
    path("broken/", BrokenView.as_view()),
    path("state/", state),
]
