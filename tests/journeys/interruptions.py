"""Interruptions that a page recovers from."""

from collections.abc import Awaitable, Callable

import pytest

from tests.journeys.tab import Tab

Interruption = Callable[[Tab], Awaitable[None]]


async def lose_connection(tab: Tab) -> None:
    await tab.reconnect()


async def restart_server(tab: Tab) -> None:
    await tab.restart()


async def crash_view(tab: Tab) -> None:
    await tab.live.submit("crash", {"put": "success"})
    await tab.live.join()


each_interruption = pytest.mark.parametrize(
    "interrupt", [lose_connection, restart_server, crash_view]
)
