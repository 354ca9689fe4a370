"""The queue of one joined topic: what waits, in the order it came."""

import asyncio
from dataclasses import dataclass
from typing import Any

from liveflash.channel.limits import ByteBudget
from liveflash.debug.file_watcher import Change
from liveflash.protocol.frames import Envelope
from liveflash.views.socket import Timer


@dataclass(frozen=True, slots=True)
class Info:
    """A message for ``handle_info``; ``timer`` is what sent it."""

    event: Any
    timer: Timer | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message that was sent to the page from anywhere."""

    wire: dict[str, Any]

    @property
    def event(self) -> Any:
        """Its type, for the log."""
        return self.wire.get("type")


Item = Envelope | Info | Delivery | Change


class Mailbox:
    """A queue of at most ``max_items`` items, followed by its end.

    Frames also take bytes of ``budget`` while they wait. ``asyncio.Queue`` would take
    3 KB of every open page.
    """

    __slots__ = ("_budget", "_is_closed", "_items", "_waiter")

    def __init__(self, budget: ByteBudget) -> None:
        self._budget = budget
        self._items: list[Item] = []
        self._is_closed = False
        self._waiter: asyncio.Future[None] | None = None

    def __len__(self) -> int:
        return len(self._items)

    def put(self, item: Item) -> bool:
        """Add an item; return False if a frame exceeds the socket's bytes.

        What is put after the end is dropped.
        """
        if self._is_closed:
            return True
        if isinstance(item, Envelope) and not self._budget.reserve(item.size):
            return False
        self._items.append(item)
        self._wake()
        return True

    def close(self) -> None:
        """End after the items that are in the queue."""
        self._is_closed = True
        self._wake()

    def drop(self, *, keep_next: bool = False) -> None:
        """Drop all items, and end.

        With ``keep_next`` an item that somebody already waits for stays.
        """
        kept = 1 if keep_next and self._waiter is not None else 0
        for item in self._items[kept:]:
            self._release(item)
        del self._items[kept:]
        self.close()

    async def get(self) -> Item | None:
        """Wait for the next item and return it; None at the end. For one task alone."""
        while not self._items:
            if self._is_closed:
                return None
            self._waiter = asyncio.get_running_loop().create_future()
            try:
                await self._waiter
            finally:
                self._waiter = None
        item = self._items.pop(0)
        self._release(item)
        return item

    def _release(self, item: Item) -> None:
        if isinstance(item, Envelope):
            self._budget.release(item.size)

    def _wake(self) -> None:
        # Whoever waits forgets the future only when it runs: see ``drop``.
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
