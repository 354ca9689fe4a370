"""A browser tab with one page, in the protocol of each framework's client.

Every reply is checked, so that only successful events are measured.
"""

import asyncio
import json
import re
from collections import deque
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from benchmarks.events.apps.content import MESSAGE
from tests.protocol_client.frames import (
    SOCKET_PATH,
    event_payload,
    find_root,
    frame,
    heartbeat,
    join_payload,
)

TIMEOUT = 60
SHOWN = MESSAGE.encode()

_COOKIE = re.compile(rb"^set-cookie: ([^;\r]*)", re.IGNORECASE | re.MULTILINE)


class WrongAnswer(Exception):
    """A server gave an unexpected reply."""


class Tab(WSListener):  # type: ignore[misc]
    """The common part of all tabs: the page at ``path``.

    ``received`` counts the bytes of texts.
    """

    socket_path = ""

    def __init__(self, origin: str, path: str, rows: int) -> None:
        self.received = 0
        self.closed = asyncio.Event()
        self._origin = origin
        self.path = path
        self._rows = rows
        self._cookies = ""
        self._ref = 0
        self._texts: deque[bytes] = deque()
        self._waiting: asyncio.Future[bytes] | None = None
        self._transport: Any = None

    @property
    def cookies(self) -> str:
        """The value of the Cookie header."""
        return self._cookies

    async def open(self) -> None:
        """Load, connect and join."""
        await self.load()
        await self.connect()
        await self.join()

    async def load(self) -> None:
        """Load the page over HTTP and store the data for a connection."""

    async def connect(self) -> None:
        """Open the WebSocket."""
        address = urlsplit(self._origin).netloc
        headers = {"Origin": self._origin}
        if self._cookies:
            headers["Cookie"] = self._cookies
        self.closed.clear()
        self._transport, _listener = await ws_connect(
            lambda: self,
            f"ws://{address}{self.socket_path or self.path}",
            extra_headers=headers,
            websocket_handshake_timeout=TIMEOUT,
        )

    async def join(self) -> int:
        """Join the page; return the size of the reply in bytes."""
        return 0

    async def put(self) -> None:
        """Send the event that puts a message."""
        raise NotImplementedError

    async def clear(self) -> None:
        """Send the event that clears the message."""
        raise NotImplementedError

    async def beat(self) -> None:
        """Send a heartbeat."""
        raise NotImplementedError

    async def close(self) -> None:
        """Close the connection and wait for the server to close it."""
        self._transport.send_close()
        await asyncio.wait_for(self.closed.wait(), TIMEOUT)

    def lose(self) -> None:
        """Lose the connection."""
        self._transport.disconnect(graceful=False)

    async def get(self, path: str) -> bytes:
        """Load a page on a new connection; return its body."""
        where = urlsplit(self._origin)
        reader, writer = await asyncio.open_connection(where.hostname, where.port)
        lines = [f"GET {path} HTTP/1.1", f"Host: {where.netloc}", "Accept: text/html"]
        lines += [f"Cookie: {self._cookies}"] if self._cookies else []
        writer.write("\r\n".join([*lines, "Connection: close", "", ""]).encode())
        response = await reader.read()
        writer.close()
        head, _blank, body = response.partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200 "):
            raise WrongAnswer(response)
        if cookies := _COOKIE.findall(head):
            self._cookies = b"; ".join(cookies).decode()
        return body

    async def ask(self, text: str, is_answer: Callable[[bytes], bool]) -> bytes:
        """Send a text and wait for its reply; return all received texts."""
        self._transport.send(WSMsgType.TEXT, text.encode())
        texts = [await self.receive()]
        while not is_answer(texts[-1]):
            texts.append(await self.receive())
        self.received += sum(map(len, texts))
        return b"\n".join(texts)

    async def receive(self) -> bytes:
        """Return the next text."""
        if self._texts:
            return self._texts.popleft()
        if self.closed.is_set():
            raise WrongAnswer("closed")
        self._waiting = asyncio.get_running_loop().create_future()
        return await self._waiting

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """Receive the frames of the server."""
        if frame.msg_type == WSMsgType.CLOSE:
            transport.disconnect()
        elif self._waiting is None or self._waiting.done():
            self._texts.append(frame.get_payload_as_bytes())
        else:
            self._waiting.set_result(frame.get_payload_as_bytes())

    def on_ws_disconnected(self, _transport: WSTransport) -> None:
        """Wake the waiting task."""
        self.closed.set()
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(WrongAnswer("closed"))

    def next_ref(self) -> str:
        """Return a frame number that is unique in this tab."""
        self._ref += 1
        return str(self._ref)


class EchoTab(Tab):
    """A tab of an echo server, with frames as Phoenix's client sends them."""

    async def put(self) -> None:
        await self._echo("put")

    async def clear(self) -> None:
        await self._echo("clear")

    async def beat(self) -> None:
        await self._echo("heartbeat")

    async def _echo(self, event: str) -> None:
        payload = event_payload(event)
        text = frame("1", self.next_ref(), "lv:phx-GBX2QpXv", "event", payload)
        await self.ask(text, text.encode().__eq__)


class PhoenixTab(Tab):
    """A tab that speaks the protocol of the official Phoenix LiveView client."""

    socket_path = SOCKET_PATH
    content = "Device &amp; co 19"

    def __init__(self, origin: str, path: str, rows: int) -> None:
        super().__init__(origin, path or f"/settings/{rows}/", rows)
        self._mounts = 0

    async def load(self) -> None:
        body = await self.get(self.path)
        root = find_root(body.decode())
        if root is None:
            raise WrongAnswer(body)
        self._root = root
        self._mounts = 0

    async def join(self) -> int:
        payload = join_payload(
            self._origin + self.path,
            self._root.session,
            static=self._root.static,
            _mounts=self._mounts,
            _csrf_token=self._root.csrf_token,
        )
        answer = await self._send("phx_join", payload)
        tree = json.loads(answer)[4]["response"]["rendered"]
        if self.content not in json.dumps(tree):
            raise WrongAnswer(answer)
        self._mounts += 1
        return len(answer)

    async def put(self) -> None:
        answer = await self._event("put")
        if SHOWN not in answer:
            raise WrongAnswer(answer)

    async def clear(self) -> None:
        self._check_cleared(await self._event("clear"))

    async def dismiss(self) -> None:
        """Clear the message by ``lv:clear-flash``, as a click on it does."""
        answer = await self._event("lv:clear-flash", {"key": "info"})
        self._check_cleared(answer)

    async def beat(self) -> None:
        ref = self.next_ref()
        answered = f'"{ref}"'.encode()
        await self.ask(heartbeat(ref), lambda answer: answered in answer)

    def _check_cleared(self, answer: bytes) -> None:
        shown = json.loads(answer)[4]["response"]
        if not shown["diff"] or SHOWN in answer:
            raise WrongAnswer(answer)

    async def _event(self, name: str, value: Any = None) -> bytes:
        return await self._send("event", event_payload(name, value))

    async def _send(self, event: str, payload: Any) -> bytes:
        ref = self.next_ref()
        text = frame("1", ref, self._root.topic, event, payload)
        answered = f'"{ref}"'.encode()
        answer = await self.ask(text, lambda answer: answered in answer[:20])
        if b'"ok"' not in answer:
            raise WrongAnswer(answer)
        return answer


def compact(value: Any) -> str:
    """Return JSON as browsers write it."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


class StackTab(PhoenixTab):
    """A tab with a plain page, whose message stack alone is connected."""

    content = "liveflash-stack"
