"""Loading messages that a page no longer shows, though their work goes on.

They were dismissed, cleared by a patch, or dropped for newer ones. Their updates are
not shown, but their end is.
"""

from collections.abc import Iterable

from liveflash.flash.message import LOADING, Message

MAX_UNFINISHED = 20

Messages = tuple[Message, ...]


def remember(known: Messages, removed: Iterable[Message]) -> Messages:
    """Return ``known`` with the loading messages among those that were removed.

    The page's tracker of deliveries knows those that are shared.
    """
    new = (m for m in removed if m.level == LOADING and not m.is_shared)
    return (*known, *new)[-MAX_UNFINISHED:]


def find(known: Messages, message_id: str) -> Message | None:
    """Return the message with this id, or None."""
    return next((m for m in known if m.id == message_id), None)


def without_key(known: Messages, key: str | None) -> Messages:
    """Return ``known`` without the messages of a key, or without any if it is None."""
    return tuple(m for m in known if key not in (None, m.key))
