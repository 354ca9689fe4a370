"""A page of the tests, loaded and joined over the network."""

import ssl
from http.cookies import SimpleCookie
from typing import Any

import httpx
from websockets import ConnectionClosed, InvalidStatus, Origin
from websockets.asyncio.client import ClientConnection, connect

from tests.protocol_client import HOST, PATH, LivePage

# To read the machine's certificates takes longer than a test.
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class Client:
    """What the pages of the tests use of Django's test client."""

    def __init__(self, port: int) -> None:
        self.cookies = SimpleCookie()
        self._http = httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{port}",
            headers={"Host": HOST},
            trust_env=False,
            verify=NO_TLS,
        )

    async def get(self, url: str, *, follow: bool = False) -> httpx.Response:
        """Load a page."""
        response = await self._get(url)
        while follow and response.is_redirect:
            response = await self._get(response.headers["Location"])
        return response

    async def _get(self, url: str) -> httpx.Response:
        self._http.cookies.clear()
        cookies = self.cookies.output(attrs=[], header="", sep=";").strip()
        headers = {"Cookie": cookies} if cookies else {}
        response = await self._http.get(url, headers=headers)
        for header in response.headers.get_list("Set-Cookie"):
            self.cookies.load(header)
        for name in [n for n, c in self.cookies.items() if c["max-age"] == "0"]:
            del self.cookies[name]
        return response

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()


class RealSocket:
    """What the pages of the tests use of Channels' communicator."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection

    async def send_to(self, text_data: str) -> None:
        """Send a frame."""
        await self._connection.send(text_data)

    async def receive_output(self, _timeout: float) -> dict[str, Any]:
        """What the server sends."""
        try:
            return {"type": "websocket.send", "text": await self._connection.recv()}
        except ConnectionClosed as closed:
            code = closed.rcvd.code if closed.rcvd else 1006
            return {"type": "websocket.close", "code": code}

    async def disconnect(self, timeout: float) -> None:  # noqa: ASYNC109
        """Close the connection."""
        await self._connection.close()


class RealPage(LivePage):
    """A page over the network: ``application`` is the port."""

    async def connect(self, **headers: str) -> bool:
        """Open the socket; false where the server refuses it."""
        origin = headers.pop("origin", f"http://{HOST}")
        cookies = {"Cookie": self._cookies()} if self.client.cookies else {}
        try:
            connection = await connect(
                f"ws://{HOST}{PATH}",
                host="127.0.0.1",
                port=self.application,
                origin=Origin(origin),
                additional_headers=cookies | headers,
                proxy=None,
            )
        except InvalidStatus:
            return False
        self.socket = RealSocket(connection)
        return True

    async def disconnect(self) -> None:
        """Lose the connection, and let the server take note of it."""
        await super().disconnect()
        await self.client.get("/plain/")
