"""What waits for one joined topic, in the order it came."""

import asyncio
from dataclasses import dataclass
from typing import Any

from liveflash.protocol import Frame
from liveflash.reloading import Change
from liveflash.socket import Timer


@dataclass(frozen=True, slots=True)
class Info:
    """A message for ``handle_info``; ``timer`` is what sent it."""

    event: Any
    timer: Timer | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """What was sent to the page from anywhere."""

    wire: dict[str, Any]

    @property
    def event(self) -> Any:
        """What it is, for the log."""
        return self.wire.get("type")


@dataclass(frozen=True, slots=True)
class Late:
    """A frame of a client that is too fast: to be carried out at ``due``."""

    frame: Frame
    due: float


Item = Frame | Info | Delivery | Change


class Mailbox:
    """A queue that takes ``most`` items, and then its end."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._queue: asyncio.Queue[Item | Late | None] = asyncio.Queue()

    def put(self, item: Item, *, delay: float = 0) -> bool:
        """Add an item, a frame to wait ``delay`` seconds; false where it is full."""
        if self._queue.qsize() >= self._most:
            return False
        if delay and isinstance(item, Frame):
            due = asyncio.get_running_loop().time() + delay
            self._queue.put_nowait(Late(item, due))
        else:
            self._queue.put_nowait(item)
        return True

    def end(self) -> None:
        """Come to an end after what is in it."""
        self._queue.put_nowait(None)

    def drop(self) -> None:
        """Drop what is in it, and come to an end."""
        while not self._queue.empty():
            self._queue.get_nowait()
        self.end()

    async def take(self) -> Item | None:
        """The next item, when it is due; None at the end."""
        item = await self._queue.get()
        if not isinstance(item, Late):
            return item
        await asyncio.sleep(item.due - asyncio.get_running_loop().time())
        return item.frame
