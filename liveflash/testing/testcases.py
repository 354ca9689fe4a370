"""Test cases for unittest and Django's test runner.

They are transaction test cases because a join runs in other threads, whose database
connections see only committed data.
"""

import functools
from collections.abc import Awaitable, Callable
from inspect import iscoroutinefunction
from typing import Any

from django.test import TransactionTestCase

from liveflash.testing.client import Live
from liveflash.testing.sync import SyncLive


class LiveTestCase(TransactionTestCase):
    """A test case with ``self.live("/settings/")`` for plain test methods."""

    live: SyncLive

    def setUp(self) -> None:
        """Create ``live`` and close its pages after the test."""
        super().setUp()
        self.live = SyncLive()
        self.addCleanup(self.live.close)


class AsyncLiveTestCase(TransactionTestCase):
    """A test case with ``await self.live("/settings/")`` for ``async def`` methods."""

    live: Live

    def __init__(self, methodName: str = "runTest") -> None:  # noqa: N803 - unittest's
        super().__init__(methodName)
        method = getattr(self, methodName, None)
        if iscoroutinefunction(method):
            setattr(self, methodName, self._with_live(method))

    def _with_live(
        self, method: Callable[[], Awaitable[Any]]
    ) -> Callable[[], Awaitable[None]]:
        """Return ``method`` with ``live`` opened and closed in its event loop."""

        @functools.wraps(method)
        async def run() -> None:
            async with Live() as self.live:
                await method()

        return run
