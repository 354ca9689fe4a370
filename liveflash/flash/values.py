"""Flash values as what JSON holds, and back.

No pickle, and no stored name is ever imported: the kinds are those of ``_READERS``.
"""

import dataclasses
import logging
from collections.abc import Callable, Iterable
from copy import copy
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.utils.functional import LazyObject, Promise
from django.utils.safestring import SafeData, SafeString

logger = logging.getLogger("liveflash")

# A value that JSON lacks is stored as {TAG: kind, "v": contents}. The kinds are the
# keys of _READERS and nothing else: no stored name is ever imported.
TAG = "~"


# What ``decode`` raises for what ``encode`` has not made.
MALFORMED = (
    ArithmeticError,
    AttributeError,
    KeyError,
    RecursionError,
    TypeError,
    ValueError,
)


def encode(value: Any) -> Any:
    """``value`` as what JSON holds, such that a template reads the same from it."""
    if type(value) is str:  # as most are
        return value
    match value:
        case LazyObject():
            return encode(_unwrapped(value))
        case Promise():
            return encode(str(value))
        case None | bool():
            return value
        case str():
            text = str.__str__(value)
            return _tagged("safe", text) if isinstance(value, SafeData) else text
        case int() | float():
            return float(value) if isinstance(value, float) else int(value)
        case list() | dict():
            return _encode_container(value)
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
    for kind, known, write in _WRITERS:
        if isinstance(value, known):
            return _tagged(kind, write(value))
    is_instance = not isinstance(value, type)
    if is_instance and (
        isinstance(value, StoredDataclass) or dataclasses.is_dataclass(value)
    ):
        return _encode_record(value)
    return _encode_text(value)


def _encode_all(value: Iterable[Any]) -> list[Any]:
    return [encode(item) for item in value]


def _unwrapped(value: Any) -> Any:
    """What a lazy object stands for."""
    str(value.__class__)  # has it made, where it was not yet
    return copy(value)


def _encode_container(value: list[Any] | dict[Any, Any]) -> Any:
    contents = _encode_all(value) if isinstance(value, list) else _encode_dict(value)
    if not hasattr(value, "__html__"):
        return contents
    # It shows itself in a way of its own, as the errors of a form do.
    return _tagged("texted", [encode(str(value)), contents])


def _encode_record(value: Any) -> Any:
    fields = {name: encode(item) for name, item in fields_of(value).items()}
    return _tagged("record", [str(value), fields, _name_of(value)])


def fields_of(value: Any) -> dict[str, Any]:
    """The fields of a dataclass instance, or of what it came back as."""
    if isinstance(value, StoredDataclass):
        return {name: item for name, item in vars(value).items() if name[0] != " "}
    return {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}


def _encode_text(value: Any) -> Any:
    _warn_of_text(type(value).__qualname__)
    return encode(str(value))


@cache
def _warn_of_text(type_name: str) -> None:
    logger.warning(
        "A flash value of type %s cannot be stored: what is kept for a reconnect or "
        "the next page is its text.",
        type_name,
    )


# No identifiers, so that they cannot be the names of stored attributes.
_TEXT = " text"
_NAME = " name"


class StoredDataclass(SimpleNamespace):
    """What a dataclass comes back as: the same attributes, the same text."""

    def __str__(self) -> str:
        return str(vars(self)[_TEXT])

    def __repr__(self) -> str:
        fields = (f"{name}={item!r}" for name, item in fields_of(self).items())
        return f"{_name_of(self)}({', '.join(fields)})"

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(str(self))


def _name_of(value: Any) -> str:
    """What the type of a record is called; for its ``repr`` only."""
    if isinstance(value, StoredDataclass):
        return str(vars(value)[_NAME])
    return type(value).__qualname__


class _TextedList(list[Any]):
    """A list with a text of its own."""

    def __str__(self) -> str:
        return self.text

    text: str = ""


class _TextedDict(dict[Any, Any]):
    """A dict with a text of its own."""

    def __str__(self) -> str:
        return self.text

    text: str = ""


def _decode_record(stored: Any) -> StoredDataclass:
    text, attributes, type_name = stored
    decoded = {name: decode(item) for name, item in attributes.items()}
    return StoredDataclass(**{**decoded, _TEXT: text, _NAME: type_name})


def _decode_dict(stored: Any) -> dict[Any, Any]:
    return {decode(key): decode(value) for key, value in stored}


def _decode_safe(stored: Any) -> SafeString:
    return SafeString(stored)  # it was safe when it was stored


def _decode_texted(stored: Any) -> _TextedList | _TextedDict:
    text, contents = (decode(part) for part in stored)
    texted: _TextedList | _TextedDict = (
        _TextedList(contents) if isinstance(contents, list) else _TextedDict(contents)
    )
    texted.text = text
    return texted


def _decode_all(stored: Any) -> list[Any]:
    return [decode(item) for item in stored]


def _parts(value: timedelta) -> list[int]:
    return [value.days, value.seconds, value.microseconds]


# What of each type is stored, and as what kind; a type stands before those it extends.
_WRITERS: tuple[tuple[str, type, Callable[[Any], Any]], ...] = (
    ("tuple", tuple, _encode_all),
    ("set", set, _encode_all),
    ("frozenset", frozenset, _encode_all),
    ("datetime", datetime, datetime.isoformat),
    ("date", date, date.isoformat),
    ("time", time, time.isoformat),
    ("timedelta", timedelta, _parts),
    ("decimal", Decimal, str),
    ("uuid", UUID, str),
)

_READERS: dict[str, Callable[[Any], Any]] = {
    "safe": _decode_safe,
    "texted": _decode_texted,
    "tuple": lambda stored: tuple(_decode_all(stored)),
    "set": lambda stored: set(_decode_all(stored)),
    "frozenset": lambda stored: frozenset(_decode_all(stored)),
    "dict": _decode_dict,
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "timedelta": lambda stored: timedelta(*stored),
    "decimal": Decimal,
    "uuid": UUID,
    "record": _decode_record,
}
