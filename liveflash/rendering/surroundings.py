"""What a render depends on beside its variables.

The language, the time zone and, on an event loop, the database connections are context
variables. To see that no variable was set takes less than to ask for any of these.
"""

from contextvars import copy_context
from functools import cache
from operator import is_
from typing import Any

from django.conf import settings
from django.core.signals import setting_changed
from django.db import connections
from django.template import Context
from django.utils import timezone, translation


def setting_of(context: Context) -> tuple[Any, ...]:
    """What the text of a value depends on beside the value."""
    return _active() + _formats(context)


class Surroundings:
    """Looks after them for one page, which is rendered again and again.

    A database connection is made when it is asked for; on an event loop it connects to
    nothing, since Django refuses.
    """

    __slots__ = ("_active", "_seen")

    def __init__(self) -> None:
        self._seen: list[Any] = []
        self._active: tuple[Any, ...] | None = None

    def setting(self, context: Context, *, has_looked: bool) -> tuple[Any, ...]:
        """What the text of a value depends on beside the value.

        ``has_looked`` tells that nobody else's code has run since ``look``.
        """
        if not has_looked:
            self.look()
        if self._active is None:
            self._active = _active()
        return self._active + _formats(context)

    def forget_connections(self) -> None:
        """Drop the connections that were asked for before."""
        if self.look():
            for connection in connections.all(initialized_only=True):
                del connections[connection.alias]
            self.look()

    def have_connections(self) -> bool:
        """Whether one was asked for since ``forget_connections``."""
        return self.look() and bool(connections.all(initialized_only=True))

    def look(self) -> bool:
        """Look whether any variable was set since the last look."""
        values = list(copy_context().values())
        # By identity: whether other people's values are equal is not asked.
        if len(values) == len(self._seen) and all(map(is_, values, self._seen)):
            return False
        self._seen, self._active = values, None
        return True


def _active() -> tuple[Any, ...]:
    return translation.get_language(), timezone.get_current_timezone()


def _formats(context: Context) -> tuple[Any, ...]:
    return (context.use_l10n, context.use_tz, _settings())


@cache
def _settings() -> tuple[Any, ...]:
    return (
        settings.LANGUAGE_CODE,
        settings.TIME_ZONE,
        settings.USE_I18N,
        settings.USE_THOUSAND_SEPARATOR,
        settings.DATE_FORMAT,
    )


def _forget_settings(**_signal: Any) -> None:
    """Django tells when tests change a setting; to ask takes 20 times as long."""
    _settings.cache_clear()


setting_changed.connect(_forget_settings)
