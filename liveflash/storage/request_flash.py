"""Put, clear and take the flash of a request, which waits in the visitor's session."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

from liveflash.flash import serialization
from liveflash.flash.flash import Flash
from liveflash.flash.message import Message
from liveflash.storage.flash_store import new_flash

_SESSION_KEY = "_liveflash_waiting"


def put_flash(
    request: HttpRequest,
    key: str,
    value: Any,
    *,
    level: str | None = None,
    timeout: float | None = None,
) -> None:
    """Show a message on the visitor's next page that renders flash, live or plain.

    ``key`` is a non-empty string, ``value`` a string, a dict, a list, a dataclass or
    another value that flash can store, ``timeout`` a number of seconds. Raises
    TypeError or ValueError as ``socket.put_flash`` does, and ImproperlyConfigured if
    the project has no sessions.
    """
    waiting = new_flash(_waiting(request))
    waiting.put(key, value, level=level, timeout=timeout)
    _store_waiting(request, waiting.messages)


def clear_flash(request: HttpRequest, key: str | None = None) -> None:
    """Remove the messages that wait for the next page: those of ``key``, or all.

    Raises ImproperlyConfigured if the project has no sessions.
    """
    waiting = Flash(_waiting(request))
    waiting.clear(key)
    _store_waiting(request, waiting.messages)


def take_waiting(request: HttpRequest) -> tuple[Message, ...]:
    """Remove and return the messages that wait for the visitor's next page."""
    waiting = _waiting(request) if hasattr(request, "session") else ()
    if waiting:
        _store_waiting(request, ())
    return waiting


def _waiting(request: HttpRequest) -> tuple[Message, ...]:
    return serialization.load(_session(request).get(_SESSION_KEY, ()))


def _store_waiting(request: HttpRequest, messages: Iterable[Message]) -> None:
    session = _session(request)
    if stored := serialization.dump(messages):
        session[_SESSION_KEY] = stored
    elif _SESSION_KEY in session:
        del session[_SESSION_KEY]


def _session(request: HttpRequest) -> Any:
    session = getattr(request, "session", None)
    if session is None:
        msg = (
            "put_flash(request, …) and clear_flash(request) use the visitor's session: "
            "add 'django.contrib.sessions.middleware.SessionMiddleware' to MIDDLEWARE."
        )
        raise ImproperlyConfigured(msg)
    return session
