"""A mounted view and its turns.

A turn runs one callback, carries out what it wished, renders, and gives the response
for the client: ``diff`` or ``rendered``, with ``live_patch`` where the URL moved; or
``redirect`` or ``live_redirect`` alone.
"""

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import TooManyFieldsSent
from django.http import QueryDict

from liveflash.channel import subrequest
from liveflash.channel.delivery_tracker import Mail
from liveflash.channel.handshake import Handshake
from liveflash.concurrency import in_pool, on_loop
from liveflash.debug import unread
from liveflash.exceptions import LiveFlashError, Refused
from liveflash.flash.message import Message
from liveflash.protocol import diff
from liveflash.protocol.payloads import Event, read_shown, read_times
from liveflash.push import inbox
from liveflash.push.envelopes import Pushed
from liveflash.rendering.renderer import LiveRegion, Page
from liveflash.storage import transfer
from liveflash.storage.flash_store import FlashStore
from liveflash.views import events, lifecycle
from liveflash.views.join_request import JoinRequest
from liveflash.views.response import LiveResponse, context_layers
from liveflash.views.socket import LiveViewSocket, Navigation

MAX_PATCHES = 10

Response = dict[str, Any]
Turn = Coroutine[Any, Any, Response]
Messages = tuple[Message, ...]


