"""A hostile client's connection to the real consumer."""

import asyncio
import json
from typing import Any

from liveflash.consumers import LiveConsumer
from tests.protocol_client.frames import heartbeat

PATIENCE = 10
HEADERS = [(b"host", b"testserver"), (b"origin", b"http://testserver")]

Frame = list[Any]


class Connection:
    """One WebSocket.

    ``frames`` is all that the server has sent, ``code`` what it was closed with; None
    while it is open.
    """

    def __init__(self, cookies: str = "") -> None:
        self.consumer = LiveConsumer()
        self.frames: list[Frame] = []
        self.code: int | None = None
        self._cookies = cookies
        self._to_server: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._to_client: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._beats = 0

    async def open(self) -> None:
        scope = {
            "type": "websocket",
            "path": "/live/websocket",
            "query_string": b"vsn=2.0.0",
            "headers": [*HEADERS, (b"cookie", self._cookies.encode("latin1"))],
            "scheme": "ws",
            "subprotocols": [],
        }
        serving = self.consumer(scope, self._to_server.get, self._to_client.put)
        self.task: asyncio.Task[None] = asyncio.create_task(serving)
        await self._to_server.put({"type": "websocket.connect"})
        assert (await self._next())["type"] == "websocket.accept"

    async def send(self, message: dict[str, Any]) -> None:
        await self._to_server.put({"type": "websocket.receive", **message})

    async def send_frame(self, frame: Any) -> None:
        await self.send({"text": json.dumps(frame)})

    async def answer(self, frame: Frame) -> Frame | None:
        """Send what is a frame, and give its answer; None where the socket is closed.

        That is its reply, or that its topic has crashed.
        """
        await self.send_frame(frame)
        return await self.answer_to(frame)

    async def answer_to(self, frame: Frame) -> Frame | None:
        join_ref, ref, topic, _event, _payload = frame
        while (told := await self._receive()) is not None:
            is_reply = told[:4] == [join_ref, ref, topic, "phx_reply"]
            if is_reply or told[:4] == [join_ref, None, topic, "phx_error"]:
                return told
        return None

    async def settle(self) -> None:
        """Wait until the server has read all that was sent, or has closed."""
        self._beats += 1
        ref = f"beat {self._beats}"
        await self.send({"text": heartbeat(ref)})
        await self.answer_to([None, ref, "phoenix", "heartbeat", {}])

    async def close(self) -> None:
        """Lose the connection; the server has cleaned up then."""
        await self._to_server.put({"type": "websocket.disconnect", "code": 1006})
        await asyncio.wait_for(self.task, PATIENCE)

    async def _receive(self) -> Frame | None:
        if self.code is not None:
            return None
        message = await self._next()
        if message["type"] == "websocket.close":
            self.code = message["code"]
            return None
        frame: Frame = json.loads(message["text"])
        self.frames.append(frame)
        return frame

    async def _next(self) -> dict[str, Any]:
        """Return the server's next event; raise the error that ended the consumer."""
        getting = asyncio.ensure_future(self._to_client.get())
        await asyncio.wait(
            {getting, self.task},
            timeout=PATIENCE,
            return_when=asyncio.FIRST_COMPLETED,
        )
        if getting.done():
            return getting.result()
        getting.cancel()
        assert self.task.done(), "The server does not answer."
        self.task.result()
        return {"type": "websocket.close", "code": 1006}
