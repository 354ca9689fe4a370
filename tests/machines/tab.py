"""A tab that connects over the network, and may reconnect to another server."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import Any

from tests.machines.processes import Server
from tests.protocol_client.network import NetworkServer, Visitor
from tests.push.tab import Tab

PATIENCE = 180


def network_server(server: Server) -> NetworkServer:
    """Return the client's side of a server process."""
    return NetworkServer(f"http://{server.host}", timeout_seconds=PATIENCE)


class NetworkTab(Tab):
    """One tab; ``appeared`` are the messages that came on screen, each time."""

    client: Visitor

    def __init__(self, url: str, client: Visitor, server: Server) -> None:
        super().__init__(url, client, network_server(server))
        self.appeared: list[str] = []
        self._on_screen: list[str] = []

    async def get(self) -> Any:
        self.set_response(await self.client.get(f"{self.server.origin}{self.url}"))
        return self.response

    async def come_back(self, server: Server) -> None:
        """Connect and join again, by this server."""
        self.server = network_server(server)
        await self.connect()
        await self.join()

    async def stay(self) -> None:
        """Show and acknowledge pushed messages until the connection is lost."""
        try:
            while True:
                while self.unacknowledged:
                    await self.acknowledge()
                await self.receive_push()
        except ConnectionAbortedError:
            return

    def apply_diff(self, diff: dict[str, Any]) -> None:
        super().apply_diff(diff)
        self.appeared += [text for text in self.texts if text not in self._on_screen]
        self._on_screen = self.texts


async def log_in(name: str, server: Server) -> Visitor:
    """Return the browser of a user, who is created if necessary."""
    visitor = Visitor(f"http://{server.host}")
    response = await visitor.get(f"/login/?name={name}")
    response.raise_for_status()
    return visitor


async def open_tab(
    stack: AsyncExitStack, name: str, server: Server, url: str = "/news/"
) -> NetworkTab:
    """Open a live page in the browser of a user."""
    visitor = await log_in(name, server)
    stack.push_async_callback(visitor.close)
    return await open_in(stack, visitor, server, url)


async def open_in(
    stack: AsyncExitStack, visitor: Visitor, server: Server, url: str = "/news/"
) -> NetworkTab:
    """Open another tab of the same browser."""
    tab = NetworkTab(url, visitor, server)
    await tab.open()
    stack.push_async_callback(tab.disconnect)
    return tab


async def until(condition: Callable[[], bool], tabs: list[NetworkTab]) -> None:
    """Keep the tabs receiving until the condition holds and all is acknowledged."""
    staying = [asyncio.create_task(tab.stay()) for tab in tabs]
    async with asyncio.timeout(PATIENCE):
        while not condition() or any(tab.unacknowledged for tab in tabs):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    for each in staying:
        each.cancel()
    await asyncio.gather(*staying, return_exceptions=True)
