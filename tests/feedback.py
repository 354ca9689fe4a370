"""Views whose messages a visitor must get once: of mounts, and of refused events."""

import asyncio
from typing import Any

from django.contrib import messages

from liveflash import LiveView, LiveViewSocket, event

Socket = LiveViewSocket[Any]


class FeedbackView(LiveView[Any]):
    """A view with typed events, and no ``handle_event``."""

    template_name = "feedback.html"

    @event
    async def save(self, count: int, socket: Socket) -> None:
        socket.put_flash("info", f"{count} saved.")

    @event
    async def say(self, text: str, socket: Socket) -> None:
        socket.put_flash("info", text)

    @event
    async def work(self, socket: Socket) -> None:
        self.task = asyncio.create_task(self.finish_later(socket))

    async def finish_later(self, socket: Socket) -> None:
        await asyncio.sleep(0.1)
        socket.put_flash("info", "Worked.")

    @event
    async def take(self, socket: Socket) -> None:
        socket.clear_flash()

    @event
    async def fail(self, socket: Socket) -> None:
        raise RuntimeError("told to")

    @event
    async def go(self, to: str, socket: Socket) -> None:
        socket.push_navigate(to)


class WelcomeView(FeedbackView):
    """A view that puts messages when it is mounted."""

    async def mount(self, socket: Socket, _session: Any) -> None:
        socket.put_flash("welcome", "Welcome!")
        socket.put_flash("info", {"title": "Hint", "text": "Press save."}, timeout=30)

    async def handle_params(self, _url: Any, params: Any, socket: Socket) -> None:
        socket.put_flash("page", f"Page {params.get('page', 1)}")

    @event
    async def turn(self, page: int, socket: Socket) -> None:
        socket.push_patch("/welcome/", {"page": page})


class MovingWelcomeView(WelcomeView):
    """A view that moves to another of its URLs when it is joined."""

    async def mount(self, socket: Socket, session: Any) -> None:
        await super().mount(socket, session)
        if socket.connected:
            socket.push_patch("/moving-welcome/", {"page": 2})


class SyncWelcomeView(FeedbackView):
    """The same in a thread, by way of Django's messages, twice the same."""

    def mount(self, socket: Socket, _session: Any) -> None:
        messages.success(socket, "Twice")  # type: ignore[arg-type]
        messages.success(socket, "Twice")  # type: ignore[arg-type]


class ProgressView(FeedbackView):
    """A view that updates a message of its mount."""

    async def mount(self, socket: Socket, _session: Any) -> None:
        self.progress = socket.put_flash("job", "0 %")

    @event
    async def advance(self) -> dict[str, bool]:
        return {"updated": self.progress.update("50 %")}

    @event
    async def finish(self) -> dict[str, bool]:
        return {"cleared": self.progress.clear()}
