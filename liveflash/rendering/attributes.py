"""How values are asked for what a name in a template means, by their class.

A class that Django would ask in a roundabout way (one that can be called, or looked at
by an index) is left to it: such a value gives ``UNUSUAL``.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from keyword import iskeyword
from operator import attrgetter, itemgetter
from typing import Any, TypeVar

from liveflash.flash import Flash

T = TypeVar("T")
Getter = Callable[[Any], tuple[Any, ...]]
Comparer = Callable[[Sequence[Any], Sequence[Any], Iterator[Any], type], bool]

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
        self, values: Sequence[Any], known: Sequence[Any], parts: Iterable[Any]
    ) -> bool:
        """Whether ``values`` are the ``known`` ones, with the very ``parts`` of each.

        False also where they are of several classes, or where it is left to Django how
        they are asked.
        """
        if len(values) != len(known):
            return False
        kind = type(values[0]) if values else dict
        get = self._getter(kind)
        if get is None:
            return False
        compare = self._comparers.get(get) or self._made_comparer(get)
        try:
            return compare(values, known, iter(parts), kind)
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
        elif all(_is_plain(kind, name) for name in self._names):
            get = self._of_dict
        return learn(self._getters, kind, get)

    def _of_dict(self, value: Any) -> tuple[Any, ...]:
        return self._items(value.__dict__)


def _comparer(accesses: Iterable[str]) -> Comparer:
    """What compares values with those that are known, and the parts of each in turn.

    ``accesses`` are the parts as they stand in code. The code that is made of them is
    faster than ``attrgetter`` and ``map`` since Python learns, for each place in it,
    what it finds there.
    """
    names = [(f"part{number}", access) for number, access in enumerate(accesses)]
    differs = " or ".join(f"value{access} is not {name}" for name, access in names)
    source = (
        "lambda values, known, parts, kind: not ["
        f"None for value, item, {', '.join(name for name, _ in names)} "
        f"in zip(values, known, {', '.join('parts' for _ in names)}) "
        f"if value is not item or type(value) is not kind or {differs}]"
    )
    compare: Comparer = eval(source)  # noqa: S307 - nothing but names is put into it
    return compare


def _attribute(name: str) -> str:
    """The code that follows a value to give its attribute."""
    is_plain = name.isascii() and name.isidentifier() and not iskeyword(name)
    return f".{name}" if is_plain else f".__getattribute__({name!r})"


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
    if _is_plain(kind, bit):
        return lambda value: value.__dict__.get(bit, UNUSUAL)
    if not issubclass(kind, Mapping) or _is_called(kind):
        return unusual
    absent = _absent(kind, bit)
    if kind is Flash:
        return lambda flash: flash.get(bit, absent)

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


def is_bare(kind: type, bit: str) -> bool:
    """Whether nothing but ``__dict__`` and plain values of the class give ``bit``.

    ``getattr`` then gives it, without making a dictionary of the object's attributes,
    which it would keep.
    """
    return (
        _is_plain(kind, bit)
        and not hasattr(kind, "__getattr__")
        and not hasattr(getattr(kind, bit, None), "__get__")
    )
