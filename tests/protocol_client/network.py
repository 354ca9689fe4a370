"""Pages of a server that is reached over the network."""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

import httpx
from websockets import ConnectionClosed, InvalidStatus, Origin
from websockets.asyncio.client import ClientConnection, connect

from tests.protocol_client.frames import SOCKET_PATH, cookie_header

CONNECT_TIMEOUT_SECONDS = 60
RETRY_INTERVAL_SECONDS = 0.1
ABNORMAL_CLOSURE = 1006

# Reading the certificates of the machine takes longer than a test.
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class WebSocketConnection:
    """A WebSocket with the methods of Channels' communicator that pages use."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection

    async def send_to(self, text_data: str) -> None:
        """Send a message; raise ConnectionAbortedError on a closed connection."""
        try:
            await self._connection.send(text_data)
        except ConnectionClosed as closed:
            raise ConnectionAbortedError(_code(closed)) from closed

    async def receive_output(self, timeout: float) -> dict[str, Any]:  # noqa: ASYNC109
        """Return the next event of the server, in ASGI's form."""
        try:
            async with asyncio.timeout(timeout):
                text = await self._connection.recv()
        except ConnectionClosed as closed:
            return {"type": "websocket.close", "code": _code(closed)}
        return {"type": "websocket.send", "text": text}

    async def disconnect(self, timeout: float) -> None:  # noqa: ASYNC109
        """Close the connection."""
        async with asyncio.timeout(timeout):
            await self._connection.close()

    async def abort(self) -> None:
        """Lose the connection without a closing handshake."""
        self._connection.transport.abort()
        await self._connection.wait_closed()


@dataclass
class NetworkServer:
    """A server at ``origin``; ``port`` differs if ``origin`` is not its own address.

    Connecting is retried for ``retry_seconds`` while the server is away.
    """

    origin: str
    port: int | None = None
    timeout_seconds: float = 60
    close_timeout_seconds: float = 10
    retry_seconds: float = 0
    compression: str | None = "deflate"

    async def connect(self, headers: Mapping[str, str]) -> WebSocketConnection | None:
        """Open a WebSocket; return None where the server refuses it."""
        deadline = asyncio.get_running_loop().time() + self.retry_seconds
        while True:
            try:
                return await self._connect(dict(headers))
            except InvalidStatus:
                return None
            except OSError:
                if asyncio.get_running_loop().time() >= deadline:
                    raise
                await asyncio.sleep(RETRY_INTERVAL_SECONDS)

    async def _connect(self, headers: dict[str, str]) -> WebSocketConnection:
        origin = Origin(headers.pop("origin"))
        address: dict[str, Any] = {}
        if self.port is not None:
            address = {"host": "127.0.0.1", "port": self.port}
        connection = await connect(
            f"{self.origin.replace('http', 'ws', 1)}{SOCKET_PATH}",
            origin=origin,
            additional_headers={name: text for name, text in headers.items() if text},
            compression=self.compression,
            ping_interval=None,
            open_timeout=CONNECT_TIMEOUT_SECONDS,
            close_timeout=self.close_timeout_seconds,
            proxy=None,
            **address,
        )
        return WebSocketConnection(connection)


def new_http(**options: Any) -> httpx.AsyncClient:
    """Return an HTTP client that uses neither proxies nor certificates."""
    return httpx.AsyncClient(
        trust_env=False, verify=NO_TLS, timeout=CONNECT_TIMEOUT_SECONDS, **options
    )


class Visitor:
    """The cookies of a browser, with the ``get()`` of Django's test client.

    ``address`` is where URLs without a host lead, ``host`` the Host header if another.
    Visitors may share ``http``, which holds no cookies.
    """

    def __init__(
        self, address: str, *, host: str = "", http: httpx.AsyncClient | None = None
    ) -> None:
        self.cookies: SimpleCookie = SimpleCookie()
        self._address = address
        self._headers = {"Host": host} if host else {}
        self._http = http or new_http()

    async def get(self, url: str, *, follow: bool = False) -> httpx.Response:
        """Load a page; ``follow`` its redirects."""
        response = await self._get(url)
        while follow and response.is_redirect:
            response = await self._get(response.headers["Location"])
        return response

    async def _get(self, url: str) -> httpx.Response:
        self._http.cookies.clear()
        cookies = cookie_header(self.cookies)
        headers = {**self._headers, **({"Cookie": cookies} if cookies else {})}
        url = f"{self._address}{url}" if url.startswith("/") else url
        response = await self._http.get(url, headers=headers)
        for header in response.headers.get_list("Set-Cookie"):
            self.cookies.load(header)
        for name in [n for n, c in self.cookies.items() if c["max-age"] == "0"]:
            del self.cookies[name]
        return response

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()


def _code(closed: ConnectionClosed) -> int:
    return closed.rcvd.code if closed.rcvd else ABNORMAL_CLOSURE