class Mounted:
    """One view on one page, from its mount to its end.

    ``url`` is the path and query of the last join or patch that was accepted.
    """

    __slots__ = (
        *("_extra", "_handshake", "_in_thread", "_region", "_request", "_title"),
        *("_store", "mail", "socket", "url", "user", "view"),
    )

    def __init__(
        self,
        response: LiveResponse,
        store: FlashStore,
        socket: LiveViewSocket[Any],
        page: Page,
        handshake: Handshake,
    ) -> None:
        self.view = response.view
        self.socket = socket
        # Of the response itself, which has headers and more, nothing else is needed.
        self._request = response.request
        self._extra = response.context_data
        self._handshake = handshake
        self.url = page.request.get_full_path()
        self._store = store
        self._region = LiveRegion(page)
        self._title: str | None = None
        self._in_thread = False
        self.user = inbox.user_key(socket.user)
        self.mail = Mail(socket.flash, self.user)

    async def begin(self, url: str) -> Response:
        """Mount; raise Refused where that leads back to the page itself."""
        _refuse_malformed(url, "malformed join")
        await lifecycle.begin(self.view, self.socket, url, self._call)
        patch = await self._follow_patches(())
        away = self.socket.navigation
        if away is not None and transfer.is_same_page(away.to, url):
            raise Refused("redirect to itself")
        if away is not None:
            return await self._navigate(())
        return {"rendered": await self._render()} | _patched(patch)

    def handle_event(self, event: Event) -> Turn:
        """Answer an event; the built-in ones never reach the view."""
        name = event.name
        if name.startswith(events.BUILT_IN):
            return self._handle_built_in(event)
        payload = _payload(event)
        handler = self.view.event_handlers.get(name)
        if handler is not None:
            answer = handler.bind(self.view, name, payload, self.socket)
            return self._turn(self._call(answer))
        if lifecycle.is_unset(self.view.handle_event):
            events.warn_of_unknown(self.view, name)
            raise Refused("unknown event")
        called = self._call(self.view.handle_event, name, payload, self.socket)
        return self._turn(called)

    async def _handle_built_in(self, event: Event) -> Response:
        match event.name:
            case "lv:clear-flash":
                return await self._clear_flash(event.value)
            case "lv:flash-time":
                return self._take_times(event.value)
            case "lv:flash-shown":
                return await self._acknowledge(event.value)
            case _:
                raise Refused("unknown event")

    def handle_info(self, event: Any) -> Turn:
        """Take a message from the server."""
        return self._turn(self._call(self.view.handle_info, event, self.socket))

    async def receive(self, pushed: Pushed) -> Response:
        """Show messages that were pushed; the page tells when it does."""
        changes = await self.mail.take(pushed.messages)
        return await self._render_flash(changes=changes)

    async def discard(self, revisions: Mapping[str, int]) -> Response:
        """Take away messages that another page has dismissed."""
        return await self._render_flash(changes=self.mail.discard(revisions))

    async def refresh(self) -> Response:
        """Show the page as it is now, though nothing has happened to it."""
        return {"diff": await self._render()}

    async def handle_patch(self, url: str) -> Response:
        """Follow a link to another URL of the view, or send the client there."""
        _refuse_malformed(url, "malformed patch")
        asked = subrequest.join_request(self._handshake, url)
        if not await self._move(asked):
            return {"link_redirect": True}
        if not self.view.keep_flash_on_patch:
            self.socket.clear_flash()
        return await self._turn(self._take_params(url))

    async def _move(self, asked: JoinRequest) -> bool:
        """Move the view to another of its URLs; return False if it may not go there.

        The URL's path and query are guarded as they are for a join.
        """
        match = await subrequest.enter_patch(self._request, asked)
        if match is None:
            return False
        self.view.kwargs = match.kwargs
        self.url = asked.get_full_path()
        return True

    def save(self) -> None:
        """Store the flash and the channel session of the page, after the reply."""
        messages, data = self.socket.flash.messages, self.socket.channel_session
        self._store.save(messages, data, self.url)

    async def forward(self, messages: tuple[Message, ...]) -> None:
        """Have messages arrive with the next load of the page's URL."""
        await in_pool(self._store.carry_over_to_reload, messages)

    async def disconnect(self) -> None:
        """Let the view clean up."""
        await self._call(self.view.disconnect, self.socket)

    async def _acknowledge(self, value: Any) -> Response:
        await self.mail.acknowledge(read_shown(value))
        return {}

    async def _clear_flash(self, value: Any) -> Response:
        before = self.socket.flash.messages
        self._clear(value)
        if not (isinstance(value, dict) and value.get("expired") is True):
            left = {message.id for message in self.socket.flash.messages}
            await self.mail.dismiss(m for m in before if m.id not in left)
        return {"diff": await self._render(only_flash=True)}

    def _clear(self, value: Any) -> None:
        match value:
            case {"key": str(key)} if key:
                self.socket.clear_flash(key)
            case {"id": str(message_id)}:
                self.socket.flash.discard(message_id)
            case {"key": _} | {"id": _}:
                raise Refused("malformed event")
            case _:
                self.socket.clear_flash()

    def _take_times(self, value: Any) -> Response:
        """Note what the page tells of its messages' time; nothing changes on it."""
        page = self.socket.flash
        for message_id, (left, is_paused) in read_times(value).items():
            message = page.find(message_id)
            if message is not None:
                page.change(message.with_time_left(left, is_paused=is_paused))
        return {}

    async def _turn(self, work: Awaitable[Any]) -> Response:
        """Await a callback and carry out its wishes."""
        before, patch = self.socket.flash.messages, None
        reply = await work
        if self.socket.navigation is not None:
            patch = await self._follow_patches(before)
        if self.socket.navigation is not None:
            return await self._navigate(before)
        response = {"diff": await self._render(_checked_reply(reply))}
        return response if patch is None else response | _patched(patch)

    def _call(
        self, callback: Callable[..., Any], *args: Any
    ) -> Coroutine[Any, Any, Any]:
        if lifecycle.is_unset(callback):
            return lifecycle.do_nothing()
        self._in_thread = lifecycle.is_plain(callback)
        call = lifecycle.call_in_pool if self._in_thread else on_loop
        return call(callback, *args)

    async def _take_params(self, url: str) -> None:
        await lifecycle.take_params(self.view, self.socket, url, self._call)

    async def _follow_patches(self, before: tuple[Message, ...]) -> Navigation | None:
        """Carry out ``push_patch``, whose ``handle_params`` may push another."""
        last: Navigation | None = None
        for _ in range(MAX_PATCHES):
            patch = self.socket.navigation
            if patch is None or patch.kind != "patch":
                return last
            last = self.socket.take_navigation()
            await self._follow(patch, before)
        msg = f"handle_params patched {MAX_PATCHES} times in a row: let it stop."
        raise LiveFlashError(msg)

    async def _follow(self, patch: Navigation, before: tuple[Message, ...]) -> None:
        """Carry out one ``push_patch``; load a page that refuses it."""
        if subrequest.patch_match(self._request, patch.to) is None:
            msg = f"push_patch({patch.to!r}) leads to another view: push_navigate."
            raise ValueError(msg)
        if not await self._move(subrequest.patch_request(self._handshake, patch.to)):
            self.socket.navigation = Navigation("redirect", patch.to)
            return
        page = self.socket.flash
        if not self.view.keep_flash_on_patch:
            page.messages = page.changed_since(before)
        await self._take_params(self._request.build_absolute_uri(patch.to))

    async def _navigate(self, before: tuple[Message, ...]) -> Response:
        """Send the client to another page, with what was put in this turn."""
        navigation = self.socket.take_navigation()
        if navigation is None:
            return {}
        page = self.socket.flash
        put, page.messages = page.changed_since(before), before
        is_live = navigation.kind == "navigate"
        token = await in_pool(
            self._store.transfer, put, navigation.to if is_live else None
        )
        target = {"to": navigation.to} | ({} if token is None else {"flash": token})
        if not is_live:
            return {"redirect": target}
        kind = "replace" if navigation.replace else "push"
        return {"live_redirect": target | {"kind": kind}}

    async def _render(
        self, reply: Any = None, *, only_flash: bool = False
    ) -> dict[str, Any]:
        """What the client has to merge: the whole tree at first."""
        layers = context_layers(self.view, self.socket, self._extra)
        tree = None
        if not self._in_thread:
            tree = self._region.render_on_loop(*layers, only_flash=only_flash)
        if tree is None:
            render = self._region.render
            tree = await in_pool(render, *layers, only_flash=only_flash)
        unread.warn_unread(self.socket.flash, self._region.page.template_name)
        asked = self.mail.take_asked() if self._region.shows_flash else None
        if asked is not None:
            self.socket.push_event("liveflash:ack", asked)
        riders = self._annotations(reply)
        return tree | riders if riders else tree

    async def _render_flash(self, *, changes: bool) -> Response:
        return {"diff": await self._render(only_flash=True)} if changes else {}

    def _annotations(self, reply: Any = None) -> dict[str, Any]:
        title = self.socket.live_title
        news = None if title == self._title else title
        self._title = title
        events = self.socket.take_events()
        return diff.annotations(title=news, events=events, reply=reply)


def _payload(event: Event) -> Any:
    """What ``handle_event`` gets: of a form its fields, with ``_target`` and values."""
    if event.type != "form":
        return event.value
    try:
        fields = QueryDict(event.value, mutable=True)
        for name, value in event.meta.items():
            fields[name] = str(value)
        return QueryDict(fields.urlencode())
    # ValueError: a number of more digits than Python writes.
    except (TooManyFieldsSent, ValueError):
        raise Refused("malformed event") from None


def _refuse_malformed(url: str, reason: str) -> None:
    """Refuse what is no URL, or has more parameters than Django reads."""
    try:
        QueryDict(urlsplit(url).query)
    except (ValueError, TooManyFieldsSent):
        raise Refused(reason) from None


def _checked_reply(reply: Any) -> Any:
    if reply is None or isinstance(reply, Mapping):
        return reply
    msg = f"A callback returns nothing, or a mapping as the reply, not {reply!r}."
    raise TypeError(msg)


def _patched(patch: Navigation | None) -> Response:
    return {} if patch is None else {"live_patch": {"kind": "push", "to": patch.to}}
