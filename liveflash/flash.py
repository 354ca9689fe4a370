"""Flash messages as values: an ordered list of messages, and its stored form."""

import logging
import secrets
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from liveflash.values import decode, encode

logger = logging.getLogger("liveflash")


@dataclass(frozen=True, slots=True)
class Message:
    """One message.

    ``timeout`` is in seconds, None where nothing was said; ``put_at`` is the Unix time
    from which it counts. ``tags`` are the extra tags of one of Django's messages.
    """

    id: str
    key: str
    level: str
    value: Any
    timeout: float | None = None
    tags: str = ""
    put_at: float = field(default_factory=time.time, compare=False)

    @property
    def remaining(self) -> float | None:
        """The seconds that are left of the timeout."""
        if self.timeout is None:
            return None
        return max(0.0, self.timeout - (time.time() - self.put_at))


class Flash(Mapping[str, Any]):
    """The messages of one page; as a mapping, the newest value of each key.

    >>> flash = Flash()
    >>> flash.put("info", "Saved.")
    >>> flash["info"], len(flash)
    ('Saved.', 1)
    """

    __slots__ = ("messages",)

    def __init__(self, messages: Iterable[Message] = ()) -> None:
        self.messages: tuple[Message, ...] = tuple(messages)

    def put(
        self,
        key: str,
        value: Any,
        *,
        level: str | None = None,
        timeout: float | None = None,
    ) -> None:
        """Add a message in place of the one that has its key; ``level`` is the key."""
        message = new_message(key, value, level=level, timeout=timeout)
        self.messages = (*self._without(message.key), message)

    def append(self, key: str, value: Any, *, tags: str = "") -> None:
        """Add a message beside those that have its key already."""
        message = replace(new_message(key, value), tags=tags)
        self.messages = (*self.messages, message)

    def clear(self, key: str | None = None) -> None:
        """Remove the messages of ``key``, without a key all; an absent one is fine."""
        self.messages = () if key is None else self._without(check_key(key))

    clear.alters_data = True  # type: ignore[attr-defined]  # no template calls it

    def discard(self, message_id: str) -> None:
        """Remove the message with this id, if it is there."""
        self.messages = tuple(m for m in self.messages if m.id != message_id)

    def since(self, earlier: Iterable[Message]) -> tuple[Message, ...]:
        """The messages that were put after ``earlier`` was taken."""
        known = {message.id for message in earlier}
        return tuple(m for m in self.messages if m.id not in known)

    def _without(self, key: str) -> tuple[Message, ...]:
        return tuple(m for m in self.messages if m.key != key)

    def __getitem__(self, key: str) -> Any:
        for message in reversed(self.messages):
            if message.key == key:
                return message.value
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(message.key for message in self.messages))

    def __len__(self) -> int:
        return len({message.key for message in self.messages})

    def __repr__(self) -> str:
        return f"Flash({dict(self)!r})"


def new_message(
    key: str, value: Any, *, level: str | None = None, timeout: float | None = None
) -> Message:
    """Make a message with an id of its own.

    Raises TypeError or ValueError for a key or level that is no non-empty string, and
    for a timeout that is no positive number of seconds.
    """
    check_key(key)
    check_key(key if level is None else level, "level")
    _check_timeout(timeout)
    return Message(secrets.token_urlsafe(6), key, level or key, value, timeout)


def _check_timeout(timeout: object) -> None:
    msg = f"timeout is a number of seconds above 0, not {timeout!r}."
    if timeout is None:
        return
    if not isinstance(timeout, int | float):
        raise TypeError(msg)
    if not timeout > 0:
        raise ValueError(msg)


def check_key(key: object, name: str = "key") -> str:
    """Return ``key`` where it is a non-empty string, raise otherwise."""
    if not isinstance(key, str):
        msg = f"A flash {name} is a string, not {key!r}: write put_flash('info', …)."
        raise TypeError(msg)
    if not key:
        msg = f"A flash {name} is not empty: write put_flash('info', …)."
        raise ValueError(msg)
    return key


def dump(messages: Iterable[Message]) -> list[Any]:
    """The messages as what JSON holds; ``load`` reads it back."""
    return [
        [m.id, m.key, m.level, encode(m.value), m.timeout, m.tags, m.put_at]
        for m in messages
    ]


def load(stored: Iterable[Any]) -> tuple[Message, ...]:
    """The messages that ``dump`` stored, without those whose time is over.

    What another version has stored in another form is left out too.
    """
    loaded = filter(None, map(_load_one, stored))
    return tuple(message for message in loaded if message.remaining != 0)


def _load_one(stored: Any) -> Message | None:
    try:
        message_id, key, level, value, *details = stored
        return Message(message_id, key, level, decode(value), *details)
    except (KeyError, TypeError, ValueError):
        logger.warning("A stored flash message cannot be read and is left out.")
        return None
