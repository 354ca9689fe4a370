"""Lookup of template variables, with the results of Django's own lookup but faster.

Anything unusual (a callable, an index, a property, most missing names) is left to
Django's ``Variable``, which then does the whole lookup.
"""

from collections.abc import Callable, Sequence
from copy import copy
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from types import NoneType
from typing import Any
from uuid import UUID

from django.template import Context, VariableDoesNotExist
from django.template.base import FilterExpression
from django.template.defaulttags import TemplateLiteral
from django.template.smartif import TokenBase
from django.utils.safestring import SafeString

from liveflash.rendering.attribute_access import (
    MISSING,
    NEEDS_DJANGO,
    Variables,
    leave_to_django,
    make_step,
)

Getter = Callable[[Context], Any]

# Built-in types of immutable values: the same object always has the same text.
IMMUTABLE_TYPES = frozenset(
    {
        *(str, SafeString, int, float, bool, NoneType, Decimal, UUID),
        *(date, datetime, time, timedelta),
    }
)

# Those of which equal values have the same text.
EQUAL_TEXT_TYPES = frozenset(
    {str, SafeString, int, bool, NoneType, UUID, date, timedelta}
)


def expression(parsed: FilterExpression, *, or_none: bool = False) -> Getter:
    """Return what resolves a filter expression; ``or_none``, a missing name is None."""

    def by_django(context: Context) -> Any:
        return parsed.resolve(context, ignore_failures=or_none)

    lookups = getattr(parsed.var, "lookups", None)
    if parsed.filters or not lookups or parsed.var.translate:
        return by_django
    name, *bits = lookups
    return _lookup(name, tuple(bits), by_django, _none if or_none else by_django)


def named(expressions: dict[str, FilterExpression]) -> Callable[[Any], dict[str, Any]]:
    """Return what resolves the values of ``{% with %}`` and ``{% include %}``."""
    getters = [(name, expression(parsed)) for name, parsed in expressions.items()]

    def values(context: Context) -> dict[str, Any]:
        return {name: get(context) for name, get in getters}

    return values


def source(parsed: FilterExpression) -> Getter:
    """Return what looks up the variable before its filters, or gives NEEDS_DJANGO."""
    lookups = getattr(parsed.var, "lookups", None)
    if not lookups:
        return leave_to_django
    name, *bits = lookups
    return _lookup(name, tuple(bits), leave_to_django, leave_to_django)


def _none(_context: Context) -> None:
    """Return the value of a missing name in a condition."""


def condition(parsed: Any) -> Getter:
    """Return what evaluates the condition of an ``{% if %}``."""
    alone: Any = parsed.value if isinstance(parsed, TemplateLiteral) else None
    if alone is not None and not alone.filters:
        return expression(alone, or_none=True)  # a missing name is None
    evaluate: Getter = _condition(parsed).eval

    def match(context: Context) -> Any:
        try:
            return evaluate(context)
        except VariableDoesNotExist:
            return None

    return match


class _Operand:
    """A variable in a condition, with our lookup in place of Django's."""

    __slots__ = ("eval",)

    def __init__(self, get: Getter) -> None:
        self.eval = get


def _condition(parsed: Any) -> Any:
    """Return the same condition over variables with our lookup."""
    if isinstance(parsed, TemplateLiteral):
        value: Any = parsed.value
        return _Operand(expression(value, or_none=True))
    if not isinstance(parsed, TokenBase):
        return parsed
    made: Any = copy(parsed)
    made.first = parsed.first and _condition(parsed.first)
    made.second = parsed.second and _condition(parsed.second)
    return made


def have_same_text(values: Sequence[Any], former: Sequence[Any]) -> bool:
    """Return whether these values have the text of the former, immutable ones."""
    return all(
        value is known
        or (
            type(value) is type(known)
            and type(value) in EQUAL_TEXT_TYPES
            and value == known
        )
        for value, known in zip(values, former, strict=True)
    )


def are_immutable(values: Sequence[Any]) -> bool:
    """Return whether all of these values are immutable."""
    return all(type(value) in IMMUTABLE_TYPES for value in values)


def _lookup(
    name: str, bits: tuple[str, ...], by_django: Getter, missing: Getter
) -> Getter:
    steps = [make_step(bit) for bit in bits]

    def get(context: Context) -> Any:
        for layer in reversed(context.dicts):
            if type(layer) is Variables:
                value = getattr(layer.source, name, MISSING)
                if value is not MISSING:
                    break
            elif name in layer:
                value = layer[name]
                break
        else:
            return by_django(context)
        for step in steps:
            value = step(value)
        if type(value) in IMMUTABLE_TYPES:
            return value
        resolve = missing if value is MISSING else by_django
        is_left = value is MISSING or value is NEEDS_DJANGO or callable(value)
        return resolve(context) if is_left else value

    return get
