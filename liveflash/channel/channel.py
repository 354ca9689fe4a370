"""One joined topic: it carries out the items of its mailbox, one at a time.

A channel returns the frames that answer an item; the consumer sends them.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from liveflash.channel import live_reload, session_monitor
from liveflash.channel.handshake import Handshake
from liveflash.channel.join import Joined, Records, open_page
from liveflash.channel.limits import ByteBudget, Limits, TokenBucket
from liveflash.channel.mailbox import Delivery, Info, Item, Mailbox
from liveflash.channel.mounted_view import Response
from liveflash.channel.session_monitor import Watch
from liveflash.debug.file_watcher import Change
from liveflash.exceptions import Refused
from liveflash.logs import client_text
from liveflash.protocol import frames, payloads
from liveflash.protocol.frames import Envelope, Frame
from liveflash.protocol.payloads import Join
from liveflash.push import api, envelopes
from liveflash.push.envelopes import Address, Cleared, InfoEvent, Pushed
from liveflash.push.pubsub import Subscription
from liveflash.views import lifecycle
from liveflash.views.socket import Timer

logger = logging.getLogger("liveflash")

T = TypeVar("T")

JOIN = "phx_join"

KNOWN_EVENTS = (JOIN, "event", "live_patch")

# The official client sends nothing to a topic before its join is answered.
MAX_FRAMES_BEHIND_JOIN = 8


@dataclass(frozen=True, slots=True)
class Shared:
    """The parts of one socket that its topics share."""

    handshake: Handshake
    records: Records
    limits: Limits
    watch: Watch
    budget: ByteBudget
    refusals: TokenBucket


class Channel:
    """One topic of a socket, from its join to its end.

    ``post`` takes frames and infos, ``next`` returns them in order, and ``answer``
    carries one out. ``close`` ends the topic after what was posted before. When
    ``next`` has returned None, ``end`` lets the view clean up. ``give_up`` is called if
    more is posted than may wait.
    """

    __slots__ = (
        *("_alarms", "_fresh_user", "_give_up", "_is_over", "_joined", "_mailbox"),
        *("_shared", "_subscription", "is_left", "join_ref", "topic"),
    )

    def __init__(
        self, join: Envelope, shared: Shared, give_up: "Callable[[Channel], None]"
    ) -> None:
        self.topic = join.topic
        self.join_ref = join.join_ref
        self._shared = shared
        self._subscription = Subscription(self._deliver)
        self._give_up = give_up
        self._mailbox = Mailbox(shared.budget)
        self._alarms: tuple[asyncio.TimerHandle, ...] = ()
        self._fresh_user: Any = None
        self.is_left = False
        self._is_over = False
        self._joined: Joined | None = None

    @property
    def is_joined(self) -> bool:
        """Whether a view was mounted here."""
        return self._joined is not None

    @property
    def has_waiting(self) -> bool:
        """Whether another item waits."""
        return len(self._mailbox) > 0

    @property
    def user(self) -> Any:
        """The user of the page, None before it is joined."""
        return None if self._joined is None else self._joined.view.socket.user

    def refresh_user(self, user: Any) -> None:
        """Have the next turn see ``user`` as it is stored now."""
        self._fresh_user = user

    def post(self, item: Item) -> bool:
        """Put a frame, or what the server has to say, into the mailbox.

        Return False if the socket's frames take too many bytes. Too many items crash
        this topic alone.
        """
        if len(self._mailbox) >= self._max_items:
            self.abandon()
            self._give_up(self)
            return True
        return self._mailbox.put(item)

    @property
    def _max_items(self) -> int:
        limit = self._shared.limits.mailbox
        return limit if self._joined else min(limit, MAX_FRAMES_BEHIND_JOIN)

    def close(self) -> None:
        """End after what is in the mailbox; nothing is sent any more."""
        self.is_left = True
        self._mailbox.close()

    def abandon(self) -> None:
        """End after what is under way; drop what waits, send nothing any more."""
        self.is_left = True
        self._mailbox.drop()

    def lose_client(self) -> None:
        """End after what is under way, which a reconnect shows; drop what waits.

        A frame that has come to an idle view counts as under way.
        """
        self._mailbox.drop(keep_next=True)

    async def next(self) -> Item | None:
        """Wait for the next item and return it; None at the end."""
        return await self._mailbox.get()

    async def answer(self, item: Item) -> list[str]:
        """Carry out one item; an exception of the view ends this topic alone.

        Nobody waits for the frames that answer once ``is_left`` is true.
        """
        try:
            self._update_user()
            texts = await self._in_time(self._carry_out(item))
            self._keep()
        except BaseException as error:
            if lifecycle.is_stopped(error):
                raise
            view = (
                self._joined and type(self._joined.view.view).__qualname__
            ) or "View"
            event, payload = _content(item)
            logger.exception("%s raised at %s %s", view, event, client_text(payload))
            texts = live_reload.crash(error, view, event, payload)
        else:
            if self._is_over:
                self._mailbox.drop()
            return texts
        self._mailbox.drop()
        self._shared.refusals.take()
        return [*texts, await self._crash(item)]

    def _update_user(self) -> None:
        if self._fresh_user is not None and self._joined is not None:
            session_monitor.update_user(self._joined.view.socket.user, self._fresh_user)
            self._fresh_user = None

    def _in_time(self, work: Coroutine[Any, Any, T]) -> Coroutine[Any, Any, T]:
        """A turn, which raises TimeoutError where it takes longer than it may."""
        seconds = self._shared.limits.handler_timeout
        return work if seconds is None else _within(seconds, work)

    def _carry_out(self, item: Item) -> Coroutine[Any, Any, list[str]]:
        match item:
            case Envelope():
                return self._handle_frame(item)
            case Info():
                return self._handle_info(item)
            case Delivery():
                return self._handle_delivery(item.wire)
            case Change():
                return live_reload.refresh(self._page.view, item, self._push)

    async def _handle_frame(self, envelope: Envelope) -> list[str]:
        try:
            frame = frames.open_envelope(envelope, self._shared.limits.depth)
            if frame.event == JOIN:
                return [await self._join(frame)]
            response = await self._respond(frame)
        except Refused as refused:
            event = client_text(envelope.event)
            logger.info("A frame %s was refused: %s.", event, refused.reason)
            self._shared.refusals.take()
            if envelope.event == JOIN:
                self._is_over = True
            return [frames.refusal(envelope, refused.reason)]
        self._note_end(response)
        return [frames.reply(frame, response)]

    def _note_end(self, response: Response) -> None:
        """End the topic if the client is sent to another page, as Phoenix does.

        A guard may have sent it there: nothing that waits may reach the view.
        """
        if "redirect" in response or "live_redirect" in response:
            self._is_over = True

    async def _respond(self, frame: Frame) -> Response:
        page = self._page
        view = page.view
        page.record.mark_active()
        watch = self._shared.watch
        if watch.is_strict:
            if not await watch.confirm():
                raise Refused("session ended")
            self._update_user()
        match frame.event:
            case "event":
                response = await view.handle_event(payloads.read_event(frame.payload))
            case "live_patch":
                response = await view.handle_patch(payloads.read_patch(frame.payload))
            case _:
                raise Refused("unknown event")
        if view.socket.has_wishes:
            await self._carry_out_wishes()
        return response

    async def _handle_info(self, info: Info) -> list[str]:
        response = await self._page.view.handle_info(info.event)
        self._note_end(response)
        await self._carry_out_wishes()
        if info.timer is not None and info.timer.repeats:
            self._start_timer(info.timer)
        return [self._push(event, payload) for event, payload in _pushes(response)]

    async def _handle_delivery(self, wire: Mapping[str, Any]) -> list[str]:
        if self._joined is None:
            return []
        view = self._joined.view
        match envelopes.read(wire):
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
        if envelopes.is_session_ended(wire):
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
        self._shared.watch.begin(session_monitor.of_request(view.socket.request))
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
            await api.abroadcast(topic, message)

    async def _join(self, frame: Frame) -> str:
        join = payloads.read_join(frame.payload)
        try:
            self._joined = await open_page(
                frame.topic, join, self._shared.handshake, self._shared.records
            )
            await self._subscribe(join)
            response = await self._joined.view.begin(join.url)
        except Refused as refused:
            raise Refused(join.refusal(refused.reason)) from None
        self._note_end(response)
        if self._is_over:
            return frames.reply(frame, response, status="error")
        await self._carry_out_wishes()
        live_reload.follow_changes(self.post)
        version = {"liveview_version": frames.client_version()}
        return frames.reply(frame, response | version)

    async def _crash(self, item: Item) -> str:
        """Tell the client, which joins anew, with the flash it had before."""
        if isinstance(item, Envelope) and item.event == JOIN:
            frame = frames.open_envelope(item, self._shared.limits.depth)
            return await self._crash_of_join(frame)
        if self._joined is not None:
            await self._joined.record.asettle()
        return self._push("phx_error", {})

    async def _crash_of_join(self, frame: Frame) -> str:
        """Tell the client, which loads the page unless it has just done so."""
        join = payloads.read_join(frame.payload)
        if self._joined is not None and not join.is_first:
            await self._joined.forward()
        return frames.refusal(frame, join.refusal("join crashed"))

    def _push(self, event: str, payload: dict[str, Any]) -> str:
        return frames.push(self.join_ref, self.topic, event, payload)

    def _keep(self) -> None:
        """Have what the page keeps stored after the reply, where it has changed.

        Not after the page was left, when it is another view's. What a callback put that
        has raised does not come here.
        """
        if self._joined is None or self.is_left:
            return
        self._joined.view.save()

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
        live_reload.forget_changes(self.post)
        await self._subscription.close()
        if self._joined is None:
            return
        try:
            await self._in_time(self._joined.view.disconnect())
        except BaseException as error:
            if lifecycle.is_stopped(error):
                raise
            view = type(self._joined.view.view).__qualname__
            logger.exception("%s raised at disconnect", view)
        await self._joined.record.asettle()
        self._shared.records.release(self._joined.record)

    @property
    def _page(self) -> Joined:
        if self._joined is None:
            raise Refused("not joined")
        return self._joined


def _content(item: Item) -> tuple[str, Any]:
    """Return the kind of an item and its payload, for the log and the crash dialog."""
    if not isinstance(item, Envelope):
        return "info", item.event
    kind = item.event if item.event in KNOWN_EVENTS else client_text(item.event)
    return kind, frames.decoded_payload(item)


async def _within(seconds: float, work: Coroutine[Any, Any, T]) -> T:
    async with asyncio.timeout(seconds):
        return await work


def _pushes(response: Response) -> list[tuple[str, Any]]:
    """A turn's response as messages that no frame asked for; an empty diff is none."""
    order = ("live_patch", "diff", "redirect", "live_redirect")
    return [(name, response[name]) for name in order if response.get(name)]
