"""A tab on a real server, over HTTP and a WebSocket of its own."""

import asyncio
import html as entities
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from liveflash.protocol.diff import Rendered

PATIENCE = 60

_ROOT = re.compile(r'id="([^"]+)" data-phx-main data-phx-session="([^"]*)"')
_TEXT = re.compile(r'class="liveflash-text">([^<]*)<')


class Tab:
    """One page; ``code`` is what its socket was closed with last."""

    def __init__(self, origin: str, path: str = "/faulty/") -> None:
        self.origin = origin
        self.path = path
        self.code: int | None = None
        self._cookies: dict[str, str] = {}
        self._mounts = self._ref = 0
        self._navigated = False
        self._rendered = Rendered({"s": [""]})
        self._socket: ClientConnection | None = None
        self._flash: str | None = None

    @property
    def shown(self) -> list[str]:
        """The texts of the messages."""
        return _TEXT.findall(self._rendered.html)

    async def open(self, http: httpx.AsyncClient) -> None:
        """Load the page, and join it."""
        await self.load(http)
        await self.connect()
        await self.join()

    async def load(self, http: httpx.AsyncClient) -> None:
        """Load the page over HTTP."""
        cookie = "; ".join(f"{k}={v}" for k, v in self._cookies.items())
        url = f"{self.origin}{self.path}"
        response = await http.get(url, headers={"cookie": cookie})
        response.raise_for_status()
        self._cookies.update(response.cookies)
        root = _ROOT.search(response.text)
        assert root is not None
        self._topic, self._session = f"lv:{root[1]}", entities.unescape(root[2])
        self._mounts, self._navigated = 0, False

    async def connect(self) -> None:
        """Open the socket, trying for as long as a server may take to come back."""
        async with asyncio.timeout(PATIENCE):
            while not await self._try_to_connect():  # noqa: ASYNC110 - no event
                await asyncio.sleep(0.1)

    async def _try_to_connect(self) -> bool:
        url = self.origin.replace("http", "ws", 1) + "/live/websocket?vsn=2.0.0"
        cookie = "; ".join(f"{k}={v}" for k, v in self._cookies.items())
        try:
            self._socket = await connect(
                url,
                origin=self.origin,  # type: ignore[arg-type]
                additional_headers={"cookie": cookie},
                compression=None,
                ping_interval=None,
                close_timeout=1,
                open_timeout=PATIENCE,
                proxy=None,
            )
        except OSError:
            return False
        return True

    async def join(self) -> dict[str, Any]:
        """Join the page; the reply."""
        address = "redirect" if self._navigated else "url"
        payload = {
            address: f"{self.origin}{self.path}",
            "params": {"_mounts": self._mounts},
            "session": self._session,
            "static": None,
        }
        if self._flash is not None:
            payload["flash"] = self._flash
        self._ref += 1
        self._join_ref = str(self._ref)
        reply = await self.ask("phx_join", payload)
        if reply["status"] == "ok":
            self._rendered = Rendered(reply["response"]["rendered"])
            self._mounts += 1
        return reply

    async def event(self, name: str, **value: Any) -> dict[str, Any]:
        """Send an event; its reply, or that the view has crashed."""
        reply = await self.ask(
            "event", {"type": "click", "event": name, "value": value}
        )
        self._rendered.merge(reply["response"].get("diff", {}))
        return reply

    async def navigate(self, path: str, flash: str | None = None) -> dict[str, Any]:
        """Go to another page over the same socket."""
        await self.ask("phx_leave", {})
        self.path, self._mounts, self._navigated = path, 0, True
        self._flash = flash
        reply = await self.join()
        self._flash = None
        return reply

    async def ask(self, event: str, payload: Any) -> dict[str, Any]:
        """Send a frame; the payload of its reply, or a crash."""
        ref = await self.post(event, payload)
        while True:
            frame = await self._receive()
            if frame[3] == "phx_error":
                return {"status": "crashed", "response": {}}
            if frame[1] == ref:
                reply: dict[str, Any] = frame[4]
                return reply

    async def post(self, event: str, payload: Any) -> str:
        """Send a frame, and do not wait; its ref."""
        self._ref += 1
        frame = [self._join_ref, str(self._ref), self._topic, event, payload]
        assert self._socket is not None
        await self._socket.send(json.dumps(frame))
        return str(self._ref)

    async def drop(self) -> None:
        """Lose the connection, without a word to the server."""
        assert self._socket is not None
        self._socket.transport.abort()
        await self._socket.wait_closed()

    async def closed(self) -> int:
        """Wait until the server has closed the socket; the code."""
        assert self._socket is not None
        async with asyncio.timeout(PATIENCE):
            await self._socket.wait_closed()
        self.code = self._socket.close_code
        return self.code or 0

    async def come_back(self) -> dict[str, Any]:
        """Connect and join anew."""
        await self.connect()
        return await self.join()

    async def close(self) -> None:
        """Leave."""
        if self._socket is not None:
            await self._socket.close()

    async def _receive(self) -> list[Any]:
        assert self._socket is not None
        async with asyncio.timeout(PATIENCE):
            try:
                frame: list[Any] = json.loads(await self._socket.recv())
            except ConnectionClosed as closed:
                self.code = closed.rcvd.code if closed.rcvd else 1006
                raise
        return frame


@asynccontextmanager
async def tabs(
    origin: str, number: int, path: str = "/faulty/"
) -> AsyncIterator[list[Tab]]:
    """So many tabs, each of a visitor of its own, joined."""
    opened = [Tab(origin, path) for _ in range(number)]
    # A connection of its own each: one that is kept may end while it is used.
    limits = httpx.Limits(max_connections=20, max_keepalive_connections=0)
    async with httpx.AsyncClient(timeout=PATIENCE, limits=limits) as http:
        await each(opened, lambda tab: tab.open(http))
    try:
        yield opened
    finally:
        await asyncio.gather(*(tab.close() for tab in opened))


async def each(opened: list[Tab], act: Any, at_once: int = 20) -> list[Any]:
    """Do something with each tab, so many at once."""
    gate = asyncio.Semaphore(at_once)

    async def one(tab: Tab) -> Any:
        async with gate:
            return await act(tab)

    return await asyncio.gather(*map(one, opened))
