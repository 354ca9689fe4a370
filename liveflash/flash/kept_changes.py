"""The changes of a page to the messages that its user keeps.

The changes of a turn are stored after it has ended well. They are immutable mappings,
so that the pages without any, which are most, share one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from liveflash.flash.lock import LOCK
from liveflash.flash.message import LOADING, Message, is_kept_id


@dataclass(frozen=True, slots=True)
class KeptChange:
    """A message that was put or updated; None if it was cleared.

    ``is_new`` is false for an update of a message that is stored already, which does
    not store it again.
    """

    message: Message | None
    is_new: bool = False


# By message id.
Changes = Mapping[str, KeptChange]

# Never changed; a proxy of it could not be copied, with the flash that has it.
NO_CHANGES: Changes = {}


class Holder(Protocol):
    """The flash of a page."""

    kept: Changes


def with_put(changes: Changes, message: Message) -> Changes:
    """Return the changes with a message that was put."""
    if not message.is_kept or message.is_shared:
        return changes
    return {**changes, message.id: KeptChange(message, is_new=True)}


def with_update(changes: Changes, message: Message) -> Changes:
    """Return the changes with a message that was updated.

    Its user keeps the first state and the result of work, not its progress.
    """
    if not message.is_kept or message.is_shared:
        return changes
    known = changes.get(message.id)
    is_new = known is not None and known.is_new
    if message.level == LOADING and not is_new:
        return changes
    return {**changes, message.id: KeptChange(message, is_new=is_new)}


def with_clear(changes: Changes, message_id: str) -> Changes:
    """Return the changes with a message that its handle has cleared."""
    if not is_kept_id(message_id):
        return changes
    return {**changes, message_id: KeptChange(None)}


def take(flash: Holder) -> Changes:
    """Remove and return the changes of a flash."""
    with LOCK:
        changes, flash.kept = flash.kept, NO_CHANGES
    return changes


def merged(earlier: Changes, later: Changes) -> Changes:
    """Return the changes of both; an update of what ``earlier`` has put is new."""
    changes = earlier
    for message_id, change in later.items():
        if change.message is None or change.is_new:
            changes = {**changes, message_id: change}
        else:
            changes = with_update(changes, change.message)
    return changes
