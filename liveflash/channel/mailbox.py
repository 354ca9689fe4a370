"""The queue of one joined topic, in the order of arrival."""

import asyncio
from dataclasses import dataclass
from typing import Any, Protocol

from liveflash.channel.limits import ByteBudget
from liveflash.debug.file_watcher import Change
from liveflash.flash.flash_message import EndedMessages
from liveflash.protocol.frames import Envelope
from liveflash.views.effects import Timer
from liveflash.views.jobs import AsyncResult, Job


@dataclass(frozen=True, slots=True)
class Info:
    """A message for ``handle_info``; ``timer`` is the timer that sent it, if any."""

    event: Any
    timer: Timer | None = None


@dataclass(frozen=True, slots=True)
class PushedDelivery:
    """A delivery from the channel layer or this process, not decoded yet."""

    wire: dict[str, Any]

    @property
    def event(self) -> Any:
        """The type of the delivery, for the log."""
        return self.wire.get("type")


@dataclass(frozen=True, slots=True)
class RefusedFrame:
    """A frame that was refused before its payload was read; ``frame`` has none."""

    frame: Envelope
    reason: str

    @property
    def event(self) -> str:
        """The event of the frame, for the log."""
        return self.frame.event


@dataclass(frozen=True, slots=True)
class ViewChanged:
    """A request to show what a view has changed outside of its turns."""

    event: str = "changes outside of a turn"


@dataclass(frozen=True, slots=True)
class AsyncEnded:
    """The end of work in the background, with its result."""

    job: Job
    result: AsyncResult[Any]

    @property
    def event(self) -> str:
        """The name of the work, for the log."""
        return self.job.name


Item = (
    Envelope
    | RefusedFrame
    | Info
    | PushedDelivery
    | ViewChanged
    | AsyncEnded
    | EndedMessages
    | Change
)


class Owner(Protocol):
    """The channel of a mailbox; callbacks would take 0.1 KB more of every page."""

    topic: str
    join_ref: str | None

    def wake(self) -> None:
        """Continue after a rest."""

    def post_own(self, item: Item) -> None:
        """Add an item of the server."""


class Mailbox:
    """A queue with an end; frames in it reserve bytes of ``budget``.

    ``is_resting`` is true if ``owner`` is woken for the next item or the end.
    ``asyncio.Queue`` would take 3 KB of every open page.
    """

    __slots__ = (
        "_budget",
        "_is_closed",
        "_is_waking",
        "_items",
        "_owner",
        "_waiter",
        "is_resting",
    )

    def __init__(self, budget: ByteBudget, owner: Owner) -> None:
        self._budget = budget
        self._owner = owner
        self._items: list[Item] = []
        self._is_closed = False
        self._waiter: asyncio.Future[None] | None = None
        self._is_waking = False
        self.is_resting = False

    @property
    def is_closed(self) -> bool:
        """True after the end; items that are put then are dropped."""
        return self._is_closed

    def __len__(self) -> int:
        return len(self._items)

    def put(self, item: Item) -> bool:
        """Add an item; return False if a frame exceeds the budget.

        Items that arrive after the end are dropped.
        """
        if self._is_closed:
            return True
        if isinstance(item, Envelope) and not self._budget.reserve(item.size):
            return False
        self._items.append(item)
        self._wake()
        return True

    def close(self) -> None:
        """End the queue after the items that are in it."""
        self._is_closed = True
        self._wake()

    def drop(self, *, keep_next: bool = False) -> None:
        """Drop all items and end the queue.

        With ``keep_next``, keep an item for which a call of ``get`` already waits, or
        for which the owner was woken.
        """
        is_expected = self._waiter is not None or self._is_waking
        first_dropped = 1 if keep_next and is_expected else 0
        for item in self._items[first_dropped:]:
            self._release(item)
        del self._items[first_dropped:]
        self.close()

    async def get(self) -> Item | None:
        """Return the next item, None at the end; only one task may wait."""
        self._is_waking = False
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

    def rest(self) -> bool:
        """Have the owner woken for the next item or the end, so that no task waits.

        Return False if there is an item, or the queue has ended.
        """
        if self._items or self._is_closed:
            return False
        self.is_resting = True
        return True

    def _release(self, item: Item) -> None:
        if isinstance(item, Envelope):
            self._budget.release(item.size)

    def _wake(self) -> None:
        # The task that waits resets ``_waiter`` only when it runs: see ``drop``.
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
        if self.is_resting:
            self.is_resting = False
            self._is_waking = True
            self._owner.wake()
