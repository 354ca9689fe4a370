"""The pytest plugin: the fixtures ``live`` and ``sync_live``.

pytest loads it before Django is set up, and before coverage is measured: so what it
needs is imported when a fixture is first asked for.
"""

from collections.abc import AsyncIterator, Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from liveflash.testing import Live, SyncLive

# In its strict mode pytest-asyncio runs only what is marked as its own.
_async_fixture: Any = (
    import_module("pytest_asyncio").fixture
    if find_spec("pytest_asyncio")
    else pytest.fixture
)


@_async_fixture  # type: ignore[untyped-decorator]
async def live(transactional_db: None) -> AsyncIterator["Live"]:  # noqa: ARG001
    """Pages, each opened by awaiting ``live("/settings/")``.

    They are closed after the test.
    """
    async with import_module("liveflash.testing").Live() as opened:
        yield opened


@pytest.fixture
def sync_live(transactional_db: None) -> Iterator["SyncLive"]:  # noqa: ARG001
    """Pages for a plain test, opened by ``sync_live("/settings/")``."""
    with import_module("liveflash.testing").SyncLive() as opened:
        yield opened
