"""How values are asked for what a name in a template means, by their class.

A class that Django would ask in a roundabout way (one that can be called, or looked at
by an index) is left to it: such a value gives ``UNUSUAL``.
"""

from collections.abc import Callable, Iterator, Mapping
from operator import methodcaller
from typing import Any, TypeVar

from liveflash.flash.flash import Flash

T = TypeVar("T")

# Stands for a value that has to be looked up by Django, and for one that is not there.
UNUSUAL = object()
MISSING = object()

# What Django takes for: there is no such item.
_NO_ITEM = (TypeError, AttributeError, KeyError, ValueError, IndexError)

_MANY_TYPES = 64


class Variables(Mapping[str, Any]):
    """The public attributes of ``source`` as template variables, got when used."""

    __slots__ = ("source",)

    def __init__(self, source: object) -> None:
        self.source = source

    def __getitem__(self, name: str) -> Any:
        if name.startswith("_"):
            raise KeyError(name)
        try:
            return getattr(self.source, name)
        except AttributeError:
            raise KeyError(name) from None

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name[:1] != "_" and hasattr(self.source, name)

    def __iter__(self) -> Iterator[str]:
        return (name for name in dir(self.source) if name in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def step_to(bit: str) -> Callable[[Any], Any]:
    """What takes one step of a dotted name, or gives UNUSUAL or MISSING."""
    ways: dict[type, Callable[[Any], Any]] = {}
    absent = _absent(dict, bit)

    def step(value: Any) -> Any:
        kind = type(value)
        if kind is dict:
            return value.get(bit, absent)
        way = ways.get(kind)
        if way is None:
            way = learn(ways, kind, _way(kind, bit))
        return way(value)

    return step


def unusual(_anything: Any) -> Any:
    """Leave a value to Django."""
    return UNUSUAL


def _way(kind: type, bit: str) -> Callable[[Any], Any]:
    """How values of a class are asked for ``bit``."""
    if is_bare(kind, bit):
        return lambda value: getattr(value, bit, UNUSUAL)
    if is_plain(kind, bit):
        return lambda value: value.__dict__.get(bit, UNUSUAL)
    if not issubclass(kind, Mapping) or _is_called(kind):
        return unusual
    absent = _absent(kind, bit)
    if kind is Flash:
        return methodcaller("get", bit, absent)

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


def learn(known: dict[type, T], kind: type, what: T) -> T:
    """Keep ``what`` for a class; of too many classes none is kept."""
    if len(known) >= _MANY_TYPES:
        known.clear()
    known[kind] = what
    return what


def is_plain(kind: type, bit: str) -> bool:
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


def is_bare(kind: type, bit: str) -> bool:
    """Whether nothing but ``__dict__`` and plain values of the class give ``bit``.

    ``getattr`` then gives it, without making a dictionary of the object's attributes,
    which it would keep.
    """
    return (
        is_plain(kind, bit)
        and not hasattr(kind, "__getattr__")
        and not hasattr(getattr(kind, bit, None), "__get__")
    )
