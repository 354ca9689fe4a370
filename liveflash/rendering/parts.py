"""Parts of values, got and compared by code that is made for them.

Such code is faster than ``attrgetter`` and ``map``, since Python learns, for each place
in it, what it finds there.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from keyword import iskeyword
from operator import attrgetter, itemgetter
from typing import Any

from liveflash.rendering.attribute_access import (
    MISSING,
    Variables,
    is_bare,
    is_plain,
    learn,
)

Getter = Callable[[Any], tuple[Any, ...]]
Comparer = Callable[[Sequence[Any], Sequence[Any], Iterator[Any]], bool]
Look = Callable[[Any, Sequence[Any]], bool]


class PartGetter:
    """Gives ``width`` attributes of a value, or items where it is a dict.

    None of a value of whose class Django would look elsewhere first.
    """

    __slots__ = ("_attributes", "_comparers", "_getters", "_items", "_names", "width")

    def __init__(self, names: Sequence[str]) -> None:
        # Of one name alone the getters would give no tuple.
        twice = names if len(names) > 1 else [names[0], names[0]]
        self._names = names
        self.width = len(twice)
        self._items: Getter = itemgetter(*twice)
        self._attributes: Getter = attrgetter(*twice)
        self._getters: dict[type, Getter | None] = {dict: self._items}
        self._comparers: dict[Getter, Comparer] = {}

    def of(self, value: Any) -> tuple[Any, ...] | None:
        """The parts of one value."""
        get = self._getter(type(value))
        try:
            return None if get is None else get(value)
        except (AttributeError, KeyError):
            return None

    def are_same(
        self,
        values: Sequence[Any],
        known: Sequence[Any],
        parts: Iterable[Any],
        kind: type | None,
    ) -> bool:
        """Whether ``values`` are the ``known`` ones, with the very ``parts`` of each.

        ``kind`` is the class of all known ones. False also where they are of several,
        or where it is left to Django how they are asked.
        """
        if len(values) != len(known) or kind is None:
            return False
        get = self._getter(kind)
        if get is None:
            return False
        compare = self._comparers.get(get) or self._made_comparer(get)
        try:
            return compare(values, known, iter(parts))
        except (AttributeError, KeyError):
            return False

    def _made_comparer(self, get: Getter) -> Comparer:
        """Make it when it is used first: most pages have rows of one kind."""
        code: Callable[[str], str] = "[{!r}]".format
        if get is self._attributes:
            code = _attribute
        elif get is not self._items:
            code = ".__dict__[{!r}]".format
        twice = self._names if len(self._names) > 1 else [*self._names, *self._names]
        made = self._comparers[get] = _comparer(map(code, twice))
        return made

    def _getter(self, kind: type) -> Getter | None:
        if kind in self._getters:
            return self._getters[kind]
        get: Getter | None = None
        if all(is_bare(kind, name) for name in self._names):
            get = self._attributes
        elif all(is_plain(kind, name) for name in self._names):
            get = self._of_dict
        return learn(self._getters, kind, get)

    def _of_dict(self, value: Any) -> tuple[Any, ...]:
        return self._items(value.__dict__)


class Glance:
    """Sees whether the variables of a layer of a context are the known values.

    ``places`` has, by name, where each of them stands among these.
    """

    __slots__ = ("_looks", "_places")

    def __init__(self, places: Mapping[str, int]) -> None:
        self._places = places
        self._looks: dict[type, Look] = {dict: self._made_look(_item)}

    def sees_same(self, layer: Any, known: Sequence[Any]) -> bool:
        """False also where one is not there, or has to be asked for."""
        value = layer.source if type(layer) is Variables else layer
        kind = type(value)
        look = self._looks.get(kind) or self._learnt(kind)
        try:
            return look(value, known)
        except AttributeError:  # most likely it never has it
            learn(self._looks, kind, _sees_nothing)
            return False

    def _learnt(self, kind: type) -> Look:
        is_known = all(is_bare(kind, name) for name in self._places)
        look = self._made_look(_attribute) if is_known else _sees_nothing
        return learn(self._looks, kind, look)

    def _made_look(self, code: Callable[[str], str]) -> Look:
        same = " and ".join(
            f"value{code(name)} is known[{place}]"
            for name, place in self._places.items()
        )
        source = f"lambda value, known: {same}"
        look: Look = eval(source, {"MISSING": MISSING})  # noqa: S307 - nothing but names
        return look


def _sees_nothing(_value: Any, _known: Sequence[Any]) -> bool:
    """See nothing."""
    return False


def _comparer(accesses: Iterable[str]) -> Comparer:
    """What compares values with those that are known, and the parts of each in turn.

    ``accesses`` are the parts as they stand in code.
    """
    names = [(f"part{number}", access) for number, access in enumerate(accesses)]
    differs = " or ".join(f"value{access} is not {name}" for name, access in names)
    source = (
        "lambda values, known, parts: not ["
        f"None for value, item, {', '.join(name for name, _ in names)} "
        f"in zip(values, known, {', '.join('parts' for _ in names)}) "
        f"if value is not item or {differs}]"
    )
    compare: Comparer = eval(source)  # noqa: S307 - nothing but names is put into it
    return compare


def _item(name: str) -> str:
    """The code that follows a dict to give its item, or MISSING."""
    return f".get({name!r}, MISSING)"


def _attribute(name: str) -> str:
    """The code that follows a value to give its attribute."""
    is_code = name.isascii() and name.isidentifier() and not iskeyword(name)
    return f".{name}" if is_code else f".__getattribute__({name!r})"
