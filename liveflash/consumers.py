"""The WebSocket endpoint: frames in, frames out, one channel for each topic."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from channels.consumer import AsyncConsumer

from liveflash import conf, door, protocol
from liveflash.channel import Channel
from liveflash.exceptions import MalformedFrame
from liveflash.joining import Records
from liveflash.layer import Subscriptions
from liveflash.protocol import HEARTBEAT_TOPIC, LIVE_VIEW_PREFIX, Frame

logger = logging.getLogger("liveflash")

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

# Codes that make the official client connect anew; 1000 would make it load the page.
CLOSE_MALFORMED = 4400
CLOSE_FOREIGN = 4403
CLOSE_TOO_BIG = 4413

_served: set[asyncio.Task[None]] = set()


class LiveConsumer(AsyncConsumer):  # type: ignore[misc]
    """Serves one WebSocket.

    ``AsyncConsumer`` gives ``as_asgi``. Its own loop waits for a thread and two tasks
    at each frame, so this class has a loop of its own.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve from the handshake to the end of every channel."""
        self.scope = scope
        self._send = send
        self._is_open = False
        self._channels: dict[str, Channel] = {}
        self._records: Records = {}
        self._subscriptions = Subscriptions()
        self._tasks: set[asyncio.Task[None]] = set()
        try:
            while await self._take(await receive()):
                pass
        finally:
            self._is_open = False
            await self._end()

    async def _take(self, message: dict[str, Any]) -> bool:
        """Take one ASGI message; false at the end."""
        match message["type"]:
            case "websocket.connect":
                return await self._connect()
            case "websocket.receive":
                return await self._receive(message)
            case _:
                return False

    async def _connect(self) -> bool:
        if not door.admits(self.scope):
            logger.warning("A WebSocket was refused: its Origin is not this site.")
            await self._send({"type": "websocket.close", "code": CLOSE_FOREIGN})
            return False
        self._is_open = True
        await self._send({"type": "websocket.accept"})
        return True

    async def _receive(self, message: dict[str, Any]) -> bool:
        text = message.get("text")
        if text is None:
            return await self._refuse("a binary frame", CLOSE_MALFORMED)
        if len(text) > conf.max_frame_size():
            return await self._refuse("a frame over the limit", CLOSE_TOO_BIG)
        try:
            frame = protocol.decode(text)
        except MalformedFrame as malformed:
            return await self._refuse(str(malformed), CLOSE_MALFORMED)
        await self._dispatch(frame)
        return True

    async def _refuse(self, what: str, code: int) -> bool:
        logger.warning("A WebSocket was closed: %s.", what)
        self._is_open = False
        await self._send({"type": "websocket.close", "code": code})
        return False

    async def _dispatch(self, frame: Frame) -> None:
        channel = self._channels.get(frame.topic)
        match frame.event:
            case "heartbeat" if frame.topic == HEARTBEAT_TOPIC:
                await self._send_text(protocol.reply(frame, {}))
            case "phx_join" if frame.topic.startswith(LIVE_VIEW_PREFIX):
                self._join(frame, channel)
            case _ if channel is None or channel.join_ref != frame.join_ref:
                logger.info("A %s for a topic that is not joined.", frame.event)
                await self._send_text(protocol.refusal(frame, "unmatched topic"))
            case "phx_leave":
                self._forget(channel, left=True)
                await self._send_text(protocol.reply(frame, {}))
            case _:
                channel.post(frame)

    def _join(self, frame: Frame, former: Channel | None) -> None:
        if former is not None:
            self._forget(former, left=True)
        channel = Channel(frame, self.scope, self._records, self._subscriptions)
        self._channels[frame.topic] = channel
        task = asyncio.create_task(self._serve(channel))
        # Referenced here and for the process: a task that nobody refers to may vanish.
        for tasks in (self._tasks, _served):
            tasks.add(task)
            task.add_done_callback(tasks.discard)

    async def _serve(self, channel: Channel) -> None:
        try:
            async with contextlib.aclosing(channel.frames()) as frames:
                async for text in frames:
                    await self._send_text(text)
        finally:
            if self._channels.get(channel.topic) is channel:
                del self._channels[channel.topic]

    def _forget(self, channel: Channel, *, left: bool) -> None:
        del self._channels[channel.topic]
        channel.close(left=left)

    async def _send_text(self, text: str) -> None:
        if self._is_open:
            await self._send({"type": "websocket.send", "text": text})

    async def _end(self) -> None:
        for channel in list(self._channels.values()):
            self._forget(channel, left=False)
        if self._tasks:
            await asyncio.wait(self._tasks)
        await self._subscriptions.close()
