"""Template variables, found as Django finds them, without its detours.

What is out of the ordinary (a callable, an index, a property, most missing names) is
left to Django's own ``Variable``, which starts anew from the context.
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
    UNUSUAL,
    Variables,
    step_to,
    unusual,
)

Getter = Callable[[Context], Any]

# Built-in types whose values cannot change, so that the same value has the same text.
FIXED = frozenset(
    {
        *(str, SafeString, int, float, bool, NoneType, Decimal, UUID),
        *(date, datetime, time, timedelta),
    }
)

# Those of them of which equal values have the same text.
TOLD_BY_VALUE = frozenset({str, SafeString, int, bool, NoneType, UUID, date, timedelta})


def expression(parsed: FilterExpression, *, or_none: bool = False) -> Getter:
    """What resolves a filter expression; a name that is missing is None ``or_none``."""

    def by_django(context: Context) -> Any:
        return parsed.resolve(context, ignore_failures=or_none)

    lookups = getattr(parsed.var, "lookups", None)
    if parsed.filters or not lookups or parsed.var.translate:
        return by_django
    name, *bits = lookups
    return _lookup(name, tuple(bits), by_django, _none if or_none else by_django)


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
    return _lookup(name, tuple(bits), unusual, unusual)


def _none(_context: Context) -> None:
    """Give what a name that is missing stands for in a condition."""


def condition(parsed: Any) -> Getter:
    """What evaluates the condition of an ``{% if %}``."""
    alone: Any = parsed.value if isinstance(parsed, TemplateLiteral) else None
    if alone is not None and not alone.filters:
        return expression(alone, or_none=True)  # missing, it is None
    evaluate: Getter = _condition(parsed).eval

    def match(context: Context) -> Any:
        try:
            return evaluate(context)
        except VariableDoesNotExist:
            return None

    return match


class _Operand:
    """A variable in a condition, in place of Django's."""

    __slots__ = ("eval",)

    def __init__(self, get: Getter) -> None:
        self.eval = get


def _condition(parsed: Any) -> Any:
    """The same condition over variables that are found without detours."""
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
    """Whether these values look as the former, which cannot have changed, did."""
    return all(
        value is known
        or (
            type(value) is type(known)
            and type(value) in TOLD_BY_VALUE
            and value == known
        )
        for value, known in zip(values, former, strict=True)
    )


def are_fixed(values: Sequence[Any]) -> bool:
    """Whether none of these values can change."""
    return all(type(value) in FIXED for value in values)


def _lookup(
    name: str, bits: tuple[str, ...], by_django: Getter, missing: Getter
) -> Getter:
    steps = [step_to(bit) for bit in bits]

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
        if type(value) in FIXED:
            return value
        ask = missing if value is MISSING else by_django
        is_left = value is MISSING or value is UNUSUAL or callable(value)
        return ask(context) if is_left else value

    return get
