"""Conversion of event payloads to the annotated types of a handler's parameters.

msgspec checks JSON values. This module adds what browsers send: form fields are text, a
blank field is the empty text and a checked box is ``"on"``.
"""

import dataclasses
import re
import types
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec
from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime, parse_time

from liveflash.exceptions import ConversionError

_INTEGER = re.compile(r"[+-]?[0-9]{1,4000}")
_NUMBER = re.compile(r"[+-]?([0-9]{1,300}(\.[0-9]{0,300})?|\.[0-9]{1,300})")
_BOOLS = dict.fromkeys(("true", "1", "yes", "on"), True) | dict.fromkeys(
    ("false", "0", "no", "off", ""), False
)


def check_annotation(annotation: Any, outer: tuple[Any, ...] = ()) -> None:
    """Raise TypeError if no payload can be converted to ``annotation``.

    ``outer`` are the annotations around it, one of which it may be itself.
    """
    if annotation in outer:
        return
    parts: Iterable[Any] = ()
    if is_union(annotation) or accepts_many(annotation):
        parts = get_args(annotation)
    elif _is_dataclass(annotation):
        parts = [kind for kind, _is_required in _fields(annotation).values()]
    for part in parts:
        if part is not Ellipsis:
            check_annotation(part, (*outer, annotation))
    if parts:
        return
    try:
        msgspec.json.schema(annotation)
    except TypeError:
        msg = (
            f"{annotation!r} is not a type that a payload can be converted to: "
            "annotate with str, int, float, bool, Decimal, date, datetime, time, UUID, "
            "Literal, an Enum, a dataclass, list[…] or … | None, or take the whole "
            "payload: 'payload'."
        )
        raise TypeError(msg) from None


def convert(raw: Any, annotation: Any) -> Any:
    """Return ``raw`` as a value of the type ``annotation``, or raise ConversionError.

    ``raw`` is a JSON value, or the text or list of texts of a form field. Unions try
    their types in order. A field that a dataclass requires and the payload lacks is
    None if its type allows that.
    """
    if is_union(annotation):
        return _convert_union(raw, get_args(annotation))
    if accepts_many(annotation):
        return _convert_items(raw, annotation)
    if _is_dataclass(annotation):
        return _convert_fields(raw, annotation)
    if isinstance(raw, str):
        raw = _parse(raw, annotation)
    try:
        return msgspec.convert(raw, annotation)
    except msgspec.ValidationError as error:
        raise ConversionError(f"is not valid: {error}") from None


def is_union(annotation: Any) -> bool:
    """Return True for ``A | B`` and ``Optional[A]``."""
    return get_origin(annotation) in (Union, types.UnionType)


def is_optional(annotation: Any) -> bool:
    """Return True if None is of this type."""
    return is_union(annotation) and type(None) in get_args(annotation)


def accepts_many(annotation: Any) -> bool:
    """Return True if a form field of this type takes all its values, not the last."""
    if is_union(annotation):
        return any(accepts_many(variant) for variant in get_args(annotation))
    return (get_origin(annotation) or annotation) in (list, set, tuple)


def _is_dataclass(annotation: Any) -> bool:
    return isinstance(annotation, type) and dataclasses.is_dataclass(annotation)


def _convert_union(raw: Any, variants: tuple[Any, ...]) -> Any:
    reasons = []
    for variant in variants:
        try:
            return convert(raw, variant)
        except ConversionError as error:
            reasons.append(str(error))
    raise ConversionError(" and ".join(reasons))


def _convert_items(raw: Any, annotation: Any) -> Any:
    kind, args = get_origin(annotation) or annotation, get_args(annotation) or (str,)
    if not isinstance(raw, list):
        raise ConversionError("is not a list")
    if kind is not tuple or args[-1] is Ellipsis or annotation is tuple:
        args = args[:1] * len(raw)
    if len(args) != len(raw):
        raise ConversionError(f"has {len(raw)} items instead of {len(args)}")
    try:
        return kind(map(convert, raw, args))
    except TypeError:
        raise ConversionError("has unhashable items") from None


def _convert_fields(raw: Any, kind: Any) -> Any:
    if not isinstance(raw, Mapping):
        raise ConversionError("is not an object")
    values: dict[str, Any] = {}
    for name, (annotation, is_required) in _fields(kind).items():
        if name in raw:
            values[name] = _convert_field(name, raw[name], annotation)
        elif is_required and not is_optional(annotation):
            raise ConversionError(f"lacks {name!r}")
        elif is_required:
            values[name] = None
    try:
        return kind(**values)
    except ValueError as error:  # raised by its __post_init__
        raise ConversionError(f"is refused: {error}") from None


def _convert_field(name: str, raw: Any, annotation: Any) -> Any:
    try:
        return convert(raw, annotation)
    except ConversionError as error:
        raise ConversionError(f"{name!r} {error}") from None


@lru_cache
def _fields(kind: Any) -> Mapping[str, tuple[Any, bool]]:
    """Return the type of each field of ``__init__``, and True if it has no default."""
    hints, missing = get_type_hints(kind), dataclasses.MISSING
    return {
        field.name: (
            hints[field.name],
            field.default is missing and field.default_factory is missing,
        )
        for field in dataclasses.fields(kind)
        if field.init
    }


def _parse(text: str, annotation: Any) -> Any:
    """Return the value of a form's text, or ``text`` itself for other types."""
    if annotation in (None, type(None)):
        return text or None
    if get_origin(annotation) is Literal:
        return {str(value): value for value in get_args(annotation)}.get(text, text)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return {str(each.value): each.value for each in annotation}.get(text, text)
    if annotation not in _PARSERS:
        return text
    try:
        value = _PARSERS[annotation](text.strip())
    except (ValueError, OverflowError):
        value = None
    if value is None:
        raise ConversionError(f"is not a valid {annotation.__name__}")
    return value


def _parse_datetime(text: str) -> datetime | None:
    value = parse_datetime(text)
    if value is None or not settings.USE_TZ or timezone.is_aware(value):
        return value
    aware = timezone.make_aware(value)
    aware.astimezone(UTC)  # raises OverflowError if another time zone cannot express it
    return aware


_PARSERS: Mapping[Any, Callable[[str], Any]] = {
    int: lambda text: int(text) if _INTEGER.fullmatch(text) else None,
    float: lambda text: float(text) if _NUMBER.fullmatch(text) else None,
    Decimal: lambda text: Decimal(text) if _NUMBER.fullmatch(text) else None,
    bool: lambda text: _BOOLS.get(text.lower()),
    date: parse_date,
    time: parse_time,
    datetime: _parse_datetime,
    UUID: UUID,
}
