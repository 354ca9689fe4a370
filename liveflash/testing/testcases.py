"""Test cases for unittest and Django's own runner.

The join of a page runs in other threads than the test, with connections of their own:
they see what is committed, hence ``TransactionTestCase``.
"""

import functools
from collections.abc import Awaitable, Callable
from inspect import iscoroutinefunction
from typing import Any

from django.test import TransactionTestCase

from liveflash.testing.client import Live
from liveflash.testing.sync import SyncLive


class LiveTestCase(TransactionTestCase):
    """``self.live("/settings/")`` for test methods that are plain functions."""

    live: SyncLive

    def setUp(self) -> None:
        """Begin with no page."""
        super().setUp()
        self.live = SyncLive()
        self.addCleanup(self.live.close)


class AsyncLiveTestCase(TransactionTestCase):
    """``await self.live("/settings/")`` for test methods that are ``async def``."""

    live: Live

    def __init__(self, methodName: str = "runTest") -> None:  # noqa: N803 - unittest's
        super().__init__(methodName)
        method = getattr(self, methodName, None)
        if iscoroutinefunction(method):
            setattr(self, methodName, self._with_pages(method))

    def _with_pages(
        self, method: Callable[[], Awaitable[Any]]
    ) -> Callable[[], Awaitable[None]]:
        """Close the pages in the loop that they were opened in."""

        @functools.wraps(method)
        async def run() -> None:
            async with Live() as self.live:
                await method()

        return run
