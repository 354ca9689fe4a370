"""The WebSocket endpoint: read frames, route them to channels, send replies."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from typing import Any

from channels.consumer import AsyncConsumer

from liveflash.channel import limits
from liveflash.channel.channel import Channel, Shared
from liveflash.channel.handshake import Handshake, is_origin_allowed
from liveflash.channel.join import Records
from liveflash.channel.limits import ByteBudget, TokenBucket
from liveflash.channel.session_monitor import Watch
from liveflash.exceptions import MalformedFrame
from liveflash.logs import client_text
from liveflash.protocol import frames
from liveflash.protocol.frames import HEARTBEAT_TOPIC, LIVE_VIEW_PREFIX, Envelope, Frame

logger = logging.getLogger("liveflash")

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

# The official client reconnects after these codes; after 1000 it would load the page.
# daphne sends no others for an application: 4012 stands for 1012, "service restart".
CLOSE_RESTART = 4012
CLOSE_MALFORMED = 4400
CLOSE_ENDED = 4401
CLOSE_FOREIGN = 4403
CLOSE_SILENT = 4408
CLOSE_TOO_BIG = 4413
CLOSE_TOO_MANY = 4429

# How long handlers may go on after their socket is gone before the server is told that
# it has ended. daphne waits for 10 seconds.
GRACE_SECONDS = 8.0

# How many refused frames and crashes of one socket the log may hold.
REFUSALS_PER_SECOND = 10
REFUSAL_BURST = 200

_outlasting: set[asyncio.Task[None]] = set()


class LiveConsumer(AsyncConsumer):  # type: ignore[misc]
    """Serve one WebSocket.

    ``AsyncConsumer`` takes a thread hop and two tasks for each frame, so this class has
    a receive loop of its own.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve from the handshake until every topic has ended."""
        self._send = send
        self._limits = limits.of_settings()
        self._clock = asyncio.get_running_loop().time
        self._frames = TokenBucket(self._limits.event_rate, self._limits.event_burst)
        self._outgoing = TokenBucket(self._limits.send_rate, self._limits.send_burst)
        self._channels: dict[str, Channel] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._joins = 0
        self._is_open = False
        self._gone = asyncio.Event()
        self._heard_at = self._unjoined_since = self._clock()
        self._deadline: asyncio.TimerHandle | None = None
        self._watch = Watch(self._end_visit, self._refresh_user, self._users)
        self._shared = Shared(
            Handshake.of(scope),
            Records(),
            self._limits,
            self._watch,
            ByteBudget(self._limits.mailbox_size),
            TokenBucket(REFUSALS_PER_SECOND, REFUSAL_BURST),
        )
        try:
            await self._read_frames(receive)
        except asyncio.CancelledError:
            # A server that stops, such as daphne, cancels what it serves, and waits
            # only for applications that then return.
            await self._close(CLOSE_RESTART)
        finally:
            await self._end()

    async def _read_frames(self, receive: Receive) -> None:
        if (await receive())["type"] == "websocket.connect":
            await self._connect()
        while self._is_open:
            message = await receive()
            if message["type"] != "websocket.receive" or not self._is_open:
                return
            self._heard_at = self._clock()
            await self._receive(message.get("text"))

    async def _connect(self) -> None:
        if is_origin_allowed(self._shared.handshake):
            self._is_open = True
            self._set_deadline()
            await self._send({"type": "websocket.accept"})
        else:
            logger.warning("A WebSocket was refused: its Origin is not this site.")
            await self._send({"type": "websocket.close", "code": CLOSE_FOREIGN})

    def _receive(self, text: str | None) -> Coroutine[Any, Any, None]:
        """Return what carries out or refuses a frame."""
        if text is None:
            return self._refuse("a binary frame", CLOSE_MALFORMED)
        if not self._frames.take():
            return self._refuse("too many frames", CLOSE_TOO_MANY)
        if len(text) > self._limits.frame_size:
            return self._refuse_big(text)
        try:
            envelope = frames.read_lenient_envelope(text)
        except MalformedFrame as malformed:
            return self._refuse(str(malformed), CLOSE_MALFORMED)
        return self._dispatch(envelope)

    def _refuse_big(self, text: str) -> Coroutine[Any, Any, None]:
        """Refuse a frame that is too big, without decoding its payload."""
        try:
            envelope = frames.read_envelope(text)
        except MalformedFrame:
            return self._refuse("a frame over the limit", CLOSE_TOO_BIG)
        return self._refuse_frame(envelope, "too big")

    async def _refuse_frame(self, frame: Envelope | Frame, reason: str) -> None:
        logger.warning("A frame %s was refused: %s.", client_text(frame.event), reason)
        await self._send_text(frames.refusal(frame, reason))
        await self._count_refusal()

    async def _count_refusal(self) -> None:
        if not self._shared.refusals.take():
            await self._refuse("too many refused frames", CLOSE_TOO_MANY)

    async def _refuse(self, what: str, code: int) -> None:
        if self._is_open:
            logger.warning("A WebSocket was closed: %s.", what)
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
                # As Phoenix does: the client leaves a view that has just ended.
                await self._send_text(frames.reply(envelope, {}))
            case _ if channel is None or channel.join_ref != envelope.join_ref:
                await self._refuse_frame(envelope, "unmatched topic")
            case _:
                await self._post(channel, envelope)

    async def _post(self, channel: Channel, envelope: Envelope) -> None:
        if not channel.post(envelope):
            await self._refuse("too many bytes wait for handlers", CLOSE_TOO_MANY)

    async def _join(self, envelope: Envelope, former: Channel | None) -> None:
        self._joins += 1
        if self._joins > self._limits.joins:
            await self._refuse("too many joins", CLOSE_TOO_MANY)
            return
        if former is not None:
            self._forget(former)
        # Tasks, not topics: a topic that was left may still run a slow handler.
        if len(self._tasks) >= self._limits.topics:
            await self._refuse_frame(envelope, "too many topics")
            return
        channel = Channel(envelope, self._shared, self._give_up)
        self._channels[envelope.topic] = channel
        self._start(self._serve(channel))
        await self._post(channel, envelope)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        """Run ``work`` beside the reading of frames."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _give_up(self, channel: Channel) -> None:
        """Have the client join again a topic that cannot take more."""
        if self._channels.get(channel.topic) is channel:
            logger.warning("A topic crashed: too much waits for its handlers.")
            self._crash(channel)

    def _crash(self, channel: Channel) -> None:
        self._remove(channel)
        channel.abandon()
        text = frames.push(channel.join_ref, channel.topic, "phx_error", {})
        self._start(self._send_text(text))

    def _end_visit(self) -> None:
        """Have the client come back as the visitor who it is now."""
        logger.info("A WebSocket was closed: its session has ended.")
        for channel in self._channels.values():
            channel.abandon()
        self._start(self._close(CLOSE_ENDED))

    def _users(self) -> list[Any]:
        """Return the users of the joined pages."""
        return [channel.user for channel in self._channels.values()]

    def _refresh_user(self, user: Any) -> None:
        for channel in self._channels.values():
            channel.refresh_user(user)

    async def _serve(self, channel: Channel) -> None:
        try:
            while await self._answer_next(channel):
                pass
        except asyncio.CancelledError:
            if not self._is_open:
                raise
            # Only a handler that cancels its own task gets here.
            logger.error("A topic crashed: a handler has cancelled its task.")  # noqa: TRY400
            if self._channels.get(channel.topic) is channel:
                self._crash(channel)
        finally:
            try:
                await channel.end()
            finally:
                self._remove(channel)

    async def _answer_next(self, channel: Channel) -> bool:
        """Carry out one item of a channel; return False at its end."""
        item = await channel.next()
        if item is None:
            return False
        texts = await channel.answer(item)
        size = 0 if channel.is_left else await self._send_texts(texts)
        if self._shared.refusals.is_empty:
            await self._refuse("too many refused frames", CLOSE_TOO_MANY)
        await self._pace(size)
        if channel.has_waiting:
            await asyncio.sleep(0)  # let other visitors' pages run
        return True

    async def _pace(self, size: int) -> None:
        """Wait where a socket is sent more bytes than a client is expected to read.

        Some servers, such as daphne, buffer without limit for a client that reads
        nothing.
        """
        seconds = self._outgoing.spend(size)
        if seconds > 0:
            gone = asyncio.ensure_future(self._gone.wait())
            await asyncio.wait([gone], timeout=seconds)
            gone.cancel()

    def _forget(self, channel: Channel) -> None:
        """End a topic that the client has left."""
        self._remove(channel)
        channel.close()

    def _remove(self, channel: Channel) -> None:
        if self._channels.get(channel.topic) is channel:
            del self._channels[channel.topic]
            if channel.is_joined:
                self._unjoined_since = self._clock()

    async def _send_texts(self, texts: Iterable[str]) -> int:
        """Send frames; return their size in characters."""
        size = 0
        for text in texts:
            await self._send_text(text)
            size += len(text)
        return size

    async def _send_text(self, text: str) -> None:
        if not self._is_open:
            return
        try:
            await self._send({"type": "websocket.send", "text": text})
        except OSError:  # ASGI's error for a client that has gone
            self._is_open = False
            self._lose_client()

    def _set_deadline(self) -> None:
        seconds = min(self._limits.join_timeout, self._limits.heartbeat_timeout / 2)
        loop = asyncio.get_running_loop()
        self._deadline = loop.call_later(seconds, self._check_deadlines)

    def _check_deadlines(self) -> None:
        """Close a socket that has not joined a page, or whose client is silent."""
        now = self._clock()
        if not self._channels and self._is_over(self._limits.join_timeout, now):
            self._start(self._refuse("it has joined no page", CLOSE_SILENT))
        elif now - self._heard_at >= self._limits.heartbeat_timeout:
            self._start(self._refuse("its client is silent", CLOSE_SILENT))
        else:
            self._set_deadline()

    def _is_over(self, seconds: float, now: float) -> bool:
        return now - self._unjoined_since >= seconds

    def _lose_client(self) -> None:
        """Drop what waits: the client is gone, or is to come back."""
        self._gone.set()
        for channel in self._channels.values():
            channel.lose_client()
        self._channels.clear()

    async def _end(self) -> None:
        self._is_open = False
        self._watch.close()
        if self._deadline is not None:
            self._deadline.cancel()
        self._lose_client()
        tasks = set(self._tasks)
        for task in tasks:
            # A task that nothing refers to may be collected; they may outlast this.
            _outlasting.add(task)
            task.add_done_callback(_outlasting.discard)
        if tasks:
            await asyncio.wait(tasks, timeout=GRACE_SECONDS)
