"""Lookup of one step of a dotted name in a template, by the class of the value.

Django tries items, attributes and indexes, and calls what is callable. Where the class
of a value leaves only one of these, it is used directly; otherwise the lookup returns
``NEEDS_DJANGO``.
"""

from collections.abc import Callable, Iterator, Mapping
from inspect import getattr_static
from operator import methodcaller
from types import MemberDescriptorType
from typing import Any, TypeVar

from liveflash.flash.flash import Flash

T = TypeVar("T")

# Returned for a value that Django has to look up, and for one that does not exist.
NEEDS_DJANGO = object()
MISSING = object()

# The exceptions by which Django recognizes a missing item.
_NO_ITEM = (TypeError, AttributeError, KeyError, ValueError, IndexError)

_MAX_TYPES = 64


class Variables(Mapping[str, Any]):
    """The public attributes of ``source`` as template variables, read on use."""

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

    def copy(self) -> dict[str, Any]:
        """Return the variables; Django's layers are dicts, which have this method."""
        return dict(self)

    def stored(self) -> dict[str, Any]:
        """Return the variables that are read without running any code."""
        kind = type(self.source)
        names = (name for name in dir(self.source) if name[:1] != "_")
        stored = (name for name in names if not _is_computed(kind, name))
        found = {name: getattr(self.source, name, MISSING) for name in stored}
        return {name: each for name, each in found.items() if each is not MISSING}


def _is_computed(kind: type, name: str) -> bool:
    """Return whether an attribute is a method, a property or the like."""
    attribute = getattr_static(kind, name, None)
    is_slot = isinstance(attribute, MemberDescriptorType)
    return hasattr(attribute, "__get__") and not is_slot


def make_step(bit: str) -> Callable[[Any], Any]:
    """Return a function that looks up ``bit`` in a value.

    It returns the value found, NEEDS_DJANGO or MISSING.
    """
    getters: dict[type, Callable[[Any], Any]] = {}
    absent = _missing_item(dict, bit)

    def step(value: Any) -> Any:
        kind = type(value)
        if kind is dict:
            return value.get(bit, absent)
        get = getters.get(kind)
        if get is None:
            get = store_by_type(getters, kind, _getter(kind, bit))
        return get(value)

    return step


def leave_to_django(_anything: Any) -> Any:
    """Return NEEDS_DJANGO for any value."""
    return NEEDS_DJANGO


def _getter(kind: type, bit: str) -> Callable[[Any], Any]:
    """Return a function that looks up ``bit`` in values of a class."""
    if is_safe_for_getattr(kind, bit):
        return lambda value: getattr(value, bit, NEEDS_DJANGO)
    if is_instance_attribute(kind, bit):
        return lambda value: value.__dict__.get(bit, NEEDS_DJANGO)
    if not issubclass(kind, Mapping) or _is_callable(kind):
        return leave_to_django
    absent = _missing_item(kind, bit)
    if kind is Flash:
        return methodcaller("get", bit, absent)

    def item(value: Any) -> Any:
        try:
            return value[bit]
        except _NO_ITEM:
            return absent

    return item


def _missing_item(kind: type, bit: str) -> Any:
    """Return the result of a lookup in a value of this class without the item ``bit``.

    It is MISSING if there can be no such attribute or index, otherwise NEEDS_DJANGO.
    """
    finds_attributes = getattr(kind, "__getattribute__", None)
    has_attribute = (
        finds_attributes not in (object.__getattribute__, dict.__getattribute__)
        or hasattr(kind, "__getattr__")
        or kind.__dictoffset__ != 0
        or hasattr(kind, bit)
    )
    return NEEDS_DJANGO if has_attribute or bit[-1:].isdigit() else MISSING


def store_by_type(cache: dict[type, T], kind: type, value: T) -> T:
    """Store a value for a class, and return it; drop all others at _MAX_TYPES."""
    if len(cache) >= _MAX_TYPES:
        cache.clear()
    cache[kind] = value
    return value


def is_instance_attribute(kind: type, bit: str) -> bool:
    """Return whether ``bit``, if it is in an object's ``__dict__``, is read from there.

    It is not if objects of the class can be subscripted or called, which Django tries
    first, or if the class has a data descriptor of that name.
    """
    return (
        getattr(kind, "__getattribute__", None) is object.__getattribute__
        and hasattr(kind, "__dict__")
        and kind.__dictoffset__ != 0
        and not hasattr(kind, "__getitem__")
        and not _is_callable(kind)
        and not hasattr(getattr(kind, bit, None), "__set__")
    )


def _is_callable(kind: type) -> bool:
    """Return whether values of this class are callable, so that Django calls them."""
    return any("__call__" in vars(base) for base in kind.__mro__)


def is_safe_for_getattr(kind: type, bit: str) -> bool:
    """Return whether ``getattr`` for ``bit`` runs no code of the class.

    Unlike ``__dict__``, ``getattr`` does not create a dictionary of the attributes that
    stays in memory with the object.
    """
    return (
        is_instance_attribute(kind, bit)
        and not hasattr(kind, "__getattr__")
        and not hasattr(getattr(kind, bit, None), "__get__")
    )
