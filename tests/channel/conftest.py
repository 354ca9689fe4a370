"""No page outlasts its test: each one that is open receives what is for everyone."""

from collections.abc import AsyncIterator
from weakref import WeakKeyDictionary

import pytest

from liveflash.push import pubsub
from tests.protocol_client.in_process import close_sockets


@pytest.fixture(autouse=True)
def _own_hubs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the test hubs without the pages of earlier tests."""
    monkeypatch.setattr(pubsub, "_hubs", WeakKeyDictionary())


@pytest.fixture(autouse=True)
async def _close_sockets() -> AsyncIterator[None]:
    """Close the sockets of pages that the test has left open."""
    yield
    await close_sockets()
