"""Two threads with an in-memory SQLite database, as in Django's tests."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler

from liveflash.testing.sqlite import retry_locked_tables

pytestmark = pytest.mark.django_db

MEMORY = "file:tables?mode=memory&cache=shared"


@pytest.fixture
def databases() -> ConnectionHandler:
    """Return connections to a database under two names with different timeouts."""
    retry_locked_tables()
    database = {"ENGINE": "django.db.backends.sqlite3", "NAME": MEMORY}
    hasty = database | {"OPTIONS": {"timeout": 0.05}}
    return ConnectionHandler({"default": database, "hasty": hasty})


@pytest.fixture
def writer(databases: ConnectionHandler) -> Iterator[Any]:
    """Yield the cursor of a connection in a write transaction."""
    connection = databases["default"]
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE thing (name text)")
        cursor.execute("BEGIN")
        cursor.execute("INSERT INTO thing VALUES ('Milk')")
        yield cursor
    # As Django does not close a database in memory.
    BaseDatabaseWrapper.close(connection)


def names(connection: BaseDatabaseWrapper, asking: threading.Event) -> list[str]:
    """Read the names on a new connection of the thread and close it."""
    try:
        with connection.cursor() as cursor:
            asking.set()
            cursor.execute("SELECT name FROM thing")
            return [name for (name,) in cursor.fetchall()]
    finally:
        BaseDatabaseWrapper.close(connection)


def test_a_reader_waits_until_another_thread_has_written(
    databases: ConnectionHandler, writer: Any
) -> None:
    asking = threading.Event()
    with ThreadPoolExecutor() as threads:
        read = threads.submit(lambda: names(databases["default"], asking))
        assert asking.wait(5)
        with pytest.raises(TimeoutError):
            read.result(0.1)
        writer.execute("COMMIT")
        assert read.result(5) == ["Milk"]


def test_a_reader_waits_at_most_the_timeout_in_options(
    databases: ConnectionHandler, writer: Any
) -> None:
    with ThreadPoolExecutor() as threads:
        read = threads.submit(lambda: names(databases["hasty"], threading.Event()))
        with pytest.raises(OperationalError, match="table is locked"):
            read.result(5)
    writer.execute("ROLLBACK")


def test_other_errors_are_not_retried(
    databases: ConnectionHandler, writer: Any
) -> None:
    with pytest.raises(OperationalError, match="no such table: thong"):
        writer.execute("SELECT name FROM thong")
    writer.execute("ROLLBACK")
