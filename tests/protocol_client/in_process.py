"""Pages of an ASGI application in the process of the tests.

>>> async with live_page(application, "/settings/") as page:
...     await page.submit("save", {"name": ""})
...     assert "Name cannot be blank." in page.html
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any
from weakref import WeakSet

from channels.testing import WebsocketCommunicator
from django.test import AsyncClient

from tests.protocol_client.frames import SOCKET_PATH
from tests.protocol_client.page import LivePage

HOST = "testserver"


@dataclass
class InProcessServer:
    """An ASGI application, connected to through Channels' communicator."""

    application: Any
    origin: str = f"http://{HOST}"
    timeout_seconds: float = 30

    async def connect(self, headers: Mapping[str, str]) -> WebsocketCommunicator | None:
        """Open a WebSocket; return None where the application refuses it."""
        sent = {"host": HOST, **headers}
        pairs = [(name.encode(), value.encode()) for name, value in sent.items()]
        socket = WebsocketCommunicator(self.application, SOCKET_PATH, pairs)
        socket.scope["scheme"] = "ws"
        connected, _code = await socket.connect(timeout=self.timeout_seconds)
        _sockets.add(socket)
        return socket if connected else None


_sockets: WeakSet[WebsocketCommunicator] = WeakSet()


async def close_sockets() -> None:
    """Close the WebSockets that a test has left open."""
    for socket in list(_sockets):
        _sockets.discard(socket)
        if not socket.future.done():
            with suppress(TimeoutError, asyncio.CancelledError):
                await socket.disconnect()


def new_page(application: Any, url: str, client: AsyncClient | None = None) -> LivePage:
    """Return a page that is not yet loaded."""
    return LivePage(InProcessServer(application), url, client or AsyncClient())


@asynccontextmanager
async def live_page(
    application: Any, url: str, client: AsyncClient | None = None
) -> AsyncIterator[LivePage]:
    """Load and join a page; close its socket at the end."""
    page = new_page(application, url, client)
    await page.open()
    try:
        yield page
    finally:
        await page.disconnect()
