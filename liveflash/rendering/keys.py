"""Keys of the items of a loop, by which they are found again in the next render.

Django does not look for keys, so finding one must not change an item or run its code:
the key is a stored value, never that of a property.
"""

from collections.abc import Callable
from types import MemberDescriptorType
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Model
from django.template import Context

from liveflash.rendering.attribute_access import is_safe_for_getattr, store_by_type

KEY_TYPES = (int, str, UUID)


class _Item(NamedTuple):
    id: int


# The descriptors of fields of objects without ``__dict__``.
_FIELD_TYPES = (MemberDescriptorType, type(_Item.id))

_getters: dict[type, Callable[[Any], Any]] = {}


def given_key(key: Any) -> Any:
    """Return the value of ``{% live_key %}`` as a hashable key."""
    return key if key is None or isinstance(key, KEY_TYPES) else str(key)


def natural_key(_context: Context, item: Any) -> Any:
    """Return the ``pk`` or ``id`` of an item; None if it has neither."""
    kind = type(item)
    if kind is dict:
        key = item.get("pk", item.get("id"))
    else:
        get = _getters.get(kind) or store_by_type(_getters, kind, _key_getter(kind))
        key = get(item)
    return key if isinstance(key, KEY_TYPES) else None


def _key_getter(kind: type) -> Callable[[Any], Any]:
    """Return a function that returns the key of an item of a class."""
    if issubclass(kind, Model):
        return lambda item: item.pk
    if issubclass(kind, dict):
        return lambda item: dict.get(item, "pk", dict.get(item, "id"))
    if isinstance(getattr(kind, "pk", None), _FIELD_TYPES):
        return lambda item: getattr(item, "pk", None)
    if isinstance(getattr(kind, "id", None), _FIELD_TYPES):
        return lambda item: getattr(item, "id", None)
    if is_safe_for_getattr(kind, "pk") and is_safe_for_getattr(kind, "id"):
        return lambda item: getattr(item, "pk", getattr(item, "id", None))
    return _of_attributes


def _of_attributes(item: Any) -> Any:
    attributes = getattr(item, "__dict__", {})
    return attributes.get("pk", attributes.get("id"))


class FormerPositions:
    """The positions of entries in the last render, each of which is claimed once.

    ``former`` are the keys of the last render, ``taken`` those already used in this.
    """

    __slots__ = ("_former", "_index", "_taken")

    def __init__(self, former: list[Any], taken: list[Any]) -> None:
        self._former = former
        self._index: dict[Any, int] | None = None
        self._taken = dict.fromkeys(taken, 0)

    def claim(self, place: int, key: Any) -> tuple[Any, int | None]:
        """Return the key, made unique, and its former position; None if it is new."""
        if key in self._taken:
            self._taken[key] += 1
            return self.claim(place, (key, self._taken[key]))
        self._taken[key] = 0
        former = self._former
        if place < len(former) and former[place] == key:
            return key, place
        if self._index is None:
            self._index = {known: at for at, known in enumerate(former)}
        return key, self._index.get(key)
