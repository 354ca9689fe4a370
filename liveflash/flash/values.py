"""Convert flash values to JSON values and back.

There is no pickle and no import by a stored name: ``_READERS`` lists all kinds.
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

# A value without a JSON equivalent is stored as {TAG: kind, "v": contents}.
TAG = "~"

# The exceptions of ``decode`` for input that ``encode`` did not return.
MALFORMED = (
    ArithmeticError,
    AttributeError,
    KeyError,
    RecursionError,
    TypeError,
    ValueError,
)


def encode(value: Any) -> Any:
    """Return ``value`` as JSON; the decoded value looks the same to templates."""
    if type(value) is str:  # the usual case
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
    """Return the value of what ``encode`` returned."""
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
    """Return the object that a lazy object wraps."""
    str(value.__class__)  # evaluates it
    return copy(value)


def _encode_container(value: list[Any] | dict[Any, Any]) -> Any:
    contents = _encode_all(value) if isinstance(value, list) else _encode_dict(value)
    if not hasattr(value, "__html__"):
        return contents
    # Its text is not that of a list or dict, as with the errors of a form.
    return _tagged("texted", [encode(str(value)), contents])


def _encode_record(value: Any) -> Any:
    fields = {name: encode(item) for name, item in fields_of(value).items()}
    return _tagged("record", [str(value), fields, _type_name(value)])


def fields_of(value: Any) -> dict[str, Any]:
    """Return the fields of a dataclass instance or a ``StoredDataclass``."""
    if isinstance(value, StoredDataclass):
        return {name: item for name, item in vars(value).items() if name[0] != " "}
    return {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}


def _encode_text(value: Any) -> Any:
    _warn_of_text(type(value).__qualname__)
    return encode(str(value))


@cache
def _warn_of_text(type_name: str) -> None:
    logger.warning(
        "A flash value of type %s cannot be stored: after a reconnect and on the next "
        "page it is its text.",
        type_name,
    )


# These are no identifiers, so that no stored attribute can have the same name.
_TEXT = " text"
_NAME = " name"


class StoredDataclass(SimpleNamespace):
    """A dataclass instance that was stored: the same attributes, the same text."""

    def __str__(self) -> str:
        return str(vars(self)[_TEXT])

    def __repr__(self) -> str:
        fields = (f"{name}={item!r}" for name, item in fields_of(self).items())
        return f"{_type_name(self)}({', '.join(fields)})"

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(str(self))


def _type_name(value: Any) -> str:
    """Return the name of a dataclass, for its ``repr`` only."""
    if isinstance(value, StoredDataclass):
        return str(vars(value)[_NAME])
    return type(value).__qualname__


class _TextedList(list[Any]):
    """A list with its own text."""

    def __str__(self) -> str:
        return self.text

    text: str = ""


class _TextedDict(dict[Any, Any]):
    """A dict with its own text."""

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


# The kind and the contents stored for each type; subclasses come before base classes.
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
