"""A WebSocket between a page and the server, within the process.

The server logs what a view raises. Here the error is taken from the log record, so that
the test can raise it.
"""

import asyncio
import json
import logging
from collections.abc import Mapping
from contextvars import Context, ContextVar
from typing import Any

from liveflash import conf
from liveflash.channel.joined_view import JoinedView
from liveflash.channel.mailbox import Info
from liveflash.consumers import LiveConsumer
from liveflash.testing.exceptions import ServerRefused, ViewCrashed

HOST = "testserver"
TIMEOUT_SECONDS = 5.0
GOING_AWAY = 1001
ABNORMAL_CLOSURE = 1006

_logger = logging.getLogger("liveflash")
_current: ContextVar["Connection | None"] = ContextVar("connection", default=None)


class Connection:
    """A WebSocket together with the consumer that serves it.

    Frames are ``[join_ref, ref, topic, event, payload]``.
    """

    def __init__(self, headers: Mapping[str, str], *, scheme: str = "http") -> None:
        self._consumer = LiveConsumer()
        self._scope = _scope(headers, scheme)
        self._inbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._outbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._log_handler = _ConnectionLogHandler(self)
        self._errors: list[BaseException] = []
        self._warnings: list[str] = []

    async def open(self) -> None:
        """Open the WebSocket, or raise ServerRefused."""
        _logger.addHandler(self._log_handler)
        # A fresh context: nothing that the test activated, such as a language, applies.
        context = Context()
        context.run(_current.set, self)
        self._task = asyncio.create_task(self._serve(), context=context)
        await self._inbox.put({"type": "websocket.connect"})
        await self._next_message(TIMEOUT_SECONDS)

    async def send(self, frame: list[Any]) -> None:
        """Send a frame."""
        text = json.dumps(frame)
        await self._inbox.put({"type": "websocket.receive", "text": text})

    async def receive(self, timeout: float = TIMEOUT_SECONDS) -> list[Any]:
        """Return the next frame of the server, or raise TimeoutError."""
        message = await self._next_message(timeout)
        frame: list[Any] = json.loads(message["text"])
        return frame

    async def close(self) -> None:
        """Close the WebSocket and wait until the server has cleaned up."""
        await self._inbox.put({"type": "websocket.disconnect", "code": GOING_AWAY})
        try:
            await asyncio.wait_for(self._task, TIMEOUT_SECONDS)
        finally:
            _logger.removeHandler(self._log_handler)

    def view_at(self, topic: str) -> JoinedView | None:
        """Return the view or the stack at ``topic``; None if nothing is joined."""
        channel = self._consumer._channels.get(topic)  # noqa: SLF001
        joined = channel and channel.joined
        return joined.view if joined else None

    def post_info(self, topic: str, event: Any) -> None:
        """Send an event to ``handle_info`` of the view at ``topic``."""
        self._consumer._channels[topic].post(Info(event))  # noqa: SLF001

    def add_log_record(self, record: logging.LogRecord) -> None:
        """Store the error of a view, or the text of another warning."""
        error = record.exc_info[1] if record.exc_info else None
        if error is not None and " raised at " in str(record.msg):
            self._errors.append(error)
        else:
            self._warnings.append(record.getMessage())

    def pop_warnings(self) -> str:
        """Return the warnings since the last call as one text."""
        warnings, self._warnings = self._warnings, []
        return " ".join(warnings)

    def pop_error(self) -> BaseException | None:
        """Return the last error that a view raised since the last call, if any."""
        error = self._errors[-1] if self._errors else None
        self._errors.clear()
        return error

    def pop_crash_error(self) -> BaseException:
        """Return the error of a crashed view; ViewCrashed if it was not logged."""
        return self.pop_error() or ViewCrashed(
            "The view crashed, but its error is unknown because the logger 'liveflash' "
            "is disabled. Enable it in LOGGING."
        )

    async def _serve(self) -> None:
        try:
            await self._consumer(self._scope, self._inbox.get, self._outbox.put)
        finally:
            close = {"type": "websocket.close", "code": ABNORMAL_CLOSURE}
            await self._outbox.put(close)

    async def _next_message(self, timeout: float) -> dict[str, Any]:
        message = await asyncio.wait_for(self._outbox.get(), timeout)
        if message["type"] != "websocket.close":
            return message
        raise ServerRefused(
            f"The server closed the WebSocket with code {message['code']}. See the log "
            "of 'liveflash' for the reason."
        )


class _ConnectionLogHandler(logging.Handler):
    """A log handler that passes the records of one connection to that connection."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(logging.WARNING)
        self._connection = connection

    def emit(self, record: logging.LogRecord) -> None:
        """Store the record if it was logged while the connection was served."""
        if _current.get() is self._connection:
            self._connection.add_log_record(record)


def _scope(headers: Mapping[str, str], scheme: str) -> dict[str, Any]:
    """Return the ASGI scope of the WebSocket."""
    is_secure = scheme == "https"
    all_headers = {"host": HOST, "origin": f"{scheme}://{HOST}", **headers}
    return {
        "type": "websocket",
        "path": f"/{conf.socket_route()}",
        "query_string": b"vsn=2.0.0",
        "headers": [
            (name.lower().encode("latin1"), value.encode("latin1"))
            for name, value in all_headers.items()
        ],
        "scheme": "wss" if is_secure else "ws",
        "client": ("127.0.0.1", 0),
        "server": (HOST, 443 if is_secure else 80),
        "subprotocols": [],
    }
