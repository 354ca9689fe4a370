"""From what a client sends to what a handler's annotations ask for.

A converter is made once, of an annotation; it returns a value of that type or raises
``Unfit``, and nothing else, whatever it is given.
"""

import dataclasses
import math
import re
import types
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime, parse_time

from liveflash.exceptions import LiveFlashError

Converter = Callable[[Any], Any]

_INTEGER = re.compile(r"\s*[+-]?[0-9]{1,4000}\s*")
_NUMBER = re.compile(r"\s*[+-]?([0-9]{1,400}(\.[0-9]{0,400})?|\.[0-9]{1,400})\s*")
_BOOLS = dict.fromkeys(("true", "1", "yes", "on"), True) | dict.fromkeys(
    ("false", "0", "no", "off", ""), False
)


class Unfit(LiveFlashError):
    """A value that is not of the type that was asked for."""


def converter_of(annotation: Any) -> Converter:
    """What converts to ``annotation``; TypeError where nothing does.

    These are ``str``, ``int``, ``float``, ``bool``, ``Decimal``, ``date``,
    ``datetime``, ``time``, ``UUID``, ``Literal``, dataclasses, ``list``, ``set`` and
    ``tuple`` of these, ``… | None`` and other unions of these; ``Any``, ``dict`` and
    ``Mapping`` take what JSON gives.
    """
    origin, args = get_origin(annotation), get_args(annotation)
    if annotation in _SCALARS:
        return _SCALARS[annotation]
    if annotation is None or annotation is type(None):
        return _none
    if origin in (Union, types.UnionType):
        return _any_of([converter_of(variant) for variant in args])
    if origin is Literal:
        return _one_of(args)
    if (origin or annotation) in (list, set, tuple):
        return _container(origin or annotation, args)
    if (origin or annotation) in (dict, Mapping):
        return _mapping
    if isinstance(annotation, type) and dataclasses.is_dataclass(annotation):
        return _dataclass(annotation)
    msg = (
        f"{annotation!r} is no type that a payload is converted to: annotate with "
        "str, int, float, bool, Decimal, date, datetime, time, UUID, Literal, a "
        "dataclass, list[…] or … | None, or take the whole payload: 'payload'."
    )
    raise TypeError(msg)


def is_many(annotation: Any) -> bool:
    """Whether a form's field of this type has all of its values, not the last one."""
    origin = get_origin(annotation)
    if origin in (Union, types.UnionType):
        return any(is_many(variant) for variant in get_args(annotation))
    return (origin or annotation) in (list, set, tuple)


def is_optional(annotation: Any) -> bool:
    """Whether None is of this type."""
    is_union = get_origin(annotation) in (Union, types.UnionType)
    return is_union and type(None) in get_args(annotation)


def _as_is(raw: Any) -> Any:
    return raw


def _none(raw: Any) -> None:
    if raw not in (None, ""):
        raise Unfit("is not empty")


def _str(raw: Any) -> str:
    if isinstance(raw, str):
        return raw
    raise Unfit("is no text")


def _int(raw: Any) -> int:
    if isinstance(raw, int) and not isinstance(raw, bool):
        return raw
    if isinstance(raw, str) and _INTEGER.fullmatch(raw):
        return int(raw)
    raise Unfit("is no whole number")


def _float(raw: Any) -> float:
    if isinstance(raw, str) and _NUMBER.fullmatch(raw):
        raw = float(raw)
    is_number = isinstance(raw, int | float) and not isinstance(raw, bool)
    if is_number and abs(raw) < _HIGHEST and not math.isnan(raw):
        return float(raw)
    raise Unfit("is no number")


_HIGHEST = 1e308


def _bool(raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, str) and raw.lower() in _BOOLS:
        return _BOOLS[raw.lower()]
    raise Unfit("is neither true nor false")


def _decimal(raw: Any) -> Decimal:
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        raw = str(raw)
    if isinstance(raw, str) and _NUMBER.fullmatch(raw):
        return Decimal(raw.strip())
    raise Unfit("is no decimal number")


def _parsed(parse: Callable[[str], Any], what: str) -> Converter:
    def convert(raw: Any) -> Any:
        try:
            value = parse(raw.strip()) if isinstance(raw, str) else None
        except (ValueError, OverflowError):
            value = None
        if value is None:
            raise Unfit(f"is no {what}")
        return value

    return convert


def _parse_datetime(raw: str) -> datetime | None:
    value = parse_datetime(raw)
    if value is None or not settings.USE_TZ or timezone.is_aware(value):
        return value
    aware = timezone.make_aware(value)
    aware.astimezone(UTC)  # out of range in another zone: OverflowError
    return aware


_SCALARS: dict[Any, Converter] = {
    Any: _as_is,
    str: _str,
    int: _int,
    float: _float,
    bool: _bool,
    Decimal: _decimal,
    date: _parsed(parse_date, "date"),
    datetime: _parsed(_parse_datetime, "date and time"),
    time: _parsed(parse_time, "time"),
    UUID: _parsed(UUID, "UUID"),
}


def _any_of(variants: list[Converter]) -> Converter:
    def convert(raw: Any) -> Any:
        reasons = []
        for variant in variants:
            try:
                return variant(raw)
            except Unfit as unfit:
                reasons.append(str(unfit))
        raise Unfit(" and ".join(reasons))

    return convert


def _one_of(offered: tuple[Any, ...]) -> Converter:
    by_text = {str(value): value for value in offered}

    def convert(raw: Any) -> Any:
        if isinstance(raw, str | int) and not isinstance(raw, bool):
            raw = str(raw)
        if isinstance(raw, str) and raw in by_text:
            return by_text[raw]
        raise Unfit(f"is none of {', '.join(by_text)}")

    return convert


def _container(kind: Any, args: tuple[Any, ...]) -> Converter:
    fixed = args if kind is tuple and args and args[-1] is not Ellipsis else None
    of_each = [converter_of(arg) for arg in args if arg is not Ellipsis] or [_str]

    def convert(raw: Any) -> Any:
        if not isinstance(raw, list):
            raise Unfit("is no list")
        if fixed is not None and len(raw) != len(fixed):
            raise Unfit(f"has not {len(fixed)} items")
        one_each = of_each if fixed is not None else of_each[:1] * len(raw)
        items = [one(item) for one, item in zip(one_each, raw, strict=True)]
        try:
            return kind(items)
        except TypeError:
            raise Unfit("has items that cannot be told apart") from None

    return convert


def _mapping(raw: Any) -> Any:
    if isinstance(raw, Mapping):
        return raw
    raise Unfit("is no object")


def _dataclass(kind: type) -> Converter:
    hints = get_type_hints(kind)
    fields = [field for field in dataclasses.fields(kind) if field.init]
    converters = {field.name: converter_of(hints[field.name]) for field in fields}
    optional = {
        field.name
        for field in fields
        if field.default is not dataclasses.MISSING
        or field.default_factory is not dataclasses.MISSING
    }

    def convert(raw: Any) -> Any:
        given = _mapping(raw)
        values: dict[str, Any] = {}
        for name, one in converters.items():
            if name in given:
                values[name] = _convert_named(name, one, given[name])
            elif name not in optional:
                if not is_optional(hints[name]):
                    raise Unfit(f"lacks {name!r}")
                values[name] = None
        try:
            return kind(**values)
        except ValueError as error:  # its __post_init__ does not take it
            raise Unfit(f"is refused: {error}") from None

    return convert


def _convert_named(name: str, converter: Converter, raw: Any) -> Any:
    try:
        return converter(raw)
    except Unfit as unfit:
        raise Unfit(f"{name!r} {unfit}") from None
