"""One joined topic: a mailbox, and what answers each thing in it, in order.

A channel returns the frames that answer; the consumer sends them.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from liveflash import conf, deliveries, development, protocol, push, visits
from liveflash.deliveries import Address, Cleared, InfoEvent, Pushed
from liveflash.door import Handshake
from liveflash.exceptions import Refused
from liveflash.joining import Joined, Records, open_page
from liveflash.limits import Limits
from liveflash.mailbox import Delivery, Info, Item, Mailbox
from liveflash.mounted import Response
from liveflash.protocol import Frame, Join
from liveflash.reloading import Change
from liveflash.socket import Timer
from liveflash.subscriptions import Subscription
from liveflash.visits import Watch

logger = logging.getLogger("liveflash")

T = TypeVar("T")

JOIN = "phx_join"


@dataclass(frozen=True, slots=True)
class Shared:
    """What the topics of one socket have in common."""

    handshake: Handshake
    records: Records
    limits: Limits
    watch: Watch


class Channel:
    """One topic of a socket, from its join to its end.

    ``post`` takes frames and infos, ``next`` gives them in order, after what ``pause``
    gives was awaited, and ``answer`` carries one out. ``close`` ends it after what was
    posted before; when ``next`` has given None, ``end`` takes leave of the view.
    ``give_up`` is called where more is posted than may wait.
    """

    __slots__ = (
        *("_alarms", "_give_up", "_joined", "_mailbox", "_shared", "_subscription"),
        *("is_left", "join_ref", "topic"),
    )

    def __init__(
        self, join: Frame, shared: Shared, give_up: "Callable[[Channel], None]"
    ) -> None:
        self.topic = join.topic
        self.join_ref = join.join_ref
        self._shared = shared
        self._subscription = Subscription(self._deliver)
        self._give_up = give_up
        self._mailbox = Mailbox(shared.limits.mailbox)
        self._alarms: tuple[asyncio.TimerHandle, ...] = ()
        self.is_left = False
        self._joined: Joined | None = None

    def post(self, item: Item, *, delay: float = 0) -> None:
        """Put a frame, or what the server has to say, into the mailbox.

        A frame may have to wait ``delay`` seconds until it is carried out.
        """
        if not self._mailbox.put(item, delay=delay):
            self.abandon()
            self._give_up(self)

    def close(self, *, left: bool = False) -> None:
        """End after what is in the mailbox; ``left`` if nobody waits for answers."""
        self.is_left = self.is_left or left
        self._mailbox.end()

    def abandon(self) -> None:
        """End after what is under way: what waits is dropped, nobody is answered."""
        self.is_left = True
        self._mailbox.drop()

    def pause(self) -> Awaitable[None] | None:
        """What to await until something is to be answered; None where something is."""
        return self._mailbox.pause()

    def next(self) -> Item | None:
        """What is to be answered next; None at the end."""
        return self._mailbox.take()

    async def answer(self, item: Item) -> list[str]:
        """Carry out one thing; an exception of the view ends this topic alone.

        Nobody waits for the frames that answer once ``is_left`` is true.
        """
        try:
            texts = await self._in_time(self._carry_out(item))
            self._keep()
        except Exception as error:
            described = self._describe_crash(item)
            logger.exception(*described)
            texts = development.crash(error, *described[1:])
        else:
            return texts
        self._mailbox.drop()
        return [*texts, await self._crash(item)]

    def _in_time(self, work: Coroutine[Any, Any, T]) -> Coroutine[Any, Any, T]:
        """A turn, which raises TimeoutError where it takes longer than it may."""
        seconds = self._shared.limits.handler_timeout
        return work if seconds is None else _within(seconds, work)

    def _carry_out(self, item: Item) -> Coroutine[Any, Any, list[str]]:
        match item:
            case Frame():
                return self._handle_frame(item)
            case Info():
                return self._handle_info(item)
            case Delivery():
                return self._handle_delivery(item.wire)
            case Change():
                return development.refresh(self._page.view, item, self._push)

    async def _handle_frame(self, frame: Frame) -> list[str]:
        try:
            if frame.event == JOIN:
                return [await self._join(frame)]
            return [protocol.reply(frame, await self._respond(frame))]
        except Refused as refused:
            logger.info("A %s was refused: %s.", frame.event, refused.reason)
            return [protocol.refusal(frame, refused.reason)]

    async def _respond(self, frame: Frame) -> Response:
        page = self._page
        view = page.view
        page.record.hear()
        watch = self._shared.watch
        if watch.is_strict and not await watch.confirm():
            raise Refused("session ended")
        match frame.event:
            case "event":
                response = await view.handle_event(protocol.read_event(frame.payload))
            case "live_patch":
                url = protocol.read_patch(frame.payload)
                response = await view.handle_patch(url, self._shared.handshake)
            case _:
                raise Refused("unknown event")
        if view.socket.has_wishes:
            await self._carry_out_wishes()
        return response

    async def _handle_info(self, info: Info) -> list[str]:
        response = await self._page.view.handle_info(info.event)
        await self._carry_out_wishes()
        if info.timer is not None and info.timer.repeats:
            self._start_timer(info.timer)
        return [self._push(event, payload) for event, payload in _pushes(response)]

    async def _handle_delivery(self, wire: Mapping[str, Any]) -> list[str]:
        if self._joined is None:
            return []
        view = self._joined.view
        match deliveries.read(wire):
            case Pushed() as pushed:
                response = await view.receive(pushed)
            case Cleared(revisions):
                response = await view.discard(revisions)
            case InfoEvent() as event:
                return await self._handle_info(Info(event))
            case _:
                logger.warning("The channel layer brought what is not ours: refused.")
                return []
        return [self._push(event, payload) for event, payload in _pushes(response)]

    def _deliver(self, wire: dict[str, Any]) -> None:
        if deliveries.is_end(wire):
            self._shared.watch.doubt()
        else:
            self.post(Delivery(wire))

    async def _subscribe(self, join: Join) -> None:
        """Hear what is pushed to the page's user and session, before the inbox."""
        view = self._page.view
        names = {"user": view.user, "session": view.socket.session_key}
        for kind, name in names.items():
            if name is not None:
                await self._subscription.add(Address(kind, name))
        self._shared.watch.begin(visits.of_request(view.socket.request))
        await view.mail.open(join, self._page.opened)
        view.socket.subscribe_now = self._subscribe_to_topics

    async def _subscribe_to_topics(self) -> None:
        for topic in self._page.view.socket.take_topics():
            await self._subscription.add(Address("topic", topic))

    async def _carry_out_wishes(self) -> None:
        """Timers, topics and broadcasts that the last callback asked for."""
        socket = self._page.view.socket
        self._start_timers()
        await self._subscribe_to_topics()
        for topic, message in socket.take_broadcasts():
            await push.abroadcast(topic, message)

    async def _join(self, frame: Frame) -> str:
        join = protocol.read_join(frame.payload)
        try:
            self._joined = await open_page(
                frame.topic, join, self._shared.handshake, self._shared.records
            )
            await self._subscribe(join)
            response = await self._joined.view.begin(join.url)
        except Refused as refused:
            self._mailbox.drop()
            raise Refused(join.refusal(refused.reason)) from None
        if "rendered" not in response:
            self.close()
            return protocol.reply(frame, response, status="error")
        await self._carry_out_wishes()
        development.follow_changes(self.post)
        version = {"liveview_version": protocol.client_version()}
        return protocol.reply(frame, response | version)

    async def _crash(self, item: Item) -> str:
        """Tell the client, which joins anew, with the flash it had before."""
        if isinstance(item, Frame) and item.event == JOIN:
            return await self._crash_of_join(item)
        if self._joined is not None:
            await self._joined.record.asettle()
        return self._push("phx_error", {})

    async def _crash_of_join(self, frame: Frame) -> str:
        """Tell the client, which loads the page unless it has just done so."""
        join = protocol.read_join(frame.payload)
        if self._joined is not None and not join.is_first:
            await self._joined.forward()
        return protocol.refusal(frame, join.refusal("join crashed"))

    def _describe_crash(self, item: Item) -> tuple[str, Any, Any, Any]:
        view = self._joined and type(self._joined.view.view).__qualname__
        event = item.event if isinstance(item, Frame) else "info"
        payload = item.payload if isinstance(item, Frame) else item.event
        told = payload if conf.debug() else "(its payload is logged with DEBUG)"
        return ("%s raised at %s %s", view or "A view", event, told)

    def _push(self, event: str, payload: dict[str, Any]) -> str:
        return protocol.push(self.join_ref, self.topic, event, payload)

    def _keep(self) -> None:
        """Have what the page keeps stored after the reply, where it has changed.

        Not after the page was left, when it is another view's. What a callback put that
        has raised does not come here.
        """
        if self._joined is None or self.is_left:
            return
        self._joined.record.write_later(self._joined.view.kept)

    def _start_timers(self) -> None:
        for timer in self._page.view.socket.take_timers():
            self._start_timer(timer)

    def _start_timer(self, timer: Timer) -> None:
        def ring() -> None:
            self._alarms = tuple(each for each in self._alarms if each is not alarm)
            self.post(Info(timer.event, timer))

        alarm = asyncio.get_running_loop().call_later(timer.seconds, ring)
        self._alarms = (*self._alarms, alarm)

    async def end(self) -> None:
        """Take leave of the view, and wait until what it keeps is stored."""
        for alarm in self._alarms:
            alarm.cancel()
        development.forget_changes(self.post)
        await self._subscription.close()
        if self._joined is None:
            return
        try:
            await self._in_time(self._joined.view.disconnect())
        except Exception:
            view = type(self._joined.view.view).__qualname__
            logger.exception("%s raised at disconnect", view)
        await self._joined.record.asettle()

    @property
    def _page(self) -> Joined:
        if self._joined is None:
            raise Refused("not joined")
        return self._joined


async def _within(seconds: float, work: Coroutine[Any, Any, T]) -> T:
    async with asyncio.timeout(seconds):
        return await work


def _pushes(response: Response) -> list[tuple[str, Any]]:
    """A turn's response as messages that no frame asked for; an empty diff is none."""
    order = ("live_patch", "diff", "redirect", "live_redirect")
    return [(name, response[name]) for name in order if response.get(name)]
