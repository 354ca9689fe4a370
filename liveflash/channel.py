"""One joined topic: a mailbox, and what answers each thing in it, in order.

A channel yields the frames that answer; the consumer sends them.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from typing import Any

from liveflash import conf, protocol
from liveflash.exceptions import Refused
from liveflash.joining import Joined, Records, open_page
from liveflash.mounted import Response
from liveflash.protocol import Frame
from liveflash.socket import Timer

logger = logging.getLogger("liveflash")

JOIN = "phx_join"


@dataclass(frozen=True, slots=True)
class Info:
    """A message for ``handle_info``; ``timer`` is what sent it."""

    event: Any
    timer: Timer | None = None


class Channel:
    """One topic of a socket, from its join to its end.

    ``post`` takes frames and infos, ``frames`` answers them in order, ``close`` ends it
    after what was posted before.
    """

    def __init__(self, join: Frame, scope: Mapping[str, Any], records: Records) -> None:
        self.topic = join.topic
        self.join_ref = join.join_ref
        self._scope = scope
        self._records = records
        self._mailbox: asyncio.Queue[Frame | Info | None] = asyncio.Queue()
        self._alarms: set[asyncio.TimerHandle] = set()
        self._is_left = False
        self._joined: Joined | None = None
        self.post(join)

    def post(self, item: Frame | Info) -> None:
        """Put a frame or an info into the mailbox."""
        self._mailbox.put_nowait(item)

    def close(self, *, left: bool = False) -> None:
        """End after what is in the mailbox; ``left`` if nobody waits for answers."""
        self._is_left = self._is_left or left
        self._mailbox.put_nowait(None)

    async def frames(self) -> AsyncGenerator[str, None]:
        """Answer what is in the mailbox until the end, then disconnect the view."""
        try:
            while (item := await self._mailbox.get()) is not None:
                for text in await self._answer(item):
                    if not self._is_left:
                        yield text
        finally:
            await self._end()

    async def _answer(self, item: Frame | Info) -> list[str]:
        """Carry out one thing; an exception of the view ends this topic alone."""
        try:
            texts = await self._carry_out(item)
            self._keep()
        except Exception:
            logger.exception(*self._describe_crash(item))
        else:
            return texts
        self._empty_mailbox()
        return [await self._crash(item)]

    async def _carry_out(self, item: Frame | Info) -> list[str]:
        if isinstance(item, Info):
            return await self._handle_info(item)
        return [await self._handle_frame(item)]

    async def _handle_frame(self, frame: Frame) -> str:
        try:
            if frame.event == JOIN:
                return await self._join(frame)
            return protocol.reply(frame, await self._respond(frame))
        except Refused as refused:
            logger.info("A %s was refused: %s.", frame.event, refused.reason)
            return protocol.refusal(frame, refused.reason)

    async def _respond(self, frame: Frame) -> Response:
        view = self._page.view
        match frame.event:
            case "event":
                response = await view.handle_event(protocol.read_event(frame.payload))
            case "live_patch":
                url = protocol.read_patch(frame.payload)
                response = await view.handle_patch(url, self._scope)
            case _:
                raise Refused("unknown event")
        self._start_timers()
        return response

    async def _handle_info(self, info: Info) -> list[str]:
        response = await self._page.view.handle_info(info.event)
        self._start_timers()
        if info.timer is not None and info.timer.repeats:
            self._start_timer(info.timer)
        return [self._push(event, payload) for event, payload in _pushes(response)]

    async def _join(self, frame: Frame) -> str:
        join = protocol.read_join(frame.payload)
        try:
            self._joined = await open_page(
                frame.topic, join, self._scope, self._records
            )
            response = await self._joined.view.begin(join.url)
        except Refused as refused:
            self._empty_mailbox()
            raise Refused(join.refusal(refused.reason)) from None
        if "rendered" not in response:
            self.close()
            return protocol.reply(frame, response, status="error")
        self._start_timers()
        version = {"liveview_version": protocol.client_version()}
        return protocol.reply(frame, response | version)

    async def _crash(self, item: Frame | Info) -> str:
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

    def _describe_crash(self, item: Frame | Info) -> tuple[str, Any, Any, Any]:
        view = self._joined and type(self._joined.view.view).__qualname__
        event = item.event if isinstance(item, Frame) else "info"
        payload = item.payload if isinstance(item, Frame) else item.event
        told = payload if conf.debug() else "(its payload is logged with DEBUG)"
        return ("%s raised at %s %s", view or "A view", event, told)

    def _empty_mailbox(self) -> None:
        """Drop what waits, and end."""
        while not self._mailbox.empty():
            self._mailbox.get_nowait()
        self.close()

    def _push(self, event: str, payload: dict[str, Any]) -> str:
        return protocol.push(self.join_ref, self.topic, event, payload)

    def _keep(self) -> None:
        """Have what the page keeps stored after the reply, where it has changed.

        Not after the page was left, when it is another view's. What a callback put that
        has raised does not come here.
        """
        if self._joined is None or self._is_left:
            return
        self._joined.record.write_later(self._joined.view.kept)

    def _start_timers(self) -> None:
        for timer in self._page.view.socket.take_timers():
            self._start_timer(timer)

    def _start_timer(self, timer: Timer) -> None:
        def ring() -> None:
            self._alarms.discard(alarm)
            self.post(Info(timer.event, timer))

        alarm = asyncio.get_running_loop().call_later(timer.seconds, ring)
        self._alarms.add(alarm)

    async def _end(self) -> None:
        for alarm in self._alarms:
            alarm.cancel()
        if self._joined is None:
            return
        try:
            await self._joined.view.disconnect()
        except Exception:
            view = type(self._joined.view.view).__qualname__
            logger.exception("%s raised at disconnect", view)
        await self._joined.record.asettle()

    @property
    def _page(self) -> Joined:
        if self._joined is None:
            raise Refused("not joined")
        return self._joined


def _pushes(response: Response) -> list[tuple[str, Any]]:
    """A turn's response as messages that no frame asked for; an empty diff is none."""
    order = ("live_patch", "diff", "redirect", "live_redirect")
    return [(name, response[name]) for name in order if response.get(name)]
