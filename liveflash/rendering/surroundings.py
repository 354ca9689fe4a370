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


class Setting:
    """The same, asked for by one page again and again."""

    __slots__ = ("_active", "_seen")

    def __init__(self) -> None:
        self._seen: list[Any] = []
        self._active: tuple[Any, ...] = ()

    def of(self, context: Context) -> tuple[Any, ...]:
        """What the text of a value depends on beside the value."""
        values = _values()
        if not self._active or not _are_same(values, self._seen):
            self._seen, self._active = values, _active()
        return self._active + _formats(context)


class Connections:
    """Tells whether a render on an event loop has asked for a database connection.

    The object is made when it is asked for; on an event loop it connects to nothing,
    since Django refuses.
    """

    __slots__ = ("_seen",)

    def __init__(self) -> None:
        self._seen: list[Any] | None = None

    def forget(self) -> None:
        """Drop what was asked for before."""
        if self._seen is None or not _are_same(_values(), self._seen):
            for connection in connections.all(initialized_only=True):
                del connections[connection.alias]
            self._seen = _values()

    def were_asked_for(self) -> bool:
        """Whether there is one since ``forget``."""
        before, self._seen = self._seen or [], _values()
        if _are_same(self._seen, before):
            return False
        return bool(connections.all(initialized_only=True))


def _values() -> list[Any]:
    return list(copy_context().values())


def _are_same(values: list[Any], former: list[Any]) -> bool:
    """By identity: whether other people's values are equal is not asked."""
    return len(values) == len(former) and all(map(is_, values, former))


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
