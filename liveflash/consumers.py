"""The WebSocket endpoint: read frames, route them to channels, send replies."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from functools import wraps
from typing import Any

from asgiref.sync import markcoroutinefunction
from channels.consumer import AsyncConsumer

from liveflash.channel import close_codes
from liveflash.channel.channel import Channel
from liveflash.channel.connection import ConnectionContext
from liveflash.channel.deadlines import Deadlines
from liveflash.channel.frame_reader import FrameReader, UnreadableFrame
from liveflash.channel.handshake import is_origin_allowed
from liveflash.channel.limits import Limits, TokenBucket
from liveflash.channel.mailbox import Item, RefusedFrame
from liveflash.channel.session_monitor import SessionMonitor
from liveflash.channel.tasks import Tasks
from liveflash.logs import client_text
from liveflash.protocol import frames
from liveflash.protocol.frames import HEARTBEAT_TOPIC, LIVE_VIEW_PREFIX, Envelope

logger = logging.getLogger("liveflash")

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class LiveConsumer(AsyncConsumer):  # type: ignore[misc]
    """The consumer of one WebSocket.

    It has a receive loop of its own: ``AsyncConsumer`` would dispatch each frame with a
    thread hop and two tasks.
    """

    @classmethod
    def as_asgi(cls, **initkwargs: Any) -> Any:
        """Return the application, without a frame that keeps the routers' scope."""

        @wraps(super().as_asgi(**initkwargs))
        def application(scope: Any, receive: Receive, send: Send) -> Any:
            return cls(**initkwargs)(scope, receive, send)

        return markcoroutinefunction(application)

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        """Serve from the handshake until every topic has ended."""
        self._set_up(scope, send)
        del scope  # a copy for this consumer, which would take 1 KB
        try:
            if (await receive())["type"] == "websocket.connect":
                await self._connect()
            while self._is_open:
                # No variable refers to a frame while the next one is awaited.
                await self._handle(await receive())
        except asyncio.CancelledError:
            # A server that stops cancels its applications; daphne waits for their end.
            await self._close(close_codes.RESTART)
        finally:
            await self._end()

    def _set_up(self, scope: Any, send: Send) -> None:
        self._send = send
        self._limits = Limits.from_settings()
        self._reader = FrameReader(self._limits)
        self._outgoing = TokenBucket(self._limits.send_rate, self._limits.send_burst)
        self._channels: dict[str, Channel] = {}
        self._tasks = Tasks()
        self._topics = self._joins = 0
        self._is_open = False
        self._gone: asyncio.Future[None] | None = None  # done once the client is gone
        self._deadlines = Deadlines(self._limits, self)
        self._monitor = SessionMonitor(self)
        self._context = ConnectionContext.from_scope(scope, self._limits, self._monitor)

    async def _connect(self) -> None:
        if is_origin_allowed(self._context.handshake):
            self._is_open = True
            self._deadlines.start()
            await self._send({"type": "websocket.accept"})
        else:
            logger.warning("A WebSocket was refused: its Origin is not this site.")
            await self._send({"type": "websocket.close", "code": close_codes.FOREIGN})

    async def _handle(self, message: dict[str, Any]) -> None:
        """Handle or refuse a frame; note the end of the connection."""
        if message["type"] != "websocket.receive":
            self._is_open = False
        if not self._is_open:
            return
        self._deadlines.note_frame()
        text = message.get("text")
        await self._receive(text)
        await self._reader.pause(text)

    def _receive(self, text: str | None) -> Coroutine[Any, Any, None]:
        """Return the coroutine that handles or refuses a frame."""
        try:
            frame = self._reader.read(text)
        except UnreadableFrame as unreadable:
            return self._close_for(str(unreadable), unreadable.code)
        if isinstance(frame, RefusedFrame):
            return self._refuse_unread(frame)
        return self._dispatch(frame)

    async def _refuse_unread(self, refused: RefusedFrame) -> None:
        """Refuse a frame; an event of a joined page is answered by its view."""
        frame, reason = refused.frame, refused.reason
        channel = self._channels.get(frame.topic)
        if channel is None or channel.join_ref != frame.join_ref:
            await self._refuse_frame(frame, reason)
        elif frame.event == "event":
            logger.warning("A frame event was refused: %s.", reason)
            await self._post(channel, refused)
        else:
            await self._refuse_frame(frame, reason)

    async def _refuse_frame(self, frame: Envelope, reason: str) -> None:
        logger.warning("A frame %s was refused: %s.", client_text(frame.event), reason)
        await self._send_text(frames.refusal(frame, reason))
        await self._count_refusal()

    async def _count_refusal(self) -> None:
        if not self._context.refusals.consume():
            await self._close_for("too many refused frames", close_codes.TOO_MANY)

    async def _close_for(self, reason: str, code: int) -> None:
        if self._is_open:
            logger.warning("A WebSocket was closed: %s.", reason)
            await self._close(code)

    async def _close(self, code: int) -> None:
        if self._is_open:
            self._is_open = False
            self._lose_client()
            await self._send({"type": "websocket.close", "code": code})

    async def _dispatch(self, envelope: Envelope) -> None:
        """Route a frame to its channel."""
        channel = self._channels.get(envelope.topic)
        match envelope.event:
            case "heartbeat" if envelope.topic == HEARTBEAT_TOPIC:
                await self._send_text(frames.reply(envelope, {}))
            case "phx_join" if envelope.topic.startswith(LIVE_VIEW_PREFIX):
                await self._join(envelope, channel)
            case "phx_leave":
                if channel is not None and channel.join_ref == envelope.join_ref:
                    self._forget(channel)
                # Also without a channel, as in Phoenix: the view may have just ended.
                await self._send_text(frames.reply(envelope, {}))
            case _ if channel is None or not channel.accepts(envelope):
                await self._refuse_frame(envelope, "unmatched topic")
            case _:
                await self._post(channel, envelope)

    async def _post(self, channel: Channel, item: Item) -> None:
        if not channel.post(item):
            reason = "too many bytes wait for handlers"
            await self._close_for(reason, close_codes.TOO_MANY)

    async def _join(self, envelope: Envelope, former: Channel | None) -> None:
        self._joins += 1
        if self._joins > self._limits.joins:
            await self._close_for("too many joins", close_codes.TOO_MANY)
            return
        if former is not None:
            self._forget(former)
        # A topic that was left counts too while it runs a slow handler.
        if self._topics >= self._limits.topics:
            await self._refuse_frame(envelope, "too many topics")
            return
        channel = Channel(envelope, self._context, self)
        self._channels[channel.topic] = channel
        self._topics += 1
        self.resume(channel)
        await self._post(channel, envelope)

    def resume(self, channel: Channel) -> None:
        """Serve a topic from now on."""
        self._tasks.start(self._serve(channel), channel.context)

    def handle_overflow(self, channel: Channel) -> None:
        """Crash a topic with a full mailbox; the client joins it again."""
        if self._channels.get(channel.topic) is channel:
            logger.warning("A topic crashed: too much waits for its handlers.")
            self._crash(channel)

    def _crash(self, channel: Channel) -> None:
        self._remove(channel)
        channel.abandon()
        text = frames.push(channel.join_ref, channel.topic, "phx_error", {})
        self._tasks.start(self._send_text(text))

    def end_session(self) -> None:
        """Close the socket, so that the client reconnects as its present visitor."""
        logger.info("A WebSocket was closed: its session has ended.")
        for channel in self._channels.values():
            channel.abandon()
        self._tasks.start(self._close(close_codes.ENDED))

    def users(self) -> list[Any]:
        """Return the users of the joined pages."""
        return [channel.user for channel in self._channels.values()]

    def refresh_user(self, user: Any) -> None:
        """Update the users of the joined pages to the stored ``user``."""
        for channel in self._channels.values():
            channel.refresh_user(user)

    async def _serve(self, channel: Channel) -> None:
        try:
            while not channel.rest() and await self._answer_next(channel):
                pass
        except asyncio.CancelledError:
            if not self._is_open:
                raise
            logger.error("A topic crashed: a handler has cancelled its task.")  # noqa: TRY400
            if self._channels.get(channel.topic) is channel:
                self._crash(channel)
        finally:
            if not channel.is_resting:
                # First: a frame that arrives meanwhile is refused, not dropped.
                self._remove(channel)
                try:
                    await channel.end()
                finally:
                    self._topics -= 1

    async def _answer_next(self, channel: Channel) -> bool:
        """Handle one item of a channel; return False at its end."""
        item = await channel.next_item()
        if item is None:
            return False
        size = await self._send_answer(channel, await channel.answer(item))
        if channel.has_unpublished:
            size += await self._send_answer(channel, await channel.finish_turn(item))
        if self._context.refusals.is_exhausted:
            await self._close_for("too many refused frames", close_codes.TOO_MANY)
        if (seconds := self._outgoing.overdraw(size)) > 0 and self._is_open:
            # Let the client read: servers such as daphne buffer without limit.
            self._gone = self._gone or asyncio.get_running_loop().create_future()
            await asyncio.wait([self._gone], timeout=seconds)
        if channel.has_waiting:
            await asyncio.sleep(0)  # let the pages of other visitors run
        return True

    def _forget(self, channel: Channel) -> None:
        """End a topic that the client has left."""
        self._remove(channel)
        channel.close()

    def _remove(self, channel: Channel) -> None:
        if self._channels.get(channel.topic) is channel:
            del self._channels[channel.topic]
            if channel.joined is not None:
                self._deadlines.note_end_of_page()

    async def _send_answer(self, channel: Channel, texts: Iterable[str]) -> int:
        """Send frames unless the topic was left; return their size in characters."""
        size = 0
        for text in texts:
            if not channel.is_left:
                await self._send_text(text)
                size += len(text)
        return size

    async def _send_text(self, text: str) -> None:
        if not self._is_open:
            return
        try:
            await self._send({"type": "websocket.send", "text": text})
        except (OSError, RuntimeError):  # as servers raise if the client is gone
            self._is_open = False
            self._lose_client()

    def has_topics(self) -> bool:
        """Return whether any topic is open."""
        return bool(self._channels)

    def expire(self, reason: str) -> None:
        """Close the socket: a time limit has passed."""
        self._tasks.start(self._close_for(reason, close_codes.SILENT))

    def _lose_client(self) -> None:
        """Drop the items that wait: the client is gone or has to reconnect."""
        if self._gone is not None and not self._gone.done():
            self._gone.set_result(None)
        for channel in self._channels.values():
            channel.lose_client()
        self._channels.clear()

    async def _end(self) -> None:
        self._is_open = False
        self._monitor.close()
        self._deadlines.stop()
        self._lose_client()
        await self._tasks.finish()
