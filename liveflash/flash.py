"""Flash messages as values: an ordered list of messages, and its stored form."""

import dataclasses
import logging
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.safestring import SafeString

logger = logging.getLogger("liveflash")


@dataclass(frozen=True, slots=True)
class Message:
    """One message: ``timeout`` is in seconds, None where nothing was said."""

    id: str
    key: str
    level: str
    value: Any
    timeout: float | None = None


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

    def clear(self, key: str | None = None) -> None:
        """Remove the messages of ``key``, without a key all; an absent one is fine."""
        self.messages = () if key is None else self._without(check_key(key))

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
    if timeout is not None and not timeout > 0:
        msg = f"timeout is a number of seconds above 0, not {timeout!r}."
        raise ValueError(msg)
    return Message(secrets.token_urlsafe(6), key, level or key, value, timeout)


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
    return [[m.id, m.key, m.level, encode(m.value), m.timeout] for m in messages]


def load(stored: Iterable[Any]) -> tuple[Message, ...]:
    """The messages that ``dump`` stored."""
    return tuple(
        Message(message_id, key, level, decode(value), timeout)
        for message_id, key, level, value, timeout in stored
    )


# A value that JSON lacks is stored as {TAG: kind, "v": contents}. The kinds are the
# keys of _READERS and nothing else: no stored name is ever imported.
TAG = "~"


def encode(value: Any) -> Any:
    """``value`` as what JSON holds, such that a template reads the same from it."""
    match value:
        case SafeString():
            return _tagged("safe", str(value))
        case Promise():
            return encode(str(value))
        case str():
            return str.__str__(value)
        case None | bool() | int() | float():
            return value
        case list():
            return [encode(item) for item in value]
        case tuple():
            return _tagged("tuple", [encode(item) for item in value])
        case dict():
            return _encode_dict(value)
        case _:
            return _encode_object(value)


def decode(stored: Any) -> Any:
    """The value that ``encode`` stored."""
    if isinstance(stored, list):
        return [decode(item) for item in stored]
    if not isinstance(stored, dict):
        return stored
    if TAG in stored:
        return _READERS[stored[TAG]](stored["v"])
    return {key: decode(value) for key, value in stored.items()}


def _tagged(kind: str, contents: Any) -> dict[str, Any]:
    return {TAG: kind, "v": contents}


def _encode_dict(value: dict[Any, Any]) -> Any:
    if all(type(key) is str and key != TAG for key in value):
        return {key: encode(item) for key, item in value.items()}
    return _tagged("dict", [[encode(k), encode(v)] for k, v in value.items()])


def _encode_object(value: Any) -> Any:
    match value:
        case datetime():
            return _tagged("datetime", value.isoformat())
        case date():
            return _tagged("date", value.isoformat())
        case time():
            return _tagged("time", value.isoformat())
        case timedelta():
            return _tagged("timedelta", [value.days, value.seconds, value.microseconds])
        case Decimal():
            return _tagged("decimal", str(value))
        case UUID():
            return _tagged("uuid", str(value))
        case _ if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return _encode_dataclass(value)
        case _:
            return _encode_text(value)


def _encode_dataclass(value: Any) -> Any:
    names = [field.name for field in dataclasses.fields(value)]
    attributes = {name: encode(getattr(value, name)) for name in names}
    return _tagged("record", [str(value), attributes])


def _encode_text(value: Any) -> Any:
    _warn_of_text(type(value).__qualname__)
    if hasattr(value, "__html__"):
        return _tagged("safe", value.__html__())
    return str(value)


@cache
def _warn_of_text(type_name: str) -> None:
    logger.warning(
        "A flash value of type %s cannot be stored: what is kept for a reconnect or "
        "the next page is its text.",
        type_name,
    )


class Record(SimpleNamespace):
    """What a dataclass comes back as: the same attributes, the same text."""

    def __init__(self, text: str, /, **attributes: Any) -> None:
        super().__init__(**attributes)
        self._text = text

    def __str__(self) -> str:
        return self._text


def _decode_record(stored: Any) -> Record:
    text, attributes = stored
    return Record(text, **{name: decode(item) for name, item in attributes.items()})


def _decode_dict(stored: Any) -> dict[Any, Any]:
    return {decode(key): decode(value) for key, value in stored}


def _decode_safe(stored: Any) -> SafeString:
    return SafeString(stored)  # it was safe when it was stored


_READERS = {
    "safe": _decode_safe,
    "tuple": lambda stored: tuple(decode(item) for item in stored),
    "dict": _decode_dict,
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "timedelta": lambda stored: timedelta(*stored),
    "decimal": Decimal,
    "uuid": UUID,
    "record": _decode_record,
}
