"""A message as ``handle_flash`` and the receivers of signals get it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from liveflash.flash.message import Message

# Why a message has ended on its page.
DISMISSED: Final = "dismissed"
TIMEOUT: Final = "timeout"
ACTION: Final = "action"
REASONS = (DISMISSED, TIMEOUT, ACTION)


@dataclass(frozen=True, slots=True)
class FlashMessage:
    """A message as it was put: its id, key, level and value."""

    id: str
    key: str
    level: str
    value: Any

    @classmethod
    def of(cls, message: Message) -> "FlashMessage":
        """Return the public value of a message."""
        return cls(message.id, message.key, message.level, message.value)


@dataclass(frozen=True, slots=True)
class EndedMessages:
    """Messages that have ended on their page, each with its reason."""

    pairs: tuple[tuple[Message, str], ...]
    event: str = "ended messages"

    @classmethod
    def of(cls, messages: Iterable[Message], reason: str) -> "EndedMessages":
        """Return messages that have ended for the same reason."""
        return cls(tuple((message, reason) for message in messages))


NONE_ENDED = EndedMessages(())
