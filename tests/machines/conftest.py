"""Fixtures for tests with several processes."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    """Yield a stack that is closed after the test."""
    async with AsyncExitStack() as stack:
        yield stack
