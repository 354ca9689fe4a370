"""A draft that survives a lost connection and a restart of the server."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from liveflash import LiveView, LiveViewSocket


@dataclass
class Context:
    """The variables of the template, which are also stored."""

    text: str = ""
    stored_at: datetime | None = None


class DraftLiveView(LiveView[Context]):
    """Store the draft until it is sent."""

    template_name = "draft.html"

    async def mount(self, socket: LiveViewSocket[Context], session: Any) -> None:
        """Restore the stored draft, if any."""
        socket.context = Context(**socket.channel_session)
        socket.live_title = "Draft"

    async def handle_event(
        self, event: str, payload: Any, socket: LiveViewSocket[Context]
    ) -> None:
        """Store the draft, send it, or crash."""
        match event:
            case "write":
                socket.context = Context(payload["text"], timezone.now())
                socket.channel_session.update(asdict(socket.context))
            case "send" if payload["text"].strip():
                socket.context = Context()
                socket.channel_session.clear()
                socket.clear_flash("error")
                socket.put_flash("success", "Sent. (Not really: this is a demo.)")
            case "send":
                socket.put_flash("error", "There is nothing to send yet.")
            case "crash":
                raise RuntimeError("The visitor asked for it.")
