"""One flash message as a value."""

import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from liveflash.flash.values import encode

# What a page tells of its messages' time, by id: the seconds left, and whether paused.
Times = Mapping[str, tuple[float, bool]]


@dataclass(slots=True)
class Message:
    """One message, which is never changed: ``replace`` makes another.

    It is not frozen, as making one would then take three times as long.

    ``timeout`` is in seconds, None where nothing was said, infinite for a message that
    stays. ``tags`` are the extra tags of one of Django's messages. ``revision`` counts
    how often the message was updated in place. ``left`` are the seconds that remained
    at the Unix time ``since``, from which they count down; None while they do not.
    ``is_shared`` tells that all tabs of a user have it. ``place`` is, in DEBUG, the
    line of code that put it. ``size`` is that of its key and value as stored, in bytes.
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
    place: str = field(default="", compare=False)
    size: int = field(default=0, compare=False)

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

    def begun(self) -> "Message":
        """This message, whose time begins now."""
        return replace(self, since=time.time())

    def unbegun(self) -> "Message":
        """This message, whose time begins when a page shows it."""
        return replace(self, since=None)


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
    return Message(
        secrets.token_hex(6),
        key,
        level,
        value,
        _checked(timeout),
        size=size_of(key, encode(value)),
    )


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
        size=size_of(message.key, encode(value)),
    )


def size_of(key: str, stored: Any) -> int:
    """How many bytes a key and a value take that ``encode`` has encoded."""
    text = stored if isinstance(stored, str) else json.dumps(stored)
    return len(key) + (len(text) if text.isascii() else len(text.encode()))


def _level_of(value: Any, level: str | None) -> str | None:
    if level is not None:
        return check_key(level, "level")
    if type(value) is str:  # as most are
        return None
    told = value.get("level") if isinstance(value, Mapping) else None
    return told if isinstance(told, str) else None


def _checked(timeout: float | None) -> float | None:
    if timeout is None:
        return None
    msg = f"timeout is a number of seconds above 0, not {timeout!r}."
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
