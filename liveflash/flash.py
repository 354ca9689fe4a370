"""Flash messages as values: an ordered list of messages, and its stored form."""

import logging
import math
import secrets
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from liveflash.values import decode, encode

logger = logging.getLogger("liveflash")

# What a page tells of its messages' time, by id: the seconds left, and whether paused.
Times = Mapping[str, tuple[float, bool]]


@dataclass(frozen=True, slots=True)
class Message:
    """One message.

    ``timeout`` is in seconds, None where nothing was said, infinite for a message that
    stays. ``tags`` are the extra tags of one of Django's messages. ``revision`` counts
    how often the message was updated in place. ``left`` are the seconds that remained
    at the Unix time ``since``, from which they count down; None while they do not.
    ``is_shared`` tells that all tabs of a user have it.
    """

    id: str
    key: str
    level: str
    value: Any
    timeout: float | None = None
    tags: str = ""
    revision: int = 0
    left: float | None = None
    since: float | None = field(default_factory=time.time, compare=False)
    is_shared: bool = False

    @property
    def remaining(self) -> float | None:
        """The seconds that are left of the timeout, None where nobody counts."""
        left = self.timeout if self.left is None else self.left
        if left is None or self.since is None:
            return left
        return max(0.0, left - (time.time() - self.since))

    def told(self, left: float, *, is_paused: bool) -> "Message":
        """This message with what the page has told about its time."""
        return replace(self, left=left, since=None if is_paused else time.time())


class PutMessage:
    """A message that was put, to update it in place or to take it back.

    >>> progress = Flash().put("import", "Importing… 40 %", level="info")
    >>> progress.update("Done.")
    True
    """

    __slots__ = ("_flash", "id")

    def __init__(self, flash: "Flash", message_id: str) -> None:
        self._flash = flash
        self.id = message_id

    def update(
        self, value: Any, *, level: str | None = None, timeout: float | None = None
    ) -> bool:
        """Show ``value`` in the same place; its time begins anew.

        The level and the timeout stay where none is given. False where the message is
        no longer there: it was dismissed, replaced or cleared.
        """
        return self._flash.update(self.id, value, level=level, timeout=timeout)

    def clear(self) -> bool:
        """Take the message back; false where it is no longer there."""
        return self._flash.discard(self.id)


class Flash(Mapping[str, Any]):
    """The messages of one page; as a mapping, the newest value of each key.

    >>> flash = Flash()
    >>> saved = flash.put("info", "Saved.")
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
    ) -> PutMessage:
        """Add a message in place of the one that has its key; ``level`` is the key."""
        message = new_message(key, value, level=level, timeout=timeout)
        self.messages = (*self._without(message.key), message)
        return PutMessage(self, message.id)

    def append(self, key: str, value: Any, *, tags: str = "") -> None:
        """Add a message beside those that have its key already."""
        message = replace(new_message(key, value), tags=tags)
        self.messages = (*self.messages, message)

    def update(
        self,
        message_id: str,
        value: Any,
        *,
        level: str | None = None,
        timeout: float | None = None,
    ) -> bool:
        """Change a message in its place; false where it is not there."""
        message = self.find(message_id)
        if message is None:
            return False
        self.change(revised(message, value, level=level, timeout=timeout))
        return True

    def receive(self, message: Message) -> None:
        """Take a message that was pushed, or a later revision of one; no older one."""
        known = self.find(message.id)
        if known is None:
            self.messages = (*self.messages, message)
        elif known.revision < message.revision:
            self.change(message)

    def change(self, message: Message) -> None:
        """Put ``message`` in the place of the one with its id, if that is there."""
        self.messages = tuple(
            message if m.id == message.id else m for m in self.messages
        )

    def find(self, message_id: str) -> Message | None:
        """The message with this id, or None."""
        return next((m for m in self.messages if m.id == message_id), None)

    def clear(self, key: str | None = None) -> None:
        """Remove the messages of ``key``, without a key all; an absent one is fine."""
        self.messages = () if key is None else self._without(check_key(key))

    def discard(self, message_id: str) -> bool:
        """Remove the message with this id; false where it is not there."""
        kept = tuple(m for m in self.messages if m.id != message_id)
        is_found = len(kept) < len(self.messages)
        self.messages = kept
        return is_found

    def since(self, earlier: Iterable[Message]) -> tuple[Message, ...]:
        """The messages that were put, or updated, after ``earlier`` was taken."""
        known = {(message.id, message.revision) for message in earlier}
        return tuple(m for m in self.messages if (m.id, m.revision) not in known)

    # No template calls what changes the flash.
    clear.alters_data = True  # type: ignore[attr-defined]
    update.alters_data = True  # type: ignore[attr-defined]

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

    The level is, where none is given, the "level" of a value that is a mapping, else
    the key. Raises TypeError or ValueError for a key or level that is no non-empty
    string, and for a timeout that is no positive number of seconds.
    """
    check_key(key)
    level = _level_of(value, level) or key
    return Message(secrets.token_urlsafe(6), key, level, value, _checked(timeout))


def revised(
    message: Message,
    value: Any,
    *,
    level: str | None = None,
    timeout: float | None = None,
) -> Message:
    """The next revision of ``message``, whose time begins anew."""
    return replace(
        message,
        value=value,
        level=_level_of(value, level) or message.level,
        timeout=message.timeout if timeout is None else _checked(timeout),
        revision=message.revision + 1,
        left=None,
        since=time.time(),
    )


def _level_of(value: Any, level: str | None) -> str | None:
    if level is not None:
        return check_key(level, "level")
    told = value.get("level") if isinstance(value, Mapping) else None
    return told if isinstance(told, str) else None


def _checked(timeout: float | None) -> float | None:
    msg = f"timeout is a number of seconds above 0, not {timeout!r}."
    if timeout is None:
        return None
    if not isinstance(timeout, int | float):
        raise TypeError(msg)
    if not timeout > 0:
        raise ValueError(msg)
    return timeout


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
    return [_dump_one(message) for message in messages]


def _dump_one(message: Message) -> list[Any]:
    m, value = message, encode(message.value)
    # JSON lacks infinity.
    timeout = "inf" if m.timeout == math.inf else m.timeout
    told = [m.revision, m.left, m.since, m.is_shared]
    return [m.id, m.key, m.level, value, timeout, m.tags, *told]


def load(stored: Iterable[Any], times: Times | None = None) -> tuple[Message, ...]:
    """The messages that ``dump`` stored, without those whose time is over.

    ``times`` is what their page tells about them. What another version has stored in
    another form is left out too.
    """
    told = times or {}
    loaded = (_tell(m, told) for m in map(_load_one, stored) if m is not None)
    return tuple(message for message in loaded if message.remaining != 0)


def _load_one(stored: Any) -> Message | None:
    try:
        message_id, key, level, value, timeout, *details = stored
        seconds = None if timeout is None else float(timeout)
        return Message(message_id, key, level, decode(value), seconds, *details)
    except (KeyError, TypeError, ValueError):
        logger.warning("A stored flash message cannot be read and is left out.")
        return None


def _tell(message: Message, times: Times) -> Message:
    if message.id not in times:
        return message
    left, is_paused = times[message.id]
    return message.told(left, is_paused=is_paused)
