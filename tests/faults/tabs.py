"""Many tabs on a real server, each of a visitor of its own."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import httpx

from tests.faults.server import PATIENCE
from tests.protocol_client.network import NetworkServer, Visitor, new_http
from tests.protocol_client.page import LivePage

PATH = "/faulty/"

T = TypeVar("T")


def new_tab(origin: str, http: httpx.AsyncClient, path: str = PATH) -> LivePage:
    """Return a tab that retries connecting as long as a server needs to restart."""
    server = NetworkServer(
        origin,
        timeout_seconds=PATIENCE,
        close_timeout_seconds=1,
        retry_seconds=PATIENCE,
        compression=None,
    )
    return LivePage(server, path, Visitor(origin, http=http))


def one_shot_http(connections: int) -> httpx.AsyncClient:
    """Return an HTTP client that uses each connection once.

    A connection that is kept alive may end while it is used.
    """
    limits = httpx.Limits(max_connections=connections, max_keepalive_connections=0)
    return new_http(limits=limits)


@asynccontextmanager
async def open_tabs(
    origin: str, number: int, path: str = PATH
) -> AsyncIterator[list[LivePage]]:
    """Open and join ``number`` tabs; close them at the end."""
    async with one_shot_http(20) as http:
        tabs = [new_tab(origin, http, path) for _ in range(number)]
        await for_each(tabs, lambda tab: tab.open())
    try:
        yield tabs
    finally:
        await asyncio.gather(*(tab.disconnect() for tab in tabs))


async def for_each(
    tabs: Iterable[T],
    act: Callable[[T], Awaitable[Any]],
    at_once: int = 20,
) -> list[Any]:
    """Call ``act`` with each tab, at most ``at_once`` at a time."""
    semaphore = asyncio.Semaphore(at_once)

    async def act_in_turn(tab: T) -> Any:
        async with semaphore:
            return await act(tab)

    return await asyncio.gather(*map(act_in_turn, tabs))


async def drop_and_rejoin(tab: LivePage) -> str:
    """Lose the connection and join again; return the status of the join."""
    await tab.socket.abort()
    return str((await tab.reconnect())["status"])
