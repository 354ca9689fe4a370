"""Comparison by identity with the values that a client was shown.

Most renders change nothing in most loops. ``map`` and ``operator`` find that out
without running Python code for each row, three times as fast as a loop would.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import repeat
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
Getters = tuple[Getter, ...]


class PartGetter:
    """Gets ``width`` attributes of a value, or items if it is a dict.

    Values of a class for which Django would look elsewhere first have no parts.
    """

    __slots__ = (
        *("_attribute_columns", "_attributes", "_getters", "_item_columns", "_items"),
        *("_names", "width"),
    )

    def __init__(self, names: Sequence[str]) -> None:
        self.width = len(names)
        self._names = names
        # With one name these return the part itself, with several a tuple.
        self._attributes: Getter = attrgetter(*names)
        self._items: Getter = itemgetter(*names)
        self._attribute_columns: Getters = tuple(map(attrgetter, names))
        self._item_columns: Getters = tuple(map(itemgetter, names))
        self._getters: dict[type, Getter | None] = {dict: self._items}

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
        parts: Sequence[Any],
        kind: type | None,
    ) -> bool:
        """Return whether ``rows`` are the ``known`` ones, with the same ``parts``.

        ``kind`` is the class of all known rows. Return False also if there is no such
        class, or if Django has to look up the parts.
        """
        get = None if kind is None else self._getter(kind)
        if get is None or len(rows) != len(known) or not all(map(is_, rows, known)):
            return False
        columns = self._item_columns
        if get is self._attributes:
            columns = self._attribute_columns
        elif get is not self._items:
            rows = [row.__dict__ for row in rows]
        try:
            return all(
                all(map(is_, map(column, rows), parts[at :: self.width]))
                for at, column in enumerate(columns)
            )
        except (AttributeError, KeyError):
            return False

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


class IdentityComparer:
    """Compares variables in one layer of a context with their known values.

    ``places`` maps the name of each variable to the index of its known value.
    """

    __slots__ = ("_names", "_parts", "_places")

    def __init__(self, places: Mapping[str, int]) -> None:
        self._names = tuple(places)
        self._places = tuple(places.values())
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
        return found is not None and all(
            map(is_, found, map(known.__getitem__, self._places))
        )
