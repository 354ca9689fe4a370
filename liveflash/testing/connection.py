"""One WebSocket between a page and the server, in this process, without a network.

What a view raises is logged by the server, as it is on a real one. Here it is caught
on its way into the log, so that the test can raise it.
"""

import asyncio
import json
import logging
from collections.abc import Mapping
from contextvars import Context, ContextVar
from typing import Any

from liveflash.channel.mailbox import Info
from liveflash.consumers import LiveConsumer
from liveflash.testing.exceptions import ServerRefused, ViewCrashed
from liveflash.views.socket import LiveViewSocket

HOST = "testserver"
TIMEOUT = 5.0

_logger = logging.getLogger("liveflash")
_current: ContextVar["Connection | None"] = ContextVar("connection", default=None)


class Connection:
    """A WebSocket with its server.

    Frames are ``[join_ref, ref, topic, event, payload]``.
    """

    def __init__(self, headers: Mapping[str, str], *, scheme: str = "http") -> None:
        self._consumer = LiveConsumer()
        self._scope = _scope(headers, scheme)
        self._inbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._outbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._catcher = _Catcher(self)
        self._errors: list[BaseException] = []
        self._told: list[str] = []

    async def open(self) -> None:
        """Shake hands, or raise ServerRefused."""
        _logger.addHandler(self._catcher)
        # As on a server: what the test has activated, such as a language, is not here.
        context = Context()
        context.run(_current.set, self)
        self._task = asyncio.create_task(self._serve(), context=context)
        await self._inbox.put({"type": "websocket.connect"})
        await self._next(TIMEOUT)

    async def send(self, frame: list[Any]) -> None:
        """Send a frame."""
        text = json.dumps(frame)
        await self._inbox.put({"type": "websocket.receive", "text": text})

    async def receive(self, timeout: float = TIMEOUT) -> list[Any]:
        """The server's next frame; raises TimeoutError where none comes."""
        message = await self._next(timeout)
        frame: list[Any] = json.loads(message["text"])
        return frame

    async def close(self) -> None:
        """Lose the connection, and wait until the server has cleaned up."""
        await self._inbox.put({"type": "websocket.disconnect", "code": 1001})
        try:
            await asyncio.wait_for(self._task, TIMEOUT)
        finally:
            _logger.removeHandler(self._catcher)

    def socket_of(self, topic: str) -> LiveViewSocket[Any] | None:
        """What the callbacks of the view at ``topic`` receive; None where is none."""
        channel = self._consumer._channels.get(topic)  # noqa: SLF001 - one package
        joined = channel and channel._joined  # noqa: SLF001
        return joined.view.socket if joined else None

    def post_info(self, topic: str, event: Any) -> None:
        """Send a message of the server to the view at ``topic``."""
        self._consumer._channels[topic].post(Info(event))  # noqa: SLF001

    def catch(self, record: logging.LogRecord) -> None:
        """Take note of what the server logs: what a view has raised, and warnings."""
        error = record.exc_info[1] if record.exc_info else None
        if error is not None and " raised at " in str(record.msg):
            self._errors.append(error)
        else:
            self._told.append(record.getMessage())

    def take_told(self) -> str:
        """The warnings since the last call, as one text."""
        told, self._told = self._told, []
        return " ".join(told)

    def take_error(self) -> BaseException | None:
        """What a view has raised and no test has heard of yet."""
        error = self._errors[-1] if self._errors else None
        self._errors.clear()
        return error

    def crash(self) -> BaseException:
        """What a view has raised that is known to have crashed."""
        return self.take_error() or ViewCrashed(
            "The view has crashed, and the logger 'liveflash', which is told why, is "
            "disabled: leave it enabled in LOGGING to see it here."
        )

    async def _serve(self) -> None:
        try:
            await self._consumer(self._scope, self._inbox.get, self._outbox.put)
        finally:
            await self._outbox.put({"type": "websocket.close", "code": 1006})

    async def _next(self, timeout: float) -> dict[str, Any]:
        message = await asyncio.wait_for(self._outbox.get(), timeout)
        if message["type"] != "websocket.close":
            return message
        raise ServerRefused(
            f"The server closed the WebSocket with the code {message['code']}; its "
            "log, of the logger 'liveflash', says why."
        )


class _Catcher(logging.Handler):
    """Brings what is logged for one connection to that connection."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(logging.WARNING)
        self._connection = connection

    def emit(self, record: logging.LogRecord) -> None:
        """Take what is logged while one connection is served."""
        if _current.get() is self._connection:
            self._connection.catch(record)


def _scope(headers: Mapping[str, str], scheme: str) -> dict[str, Any]:
    secure = scheme == "https"
    sent = {"host": HOST, "origin": f"{scheme}://{HOST}", **headers}
    return {
        "type": "websocket",
        "path": "/live/websocket",
        "query_string": b"vsn=2.0.0",
        "headers": [
            (name.lower().encode("latin1"), value.encode("latin1"))
            for name, value in sent.items()
        ],
        "scheme": "wss" if secure else "ws",
        "client": ("127.0.0.1", 0),
        "server": (HOST, 443 if secure else 80),
        "subprotocols": [],
    }
