"""Template variables, found as Django finds them, without its detours.

What is out of the ordinary (a callable, an index, a property, a missing name) is left
to Django's own ``Variable``, which starts anew from the context.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from types import NoneType
from typing import Any
from uuid import UUID

from django.template import Context, VariableDoesNotExist
from django.template.base import FilterExpression
from django.template.defaulttags import TemplateLiteral
from django.utils.safestring import SafeString

Getter = Callable[[Context], Any]

# Stands for a value that has to be looked up by Django.
UNUSUAL = object()

# Built-in types whose values cannot change, so that the same value has the same text.
FIXED = frozenset(
    {
        *(str, SafeString, int, float, bool, NoneType, Decimal, UUID),
        *(date, datetime, time, timedelta),
    }
)

_MANY_TYPES = 64


def expression(parsed: FilterExpression, *, or_none: bool = False) -> Getter:
    """What resolves a filter expression; a name that is missing is None ``or_none``."""

    def by_django(context: Context) -> Any:
        return parsed.resolve(context, ignore_failures=or_none)

    lookups = getattr(parsed.var, "lookups", None)
    if parsed.filters or not lookups or parsed.var.translate:
        return by_django
    name, *bits = lookups
    return _lookup(name, tuple(bits), by_django)


def named(expressions: dict[str, FilterExpression]) -> Callable[[Any], dict[str, Any]]:
    """What resolves the values that ``{% with %}`` and ``{% include %}`` name."""
    getters = [(name, expression(parsed)) for name, parsed in expressions.items()]

    def values(context: Context) -> dict[str, Any]:
        return {name: get(context) for name, get in getters}

    return values


def source(parsed: FilterExpression) -> Getter:
    """What looks up the variable that is filtered; UNUSUAL where it is not plain."""
    lookups = getattr(parsed.var, "lookups", None)
    if not lookups:
        return unusual
    name, *bits = lookups
    return _lookup(name, tuple(bits), unusual)


def unusual(_context: Context) -> Any:
    return UNUSUAL


def condition(parsed: Any) -> Getter:
    """What evaluates the condition of an ``{% if %}``."""
    is_simple = type(parsed) is TemplateLiteral
    evaluate: Getter = (
        expression(parsed.value, or_none=True) if is_simple else parsed.eval
    )

    def match(context: Context) -> Any:
        try:
            return evaluate(context)
        except VariableDoesNotExist:
            return None

    return match


def _lookup(name: str, bits: tuple[str, ...], by_django: Getter) -> Getter:
    if not bits:
        return _first(name, by_django)
    steps = [_step(bit) for bit in bits]

    def get(context: Context) -> Any:
        for layer in reversed(context.dicts):
            if name in layer:
                value = layer[name]
                break
        else:
            return by_django(context)
        for step in steps:
            value = step(value)
        if type(value) in FIXED:
            return value
        return by_django(context) if value is UNUSUAL or callable(value) else value

    return get


def _first(name: str, by_django: Getter) -> Getter:
    def get(context: Context) -> Any:
        for layer in reversed(context.dicts):
            if name in layer:
                value = layer[name]
                break
        else:
            return by_django(context)
        if type(value) in FIXED:
            return value
        return by_django(context) if callable(value) else value

    return get


def _step(bit: str) -> Callable[[Any], Any]:
    """What takes one step of a dotted name, or gives UNUSUAL."""
    plain: dict[type, bool] = {}

    def step(value: Any) -> Any:
        kind = type(value)
        if kind is dict:
            return value.get(bit, UNUSUAL)
        is_plain = plain.get(kind)
        if is_plain is None:
            if len(plain) >= _MANY_TYPES:
                plain.clear()
            is_plain = plain[kind] = _is_plain(kind, bit)
        return value.__dict__.get(bit, UNUSUAL) if is_plain else UNUSUAL

    return step


def _is_plain(kind: type, bit: str) -> bool:
    """Whether ``bit`` of such an object is what its ``__dict__`` says.

    Not so for what can be subscripted or called, which Django does first, and not where
    the class has an attribute of that name that decides.
    """
    return (
        getattr(kind, "__getattribute__", None) is object.__getattribute__
        and hasattr(kind, "__dict__")
        and kind.__dictoffset__ != 0
        and not hasattr(kind, "__getitem__")
        and not hasattr(kind, "__call__")  # noqa: B004 - of the class, not of kind
        and not hasattr(getattr(kind, bit, None), "__set__")
    )
