"""The WebSocket endpoint: frames in, frames out, one channel for each topic."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from functools import wraps
from typing import Any

from asgiref.sync import markcoroutinefunction
from channels.consumer import AsyncConsumer

from liveflash import door, limits, protocol
from liveflash.channel import Channel, Shared
from liveflash.door import Handshake
from liveflash.exceptions import MalformedFrame
from liveflash.joining import Records
from liveflash.limits import TokenBucket
from liveflash.protocol import HEARTBEAT_TOPIC, LIVE_VIEW_PREFIX, Frame
from liveflash.visits import Watch

logger = logging.getLogger("liveflash")

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

# Codes that make the official client connect anew; 1000 would make it load the page.
# daphne takes no others from an application: 4012 stands for 1012, "service restart".
CLOSE_RESTART = 4012
CLOSE_MALFORMED = 4400
CLOSE_ENDED = 4401
CLOSE_FOREIGN = 4403
CLOSE_TOO_BIG = 4413
CLOSE_TOO_MANY = 4429

# Seconds that handlers have when their socket is gone, before the server is told that
# it has ended; they go on afterwards, unless the server stops. daphne waits for 10.
GRACE = 8.0

# The name of all its tasks: one for each would be kept as long as a page is open.
TASK = "liveflash"

_outlasting: set[asyncio.Task[None]] = set()


class LiveConsumer(AsyncConsumer):  # type: ignore[misc]
    """Serves one WebSocket.

    The loop of ``AsyncConsumer`` waits for a thread and two tasks at each frame, so
    this class has a loop of its own.
    """

    __slots__ = (
        *("_bucket", "_channels", "_is_open", "_joins", "_limits", "_send"),
        *("_shared", "_tasks", "_watch"),
    )

    # As asgiref asks of what is no coroutine function.
    _asgi_single_callable = True

    @classmethod
    def as_asgi(cls, **initkwargs: Any) -> Any:
        """Give the ASGI application, which makes a consumer for each socket.

        Neither it nor the consumer is a coroutine function, as that of Channels is:
        these would keep the scope, 1 KB, as long as the socket is open.
        """

        @wraps(cls, updated=())
        def application(
            scope: Scope, receive: Receive, send: Send
        ) -> Coroutine[Any, Any, None]:
            return cls(**initkwargs)(scope, receive, send)

        told = {"consumer_class": cls, "consumer_initkwargs": initkwargs}
        vars(application).update(told)
        return markcoroutinefunction(application)

    def __call__(
        self, scope: Scope, receive: Receive, send: Send
    ) -> Coroutine[Any, Any, None]:
        """Serve from the handshake to the end of every channel."""
        return self._run(Handshake.of(scope), receive, send)

    async def _run(self, handshake: Handshake, receive: Receive, send: Send) -> None:
        self._send = send
        self._is_open = False
        self._limits = limits.of_settings()
        self._bucket = TokenBucket(self._limits.event_rate, self._limits.event_burst)
        self._joins = 0
        self._channels: dict[str, Channel] = {}
        self._watch = Watch(self._end_visit)
        self._shared = Shared(handshake, Records(), self._limits, self._watch)
        self._tasks: tuple[asyncio.Task[None], ...] = ()
        try:
            if (await receive())["type"] == "websocket.connect":
                await self._connect()
            while self._is_open:
                message = await receive()
                if message["type"] != "websocket.receive" or not self._is_open:
                    break
                await self._receive(message)
                del message  # a socket at rest does not hold it
        except asyncio.CancelledError:
            # A server that stops, such as daphne, cancels what it serves. It waits for
            # those alone that end as usual.
            await self._close(CLOSE_RESTART)
        finally:
            self._is_open = False
            self._watch.close()
            await self._end()

    async def _connect(self) -> None:
        if door.admits(self._shared.handshake):
            self._is_open = True
            await self._send({"type": "websocket.accept"})
        else:
            logger.warning("A WebSocket was refused: its Origin is not this site.")
            await self._send({"type": "websocket.close", "code": CLOSE_FOREIGN})

    def _receive(self, message: dict[str, Any]) -> Coroutine[Any, Any, None]:
        """What takes a frame, or refuses it."""
        text = message.get("text")
        if text is None:
            return self._refuse("a binary frame", CLOSE_MALFORMED)
        owed = self._bucket.take()
        if owed > self._limits.mailbox:
            return self._refuse("too many frames", CLOSE_TOO_MANY)
        if len(text) > self._limits.frame_size:
            return self._refuse_big(text)
        try:
            frame = protocol.decode(text)
        except MalformedFrame as malformed:
            return self._refuse(str(malformed), CLOSE_MALFORMED)
        if protocol.nests_deeper(text, frame, self._limits.depth):
            return self._refuse_frame(frame, "too deep")
        return self._dispatch(frame, owed)

    def _refuse_big(self, text: str) -> Coroutine[Any, Any, None]:
        """Refuse what is not even read, where it is plain whose it is."""
        frame = protocol.head(text)
        if frame is None:
            return self._refuse("a frame over the limit", CLOSE_TOO_BIG)
        return self._refuse_frame(frame, "too big")

    async def _refuse_frame(self, frame: Frame, reason: str) -> None:
        logger.warning("A %s was refused: %s.", frame.event, reason)
        await self._send_text(protocol.refusal(frame, reason))

    async def _refuse(self, what: str, code: int) -> None:
        logger.warning("A WebSocket was closed: %s.", what)
        await self._close(code)

    async def _close(self, code: int) -> None:
        if self._is_open:
            self._is_open = False
            await self._send({"type": "websocket.close", "code": code})

    async def _dispatch(self, frame: Frame, owed: float) -> None:
        """Bring a frame to its channel, to wait there until what is owed came back."""
        channel = self._channels.get(frame.topic)
        match frame.event:
            case "heartbeat" if frame.topic == HEARTBEAT_TOPIC:
                if len(self._tasks) > len(self._channels):
                    # What has failed is told of when nobody refers to it any more.
                    self._tasks = self._under_way()
                await self._send_text(protocol.reply(frame, {}))
            case "phx_join" if frame.topic.startswith(LIVE_VIEW_PREFIX):
                await self._join(frame, channel, owed)
            case _ if channel is None or channel.join_ref != frame.join_ref:
                logger.info("A %s for a topic that is not joined.", frame.event)
                await self._send_text(protocol.refusal(frame, "unmatched topic"))
            case "phx_leave":
                self._forget(channel, left=True)
                await self._send_text(protocol.reply(frame, {}))
            case _:
                channel.post(frame, delay=self._bucket.seconds(owed))

    async def _join(self, frame: Frame, former: Channel | None, owed: float) -> None:
        self._joins += 1
        if self._joins > self._limits.joins:
            await self._refuse("too many joins", CLOSE_TOO_MANY)
            return
        if former is not None:
            self._forget(former, left=True)
        # Tasks, not topics: who leaves a slow handler behind has it still.
        if len(self._under_way()) >= self._limits.topics:
            await self._refuse_frame(frame, "too many topics")
            return
        channel = Channel(frame, self._shared, self._give_up)
        channel.post(frame, delay=self._bucket.seconds(owed))
        self._channels[frame.topic] = channel
        self._start(self._serve(channel))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something beside the reading of frames."""
        self._tasks = (*self._under_way(), asyncio.create_task(work, name=TASK))

    def _under_way(self) -> tuple[asyncio.Task[None], ...]:
        return tuple(task for task in self._tasks if not task.done())

    def _give_up(self, channel: Channel) -> None:
        """Have the client join anew what can take no more."""
        if self._channels.get(channel.topic) is channel:
            logger.warning("A topic crashed: too much waits for its handlers.")
            self._forget(channel, left=True)
            text = protocol.push(channel.join_ref, channel.topic, "phx_error", {})
            self._start(self._send_text(text))

    def _end_visit(self) -> None:
        """Have the client come back as who it is now."""
        for channel in self._channels.values():
            channel.abandon()
        self._channels.clear()
        logger.info("A WebSocket was closed: its session has ended.")
        self._start(self._close(CLOSE_ENDED))

    async def _serve(self, channel: Channel) -> None:
        try:
            while True:
                while (pause := channel.pause()) is not None:
                    await pause
                item = channel.next()
                if item is None:
                    return
                for text in await channel.answer(item):
                    if not channel.is_left:
                        await self._send_text(text)
                # A page at rest holds neither what it was asked last nor the answer.
                item, text = None, ""
        finally:
            try:
                await channel.end()
            finally:
                if self._channels.get(channel.topic) is channel:
                    del self._channels[channel.topic]

    def _forget(self, channel: Channel, *, left: bool) -> None:
        del self._channels[channel.topic]
        channel.close(left=left)

    async def _send_text(self, text: str) -> None:
        if not self._is_open:
            return
        try:
            await self._send({"type": "websocket.send", "text": text})
        except OSError:  # as ASGI has it: the client has gone
            self._is_open = False

    async def _end(self) -> None:
        for channel in list(self._channels.values()):
            self._forget(channel, left=False)
        tasks = self._under_way()
        for task in tasks:
            # A task that nobody refers to may vanish, and they may outlast this.
            _outlasting.add(task)
            task.add_done_callback(_outlasting.discard)
        if tasks:
            await asyncio.wait(tasks, timeout=GRACE)
