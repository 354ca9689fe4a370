"""The entry point of the kit: ``await live("/settings/")``."""

import asyncio
import threading
from collections.abc import Mapping
from typing import Any, Self

from asgiref.sync import sync_to_async
from django.db import connections
from django.test import AsyncClient

from liveflash.testing.browser import Browser
from liveflash.testing.page import Page
from liveflash.testing.sqlite import retry_locked_tables


class Live:
    """Opens pages, and closes them at the end.

    >>> async with Live() as live:
    ...     page = await live("/settings/")

    The pages of one user are tabs of one browser and share its cookies, as do the pages
    without a user.
    """

    def __init__(self) -> None:
        self._clients: dict[Any, AsyncClient] = {}
        self._pages: list[Page] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        retry_locked_tables()

    async def __call__(
        self,
        url: str,
        *,
        user: Any = None,
        client: AsyncClient | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Page:
        """Load the page at ``url``, logged in as ``user``, and join it.

        Pass a ``client`` for another visitor. ``headers`` are sent with each request
        of the page, for example ``{"accept-language": "de"}``.
        """
        self._check_loop()
        await sync_to_async(retry_locked_tables)()
        page = Page(Browser(client or await self._client_of(user), headers))
        self._pages.append(page)
        await page.load(url)
        return page

    async def __aenter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close all pages; raise the first error that a view raised meanwhile."""
        pages, self._pages = self._pages, []
        closing = [page.close() for page in pages]
        outcomes = await asyncio.gather(*closing, return_exceptions=True)
        await sync_to_async(_close_connections)()
        for outcome in outcomes:
            if outcome is not None:
                raise outcome

    def _check_loop(self) -> None:
        if self._loop not in (None, asyncio.get_running_loop()):
            msg = (
                "The fixture 'live' and this test run in different event loops. Set "
                "pytest-asyncio's options asyncio_default_fixture_loop_scope and "
                "asyncio_default_test_loop_scope to the same value."
            )
            raise RuntimeError(msg)

    async def _client_of(self, user: Any) -> AsyncClient:
        """Return the test client of ``user``, logged in on first use."""
        key = None if user is None else user.pk
        if key not in self._clients:
            self._clients[key] = AsyncClient()
            if user is not None:
                await self._clients[key].aforce_login(user)
        return self._clients[key]


def _close_connections() -> None:
    """Close the database connections of the thread that runs the views.

    They would keep the test database from being removed. The main thread's connections
    belong to the test.
    """
    if threading.current_thread() is not threading.main_thread():
        connections.close_all()
