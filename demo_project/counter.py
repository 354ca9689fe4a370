"""Clicks, keys and a timer."""

from dataclasses import dataclass
from typing import Any

from liveflash import LiveView, LiveViewSocket


@dataclass
class Context:
    """What the template shows."""

    count: int = 0
    last_key: str = ""


class CounterLiveView(LiveView[Context]):
    """Count, and say so at every ten."""

    template_name = "counter.html"

    async def mount(self, socket: LiveViewSocket[Context], session: Any) -> None:
        """Begin at zero."""
        socket.context = Context()
        socket.live_title = "Counter"

    async def handle_event(
        self, event: str, payload: Any, socket: LiveViewSocket[Context]
    ) -> None:
        """Answer a click or a key."""
        match event:
            case "add":
                self.add(int(payload["by"]), socket)
            case "key":
                socket.context.last_key = payload["key"]
                self.add({"+": 1, "-": -1}.get(payload["key"], 0), socket)
            case "remind":
                socket.put_flash("info", "The reminder comes in three seconds.")
                socket.schedule_info_once("reminder", 3)

    async def handle_info(self, event: Any, socket: LiveViewSocket[Context]) -> None:
        """Show the reminder when its time has come."""
        if event == "reminder":
            count = socket.context.count
            socket.put_flash("warning", f"Three seconds later, the count is {count}.")

    def add(self, by: int, socket: LiveViewSocket[Context]) -> None:
        """Change the count, and celebrate the tens."""
        socket.context.count += by
        if by and socket.context.count % 10 == 0:
            socket.put_flash("success", f"{socket.context.count}: a round number!")
