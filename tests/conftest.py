"""Fixtures of all tests, and how many examples are drawn.

``pytest tests/rendering tests/hostile --hypothesis-profile nightly`` draws many.
"""

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.contenttypes.management import create_contenttypes
from django.db.models.signals import post_migrate
from django.test import AsyncClient
from django.utils import timezone
from hypothesis import settings

from liveflash.storage import session_store
from tests.asgi import application
from tests.protocol_client.in_process import live_page
from tests.protocol_client.page import LivePage
from tests.servers import Redis, postgresql_server, redis_server

# Where a test takes seconds.
SLOW = (
    "tests/browser/",
    "tests/docs/",
    "tests/faults/",
    "tests/machines/",
    "tests/projects/",
    "tests/release/",
    "tests/sockets/",
    "tests/storage/test_concurrent",
    "tests/storage/test_database_connections",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Start with the slow modules where processes share the tests.

    What is left at the end is short, so that they end at the same time.
    """
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: not item.nodeid.startswith(SLOW))


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Path]:
    """The directory of a PostgreSQL server's socket."""
    with postgresql_server() as server:
        yield server.directory


@pytest.fixture(scope="session")
def redis() -> Iterator[Redis]:
    """A Redis server."""
    with redis_server() as server:
        yield server


settings.register_profile("nightly", deadline=None, max_examples=20_000)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """Create permissions and content types once, not after each flush of a test."""
    post_migrate.disconnect(
        dispatch_uid="django.contrib.auth.management.create_permissions"
    )
    post_migrate.disconnect(create_contenttypes)


@pytest.fixture(autouse=True)
def _the_store_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget what an earlier test's store did."""
    monkeypatch.setattr(session_store, "_outages", {})


Later = Callable[[float], None]


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Later:
    """Stop the clock; a call sets it to so many seconds after the start of the test.

    However long the test itself takes, no message loses time by it.
    """
    start, start_in_zone = time.time(), timezone.now()

    def set_clock(seconds: float) -> None:
        moment = start_in_zone + timedelta(seconds=seconds)
        monkeypatch.setattr("time.time", lambda: start + seconds)
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    set_clock(0)
    return set_clock


OpenPage = Callable[..., Awaitable[LivePage]]


@pytest.fixture
async def live(transactional_db: None) -> AsyncIterator[OpenPage]:
    """Load and join a page; its socket is closed after the test."""
    async with AsyncExitStack() as stack:

        async def load(url: str, client: AsyncClient | None = None) -> LivePage:
            page = live_page(application, url, client)
            return await stack.enter_async_context(page)

        yield load
