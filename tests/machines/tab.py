"""A tab that comes over the network, and may come back by another server."""

import asyncio
import json
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.machines.processes import Server
from tests.push.tab import Tab

TIMEOUT = 20
PATIENCE = 180


class NetworkTab(Tab):
    """One tab; ``appeared`` are the messages that came on screen, each time."""

    def __init__(self, url: str, client: httpx.AsyncClient, server: Server) -> None:
        super().__init__(url, client)  # type: ignore[arg-type]
        self.server = server
        self.appeared: list[str] = []
        self.on_screen: list[str] = []
        self._connection: ClientConnection | None = None

    async def get(self) -> Any:
        self.take(await self.client.get(f"http://{self.server.host}{self.url}"))
        return self.response

    async def connect(self, **headers: str) -> bool:
        self._connection = await connect(
            f"ws://{self.server.host}/live/websocket?vsn=2.0.0",
            origin=f"http://{self.server.host}",  # type: ignore[arg-type]
            additional_headers={"Cookie": self._cookies()},
            open_timeout=TIMEOUT,
            ping_interval=None,
        )
        return True

    async def disconnect(self) -> None:
        if self._connection is not None:
            await self._connection.close()

    def drop(self) -> None:
        """Lose the connection without a word."""
        assert self._connection is not None
        self._connection.transport.abort()

    async def come_back(self, server: Server) -> None:
        """Connect and join again, by this server."""
        self.server = server
        await self.connect()
        await self.join()

    async def send_raw(self, text: str) -> None:
        assert self._connection is not None
        await self._connection.send(text)

    async def receive(self) -> Any:
        assert self._connection is not None
        return json.loads(await self._connection.recv())

    async def stay(self) -> None:
        """Show and acknowledge what comes, until the connection is lost."""
        try:
            while True:
                while self.asked:
                    await self.acknowledge()
                _join_ref, _ref, topic, name, body = await self.receive()
                self._take_push(topic, name, body)
        except ConnectionClosed:
            return

    def _note(self, tree: dict[str, Any]) -> None:
        super()._note(tree)
        new = [text for text in self.texts if text not in self.on_screen]
        self.appeared += new
        self.on_screen = self.texts

    def _join_payload(self) -> dict[str, Any]:
        payload = super()._join_payload()
        payload["url"] = f"http://{self.server.host}{self.url}"
        return payload

    def _cookies(self) -> str:
        jar = self.client.cookies.jar  # type: ignore[attr-defined]
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)


async def log_in(name: str, server: Server) -> httpx.AsyncClient:
    """The browser of a user, made where there is none."""
    client = httpx.AsyncClient(timeout=TIMEOUT)
    response = await client.get(f"http://{server.host}/login/?name={name}")
    response.raise_for_status()
    return client


async def open_tab(
    stack: AsyncExitStack, name: str, server: Server, url: str = "/news/"
) -> NetworkTab:
    """A tab of a user, on a live page."""
    client = await log_in(name, server)
    stack.push_async_callback(client.aclose)
    return await open_in(stack, client, server, url)


async def open_in(
    stack: AsyncExitStack,
    client: httpx.AsyncClient,
    server: Server,
    url: str = "/news/",
) -> NetworkTab:
    """Another tab of the same browser."""
    tab = NetworkTab(url, client, server)
    await tab.open()
    stack.push_async_callback(tab.disconnect)
    return tab


async def until(holds: Callable[[], bool], tabs: list[NetworkTab]) -> None:
    """Have tabs live until something holds."""
    staying = [asyncio.create_task(tab.stay()) for tab in tabs]
    async with asyncio.timeout(PATIENCE):
        while not holds() or any(tab.asked for tab in tabs):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    for each in staying:
        each.cancel()
    await asyncio.gather(*staying, return_exceptions=True)
