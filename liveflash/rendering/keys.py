"""What the items of a loop are known by, so that they keep their entries.

Django does not look for it, so it changes nothing and runs nobody's code: the key of an
item is what it holds, not what a property works out.
"""

from collections.abc import Callable
from types import MemberDescriptorType
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Model
from django.template import Context

from liveflash.rendering.attribute_access import is_bare, learn

KEY_TYPES = (int, str, UUID)


class _Item(NamedTuple):
    id: int


# What a class has for the fields of objects that have no ``__dict__``.
_FIELD_TYPES = (MemberDescriptorType, type(_Item.id))

_ways: dict[type, Callable[[Any], Any]] = {}


def given_key(key: Any) -> Any:
    """What ``{% live_key %}`` gives, as something that can be looked up."""
    return key if key is None or isinstance(key, KEY_TYPES) else str(key)


def natural_key(_context: Context, item: Any) -> Any:
    """What an item is known by: its ``pk`` or ``id``; None where it has neither."""
    kind = type(item)
    if kind is dict:
        key = item.get("pk", item.get("id"))
    else:
        way = _ways.get(kind) or learn(_ways, kind, _way(kind))
        key = way(item)
    return key if isinstance(key, KEY_TYPES) else None


def _way(kind: type) -> Callable[[Any], Any]:
    """What gives the key of items of a class."""
    if issubclass(kind, Model):
        return lambda item: item.pk
    if issubclass(kind, dict):
        return lambda item: dict.get(item, "pk", dict.get(item, "id"))
    if isinstance(getattr(kind, "pk", None), _FIELD_TYPES):
        return lambda item: getattr(item, "pk", None)
    if isinstance(getattr(kind, "id", None), _FIELD_TYPES):
        return lambda item: getattr(item, "id", None)
    if is_bare(kind, "pk") and is_bare(kind, "id"):
        return lambda item: getattr(item, "pk", getattr(item, "id", None))
    return _of_attributes


def _of_attributes(item: Any) -> Any:
    attributes = getattr(item, "__dict__", {})
    return attributes.get("pk", attributes.get("id"))
