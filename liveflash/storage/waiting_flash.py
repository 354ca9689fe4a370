"""The messages that wait in the visitor's session for the next page."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

from liveflash.flash import serialization
from liveflash.flash.flash import Flash
from liveflash.flash.message import Message
from liveflash.storage import kept_puts
from liveflash.storage.flash_store import new_flash

_SESSION_KEY = "_liveflash_waiting"


class WaitingFlash:
    """The messages of a request that wait for the next page, for their handles."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    def update(
        self,
        message_id: str,
        value: Any,
        *,
        level: str | None = None,
        timeout: float | None = None,
    ) -> bool:
        """Change a message in place; return False if it no longer waits."""
        flash = new_flash(read_waiting(self._request))
        is_changed = flash.update(message_id, value, level=level, timeout=timeout)
        return self._store(flash, is_changed=is_changed)

    def take_back(self, message_id: str) -> bool:
        """Discard a message; return False if it no longer waits."""
        flash = new_flash(read_waiting(self._request))
        return self._store(flash, is_changed=flash.take_back(message_id))

    def _store(self, flash: Flash, *, is_changed: bool) -> bool:
        kept_puts.add(self._request, flash)
        if is_changed:
            write_waiting(self._request, flash.messages)
        return is_changed


def read_waiting(request: HttpRequest) -> tuple[Message, ...]:
    """Return the messages that wait for the visitor's next page."""
    return serialization.load(session_of(request).get(_SESSION_KEY, ()))


def write_waiting(request: HttpRequest, messages: Iterable[Message]) -> None:
    """Have ``messages`` wait for the visitor's next page, and no others."""
    session = session_of(request)
    if stored := serialization.dump(messages):
        session[_SESSION_KEY] = stored
    elif _SESSION_KEY in session:
        del session[_SESSION_KEY]


def session_of(request: HttpRequest) -> Any:
    """Return the session of a request; raise ImproperlyConfigured without one."""
    session = getattr(request, "session", None)
    if session is None:
        msg = (
            "put_flash(request, …) and clear_flash(request) use the visitor's session: "
            "add 'django.contrib.sessions.middleware.SessionMiddleware' to MIDDLEWARE."
        )
        raise ImproperlyConfigured(msg)
    return session
