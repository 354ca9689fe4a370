"""The pytest plugin with the fixtures ``live`` and ``sync_live``.

pytest loads it before Django is set up and before coverage starts. Therefore the kit is
imported on first use of a fixture.
"""

from collections.abc import AsyncIterator, Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from liveflash.testing import Live, SyncLive

# In strict mode pytest-asyncio requires its own decorator.
_async_fixture: Any = (
    import_module("pytest_asyncio").fixture
    if find_spec("pytest_asyncio")
    else pytest.fixture
)


@_async_fixture  # type: ignore[untyped-decorator]
async def live(transactional_db: None) -> AsyncIterator["Live"]:  # noqa: ARG001
    """Yield a ``Live``, which opens pages.

    Await it with a URL: ``await live("/settings/")``. The pages are closed after the
    test.
    """
    async with import_module("liveflash.testing").Live() as opened:
        yield opened


@pytest.fixture
def sync_live(transactional_db: None) -> Iterator["SyncLive"]:  # noqa: ARG001
    """Yield a ``SyncLive``, which opens pages in plain tests.

    Call it with a URL: ``sync_live("/settings/")``. The pages are closed after the
    test.
    """
    with import_module("liveflash.testing").SyncLive() as opened:
        yield opened
