"""The request by which a socket joins a page, which is there as long as the page is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.messages.storage import default_storage
from django.contrib.messages.storage.base import BaseStorage
from django.core.handlers.asgi import ASGIRequest
from django.http import parse_cookie
from django.utils.functional import SimpleLazyObject, empty
from django.utils.module_loading import import_string

# Not to be imported where a project does without it.
_AUTH = "django.contrib.auth.middleware"


class JoinRequest(ASGIRequest):
    """The GET by which a socket joins the page at its URL.

    It has what its middleware has given it. What nobody has used yet of that is let go
    and made when somebody does, as are its cookies. That would take 2 KB of each page
    that is open.
    """

    _is_made_later: tuple[str, ...] = ()

    def let_go(self) -> None:
        """Let go of what can be made again, once the middleware is through."""
        own = vars(self)
        user = own.get("user")
        if type(user) is SimpleLazyObject and user._wrapped is not empty:  # noqa: SLF001
            # It is loaded, and need not know any more how it was.
            own["user"] = user._wrapped  # noqa: SLF001
        self._is_made_later = tuple(
            name for name, kind in _KINDS.items() if kind.is_unused(own.get(name))
        )
        for name in self._is_made_later:
            del own[name]
        if own.get("COOKIES") == parse_cookie(self.META.get("HTTP_COOKIE", "")):
            del own["COOKIES"]

    def __getattr__(self, name: str) -> Any:
        """Make what was let go, where ``name`` is that of such."""
        if name not in self._is_made_later:
            return super().__getattribute__(name)  # raises what it has raised
        made = vars(self)[name] = _KINDS[name].make(self)
        return made


@dataclass(frozen=True, slots=True)
class _Kind:
    """What Django's middleware gives a request.

    ``is_unused`` tells whether something is that, and as it was given.
    """

    make: Callable[[JoinRequest], Any]
    is_unused: Callable[[Any], bool]


def _make_messages(request: JoinRequest) -> Any:
    # Lazy, as the context processor asks on pages that show no messages.
    return SimpleLazyObject(partial(default_storage, request))


def _are_unused_messages(given: Any) -> bool:
    return (
        isinstance(given, BaseStorage)
        and type(given) is import_string(settings.MESSAGE_STORAGE)
        and not (given.used or given.added_new or "_level" in vars(given))
    )


def _make_auser(request: JoinRequest) -> Any:
    return partial(import_module(_AUTH).auser, request)


def _is_djangos_auser(given: Any) -> bool:
    if not isinstance(given, partial):
        return False
    return given.func.__module__ == _AUTH and given.func.__name__ == "auser"


_KINDS: Mapping[str, _Kind] = {
    "_messages": _Kind(_make_messages, _are_unused_messages),
    "auser": _Kind(_make_auser, _is_djangos_auser),
}

# What else is set on such a request after it was made.
_SET_LATER = (
    *("COOKIES", "session", "user", "csrf_processing_done", "_cached_user"),
    *("_is_made_later", "_liveflash_socket", "_liveflash_region"),
)


def _share_names() -> None:
    """Have the attributes of all requests share a table of their names.

    Python makes one of what the first few have, and where many join at once these do
    not have them all yet: each request would have 500 bytes of names of its own.
    """
    request = JoinRequest.__new__(JoinRequest)
    for name in (*_KINDS, *_SET_LATER):
        setattr(request, name, None)


_share_names()
