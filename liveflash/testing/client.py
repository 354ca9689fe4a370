"""Where tests get their pages from: ``await live("/settings/")``."""

import asyncio
import threading
from collections.abc import Mapping
from typing import Any, Self

from asgiref.sync import sync_to_async
from django.db import connections
from django.test import AsyncClient

from liveflash.testing.browser import Browser
from liveflash.testing.page import Page
from liveflash.testing.sqlite import wait_for_tables


class Live:
    """Opens pages and closes them at the end.

    >>> async with Live() as live:
    ...     page = await live("/settings/")

    Pages of one user, and those of no user, are tabs of one browser: they share
    cookies.
    """

    def __init__(self) -> None:
        self._clients: dict[Any, AsyncClient] = {}
        self._pages: list[Page] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        wait_for_tables()

    async def __call__(
        self,
        url: str,
        *,
        user: Any = None,
        client: AsyncClient | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Page:
        """Load the page at ``url`` and join it, logged in as ``user``.

        A ``client`` of your own is another visitor. The ``headers`` go along with each
        request of the page: ``{"accept-language": "de"}``.
        """
        self._check_loop()
        await sync_to_async(wait_for_tables)()
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
        """Close all pages; raises what a view has raised at that."""
        pages, self._pages = self._pages, []
        ended = [page.close() for page in pages]
        outcomes = await asyncio.gather(*ended, return_exceptions=True)
        await sync_to_async(_close_connections)()
        for outcome in outcomes:
            if outcome is not None:
                raise outcome

    def _check_loop(self) -> None:
        if self._loop not in (None, asyncio.get_running_loop()):
            msg = (
                "The fixture 'live' and this test run in different event loops: give "
                "pytest-asyncio's options asyncio_default_fixture_loop_scope and "
                "asyncio_default_test_loop_scope the same value."
            )
            raise RuntimeError(msg)

    async def _client_of(self, user: Any) -> AsyncClient:
        key = None if user is None else user.pk
        if key not in self._clients:
            self._clients[key] = AsyncClient()
            if user is not None:
                await self._clients[key].aforce_login(user)
        return self._clients[key]


def _close_connections() -> None:
    """Leave no connection in the thread that has run the views of HTTP requests.

    Else the test database could not be removed. The main thread's are the test's own.
    """
    if threading.current_thread() is not threading.main_thread():
        connections.close_all()
