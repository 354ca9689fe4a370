"""What waits for one joined topic, in the order it came."""

import asyncio
from collections.abc import Awaitable
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
    """A queue that takes ``most`` items, and then its end.

    ``asyncio.Queue`` would take 3 KB, of every page that is open.
    """

    __slots__ = ("_items", "_loop", "_most", "_waiting")

    def __init__(self, most: int) -> None:
        self._most = most
        self._loop = asyncio.get_running_loop()  # to ask again is a system call
        self._items: list[Item | Late | None] = []
        self._waiting: asyncio.Future[None] | None = None

    def put(self, item: Item, *, delay: float = 0) -> bool:
        """Add an item, a frame to wait ``delay`` seconds; false where it is full."""
        if len(self._items) >= self._most:
            return False
        if delay and isinstance(item, Frame):
            due = self._loop.time() + delay
            self._add(Late(item, due))
        else:
            self._add(item)
        return True

    def end(self) -> None:
        """Come to an end after what is in it."""
        self._add(None)

    def drop(self) -> None:
        """Drop what is in it, and come to an end."""
        self._items.clear()
        self.end()

    def pause(self) -> Awaitable[None] | None:
        """What to await until an item is there and due; None where one is.

        For one task alone. It is no coroutine, which would take 200 bytes more of every
        page that is open.
        """
        if not self._items:
            self._waiting = self._loop.create_future()
            return self._waiting
        first = self._items[0]
        wait = first.due - self._loop.time() if isinstance(first, Late) else 0
        return asyncio.sleep(wait) if wait > 0 else None

    def take(self) -> Item | None:
        """The next item; None at the end."""
        item = self._items.pop(0)
        return item.frame if isinstance(item, Late) else item

    def _add(self, item: Item | Late | None) -> None:
        self._items.append(item)
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)
