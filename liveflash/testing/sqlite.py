"""Lets threads wait for a table of an in-memory database, as for one of a file.

Django tests SQLite in a database in memory, whose cache the threads share: what one
reads while another one writes there raises "database table is locked" at once, whatever
the ``timeout`` in OPTIONS (https://www.sqlite.org/sharedcache.html, section 2.2).
"""

import time
from collections.abc import Callable
from typing import Any

from django.db import OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

# Seconds: sqlite3's own, where OPTIONS has none; and between two tries.
_TIMEOUT = 5.0
_PAUSE = 0.001


def wait_for_tables() -> None:
    """Have statements wait that this thread's connections, and new ones, execute."""
    connection_created.connect(_extend)
    for connection in connections.all(initialized_only=True):
        _extend(connection)


def _extend(connection: BaseDatabaseWrapper, **_signal: object) -> None:
    if _is_in_memory(connection) and _wait not in connection.execute_wrappers:
        connection.execute_wrappers.append(_wait)


def _is_in_memory(connection: BaseDatabaseWrapper) -> bool:
    is_in_memory_db = getattr(connection, "is_in_memory_db", None)
    return is_in_memory_db is not None and bool(is_in_memory_db())


def _wait(
    execute: Callable[..., Any],
    sql: str,
    params: Any,
    many: bool,  # noqa: FBT001 - Django's
    context: dict[str, Any],
) -> Any:
    """Execute a statement, again as long as it finds a table locked.

    One with ``many`` parameters may have stored some of them, and is not tried again.
    """
    options = context["connection"].settings_dict["OPTIONS"]
    deadline = time.monotonic() + options.get("timeout", _TIMEOUT)
    while True:
        try:
            return execute(sql, params, many, context)
        except OperationalError as error:
            if many or not _is_locked(error) or time.monotonic() > deadline:
                raise
            time.sleep(_PAUSE)


def _is_locked(error: OperationalError) -> bool:
    name = getattr(error.__cause__, "sqlite_errorname", "")
    return bool(name == "SQLITE_LOCKED_SHAREDCACHE")
