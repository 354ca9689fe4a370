"""A joined topic, which handles the items of its mailbox one at a time.

A channel returns the frames that answer an item; the consumer sends them. A turn is:
the callback, its effects, the render, the reply; then the page is stored, and the
user's other tabs are updated.
"""

import asyncio
import logging
from collections.abc import Coroutine
from contextvars import Context
from functools import lru_cache
from typing import Any, TypeVar

from liveflash.channel import crash, turn_telemetry
from liveflash.channel.connection import ConnectionContext
from liveflash.channel.endpoint import Endpoint
from liveflash.channel.join import JoinedPage
from liveflash.channel.joined_view import has_unshown, refusal_reason
from liveflash.channel.mailbox import Item, Mailbox, ViewChanged
from liveflash.channel.plain_page import PlainPage
from liveflash.channel.turns import JOIN_EVENT, TurnHandler
from liveflash.debug import hints
from liveflash.protocol import frames, payloads
from liveflash.protocol.frames import Envelope, Frame
from liveflash.telemetry import Telemetry
from liveflash.views import lifecycle

logger = logging.getLogger("liveflash")

# The official client sends nothing to a topic before its join is answered.
MAX_ITEMS_BEFORE_JOIN = 8

Name = TypeVar("Name", bound=str | None)


class Channel:
    """One topic of a socket, from its join to its end.

    ``post`` adds items and ``next_item`` returns them in order. ``answer`` handles an
    item, and ``finish_turn`` does what follows once the answer was sent. ``close`` ends
    the topic after the items in the mailbox; then ``end`` lets the view clean up. The
    endpoint is notified of a full mailbox, and of an item after ``rest``.
    """

    __slots__ = (
        "_connection",
        "_endpoint",
        "_mailbox",
        "_turns",
        "is_left",
        "join_ref",
        "topic",
    )

    def __init__(
        self,
        join: Envelope,
        connection: ConnectionContext,
        endpoint: Endpoint,
    ) -> None:
        self.topic = _shared(join.topic)
        self.join_ref = _shared(join.join_ref)
        self.is_left = False
        self._connection = connection
        self._endpoint = endpoint
        self._mailbox = Mailbox(connection.budget, self)
        self._turns = TurnHandler(self, connection)

    @property
    def joined(self) -> JoinedPage | None:
        """The page of the topic, None before its join."""
        return self._turns.joined

    @property
    def has_waiting(self) -> bool:
        """True if another item waits."""
        return len(self._mailbox) > 0

    @property
    def user(self) -> Any:
        """The user of the page, None before the join."""
        return None if self.joined is None else self.joined.view.present_user

    def accepts(self, envelope: Envelope) -> bool:
        """Return whether a frame is for this join of the topic, which has not ended."""
        return envelope.join_ref == self.join_ref and not self._mailbox.is_closed

    def refresh_user(self, user: Any) -> None:
        """Update the user of the page to the stored ``user`` before the next turn."""
        self._turns.refresh_user(user)

    def post(self, item: Item) -> bool:
        """Add an item to the mailbox.

        Return False if the frames of the socket take too many bytes. Too many items
        crash this topic alone.
        """
        limit = self._connection.limits.mailbox
        if self.joined is None:
            limit = min(limit, MAX_ITEMS_BEFORE_JOIN)
        if len(self._mailbox) >= limit:
            self.abandon()
            self._endpoint.handle_overflow(self)
            return True
        return self._mailbox.put(item)

    def post_own(self, item: Item) -> None:
        """Add an item of the server; warn of a view that goes on after its page."""
        if isinstance(item, ViewChanged) and self._mailbox.is_closed:
            joined = self.joined
            if joined is not None and has_unshown(joined.view):
                hints.warn_of_lost_effects(self._view_name)
        self.post(item)

    def close(self) -> None:
        """End the topic after the items in the mailbox, without further answers."""
        self.is_left = True
        self._mailbox.close()

    def abandon(self) -> None:
        """End the topic after the current item, without further answers."""
        self.is_left = True
        self._mailbox.drop()

    def lose_client(self) -> None:
        """End the topic after the current item; a reconnect shows its result.

        A frame that has just arrived at an idle view is the current item.
        """
        self._mailbox.drop(keep_next=True)

    def next_item(self) -> Coroutine[Any, Any, Item | None]:
        """Return the next item; None at the end."""
        return self._mailbox.get()

    def rest(self) -> bool:
        """Have the endpoint resume at the next item, so that no task waits for it.

        Return False if there is an item, or if the view is one with a task.
        """
        joined = self._turns.joined
        if joined is None or not isinstance(joined.view, PlainPage):
            return False
        joined.view.release()
        return self._mailbox.rest()

    @property
    def is_resting(self) -> bool:
        """True if no task serves the topic."""
        return self._mailbox.is_resting

    @property
    def context(self) -> Context | None:
        """The context for a task that serves the topic after a rest."""
        return None if self.joined is None else self.joined.view.context

    def wake(self) -> None:
        """Have the endpoint serve the topic again."""
        self._endpoint.resume(self)

    async def answer(self, item: Item) -> list[str]:
        """Handle an item and return the frames that answer it.

        An exception of the view ends this topic alone. The frames are not to be sent
        if ``is_left`` is true.
        """
        self._turns.changes.begin_turn()
        try:
            answer = self._guard(item, self._answer(item))
            if Telemetry.recorder is None:
                return await answer
            return await turn_telemetry.record(self._turns, item, answer)
        finally:
            self._turns.changes.end_turn()

    @property
    def has_unpublished(self) -> bool:
        """True if the turn is not finished before ``finish_turn``."""
        joined = self.joined
        return joined is not None and joined.view.tracker.has_unpublished

    def finish_turn(self, item: Item) -> Coroutine[Any, Any, list[str]]:
        """Update the inbox and the user's other tabs after the answer was sent.

        Return the frames of a crash, if any.
        """
        return self._guard(item, self._publish())

    async def _guard(
        self, item: Item, work: Coroutine[Any, Any, list[str]]
    ) -> list[str]:
        """Await a part of a turn; return the frames of a crash if it raises."""
        seconds = self._connection.limits.handler_timeout
        try:
            if seconds is None:
                return await work
            async with asyncio.timeout(seconds):
                return await work
        except BaseException as error:
            if lifecycle.is_stopped(error):
                raise
            texts = crash.report(error, self._view_name, item)
            self._turns.turn.outcome = "crashed"
        self._turns.has_ended = True
        self._mailbox.drop()
        self._connection.refusals.consume()
        return [*texts, await self._crash(item)]

    def _timeout(self) -> asyncio.Timeout:
        """Return the context manager that limits the time of a turn."""
        return asyncio.timeout(self._connection.limits.handler_timeout)

    @property
    def _view_name(self) -> str:
        """The name of the view's class, for the log."""
        joined = self.joined
        return "View" if joined is None else joined.view.name

    async def _answer(self, item: Item) -> list[str]:
        texts = await self._turns.handle(item)
        joined = self.joined
        if joined is not None:
            joined.view.tracker.settle()
        # A page that was left may belong to another view by now.
        if joined is not None and not self.is_left:
            joined.view.save()
        if self._turns.inspector is not None:
            self._turns.inspector.inspect(texts)
        if self._turns.has_ended:
            self._mailbox.drop()
        return texts

    async def _publish(self) -> list[str]:
        joined = self.joined
        if joined is not None:
            await joined.view.tracker.publish()
        return []

    async def _crash(self, item: Item) -> str:
        """Return the frame after which the client rejoins, with its former flash."""
        if isinstance(item, Envelope) and item.event == JOIN_EVENT:
            return await self._crash_join(frames.open_envelope(item))
        joined = self.joined
        if joined is not None:
            await joined.record.asettle()
        return self._turns.push("phx_error", {})

    async def _crash_join(self, frame: Frame) -> str:
        """Return the refusal of a join after its mount raised.

        The client then loads the page, unless it has just loaded it.
        """
        join = payloads.read_join(frame.payload)
        joined = self.joined
        if joined is not None and not join.is_first:
            await joined.return_flash()
        return frames.refusal(frame, refusal_reason(frame.topic, join, "join crashed"))

    async def end(self) -> None:
        """Call ``disconnect`` of the view and wait until its page is stored.

        A page that has lost its client stores what its background work has changed.
        """
        await self._turns.close()
        joined = self.joined
        if joined is None:
            return
        turn_telemetry.count_pages(joined, -1)
        has_lost_client = not (self.is_left or self._turns.has_ended)
        if self._turns.changes.take() and has_lost_client:
            joined.view.save()
        if not self._turns.has_ended:
            joined.view.tracker.settle()
        for cleanup in (joined.view.tracker.publish, self._turns.disconnect):
            try:
                async with self._timeout():
                    await cleanup()
            except BaseException as error:
                if lifecycle.is_stopped(error):
                    raise
                name = cleanup.__name__
                logger.exception("%s raised at %s", self._view_name, name)
        await joined.record.asettle()
        self._connection.records.release(joined.record)


@lru_cache
def _shared(name: Name) -> Name:
    """Return an equal topic or ref, which most channels share."""
    return name
