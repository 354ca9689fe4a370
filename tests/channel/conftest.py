"""No page outlasts its test: each one that is open receives what is for everyone."""

from collections.abc import AsyncIterator

import pytest

from tests.protocol_client.in_process import close_sockets


@pytest.fixture(autouse=True)
async def _close_sockets() -> AsyncIterator[None]:
    """Close the sockets of pages that the test has left open."""
    yield
    await close_sockets()
