"""Messages with buttons, links, icons, a countdown and progress."""

import asyncio
from dataclasses import dataclass
from typing import Any

from liveflash import LiveView, LiveViewSocket, event

UNDO = {"label": "Undo", "event": "undo", "kind": "primary"}
CHOICES = [
    {"label": "Read more", "url": "/kept/", "kind": "primary"},
    {"label": "In a new tab", "url": "/kept/", "open": "new"},
    {"label": "Not now", "dismiss": True, "kind": "cancel"},
]
ICONS = {"mail": "A new letter.", "calendar": "Meeting at ten.", "lock": "Locked."}


@dataclass
class Context:
    """The variables of the template."""

    letters: int = 0


Socket = LiveViewSocket[Context]


class RichLiveView(LiveView[Context]):
    """Put the message of the clicked button."""

    template_name = "rich.html"
    counted: Any = None

    async def mount(self, socket: Socket, session: Any) -> None:
        """Start without letters."""
        socket.context = Context()
        socket.live_title = "Rich messages"

    @event
    async def delete(self, socket: Socket) -> None:
        """Put a message with a button, which sends an event to this view."""
        socket.put_flash("photo", {"title": "Photo deleted", "actions": [UNDO]})

    @event
    async def undo(self, socket: Socket) -> None:
        """Handle the button of the message."""
        socket.put_flash("photo", "The photo is back.", level="success")

    @event
    async def links(self, socket: Socket) -> None:
        """Put a message with two links and a button that dismisses it."""
        value = {"title": "Messages can be kept", "actions": CHOICES}
        socket.put_flash("links", value, level="info", icon="star")

    @event
    async def stack(self, socket: Socket) -> None:
        """Put three messages of one key, each with an icon of its own."""
        for icon, text in ICONS.items():
            socket.add_flash("icons", text, level="info", icon=icon)

    @event
    async def countdown(self, socket: Socket) -> None:
        """Put a message with its remaining time as a bar."""
        socket.put_flash("code", "Your code is 4711.", level="warning", timeout=10)

    @event
    async def count(self, socket: Socket) -> None:
        """Update one message in place, or put it again if it is gone."""
        socket.context.letters += 1
        text = f"Unread letters: {socket.context.letters}"
        if self.counted is None or not self.counted.update(text):
            self.counted = socket.put_flash("letters", text, level="info", icon="mail")

    @event
    async def upload(self, socket: Socket) -> None:
        """Upload beside the handlers; a second click starts again."""
        socket.start_async("upload", self.send_file, socket)

    async def send_file(self, socket: Socket) -> None:
        """Show the progress of an upload, and its result."""
        async with socket.progress("upload", "Uploading…", done="Stored.") as step:
            for number in range(1, 11):
                await asyncio.sleep(0.3)
                step.update(f"{number} of 10 MB", fraction=number / 10)

    @event
    async def insist(self, socket: Socket) -> None:
        """Put a message that goes when its button is used, and not before."""
        agree = {"label": "I agree", "dismiss": True, "kind": "primary"}
        value = {"title": "Please accept the terms", "actions": [agree]}
        socket.put_flash("terms", value, level="warning", dismissible=False)
