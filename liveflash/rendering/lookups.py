"""Template variables, found as Django finds them, without its detours.

What is out of the ordinary (a callable, an index, a property, most missing names) is
left to Django's own ``Variable``, which starts anew from the context.
"""

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from operator import itemgetter
from types import NoneType
from typing import Any, TypeVar
from uuid import UUID

from django.template import Context, VariableDoesNotExist
from django.template.base import FilterExpression
from django.template.defaulttags import TemplateLiteral
from django.template.smartif import TokenBase
from django.utils.safestring import SafeString

T = TypeVar("T")
Getter = Callable[[Context], Any]

# Stands for a value that has to be looked up by Django, and for one that is not there.
UNUSUAL = object()
MISSING = object()

# Built-in types whose values cannot change, so that the same value has the same text.
FIXED = frozenset(
    {
        *(str, SafeString, int, float, bool, NoneType, Decimal, UUID),
        *(date, datetime, time, timedelta),
    }
)

# Those of them of which equal values have the same text.
TOLD_BY_VALUE = frozenset({str, SafeString, int, bool, NoneType, UUID, date, timedelta})

# What Django takes for: there is no such item.
_NO_ITEM = (TypeError, AttributeError, KeyError, ValueError, IndexError)

_MANY_TYPES = 64


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


def unusual(_anything: Any) -> Any:
    return UNUSUAL


def _none(_context: Context) -> None:
    """Give what a name that is missing stands for in a condition."""


def condition(parsed: Any) -> Getter:
    """What evaluates the condition of an ``{% if %}``."""
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


def parts(names: Sequence[str]) -> Callable[[Any], tuple[Any, ...] | None]:
    """What gives these attributes or items of a value; None where Django has to look.

    A value of whose class Django would look elsewhere first gives None.
    """
    # Of one name alone it would give no tuple.
    get: Callable[[Any], tuple[Any, ...]] = itemgetter(
        *(names if len(names) > 1 else [names[0], names[0]])
    )
    plain: dict[type, bool] = {}

    def take(value: Any) -> tuple[Any, ...] | None:
        kind = type(value)
        if kind is not dict:
            is_plain = plain.get(kind)
            if is_plain is None:
                is_plain = all(_is_plain(kind, name) for name in names)
                _learn(plain, kind, is_plain)
            if not is_plain:
                return None
            value = value.__dict__
        try:
            return get(value)
        except KeyError:
            return None

    return take


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
        if value is MISSING:
            return missing(context)
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
    """What takes one step of a dotted name, or gives UNUSUAL or MISSING."""
    ways: dict[type, Callable[[Any], Any]] = {}
    absent = _absent(dict, bit)

    def step(value: Any) -> Any:
        kind = type(value)
        if kind is dict:
            return value.get(bit, absent)
        way = ways.get(kind)
        if way is None:
            way = _learn(ways, kind, _way(kind, bit))
        return way(value)

    return step


def _way(kind: type, bit: str) -> Callable[[Any], Any]:
    """How values of a class are asked for ``bit``."""
    if _is_plain(kind, bit):
        return lambda value: value.__dict__.get(bit, UNUSUAL)
    if not issubclass(kind, Mapping) or _is_called(kind):
        return unusual
    absent = _absent(kind, bit)

    def item(value: Any) -> Any:
        try:
            return value[bit]
        except _NO_ITEM:
            return absent

    return item


def _absent(kind: type, bit: str) -> Any:
    """What it means that a value of this class has no item ``bit``.

    MISSING where it is certain that no attribute has the name, and it is no index.
    """
    finds_attributes = getattr(kind, "__getattribute__", None)
    has_attribute = (
        finds_attributes not in (object.__getattribute__, dict.__getattribute__)
        or hasattr(kind, "__getattr__")
        or kind.__dictoffset__ != 0
        or hasattr(kind, bit)
    )
    return UNUSUAL if has_attribute or bit[-1:].isdigit() else MISSING


def _learn(known: dict[type, T], kind: type, what: T) -> T:
    """Keep ``what`` for a class; of too many classes none is kept."""
    if len(known) >= _MANY_TYPES:
        known.clear()
    known[kind] = what
    return what


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
        and not _is_called(kind)
        and not hasattr(getattr(kind, bit, None), "__set__")
    )


def _is_called(kind: type) -> bool:
    """Whether values of this class are callable, so that Django calls them."""
    return any("__call__" in vars(base) for base in kind.__mro__)
