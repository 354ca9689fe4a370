"""Retry statements that find a table of an in-memory SQLite database locked.

Django runs SQLite tests in memory, with a cache that all threads share. Reading while
another thread writes there raises "database table is locked" at once, regardless of
``timeout`` in OPTIONS (https://www.sqlite.org/sharedcache.html, section 2.2).
"""

import time
from collections.abc import Callable
from typing import Any

from django.db import OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

# The default of sqlite3.
DEFAULT_TIMEOUT_SECONDS = 5.0
RETRY_INTERVAL_SECONDS = 0.001


def retry_locked_tables() -> None:
    """Retry the statements of this thread's connections and of all new ones."""
    connection_created.connect(_add_wrapper)
    for connection in connections.all(initialized_only=True):
        _add_wrapper(connection)


def _add_wrapper(connection: BaseDatabaseWrapper, **_signal: object) -> None:
    wrappers = connection.execute_wrappers
    if _is_in_memory(connection) and _execute_with_retry not in wrappers:
        wrappers.append(_execute_with_retry)


def _is_in_memory(connection: BaseDatabaseWrapper) -> bool:
    is_in_memory_db = getattr(connection, "is_in_memory_db", None)
    return is_in_memory_db is not None and bool(is_in_memory_db())


def _execute_with_retry(
    execute: Callable[..., Any],
    sql: str,
    params: Any,
    many: bool,  # noqa: FBT001 - Django's
    context: dict[str, Any],
) -> Any:
    """Execute a statement; retry it until the timeout while its table is locked.

    An ``executemany`` is not retried, since it may have stored some of its rows.
    """
    options = context["connection"].settings_dict["OPTIONS"]
    deadline = time.monotonic() + options.get("timeout", DEFAULT_TIMEOUT_SECONDS)
    while True:
        try:
            return execute(sql, params, many, context)
        except OperationalError as error:
            if many or not _is_locked(error) or time.monotonic() > deadline:
                raise
            time.sleep(RETRY_INTERVAL_SECONDS)


def _is_locked(error: OperationalError) -> bool:
    name = getattr(error.__cause__, "sqlite_errorname", "")
    return bool(name == "SQLITE_LOCKED_SHAREDCACHE")
