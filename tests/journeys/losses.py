"""What a page can lose, and come back from."""

from collections.abc import Awaitable, Callable

import pytest

from tests.journeys.tab import Tab

Loss = Callable[[Tab], Awaitable[None]]


async def of_the_connection(tab: Tab) -> None:
    await tab.reconnect()


async def of_the_server(tab: Tab) -> None:
    await tab.restart()


async def of_the_view(tab: Tab) -> None:
    await tab.live.submit("crash", {"put": "success"})
    await tab.live.join()


losses = pytest.mark.parametrize(
    "lose", [of_the_connection, of_the_server, of_the_view]
)
