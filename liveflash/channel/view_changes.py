"""Changes that a view makes outside of its turns, for example in a task of its own."""

import asyncio
from contextlib import suppress

from liveflash.channel.mailbox import Owner, ViewChanged

# Of messages that change faster, as those of progress do, the last state is shown.
MESSAGE_INTERVAL_SECONDS = 0.1


class ViewChanges:
    """Notices what a view puts or records, and requests a turn that shows it.

    A change during a turn is shown by that turn. Any other change posts a ViewChanged
    to ``channel`` on the event loop, once until the turn begins. If only messages have
    changed, it does so once per ``MESSAGE_INTERVAL_SECONDS`` at most. Create it in the
    turn that joins the page.
    """

    __slots__ = (
        "_channel",
        "_in_turn",
        "_is_delayed",
        "_is_requested",
        "_is_urgent",
        "_loop",
        "_requested_at",
        "is_pending",
    )

    def __init__(self, channel: Owner) -> None:
        self._loop = asyncio.get_running_loop()
        self._channel = channel
        self._in_turn = True
        self._is_requested = False
        self._is_delayed = False
        self._is_urgent = False
        self._requested_at = 0.0
        self.is_pending = False

    def note(self) -> None:
        """Note a change that is not a message; called from any thread."""
        self._is_urgent = True
        self.note_message()

    def note_message(self) -> None:
        """Note a changed message; called from any thread."""
        self.is_pending = True
        if not self._in_turn:
            with suppress(RuntimeError):  # a thread outlasts the loop of its server
                self._loop.call_soon_threadsafe(self._request)

    def begin_turn(self) -> None:
        """Leave the changes that follow to the turn that begins."""
        self._in_turn = True

    def take(self) -> bool:
        """Return whether there are changes; the caller is about to show them."""
        is_pending, self.is_pending = self.is_pending, False
        self._is_urgent = False
        return is_pending

    def end_turn(self) -> None:
        """Request a turn for changes that came too late for this one."""
        self._in_turn = self._is_requested = False
        self._request()

    def _request(self) -> None:
        if not self.is_pending or self._in_turn or self._is_requested:
            return
        now = self._loop.time()
        wait = self._requested_at + MESSAGE_INTERVAL_SECONDS - now
        if wait <= 0 or self._is_urgent:
            self._is_requested = True
            self._requested_at = now
            self._channel.post_own(ViewChanged())
        elif not self._is_delayed:
            self._is_delayed = True
            self._loop.call_later(wait, self._end_delay)

    def _end_delay(self) -> None:
        self._is_delayed = False
        self._request()


class NoChanges:
    """The changes of a page without a view, with the methods of ``ViewChanges``."""

    __slots__ = ()

    def begin_turn(self) -> None:
        """Do nothing."""

    def take(self) -> bool:
        """Return False."""
        return False

    def end_turn(self) -> None:
        """Do nothing."""


NO_CHANGES = NoChanges()
