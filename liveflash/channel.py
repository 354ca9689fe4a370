"""One joined topic: a mailbox, and what answers each thing in it.

A channel yields the frames that answer; the consumer sends them. A turn runs one
callback, then looks at what it wished, renders, and hands its flash on.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from liveflash import conf, diff, door, flash, lifecycle, protocol, travel
from liveflash.exceptions import LiveFlashError, Refused
from liveflash.flash import Message
from liveflash.joining import Joined, Records, open_page
from liveflash.protocol import Event, Frame
from liveflash.rendered import Rendered
from liveflash.rendering import arender_region
from liveflash.socket import Navigation, Timer
from liveflash.threads import in_pool

logger = logging.getLogger("liveflash")

CLEAR_FLASH = "lv:clear-flash"
MAX_PATCHES = 10

Response = dict[str, Any]


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
        self._page: Joined | None = None
        self._kept: tuple[Message, ...] = ()
        self.post(join)

    def post(self, item: Frame | Info) -> None:
        """Put a frame or an info into the mailbox."""
        self._mailbox.put_nowait(item)

    def close(self, *, left: bool = False) -> None:
        """End after what is in the mailbox; ``left`` if nobody waits for answers."""
        self._is_left = self._is_left or left
        self._mailbox.put_nowait(None)

    async def frames(self) -> AsyncIterator[str]:
        """Answer what is in the mailbox until the end; then the view is disconnected."""
        try:
            while (item := await self._mailbox.get()) is not None:
                for text in await self._answer(item):
                    if not self._is_left:
                        yield text
                self._keep_flash()
        finally:
            await self._end()

    async def _answer(self, item: Frame | Info) -> list[str]:
        """Carry out one thing; an exception of the view ends this topic alone."""
        try:
            if isinstance(item, Info):
                return await self._handle_info(item)
            return [await self._handle_frame(item)]
        except Refused as refused:
            assert isinstance(item, Frame)  # noqa: S101 - infos refuse nothing
            logger.info("A %s was refused: %s.", item.event, refused.reason)
            return [protocol.refusal(item, refused.reason)]
        except Exception:
            self._log_crash(item)
            return [await self._crash(item)]

    async def _handle_frame(self, frame: Frame) -> str:
        if frame.event == "phx_join":
            return await self._join(frame)
        if self._page is None:
            raise Refused("not joined")
        match frame.event:
            case "event":
                response = await self._handle_event(protocol.read_event(frame.payload))
            case "live_patch":
                response = await self._patch(protocol.read_patch(frame.payload))
            case _:
                raise Refused("unknown event")
        return protocol.reply(frame, response)

    # --- the join -----------------------------------------------------------------

    async def _join(self, frame: Frame) -> str:
        join = protocol.read_join(frame.payload)
        try:
            page = await open_page(frame.topic, join, self._scope, self._records)
            self._page = page
            call = self._call
            await lifecycle.begin(page.view, page.socket, join.url, call)
            patch = await self._follow_patches(())
            if page.socket.navigation is not None:
                return await self._redirect_join(frame, join.url)
            response = {
                "rendered": await self._render_tree(),
                "liveview_version": protocol.client_version(),
            }
        except Refused as refused:
            self.close()
            reason = refused.reason if join.is_first else "unauthorized"
            logger.info("A join was refused: %s.", refused.reason)
            return protocol.refusal(frame, reason)
        self._start_timers()
        return protocol.reply(frame, response | _patched(patch))

    async def _redirect_join(self, frame: Frame, url: str) -> str:
        navigation = self._joined.socket.navigation
        if navigation is not None and travel.is_same_page(navigation.to, url):
            raise Refused("redirect to itself")
        self.close()
        return protocol.reply(frame, await self._navigate(()), status="error")

    # --- turns --------------------------------------------------------------------

    async def _handle_event(self, event: Event) -> Response:
        if event.name == CLEAR_FLASH:
            return await self._clear_flash(event.value)
        page = self._joined
        if lifecycle.is_unset(page.view.handle_event):
            raise Refused("unknown event")
        return await self._turn(
            page.view.handle_event, event.name, _payload(event), page.socket
        )

    async def _clear_flash(self, value: Any) -> Response:
        shown = self._joined.socket.flash
        match value:
            case {"key": str(key)} if key:
                shown.clear(key)
            case {"id": str(message_id)}:
                shown.discard(message_id)
            case {"key": _} | {"id": _}:
                raise Refused("malformed event")
            case _:
                shown.clear()
        return {"diff": await self._render_diff(None)}

    async def _patch(self, url: str) -> Response:
        """Follow a link to another URL of the same view, or send the client there."""
        page = self._joined
        match = await door.patch_by_client(page.request, self._scope, url)
        if match is None:
            return {"link_redirect": True}
        page.view.kwargs = match.kwargs
        if not page.view.keep_flash_on_patch:
            page.socket.clear_flash()
        return await self._turn(self._take_params, url)

    async def _handle_info(self, info: Info) -> list[str]:
        page = self._joined
        response = await self._turn(page.view.handle_info, info.event, page.socket)
        if info.timer is not None and info.timer.repeats:
            self._start_timer(info.timer)
        return [self._push(event, payload) for event, payload in _pushes(response)]

    async def _turn(self, callback: Callable[..., Any], *args: Any) -> Response:
        """Run one callback and carry out its wishes; what it put is lost if it raises."""
        socket = self._joined.socket
        before = socket.flash.messages
        try:
            reply = await self._call(callback, *args)
            patch = await self._follow_patches(before)
            if socket.navigation is not None:
                return await self._navigate(before)
            response = {"diff": await self._render_diff(_checked_reply(reply))}
        except Exception:
            socket.flash.messages = before
            raise
        self._start_timers()
        return response | _patched(patch)

    async def _call(self, callback: Callable[..., Any], *args: Any) -> Any:
        page = self._joined
        if callback == self._take_params:
            return await callback(*args)
        if not lifecycle.is_unset(callback):
            page.in_thread = lifecycle.is_plain(callback)
        return await lifecycle.call_in_channel(callback, *args)

    async def _take_params(self, url: str) -> None:
        page = self._joined
        await lifecycle.take_params(page.view, page.socket, url, self._call)

    async def _follow_patches(self, before: tuple[Message, ...]) -> Navigation | None:
        """Carry out ``push_patch``, whose ``handle_params`` may push another."""
        page, patch = self._joined, None
        for _ in range(MAX_PATCHES):
            if page.socket.navigation is None or page.socket.navigation.kind != "patch":
                return patch
            patch = page.socket.take_navigation()
            assert patch is not None  # noqa: S101 - it is the one looked at
            match = door.patch_match(page.request, patch.to)
            if match is None:
                msg = f"push_patch({patch.to!r}) leads to another view: push_navigate."
                raise ValueError(msg)
            page.view.kwargs = match.kwargs
            if not page.view.keep_flash_on_patch:
                page.socket.flash.messages = page.socket.flash.since(before)
            await self._take_params(page.request.build_absolute_uri(patch.to))
        msg = f"handle_params patched {MAX_PATCHES} times in a row: let it stop."
        raise LiveFlashError(msg)

    async def _navigate(self, before: tuple[Message, ...]) -> Response:
        """Send the client to another page, with what was put in this turn."""
        page = self._joined
        navigation = page.socket.take_navigation()
        assert navigation is not None  # noqa: S101 - callers have looked
        travelling = page.socket.flash.since(before)
        page.socket.flash.messages = before
        token = await in_pool(travel.pack, travelling, page.visitor)
        target = {"to": navigation.to} | ({} if token is None else {"flash": token})
        if navigation.kind == "redirect":
            return {"redirect": target}
        kind = "replace" if navigation.replace else "push"
        return {"live_redirect": target | {"kind": kind}}

    # --- rendering ----------------------------------------------------------------

    async def _render(self) -> Rendered:
        page = self._joined
        return await arender_region(
            page.page, *page.response.layers(page.socket), in_thread=page.in_thread
        )

    async def _render_tree(self) -> dict[str, Any]:
        self._joined.rendered = rendered = await self._render()
        return diff.tree(rendered) | self._annotations(None)

    async def _render_diff(self, reply: Any) -> dict[str, Any]:
        page = self._joined
        before, page.rendered = page.rendered, await self._render()
        return diff.changes(before, page.rendered) | self._annotations(reply)

    def _annotations(self, reply: Any) -> dict[str, Any]:
        page = self._joined
        title = page.socket.live_title
        news = None if title == page.title else title
        page.title = title
        events = page.socket.take_events()
        return diff.annotations(title=news, events=events, reply=reply)

    # --- what goes on by itself, and the end --------------------------------------

    def _push(self, event: str, payload: dict[str, Any]) -> str:
        return protocol.push(self.join_ref, self.topic, event, payload)

    def _keep_flash(self) -> None:
        """Have the page's flash stored, where it has changed and is still its own."""
        if self._page is None or self._is_left:
            return
        messages = self._page.socket.flash.messages
        if messages is not self._kept:
            self._kept = messages
            self._page.record.write_later(flash.dump(messages))

    def _start_timers(self) -> None:
        for timer in self._joined.socket.take_timers():
            self._start_timer(timer)

    def _start_timer(self, timer: Timer) -> None:
        loop = asyncio.get_running_loop()

        def ring() -> None:
            self._alarms.discard(alarm)
            self.post(Info(timer.event, timer))

        alarm = loop.call_later(timer.seconds, ring)
        self._alarms.add(alarm)

    async def _crash(self, item: Frame | Info) -> str:
        """End this topic; the client joins it anew, with the flash it had before."""
        self.close()
        if self._page is not None:
            await self._page.record.asettle()
        if isinstance(item, Frame) and item.event == "phx_join":
            join = protocol.read_join(item.payload)
            return protocol.refusal(
                item, "join crashed" if join.is_first else "unauthorized"
            )
        return self._push("phx_error", {})

    def _log_crash(self, item: Frame | Info) -> None:
        view = type(self._page.view).__qualname__ if self._page else "A live page"
        what = item.event if conf.debug() or isinstance(item, Frame) else "an info"
        details = item.payload if conf.debug() and isinstance(item, Frame) else ""
        logger.exception("%s raised at %s %s", view, what, details)

    async def _end(self) -> None:
        for alarm in self._alarms:
            alarm.cancel()
        if self._page is None:
            return
        page = self._page
        try:
            await lifecycle.call_in_channel(page.view.disconnect, page.socket)
        except Exception:
            logger.exception("%s raised at disconnect", type(page.view).__qualname__)
        await page.record.asettle()

    @property
    def _joined(self) -> Joined:
        if self._page is None:
            raise Refused("not joined")
        return self._page


def _payload(event: Event) -> Any:
    """What ``handle_event`` gets: of a form its fields, with ``_target`` and values."""
    if event.type != "form":
        return event.value
    fields = QueryDict(event.value)
    if not event.meta:
        return fields
    fields = fields.copy()
    for name, value in event.meta.items():
        fields[name] = str(value)
    return QueryDict(fields.urlencode())


def _checked_reply(reply: Any) -> Any:
    if reply is None or isinstance(reply, Mapping):
        return reply
    msg = f"A callback returns nothing, or a mapping as the reply, not {reply!r}."
    raise TypeError(msg)


def _patched(patch: Navigation | None) -> Response:
    return {} if patch is None else {"live_patch": {"kind": "push", "to": patch.to}}


def _pushes(response: Response) -> list[tuple[str, Any]]:
    """A turn's response as messages that no frame asked for; an empty diff is none."""
    order = ("live_patch", "diff", "redirect", "live_redirect")
    return [(name, response[name]) for name in order if response.get(name)]
