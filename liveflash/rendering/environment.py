"""What a render depends on beside its variables.

The language, the time zone and, on an event loop, the database connections are context
variables. To see that no variable was set takes less than to ask for any of these.
"""

from contextvars import copy_context
from functools import cache, lru_cache
from operator import is_
from typing import Any

from django.conf import settings
from django.core.signals import setting_changed
from django.db import connections
from django.template import Context
from django.utils import timezone, translation

Values = tuple[Any, ...]


def setting_of(context: Context) -> tuple[Any, ...]:
    """What the text of a value depends on beside the value."""
    return _active() + _formats(context)


class Setting:
    """The same, asked for by one page again and again."""

    __slots__ = ("_active", "_seen")

    def __init__(self) -> None:
        self._seen: Values | None = None
        self._active: tuple[Any, ...] = ()

    def of(self, context: Context, values: Values) -> tuple[Any, ...]:
        """What the text of a value depends on beside the value.

        ``values`` are those of the context variables, as they are now.
        """
        if values is not self._seen:
            if self._seen is None or not _are_same(values, self._seen):
                self._active = _active()
            self._seen = values
        return self._active + _formats(context)


class Connections:
    """Tells whether a render on an event loop has asked for a database connection.

    The object is made when it is asked for; on an event loop it connects to nothing,
    since Django refuses.
    """

    __slots__ = ("_seen",)

    def __init__(self) -> None:
        self._seen: Values | None = None

    def forget(self) -> Values:
        """Drop what was asked for before; what the context variables are then."""
        values = current()
        if self._seen is not None and _are_same(values, self._seen):
            return self._seen  # by which others see at once that nothing has changed
        for connection in connections.all(initialized_only=True):
            del connections[connection.alias]
        self._seen = current()
        return self._seen

    def were_asked_for(self) -> bool:
        """Whether there is one since ``forget``."""
        before, values = self._seen or (), current()
        if _are_same(values, before):
            return False
        self._seen = values
        return bool(connections.all(initialized_only=True))


@lru_cache(maxsize=100)
def one_for_all(setting: Values) -> Values:
    """The same object for all pages that depend on the same."""
    return setting


def current() -> Values:
    """The values of all context variables."""
    return tuple(copy_context().values())


def _are_same(values: Values, former: Values) -> bool:
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
