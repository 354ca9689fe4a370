"""Clicks, keys and a timer."""

from dataclasses import dataclass
from typing import Any

from liveflash import LiveView, LiveViewSocket


@dataclass
class Context:
    """The variables of the template."""

    count: int = 0
    last_key: str = ""


class CounterLiveView(LiveView[Context]):
    """Count clicks and keys, with a message at every tenth."""

    template_name = "counter.html"

    async def mount(self, socket: LiveViewSocket[Context], session: Any) -> None:
        """Start at zero."""
        socket.context = Context()
        socket.live_title = "Counter"

    async def handle_event(
        self, event: str, payload: Any, socket: LiveViewSocket[Context]
    ) -> None:
        """Handle a click or a key."""
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
        """Show the reminder."""
        if event == "reminder":
            count = socket.context.count
            socket.put_flash("warning", f"Three seconds later, the count is {count}.")

    def add(self, by: int, socket: LiveViewSocket[Context]) -> None:
        """Change the count and put a message at a multiple of ten."""
        socket.context.count += by
        if by and socket.context.count % 10 == 0:
            socket.put_flash("success", f"{socket.context.count}: a round number!")
