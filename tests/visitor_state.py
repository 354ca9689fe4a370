"""A page on which a visitor and a script can change every kind of state."""

from dataclasses import dataclass, field
from typing import Any

from liveflash import LiveView, LiveViewSocket


@dataclass
class Context:
    """The variables of the page."""

    count: int = 0
    sent: int = 0
    rows: list[dict[str, Any]] = field(default_factory=list)


Socket = LiveViewSocket[Context]


class VisitorStateView(LiveView[Context]):
    """A counter beside elements that hold state; ``?rows=`` adds table rows."""

    template_name = "visitor_state.html"

    async def mount(self, socket: Socket, session: Any) -> None:
        socket.context = Context()

    async def handle_params(self, url: Any, params: Any, socket: Socket) -> None:
        count = int(params.get("rows", 0))
        socket.context.rows = [{"id": n, "name": f"Row {n}"} for n in range(count)]

    async def handle_event(self, event: str, payload: Any, socket: Socket) -> None:
        match event:
            case "count":
                socket.context.count += 1
            case "send":
                socket.context.sent += 1
            case "put":
                socket.put_flash("info", payload["text"], timeout=payload["timeout"])
            case "clear":
                socket.clear_flash()
