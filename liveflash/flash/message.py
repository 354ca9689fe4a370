"""A flash message as an immutable value."""

import json
import logging
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypedDict

from liveflash.flash.actions import check_actions
from liveflash.flash.fraction import check_fraction
from liveflash.flash.icons import check_icon
from liveflash.flash.values import encode

logger = logging.getLogger("liveflash")

# The level of a message that stays until its work has ended.
LOADING = "loading"

# The bytes in the id of a message, and of one that is kept.
ID_BYTES = 6
KEPT_ID_BYTES = 16

# The remaining seconds of each message, by id, and whether its time is paused.
Times = Mapping[str, tuple[float, bool]]


class MessageOptions(TypedDict, total=False):
    """The options of a message, which all functions that put one take.

    level (a name): How the message looks and how urgent it is. Default: the key.

    timeout (seconds, or ``math.inf``): The time after which the message disappears.
    Default: LIVEFLASH_TIMEOUTS, by level.

    icon (the name of an icon, or a URL): Shown before the text. Default: by level.

    dismissible (boolean): Whether the visitor can dismiss the message. Default: True.

    keep (boolean): Whether the user finds the message again. Default: False.
    """

    level: str | None
    timeout: float | None
    icon: str
    dismissible: bool
    keep: bool


@dataclass(slots=True)
class Message:
    """A flash message, as a value: use ``dataclasses.replace`` to derive another.

    The class is not frozen because creating a frozen instance takes three times as
    long.

    ``timeout`` is in seconds: None for the default of the level, infinite for a message
    that stays. ``django_level`` is the level of one of Django's messages, ``tags`` are
    its extra tags, and ``is_in_loop`` is true if a ``{% for message in messages %}``
    shows it, and no tag does. ``revision`` counts the
    updates in place. ``seconds_left`` was measured at ``running_since`` (Unix time);
    None there means paused. ``is_shared`` is true for a message that all tabs of a user
    have. ``place`` is the line of code that put the message, in DEBUG only. ``size`` is
    the size of key and value as stored, in bytes. ``icon`` is shown before the text.
    The visitor can dismiss the message if it ``is_dismissible``. With ``is_kept`` it
    stays among the kept messages of its user.
    """

    id: str
    key: str
    level: str
    value: Any
    timeout: float | None = None
    tags: str = ""
    revision: int = 0
    seconds_left: float | None = None
    running_since: float | None = field(default_factory=time.time, compare=False)
    is_shared: bool = False
    place: str = field(default="", compare=False)
    size: int = field(default=0, compare=False)
    django_level: int | None = None
    is_in_loop: bool = field(default=False, compare=False)
    icon: str = ""
    is_dismissible: bool = True
    is_kept: bool = False

    @property
    def remaining(self) -> float | None:
        """The seconds until the message expires, or None if it has no timeout."""
        left = self.timeout if self.seconds_left is None else self.seconds_left
        if left is None or self.running_since is None:
            return left
        return max(0.0, left - (time.time() - self.running_since))

    def with_time_left(self, seconds: float, *, is_paused: bool) -> "Message":
        """Return a copy with the remaining time that the page has reported."""
        return replace(
            self, seconds_left=seconds, running_since=None if is_paused else time.time()
        )

    def started(self) -> "Message":
        """Return a copy with its time starting now."""
        return replace(self, running_since=time.time())

    def not_started(self) -> "Message":
        """Return a copy with its time not started; it starts when a page shows it."""
        return replace(self, running_since=None)


def new_message(  # noqa: PLR0913 (the options of a message)
    key: str,
    value: Any,
    *,
    level: str | None = None,
    timeout: float | None = None,
    icon: str = "",
    dismissible: bool = True,
    keep: bool = False,
) -> Message:
    """Return a new message with a random id; the options are ``MessageOptions``.

    ``level`` defaults to the "level" entry of a mapping value, otherwise to the key.
    Raise TypeError or ValueError if the key or the level is not a non-empty string, the
    timeout is not a positive number of seconds, the icon is unknown, or the fraction or
    the actions in the value are malformed.
    """
    check_key(key)
    check_parts(value)
    level = _level_of(value, level) or key
    return Message(
        secrets.token_hex(id_bytes(is_kept=keep)),
        key,
        level,
        value,
        _checked(timeout),
        size=size_of(key, encode(value)),
        icon=check_icon(icon),
        is_dismissible=dismissible,
        is_kept=keep,
    )


def revised(
    message: Message,
    value: Any,
    *,
    level: str | None = None,
    timeout: float | None = None,
    size: int | None = None,
) -> Message:
    """Return the next revision of ``message``, with its full time.

    ``size`` is that of ``value`` as stored, if it is known.
    """
    if size is None:
        size = size_of_value(value)
    check_parts(value)
    return replace(
        message,
        value=value,
        level=_level_of(value, level) or message.level,
        timeout=message.timeout if timeout is None else _checked(timeout),
        revision=message.revision + 1,
        seconds_left=None,
        running_since=time.time(),
        size=len(message.key) + size,
    )


def id_bytes(*, is_kept: bool) -> int:
    """Return the bytes in the id of a message; that of a kept one is unique."""
    return KEPT_ID_BYTES if is_kept else ID_BYTES


def is_kept_id(message_id: str) -> bool:
    """Return whether this may be the id of a message that is kept."""
    return len(message_id) == 2 * KEPT_ID_BYTES


def check_parts(value: Any) -> None:
    """Raise TypeError or ValueError for a malformed fraction or action in a value."""
    if type(value) is not str:  # the usual case
        check_fraction(value)
        check_actions(value)


def size_of(key: str, stored: Any) -> int:
    """Return the size in bytes of a key and a value that ``encode`` has encoded."""
    text = stored if isinstance(stored, str) else json.dumps(stored)
    return len(key) + (len(text) if text.isascii() else len(text.encode()))


def size_of_value(value: Any) -> int:
    """Return the size of a value as stored, in bytes."""
    return size_of("", encode(value))


def check_size(message: Message, max_bytes: float) -> None:
    """Raise ValueError if a message has more bytes than a page may have."""
    if message.size > max_bytes:
        msg = (
            f"The message {message.key!r} has {message.size} bytes, but a page may "
            f"have {max_bytes}: shorten it or raise LIVEFLASH_MAX_FLASH_SIZE."
        )
        raise ValueError(msg)


def newest_within(
    messages: tuple[Message, ...], max_messages: float, max_bytes: float
) -> tuple[Message, ...]:
    """Return the newest messages within the limits of a page, at least one."""
    size = sum(message.size for message in messages)
    while len(messages) > 1 and (len(messages) > max_messages or size > max_bytes):
        oldest, *rest = messages
        logger.info("The message %r was dropped for newer ones.", oldest.key)
        messages = tuple(rest)
        size -= oldest.size
    return messages


def _level_of(value: Any, level: str | None) -> str | None:
    if level is not None:
        return check_key(level, "level")
    if type(value) is str:  # the usual case
        return None
    found = value.get("level") if isinstance(value, Mapping) else None
    return found if isinstance(found, str) else None


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
    """Return ``key``, or raise TypeError or ValueError if it is no non-empty string."""
    if not isinstance(key, str):
        msg = f"A flash {name} is a string, not {key!r}: write put_flash('info', …)."
        raise TypeError(msg)
    if not key:
        msg = f"A flash {name} is not empty: write put_flash('info', …)."
        raise ValueError(msg)
    return key
