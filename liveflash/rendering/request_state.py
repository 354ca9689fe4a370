"""The state of a request, which a live page renders many times.

Tags often collect on the request: breadcrumbs in ``META``, a set of the assets that the
page has already. Each render starts with the request as it was before the first one.
"""

from collections import deque
from collections.abc import Mapping, MutableMapping
from copy import copy
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from liveflash.rendering.nodes import OUR_MODULES

# How deep containers are copied, as in ``request.assets = {"js": ["a.js"]}``.
_DEPTH = 3
_CONTAINERS = (list, dict, set, deque)
_PLAIN = (str, bytes, int, float, type(None), tuple, frozenset, date, Decimal, UUID)

# Attributes of Django that hold for all renders.
_KEPT = frozenset(
    {"COOKIES", "_acached_user", "_cached_user", "_messages", "environ", "scope"}
)
_CSRF = "CSRF_COOKIE"
_OURS = "_liveflash"


class RequestState:
    """Restores a request after a render, from the time of ``store``."""

    __slots__ = ("_request", "_stored")

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._stored: dict[str, Any] | None = None

    def store(self) -> None:
        """Store the request, and give this render copies of what it may change.

        The containers themselves are not changed: they may belong to several requests.
        """
        if self._stored is not None:
            return
        attributes = vars(self._request)
        self._stored = dict(attributes)
        for name, value in self._stored.items():
            if not isinstance(value, _PLAIN) and not _is_kept(self._request, name):
                attributes[name] = _copied(value, _DEPTH)

    def restore(self) -> None:
        """Restore the request, except for what Django or this package caches there."""
        stored, self._stored = self._stored, None
        if stored is None:
            return
        request = self._request
        changed = vars(request)
        _keep_csrf(changed.get("META", {}), stored.get("META", {}))
        kept = {name: changed[name] for name in changed if _is_kept(request, name)}
        # Another thread sees the former or the restored attributes, never a mixture.
        request.__dict__ = stored | kept


def _is_kept(request: HttpRequest, name: str) -> bool:
    """Return whether an attribute stays as a render leaves it.

    That includes the cached properties of the request.
    """
    return name in _KEPT or name.startswith(_OURS) or hasattr(type(request), name)


def _keep_csrf(changed: Mapping[str, Any], stored: MutableMapping[str, Any]) -> None:
    """Keep the CSRF secret of a first ``{% csrf_token %}`` for the next renders."""
    for name, value in changed.items():
        if name.startswith(_CSRF):
            stored[name] = value


def _copied(value: Any, depth: int) -> Any:
    """Return a copy of a container, or of an object that holds plain values only."""
    if type(value).__module__.startswith(OUR_MODULES) or not depth:
        return value
    if isinstance(value, _CONTAINERS):
        return _copied_container(value, depth)
    return _copied_object(value, depth) if _holds_plain_values(value) else value


def _holds_plain_values(value: Any) -> bool:
    attributes = getattr(value, "__dict__", None)
    if type(attributes) is not dict or not attributes or isinstance(value, type):
        return False
    # Others, such as files, have a state besides their attributes.
    is_plain = getattr(type(value), "__getstate__", None) is object.__getstate__
    return is_plain and all(
        isinstance(each, _CONTAINERS + _PLAIN) for each in attributes.values()
    )


def _copied_object(value: Any, depth: int) -> Any:
    copied = _shallow(value)
    if copied is not value:
        for name, each in vars(value).items():
            vars(copied)[name] = _copied(each, depth - 1)
    return copied


def _copied_container(value: Any, depth: int) -> Any:
    copied = _shallow(value)
    if copied is value or isinstance(value, set):
        return copied
    places = value.items() if isinstance(value, dict) else enumerate(value)
    for place, each in list(places):
        if isinstance(each, _CONTAINERS):
            copied[place] = _copied(each, depth - 1)
    return copied


def _shallow(value: Any) -> Any:
    """Return a shallow copy, the value itself if it cannot be copied."""
    try:
        return copy(value)
    except (AttributeError, TypeError, ValueError):
        return value
