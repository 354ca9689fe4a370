"""What one page has received from elsewhere: each message once, acknowledged once.

A user's message may come twice, from the inbox and through the channel layer, and again
as long as it is in the inbox: until the page tells that it shows it, and a little
longer, for the pages that were there when another one showed it.
"""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from liveflash.concurrency import in_pool
from liveflash.flash.flash import Flash
from liveflash.flash.message import Message
from liveflash.protocol.payloads import Join
from liveflash.push import api, envelopes, inbox

MOST_KNOWN = 1000

Revisions = Mapping[str, int]
_NONE: Revisions = MappingProxyType({})


@dataclass(slots=True)
class _Known:
    """Up to which revision a message came, and what became of it."""

    revision: int = -1
    asked: int = -1
    acknowledged: int = -1
    dismissed_level: str | None = None


class Mail:
    """The messages that were pushed to one page, in whose ``flash`` they are shown."""

    __slots__ = ("_flash", "_known", "_since", "_to_ask", "_user")

    def __init__(self, flash: Flash, user: str | None) -> None:
        self._flash = flash
        self._user = user
        self._known = {m.id: _Known(m.revision) for m in flash.messages}
        self._to_ask: Revisions = _NONE
        self._since = time.time()

    async def open(self, join: Join, opened: float) -> None:
        """Take what waits in the inbox, for a page that was opened at a Unix time.

        One that comes back has been there since, and tells what it has shown. What it
        shows and its record lacks, as the server before could not store it any more, it
        is given again.
        """
        if join.is_rejoin:
            self._since = opened
        for message_id, revision in join.shown.items():
            if self._flash.find(message_id) or message_id not in join.messages:
                known = self._known_of(message_id)
                known.revision = max(known.revision, revision)
        if self._user is not None:
            await self.take(envelopes.load(await in_pool(inbox.find, self._user)))

    async def take(self, messages: Iterable[tuple[Message, float | None]]) -> bool:
        """Take messages that were pushed; whether that changes what is shown."""
        before = self._flash.messages
        ours = [m for m, at in messages if at is None or at >= self._since]
        ended = {m.id: m.revision for m in ours if self._is_over(m)}
        await self._note_shown(ended)
        return self._flash.messages != before

    def _is_over(self, message: Message) -> bool:
        """Show a message unless it was; true where it need not wait any longer."""
        known = self._known_of(message.id)
        is_unwanted = known.dismissed_level == message.level
        if message.revision > known.revision:
            known.revision = message.revision
            if not is_unwanted:
                self._flash.receive(message)
        if is_unwanted or known.acknowledged >= message.revision:
            return message.is_shared
        if message.is_shared and known.asked < message.revision == known.revision:
            self._to_ask = {**self._to_ask, message.id: message.revision}
        return False

    def take_asked(self) -> dict[str, Any] | None:
        """What the page is to acknowledge when it shows it; None where nothing is."""
        if not self._to_ask:
            return None
        asked, self._to_ask = self._to_ask, _NONE
        for message_id, revision in asked.items():
            self._known_of(message_id).asked = revision
        return {"shown": asked}

    async def acknowledge(self, revisions: Revisions) -> None:
        """The page shows what it was asked about: that need not wait any longer."""
        shown = {
            message_id: revision
            for message_id, revision in revisions.items()
            if message_id in self._known and revision <= self._known[message_id].asked
        }
        for message_id, revision in shown.items():
            self._known[message_id].acknowledged = revision
        await self._note_shown(shown)

    def discard(self, revisions: Revisions) -> bool:
        """Another page has dismissed them; whether that changes what is shown."""
        gone = []
        for message_id, revision in revisions.items():
            known = self._known_of(message_id)
            known.revision = max(known.revision, revision)
            message = self._flash.find(message_id)
            if message is not None and message.revision <= revision:
                self._flash.discard(message_id)
                gone.append(message)
        self._note_dismissed(gone)
        return bool(gone)

    async def dismiss(self, gone: Iterable[Message]) -> None:
        """This page has dismissed messages: those of a user go from all pages."""
        shared = [message for message in gone if message.is_shared]
        self._note_dismissed(shared)
        if shared and self._user is not None:
            revisions = {message.id: message.revision for message in shared}
            await api.dismiss_everywhere(self._user, revisions)

    def _note_dismissed(self, messages: Iterable[Message]) -> None:
        for message in messages:
            self._known_of(message.id).dismissed_level = message.level

    def _known_of(self, message_id: str) -> _Known:
        known = self._known.setdefault(message_id, _Known())
        if len(self._known) > MOST_KNOWN:
            del self._known[next(iter(self._known))]
        return known

    async def _note_shown(self, revisions: Revisions) -> None:
        if revisions and self._user is not None:
            await in_pool(inbox.mark_shown, self._user, revisions)
