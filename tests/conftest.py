"""Fixtures of all tests."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import pytest
from django.test import AsyncClient

from liveflash.testing import LivePage, live_page
from tests.asgi import application

OpenPage = Callable[..., Awaitable[LivePage]]


@pytest.fixture
async def live(transactional_db: None) -> AsyncIterator[OpenPage]:
    """Load and join a page; its socket is closed after the test."""
    async with AsyncExitStack() as stack:

        async def load(url: str, client: AsyncClient | None = None) -> LivePage:
            page = live_page(application, url, client)
            return await stack.enter_async_context(page)

        yield load
