"""Messages pushed to one page: each is shown once and acknowledged once.

A message may arrive twice: from the inbox and over the channel layer. The inbox
delivers it again until the page has acknowledged that it shows it, and a little longer,
for the other pages of its user or session.
"""

import secrets
import time
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from liveflash import signals
from liveflash.concurrency import in_pool
from liveflash.flash import kept_changes
from liveflash.flash.flash import Flash
from liveflash.flash.message import LOADING, Message
from liveflash.protocol.payloads import MAX_REVISION, Join
from liveflash.push import api, envelopes, inbox, keeping

MAX_TRACKED_MESSAGES = 1000

Revisions = Mapping[str, int]

# Shared by the pages to which nothing was pushed, which are most.
NO_REVISIONS: Revisions = MappingProxyType({})


@dataclass(slots=True)
class _TrackedMessage:
    """The newest revision of a message received, requested and acknowledged."""

    revision: int = -1
    requested: int = -1
    acknowledged: int = -1
    dismissed_level: str | None = None


class DeliveryTracker:
    """The messages that were pushed to one page, which shows them in ``flash``.

    ``opened_at`` is when the page was opened, in Unix time. ``user`` is the page's, as
    the inbox names it.
    """

    __slots__ = (
        "_sender",
        "_session",
        "_to_acknowledge",
        "_to_keep",
        "_to_publish",
        "_tracked",
        "flash",
        "opened_at",
        "user",
    )

    def __init__(
        self,
        flash: Flash,
        user: str | None,
        session: str | None = None,
        opened_at: float | None = None,
    ) -> None:
        self.flash = flash
        self.user = user
        self._session = session
        self._tracked = {m.id: _TrackedMessage(m.revision) for m in flash.messages}
        self._to_acknowledge = NO_REVISIONS
        self._to_publish = NO_REVISIONS
        self._to_keep = kept_changes.NO_CHANGES
        self.opened_at = time.time() if opened_at is None else opened_at
        self._sender = ""

    async def restore(self, join: Join, opened_at: float) -> None:
        """Restore the state of a page that joins, and deliver what the inbox holds.

        ``opened_at`` is when the page was rendered, in Unix time. A page that rejoins
        sends the messages that it has shown. If the page shows a message that its
        record lacks (the former server could not store it), it is delivered again.
        """
        if join.is_rejoin:
            self.opened_at = opened_at
        for message_id, revision in join.shown.items():
            if self.flash.find(message_id) or message_id not in join.messages:
                tracked = self._track(message_id)
                tracked.revision = max(tracked.revision, revision)
        if self._has_inbox:
            waiting = await in_pool(inbox.find, self.user, self._session)
            await self.deliver_all(envelopes.load(waiting), on_page=join.messages)

    async def deliver_all(
        self,
        messages: Iterable[tuple[Message, float | None]],
        on_page: Container[str] = (),
    ) -> bool:
        """Deliver pushed messages; return whether the flash has changed.

        Each message comes with the time at which another page has shown it, or None.
        ``on_page`` holds the ids of those that this page shows already.
        """
        before = self.flash.messages
        delivered = [
            message
            for message, shown_at in messages
            if shown_at is None or shown_at >= self.opened_at or message.id in on_page
        ]
        settled = {m.id: m.revision for m in delivered if self.deliver(m)}
        await self._note_shown(settled)
        return self.flash.messages != before

    def deliver(self, message: Message) -> bool:
        """Show a message unless this page has shown or dismissed it before.

        Return whether the inbox no longer has to store it for this page.
        """
        tracked = self._track(message.id)
        is_dismissed = tracked.dismissed_level == message.level
        if message.revision > tracked.revision:
            tracked.revision = message.revision
            if not is_dismissed:
                self.flash.receive(message)
        if is_dismissed or tracked.acknowledged >= message.revision:
            return message.is_shared
        is_new = tracked.requested < message.revision == tracked.revision
        # A message of work that goes on waits for pages that open meanwhile.
        if message.is_shared and is_new and message.level != LOADING:
            newest = {message.id: message.revision}
            self._to_acknowledge = {**self._to_acknowledge, **newest}
        return False

    def acknowledgement_requests(self) -> tuple[tuple[str, Any], ...]:
        """Return the event by which the page acknowledges new messages, if any.

        Send it with the tree that shows the messages.
        """
        if not self._to_acknowledge:
            return ()
        requested, self._to_acknowledge = self._to_acknowledge, NO_REVISIONS
        for message_id, revision in requested.items():
            self._track(message_id).requested = revision
        return (("liveflash:ack", {"shown": requested}),)

    async def acknowledge(self, revisions: Revisions) -> None:
        """Mark messages as shown, in the inbox too; ignore what was not requested."""
        shown = {
            message_id: revision
            for message_id, revision in revisions.items()
            if message_id in self._tracked
            and revision <= self._tracked[message_id].requested
        }
        self._report_shown(shown)
        for message_id, revision in shown.items():
            self._tracked[message_id].acknowledged = revision
        await self._note_shown(shown)

    def _report_shown(self, revisions: Revisions) -> None:
        """Report the messages that are acknowledged for the first time."""
        new = (each for each in revisions if self._tracked[each].acknowledged < 0)
        found = (self.flash.find(each) for each in new)
        signals.report_shown(filter(None, found), self.user)

    def has_delivered(self, message_id: str) -> bool:
        """Return whether a message comes from elsewhere than from this page."""
        return message_id in self._tracked

    def discard(self, revisions: Revisions) -> bool:
        """Remove messages dismissed on another page; return whether there were any."""
        removed = []
        for message_id, revision in revisions.items():
            tracked = self._track(message_id)
            tracked.revision = max(tracked.revision, revision)
            message = self.flash.find(message_id)
            if message is not None and message.revision <= revision:
                self.flash.discard(message_id)
                removed.append(message)
        self._mark_dismissed(removed)
        return bool(removed)

    def dismiss(self, messages: Iterable[Message]) -> None:
        """Mark messages as dismissed on this page.

        The inbox and the visitor's other pages follow with ``publish``.
        """
        shared = [m for m in messages if m.is_shared or m.is_kept]
        self._mark_dismissed(shared)
        if self._has_inbox:
            revisions = {m.id: m.revision for m in shared}
            self._to_publish = {**self._to_publish, **revisions}

    def dismiss_unknown(self, message_id: str) -> None:
        """Mark a message as dismissed that this page shows without the server."""
        if self._has_inbox:
            self._to_publish = {**self._to_publish, message_id: MAX_REVISION}

    @property
    def is_unused(self) -> bool:
        """True if no message was delivered or dismissed."""
        has_changed = self._tracked or self.has_unpublished or self._sender
        return not (has_changed or self.flash.messages)

    def settle(self) -> None:
        """Note what a turn that ended well has put for its user to keep."""
        changes = kept_changes.take(self.flash)
        if changes and self.user is not None:
            self._to_keep = kept_changes.merged(self._to_keep, changes)

    @property
    def has_unpublished(self) -> bool:
        """True if messages were dismissed or kept, and ``publish`` was not called."""
        return bool(self._to_publish or self._to_keep)

    async def publish(self) -> None:
        """Store kept messages; remove dismissed ones from the visitor's other pages."""
        if self._to_keep and self.user is not None:
            changes, self._to_keep = self._to_keep, kept_changes.NO_CHANGES
            await keeping.astore(self.user, changes)
        if self._to_publish:
            visitor = (self.user, self._session)
            revisions, sender = self._to_publish, self.sender
            await api.dismiss_everywhere(*visitor, revisions, sender=sender)
            self._to_publish = NO_REVISIONS

    @property
    def sender(self) -> str:
        """The name of this page for what it sends to others, but not to itself."""
        self._sender = self._sender or secrets.token_hex(8)
        return self._sender

    def is_sender(self, wire: Mapping[str, Any]) -> bool:
        """Return whether a delivery was sent by this page itself."""
        return bool(self._sender) and wire.get("sender") == self._sender

    @property
    def _has_inbox(self) -> bool:
        return self.user is not None or self._session is not None

    def _mark_dismissed(self, messages: Iterable[Message]) -> None:
        for message in messages:
            self._track(message.id).dismissed_level = message.level

    def _track(self, message_id: str) -> _TrackedMessage:
        """Return the state of a message; forget the oldest beyond the limit."""
        tracked = self._tracked.setdefault(message_id, _TrackedMessage())
        if len(self._tracked) > MAX_TRACKED_MESSAGES:
            del self._tracked[next(iter(self._tracked))]
        return tracked

    async def _note_shown(self, revisions: Revisions) -> None:
        if revisions and self._has_inbox:
            await in_pool(inbox.mark_shown, self.user, revisions, self._session)
