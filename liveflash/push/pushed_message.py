"""The handle of a message that was pushed."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from liveflash import conf, database, signals
from liveflash.concurrency import in_request_thread
from liveflash.debug import unread
from liveflash.flash.fraction import with_fraction
from liveflash.flash.message import LOADING, Message, revised
from liveflash.kept import storing
from liveflash.push import channel_layer, envelopes, outbox, pubsub
from liveflash.push.envelopes import StoredMessage
from liveflash.push.recipients import Recipients


class PushedMessage:
    """A message that was pushed: update it in place, or clear it.

    ``was_sent`` is true if the channel layer accepted the message; without a layer, if
    a page of this process did. ``is_stored`` is true once the inbox has stored it for
    all its recipients, until ``clear`` removes it. Both are false until the transaction
    of ``on_commit=True`` is committed. A message that is stored is sent when the
    transaction that stores it is committed: pages could not acknowledge it before.
    """

    def __init__(self, message: Message, recipients: Recipients) -> None:
        if message.is_kept:
            recipients.check_keep()
        is_shared = recipients.have_inbox
        place = unread.call_site() if conf.debug() else ""
        self._message = replace(message.not_started(), is_shared=is_shared, place=place)
        self._recipients = recipients
        self._is_committed = False
        self._has_kept_change = False
        self.was_sent = False
        self.is_stored = False

    def __repr__(self) -> str:
        sent, stored = self.was_sent, self.is_stored
        return f"<PushedMessage {self.id!r} {sent=} {stored=}>"

    @property
    def id(self) -> str:
        """The message's id."""
        return self._message.id

    def update(
        self,
        value: Any,
        *,
        level: str | None = None,
        timeout: float | None = None,
        fraction: float | None = None,
    ) -> None:
        """Show ``value`` in the same place, for its full time.

        ``fraction``, from 0 to 1, is shown as a bar: it is added to the value. A tab
        that has dismissed the message shows it again only if its level changes: further
        progress stays hidden, the final result appears. Each update is stored and sent
        to every tab: call this a few times a second at most.
        """
        self._change(with_fraction(value, fraction), level, timeout)
        self.send()

    async def aupdate(
        self,
        value: Any,
        *,
        level: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 (how long it is shown)
        fraction: float | None = None,
    ) -> None:
        """Show ``value`` in the same place, like ``update``."""
        self._change(with_fraction(value, fraction), level, timeout)
        await self.asend()

    def clear(self) -> None:
        """Remove the message from all pages and from the inbox."""
        self._remove()
        self._when_committed(self._send_cleared)

    async def aclear(self) -> None:
        """Remove the message from all pages and from the inbox."""
        if await in_request_thread(self._has_transaction_after, self._remove):
            await in_request_thread(self._when_committed, self._send_cleared)
        else:
            await self._send(self._cleared())

    def send(self) -> None:
        """Store the message, unless it is for a group, and send it."""
        self._store()
        self._when_committed(self._send_pushed)

    async def asend(self) -> None:
        """Store the message, unless it is for a group, and send it."""
        if await in_request_thread(self._has_transaction_after, self._store):
            await in_request_thread(self._when_committed, self._send_pushed)
        else:
            self._note_committed()
            self.was_sent = await self._send(self._pushed())

    def _when_committed(self, send: Callable[[], object]) -> None:
        if self._recipients.have_inbox:
            database.on_commit(send)
        else:
            send()

    def _has_transaction_after(self, change: Callable[[], object]) -> bool:
        """Change the inbox; return whether that is still to be committed."""
        change()
        return self._recipients.have_inbox and database.is_in_transaction()

    def _note_committed(self) -> None:
        """Report the message, once for all recipients and updates."""
        if not self._is_committed:
            self._is_committed = True
            signals.report_put((self._message,), self._recipients.only_user)

    def _send_pushed(self) -> None:
        self._note_committed()
        self.was_sent = channel_layer.run(self._send(self._pushed()))

    def _send_cleared(self) -> None:
        channel_layer.run(self._send(self._cleared()))

    async def _send(self, wire: envelopes.Wire) -> bool:
        addresses = self._recipients.addresses
        is_sent = await pubsub.send_to_all(addresses, wire)
        if self._has_kept_change:
            self._has_kept_change = False
            await pubsub.send_to_all(addresses, envelopes.build_kept_changed())
        return is_sent

    def _change(self, value: Any, level: str | None, timeout: float | None) -> None:
        changed = revised(self._message, value, level=level, timeout=timeout)
        self._message = changed.not_started()

    def _store(self) -> None:
        if self._recipients.have_inbox:
            with database.atomic():
                outbox.store(self._recipients.addresses, self._message)
                self._keep()
            self.is_stored = True

    def _keep(self) -> None:
        """Store the message among those that its users keep, if it says so.

        They keep the first state and the result of work, not its progress.
        """
        addresses, is_update = self._recipients.addresses, self._is_committed
        is_progress = is_update and self._message.level == LOADING
        if not self._message.is_kept or is_progress:
            return
        self._has_kept_change = True
        if is_update:
            storing.update(self._message)
        elif self._recipients.kind == "everyone":
            storing.store_for_everyone(self._message)
        else:
            storing.store((address.name for address in addresses), self._message)

    def _remove(self) -> None:
        if self._recipients.have_inbox:
            with database.atomic():
                outbox.remove(self._recipients.addresses, self.id)
                if self._message.is_kept:
                    storing.remove(self.id)
                    self._has_kept_change = True
            self.is_stored = False

    def _pushed(self) -> envelopes.Wire:
        return envelopes.build_pushed([StoredMessage(envelopes.dump(self._message))])

    def _cleared(self) -> envelopes.Wire:
        return envelopes.build_cleared({self.id: self._message.revision})
