"""The built-in ``lv:`` events, by which the client manages the messages of its page."""

from typing import Any, NamedTuple

from liveflash import signals
from liveflash.channel.delivery_tracker import DeliveryTracker
from liveflash.exceptions import Refused
from liveflash.flash.flash import Flash
from liveflash.flash.flash_message import (
    ACTION,
    DISMISSED,
    NONE_ENDED,
    TIMEOUT,
    EndedMessages,
)
from liveflash.flash.message import Message
from liveflash.protocol.payloads import read_shown, read_times

# The events that the client sends by itself, without an action of the visitor.
CLIENT_REPORTS = ("lv:flash-time", "lv:flash-shown")


class Handled(NamedTuple):
    """The result of a built-in event: a changed flash, and messages that have ended."""

    has_changed: bool = False
    ended: EndedMessages = NONE_ENDED


UNCHANGED = Handled()


async def handle(
    name: str, value: Any, flash: Flash, tracker: DeliveryTracker
) -> Handled:
    """Handle a built-in event.

    Raise Refused for an unknown event or a malformed value.
    """
    match name:
        case "lv:clear-flash":
            return Handled(has_changed=True, ended=clear_flash(flash, tracker, value))
        case "lv:flash-time":
            update_times(flash, value)
        case "lv:flash-shown":
            await tracker.acknowledge(read_shown(value))
        case _:
            raise Refused("unknown event")
    return UNCHANGED


def clear_flash(flash: Flash, tracker: DeliveryTracker, value: Any) -> EndedMessages:
    """Remove messages for ``lv:clear-flash``: by key, by id, or all of them.

    A message that the visitor has dismissed is dismissed on all pages of its user; one
    that has expired disappears from this page only. Return the messages that were
    removed. Raise Refused for a malformed value.
    """
    before = flash.messages
    _clear(flash, value)
    left = {message.id for message in flash.messages}
    removed = [message for message in before if message.id not in left]
    reason = _reason(value)
    if reason != TIMEOUT:
        tracker.dismiss(removed)
    ended = EndedMessages.of(removed, reason) if removed else NONE_ENDED
    signals.report_ended(ended, tracker.user)
    return ended


def _reason(value: Any) -> str:
    match value:
        case {"expired": True}:
            return TIMEOUT
        case {"used": True}:
            return ACTION
        case _:
            return DISMISSED


def _clear(flash: Flash, value: Any) -> None:
    """Discard messages, except those that the visitor cannot dismiss.

    These end by their time or by the use of an action.
    """
    has_ended = isinstance(value, dict) and (
        value.get("expired") is True or value.get("used") is True
    )
    for message in _selected(flash, value):
        if message.is_dismissible or has_ended:
            flash.discard(message.id)


def _selected(flash: Flash, value: Any) -> tuple[Message, ...]:
    match value:
        case {"key": str(key)} if key:
            return tuple(m for m in flash.messages if m.key == key)
        case {"id": str(message_id)}:
            return tuple(m for m in flash.messages if m.id == message_id)
        case {"key": _} | {"id": _}:
            raise Refused("malformed event")
        case _:
            return flash.messages


def update_times(flash: Flash, value: Any) -> None:
    """Store the remaining time of messages for ``lv:flash-time``.

    Raise Refused for a malformed value.
    """
    for message_id, (left, is_paused) in read_times(value).items():
        message = flash.find(message_id)
        if message is not None:
            flash.change(message.with_time_left(left, is_paused=is_paused))
