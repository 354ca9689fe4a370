"""A board that all visitors see change, with a hook in the browser."""

from dataclasses import dataclass, field
from typing import Any

from liveflash.pyview import (
    ConnectedLiveViewSocket,
    LiveView,
    LiveViewSocket,
    is_connected,
    js,
)
from liveflash.pyview.events import BaseEventHandler, InfoEvent, event, info


@dataclass
class Board:
    """The notes, and how many changes have arrived."""

    notes: list[str] = field(default_factory=list)
    ticks: int = 0


class BoardView(BaseEventHandler, LiveView[Board]):
    """A view with a topic, a timer and events of a hook."""

    async def mount(self, socket: LiveViewSocket[Board], session: Any) -> None:
        socket.context = Board()
        if is_connected(socket):
            await socket.subscribe("board")
            socket.schedule_info_once(InfoEvent("tick"), 0.05)

    @event("note-moved")
    async def move(
        self,
        event: str,
        payload: dict[str, Any],
        socket: ConnectedLiveViewSocket[Board],
    ) -> None:
        """Tell all boards, and the hook of this one."""
        await socket.broadcast("board", {"note": payload["note"]})
        await socket.push_event("moved", {"note": payload["note"]})

    @info("tick")
    async def tick(
        self,
        event: InfoEvent,
        socket: ConnectedLiveViewSocket[Board],
    ) -> None:
        """Count the timer."""
        socket.context.ticks += 1

    async def handle_info(
        self, event: InfoEvent, socket: ConnectedLiveViewSocket[Board]
    ) -> None:
        if event.name == "board":
            socket.context.notes.append(event.payload["note"])

    @property
    def hide(self) -> Any:
        """The commands of the button."""
        return js.hide("#details").push("hidden")

    @event("hidden")
    async def hidden(self, socket: ConnectedLiveViewSocket[Board]) -> None:
        """Note that the details are hidden."""
        socket.context.notes.append("hidden")
