"""The built-in ``lv:`` events, by which the client manages the messages of its page."""

from typing import Any

from liveflash.channel.delivery_tracker import DeliveryTracker
from liveflash.exceptions import Refused
from liveflash.flash.flash import Flash
from liveflash.flash.message import Message
from liveflash.protocol.payloads import read_shown, read_times

# The events that the client sends by itself, without an action of the visitor.
CLIENT_REPORTS = ("lv:flash-time", "lv:flash-shown")


async def handle(name: str, value: Any, flash: Flash, tracker: DeliveryTracker) -> bool:
    """Handle a built-in event; return whether the flash has to be rendered.

    Raise Refused for an unknown event or a malformed value.
    """
    match name:
        case "lv:clear-flash":
            clear_flash(flash, tracker, value)
            return True
        case "lv:flash-time":
            update_times(flash, value)
        case "lv:flash-shown":
            await tracker.acknowledge(read_shown(value))
        case _:
            raise Refused("unknown event")
    return False


def clear_flash(flash: Flash, tracker: DeliveryTracker, value: Any) -> None:
    """Remove messages for ``lv:clear-flash``: by key, by id, or all of them.

    A message that the visitor has dismissed is dismissed on all pages of its user; one
    that has expired disappears from this page only. Raise Refused for a malformed
    value.
    """
    before = flash.messages
    _clear(flash, value)
    if not (isinstance(value, dict) and value.get("expired") is True):
        left = {message.id for message in flash.messages}
        tracker.dismiss(message for message in before if message.id not in left)


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
