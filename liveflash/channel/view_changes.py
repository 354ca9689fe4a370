"""Changes that a view makes outside of its turns, for example in a task of its own."""

import asyncio

from liveflash.channel.mailbox import Owner, ViewChanged


class ViewChanges:
    """Notices what a view puts or records, and requests a turn that shows it.

    A change during a turn is shown by that turn. For other changes, ``channel`` is
    posted a ViewChanged on the event loop, once until the turn begins. Create it in the
    turn that joins the page.
    """

    __slots__ = ("_channel", "_in_turn", "_is_requested", "_loop", "is_pending")

    def __init__(self, channel: Owner) -> None:
        self._loop = asyncio.get_running_loop()
        self._channel = channel
        self._in_turn = True
        self._is_requested = False
        self.is_pending = False

    def note(self) -> None:
        """Note a change; called from any thread."""
        self.is_pending = True
        if not self._in_turn:
            self._loop.call_soon_threadsafe(self._request)

    def begin_turn(self) -> None:
        """Leave the changes that follow to the turn that begins."""
        self._in_turn = True

    def take(self) -> bool:
        """Return whether there are changes; the caller is about to show them."""
        is_pending, self.is_pending = self.is_pending, False
        return is_pending

    def end_turn(self) -> None:
        """Request a turn for changes that came too late for this one."""
        self._in_turn = self._is_requested = False
        self._request()

    def _request(self) -> None:
        if self.is_pending and not self._in_turn and not self._is_requested:
            self._is_requested = True
            self._channel.post_own(ViewChanged())


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
