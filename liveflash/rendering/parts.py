"""Comparison by identity with the values that a client was shown.

Most renders change nothing in most loops and variables. Finding that out is the largest
part of a render, so it is made as cheap as possible here.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import repeat
from keyword import iskeyword
from operator import attrgetter, is_, itemgetter
from typing import Any

from liveflash.rendering.attribute_access import (
    MISSING,
    Variables,
    is_instance_attribute,
    is_safe_for_getattr,
    store_by_type,
)

Getter = Callable[[Any], Any]
Comparer = Callable[[Sequence[Any], Sequence[Any], Iterator[Any]], bool]


class PartGetter:
    """Gets ``width`` attributes of a value, or items if it is a dict.

    Values of a class for which Django would look elsewhere first have no parts.
    """

    __slots__ = ("_attributes", "_comparers", "_getters", "_items", "_names", "width")

    def __init__(self, names: Sequence[str]) -> None:
        self.width = len(names)
        self._names = names
        # With one name these return the part itself, with several a tuple.
        self._attributes: Getter = attrgetter(*names)
        self._items: Getter = itemgetter(*names)
        self._getters: dict[type, Getter | None] = {dict: self._items}
        self._comparers: dict[Getter, Comparer] = {}

    def of(self, value: Any) -> tuple[Any, ...] | None:
        """Return the parts of a value, or None if it has none."""
        get = self._getter(type(value))
        try:
            found = None if get is None else get(value)
        except (AttributeError, KeyError):
            return None
        return (found,) if get is not None and self.width == 1 else found

    def unchanged(
        self,
        rows: Sequence[Any],
        known: Sequence[Any],
        parts: Iterable[Any],
        kind: type | None,
    ) -> bool:
        """Return whether ``rows`` are the ``known`` ones, with the same ``parts``.

        ``kind`` is the class of all known rows. Return False also if there is no such
        class, or if Django has to look up the parts.
        """
        get = None if kind is None else self._getter(kind)
        if get is None or len(rows) != len(known):
            return False
        compare = self._comparers.get(get) or self._new_comparer(get)
        try:
            return compare(rows, known, iter(parts))
        except (AttributeError, KeyError):
            return False

    def _new_comparer(self, get: Getter) -> Comparer:
        access: Callable[[str], str] = "[{!r}]".format
        if get is self._attributes:
            access = _attribute_access
        elif get is not self._items:
            access = ".__dict__[{!r}]".format
        compare = compile_comparer([access(name) for name in self._names])
        self._comparers[get] = compare
        return compare

    def _getter(self, kind: type) -> Getter | None:
        if kind in self._getters:
            return self._getters[kind]
        get: Getter | None = None
        if all(is_safe_for_getattr(kind, name) for name in self._names):
            get = self._attributes
        elif all(is_instance_attribute(kind, name) for name in self._names):
            get = self._of_dict
        return store_by_type(self._getters, kind, get)

    def _of_dict(self, value: Any) -> Any:
        return self._items(value.__dict__)


def compile_comparer(accesses: Sequence[str]) -> Comparer:
    """Return a function that compares rows and their parts with the known ones.

    ``accesses`` are the parts as Python code, ``.name`` or ``['name']``. Generated code
    takes a third of the time of ``map`` and ``attrgetter``, since Python adapts it to
    the class of the rows. On a page of 20 rows this saves a tenth of an event.
    """
    names = [f"part{number}" for number in range(len(accesses))]
    differs = " or ".join(
        f"row{access} is not {name}"
        for name, access in zip(names, accesses, strict=True)
    )
    source = (
        "lambda rows, known, parts: not ["
        f"None for row, former, {', '.join(names)} "
        f"in zip(rows, known, {', '.join(['parts'] * len(names))}) "
        f"if row is not former or {differs}]"
    )
    compare: Comparer = eval(source)  # noqa: S307 - contains nothing but names
    return compare


def _attribute_access(name: str) -> str:
    """Return the code that follows a value to read an attribute."""
    is_code = name.isascii() and name.isidentifier() and not iskeyword(name)
    return f".{name}" if is_code else f".__getattribute__({name!r})"


class IdentityComparer:
    """Compares variables in one layer of a context with their known values.

    ``places`` maps the name of each variable, of two or more, to the index of its known
    value.
    """

    __slots__ = ("_get_known", "_names", "_parts")

    def __init__(self, places: Mapping[str, int]) -> None:
        self._names = tuple(places)
        self._get_known = itemgetter(*places.values())
        self._parts = PartGetter(self._names)

    def is_same(self, layer: Any, known: Sequence[Any]) -> bool:
        """Return whether each variable is the known value.

        Return False also if the layer lacks one, or has to be looked up by Django.
        """
        value = layer.source if type(layer) is Variables else layer
        found: Iterable[Any] | None
        if type(value) is dict:
            found = map(value.get, self._names, repeat(MISSING))
        else:
            found = self._parts.of(value)
        return found is not None and all(map(is_, found, self._get_known(known)))
