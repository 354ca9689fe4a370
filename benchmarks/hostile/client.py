"""Load pages and speak to their sockets, frame by frame.

A ``Socket`` reads only on request, so that a client can stop reading, be silent or be
too fast.
"""

import asyncio
import json
import socket
from collections import deque
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any, Self

from websockets import Origin
from websockets.client import ClientProtocol
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory
from websockets.frames import Frame, Opcode
from websockets.http11 import Response
from websockets.uri import parse_uri

from benchmarks.hostile.servers import http
from tests.protocol_client import frames
from tests.protocol_client.frames import (
    cookie_header,
    event_payload,
    find_root,
    join_payload,
)

JOIN_REF = "1"
TIMEOUT_SECONDS = 30
# The frame as a whole is shorter than the 65,536 characters that are allowed.
LARGE_FRAME = 62_000

_READ_SIZE = 65_536
_WRITE_SIZE = 16_384

Message = list[Any]


class SocketClosed(Exception):
    """The server has closed the socket; ``code`` is 1006 if it sent none."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Page:
    """A page that one visitor has loaded."""

    port: int
    path: str
    cookies: str
    token: str
    topic: str

    @classmethod
    async def load(cls, port: int, path: str = "/") -> "Page":
        """Load the page at ``path`` as a new visitor."""
        return await asyncio.to_thread(cls._load, port, path)

    @classmethod
    def _load(cls, port: int, path: str) -> "Page":
        url = f"http://127.0.0.1:{port}{path}"
        with http.open(url, timeout=TIMEOUT_SECONDS) as response:
            text = response.read().decode()
            headers = response.headers.get_all("Set-Cookie") or []
        cookies: SimpleCookie = SimpleCookie()
        for header in headers:
            cookies.load(header)
        root = find_root(text)
        if root is None:
            msg = f"{path} is not a live page."
            raise ValueError(msg)
        return cls(port, path, cookie_header(cookies), root.session, root.topic)

    def join(self, path: str | None = None) -> str:
        """Return the frame that joins the page, or another by live navigation."""
        payload = join_payload(
            f"http://127.0.0.1:{self.port}{path or self.path}",
            self.token,
            navigated=path is not None,
        )
        return frame(JOIN_REF, self.topic, "phx_join", payload)

    def event(self, ref: object, name: str, value: Any = None) -> str:
        """Return the frame of an event of the page."""
        return frame(ref, self.topic, "event", event_payload(name, value))

    def large_event(self, ref: object, name: str, item: str) -> str:
        """Return the frame of an event whose value repeats the JSON of ``item``."""
        count = LARGE_FRAME // (len(item) + 1)
        value = "[" + ",".join([item] * count) + "]"
        return self.event(ref, name, {"a": "?"}).replace('"?"', value)


class Socket:
    """A WebSocket of a client that reads only on request.

    ``answers_pings`` is false for a client that has vanished. ``written`` counts the
    bytes that were passed to the kernel.
    """

    def __init__(self, connection: socket.socket, protocol: ClientProtocol) -> None:
        self.answers_pings = True
        self.written = 0
        self._connection = connection
        self._protocol = protocol
        self._messages: deque[str] = deque()
        self._fragments: list[bytes] = []
        self._lock = asyncio.Lock()
        self._close_code: int | None = None

    @classmethod
    async def open(
        cls,
        page: Page,
        *,
        deflates: bool = False,
        receive_buffer: int | None = None,
    ) -> "Socket":
        """Connect and shake hands; ``receive_buffer`` is the kernel's, in bytes."""
        uri = parse_uri(f"ws://127.0.0.1:{page.port}{frames.SOCKET_PATH}")
        protocol = ClientProtocol(
            uri,
            origin=Origin(f"http://127.0.0.1:{page.port}"),
            extensions=[ClientPerMessageDeflateFactory()] if deflates else None,
            max_size=None,
        )
        connection = socket.socket()
        connection.settimeout(0)
        if receive_buffer is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        opened = cls(connection, protocol)
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                await opened._shake_hands(page)
        except BaseException:
            connection.close()
            raise
        return opened

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        """Close the connection without a closing handshake."""
        self._connection.close()

    @property
    def deflates(self) -> bool:
        """Whether the server has accepted compression."""
        return bool(self._protocol.extensions)

    @property
    def taken(self) -> int:
        """The bytes that the server has read, without those in a kernel's queue."""
        _host, port = self._connection.getsockname()
        return self.written - _queued(port)

    async def send(self, *texts: str) -> None:
        """Send messages, all of them in one write where they are small."""
        if self._close_code is not None:
            raise SocketClosed(self._close_code)
        for text in texts:
            self._protocol.send_text(text.encode())
        await self._flush()

    async def send_fragment(self, data: bytes) -> None:
        """Send the first part of a message that is never completed."""
        self._protocol.send_text(data, fin=False)
        await self._flush()

    async def receive(self) -> Message:
        """Return the next message; raise SocketClosed at the end."""
        while not self._messages:
            if self._close_code is not None:
                raise SocketClosed(self._close_code)
            await self._read()
        message: Message = json.loads(self._messages.popleft())
        return message

    async def ask(self, text: str, ref: object) -> Message:
        """Send a frame and return its reply."""
        await self.send(text)
        while True:
            message = await self.receive()
            if message[1] == str(ref) and message[3] == "phx_reply":
                return message

    async def join(self, page: Page) -> None:
        """Join the page; raise ValueError where the server refuses."""
        async with asyncio.timeout(TIMEOUT_SECONDS):
            reply = await self.ask(page.join(), JOIN_REF)
        if reply[4]["status"] != "ok":
            msg = f"The join was refused: {reply[4]}"
            raise ValueError(msg)

    async def wait_for_close(self, seconds: float) -> int | None:
        """Read until the server closes; return its code, None where it does not."""
        try:
            async with asyncio.timeout(seconds):
                while True:
                    await self.receive()
        except SocketClosed as closed:
            return closed.code
        except TimeoutError:
            return None

    async def _shake_hands(self, page: Page) -> None:
        loop = asyncio.get_running_loop()
        await loop.sock_connect(self._connection, ("127.0.0.1", page.port))
        request = self._protocol.connect()
        request.headers["Cookie"] = page.cookies
        self._protocol.send_request(request)
        await self._flush()
        while self._protocol.handshake_exc is None:
            if await self._read():
                return
        raise self._protocol.handshake_exc

    async def _read(self) -> bool:
        """Read what has come; return whether the handshake is complete."""
        loop = asyncio.get_running_loop()
        try:
            data = await loop.sock_recv(self._connection, _READ_SIZE)
        except ConnectionError:
            data = b""
        if not data:
            raise SocketClosed(1006)
        self._protocol.receive_data(data)
        is_open = False
        for event in self._protocol.events_received():
            if isinstance(event, Response):
                is_open = True
            else:
                self._take(event)
        if self.answers_pings:
            await self._flush()
        return is_open

    def _take(self, event: Any) -> None:
        match event:
            case Frame(opcode=Opcode.CLOSE):
                self._close_code = self._protocol.close_code or 1006
            case Frame(opcode=Opcode.TEXT | Opcode.CONT):
                self._fragments.append(bytes(event.data))
                if event.fin:
                    self._messages.append(b"".join(self._fragments).decode())
                    self._fragments.clear()

    async def _flush(self) -> None:
        loop = asyncio.get_running_loop()
        async with self._lock:
            data = memoryview(b"".join(self._protocol.data_to_send()))
            for start in range(0, len(data), _WRITE_SIZE):
                chunk = data[start : start + _WRITE_SIZE]
                try:
                    await loop.sock_sendall(self._connection, chunk)
                except ConnectionError:
                    raise SocketClosed(1006) from None
                self.written += len(chunk)


def frame(
    ref: object, topic: str, event: str, payload: Any, join_ref: str = JOIN_REF
) -> str:
    """Return a frame as the official client writes it."""
    return frames.frame(join_ref, str(ref), topic, event, payload)


def heartbeat(ref: object) -> str:
    """Return the frame of a heartbeat."""
    return frames.heartbeat(str(ref))


def _queued(port: int) -> int:
    """Return the bytes on the way from a local port: sent, but not read."""
    queued = 0
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        fields = line.split()
        local, remote = (int(end.partition(":")[2], 16) for end in fields[1:3])
        to_send, to_read = (int(size, 16) for size in fields[4].split(":"))
        queued += to_send * (local == port) + to_read * (remote == port)
    return queued
