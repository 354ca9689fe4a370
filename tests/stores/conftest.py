"""The real servers, each started once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import Redis, postgresql_server, redis_server


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Path]:
    """The directory of a PostgreSQL server's socket."""
    with postgresql_server() as directory:
        yield directory


@pytest.fixture(scope="session")
def redis() -> Iterator[Redis]:
    """A Redis server."""
    with redis_server() as server:
        yield server
