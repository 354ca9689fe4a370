"""A mounted view and its turns.

A turn runs one callback, takes the effects that it recorded, and renders. The client
gets either ``rendered`` or ``diff`` (plus ``live_patch`` if the URL changed), or only
``redirect`` or ``live_redirect``.
"""

from collections.abc import Awaitable, Callable, Coroutine, Iterable, Iterator, Mapping
from typing import Any

from liveflash import signals
from liveflash.channel import flash_events, patches, subrequest, turn_result, validation
from liveflash.channel.delivery_tracker import DeliveryTracker
from liveflash.channel.handshake import Handshake
from liveflash.channel.turn_result import Response, Turn, TurnResult
from liveflash.channel.view_changes import ViewChanges
from liveflash.channel.view_rendering import ViewRendering
from liveflash.concurrency import in_pool, on_loop
from liveflash.debug import hints
from liveflash.exceptions import Refused
from liveflash.flash.actions import BUILT_IN
from liveflash.flash.flash import Flash
from liveflash.flash.flash_message import EndedMessages, FlashMessage
from liveflash.flash.message import Message
from liveflash.push.envelopes import Pushed
from liveflash.rendering.renderer import PageTemplate
from liveflash.storage import transfer
from liveflash.storage.flash_store import FlashStore
from liveflash.users import user_key
from liveflash.views import events, lifecycle
from liveflash.views.effects import NO_EFFECTS, Effects, Navigation
from liveflash.views.jobs import AsyncResult
from liveflash.views.response import LiveResponse
from liveflash.views.socket import LiveViewSocket


class MountedView(ViewRendering):
    """One view on one page, from its mount to its end.

    ``url`` is that of the last join or patch; ``settled`` is the flash after a turn.
    """

    __slots__ = (
        "_changes",
        "_store",
        "handshake",
        "request",
        "settled",
        "url",
        "user",
    )
    context: None = None  # one task serves the view until its end

    def __init__(
        self,
        response: LiveResponse,
        store: FlashStore,
        socket: LiveViewSocket[Any],
        page: PageTemplate,
        handshake: Handshake,
    ) -> None:
        self.user = user_key(socket.user)
        tracker = DeliveryTracker(socket.flash, self.user, socket.session_key)
        super().__init__(response, socket, page, tracker)
        # The response itself is not stored: only a part of it is needed.
        self.request = response.request
        self.handshake = handshake
        self.url = page.request.get_full_path()
        self._store = store
        self.settled: tuple[Message, ...] = ()

    @property
    def flash(self) -> Flash:
        """The flash of the page."""
        return self.socket.flash

    @property
    def present_user(self) -> Any:
        """The user whom callbacks see."""
        return self.socket.user

    @property
    def session_key(self) -> str | None:
        """The key of the visitor's session, None if there is no session."""
        return self.socket.session_key

    async def follow_topics(self, subscribe: Callable[[str], Awaitable[None]]) -> None:
        """Have ``subscribe`` called for the topics that the view names."""
        self.socket.subscribe_now = subscribe

    async def mount(self, url: str) -> TurnResult:
        """Mount the view; raise Refused if it redirects to its own page."""
        validation.refuse_malformed_url(url, "malformed join")
        await lifecycle.mount_and_handle_params(self.view, self.socket, url, self._call)
        with self.socket.flash.mounting():
            patch = await patches.follow_patches(self, ())
        effects = self._take_effects()
        target = effects.navigation
        if target is None:
            rendered = await self._render(effects)
            response = {"rendered": rendered} | turn_result.patched(patch)
            return TurnResult(response, effects)
        if transfer.is_same_page(target.to, url):
            raise Refused("redirect to itself")
        return TurnResult(await self._navigate(target, ()), effects)

    def handle_event(self, name: str, payload: Any, message_id: str = "") -> Turn:
        """Handle an event; the built-in ones never reach the view."""
        if name.startswith(BUILT_IN):
            return self._handle_built_in(name, payload)
        call_handler = events.handler_caller(message_id)
        args = self.view, name, payload, self.socket, self._call
        return self._turn(call_handler(*args))

    async def _handle_built_in(self, name: str, payload: Any) -> TurnResult:
        flash = self.socket.flash
        handled = await flash_events.handle(name, payload, flash, self.tracker)
        if handled.ended.pairs and self.handles_flash:
            # If the callback raises, the next view must not report them again.
            self.save()
            return await self.handle_ended(handled.ended)
        return await self._render_flash(changed=handled.has_changed)

    @property
    def handles_flash(self) -> bool:
        """True if the view has a callback for messages that have ended."""
        return not lifecycle.is_default(self.view.handle_flash)

    def handle_ended(self, ended: EndedMessages) -> Turn:
        """Have the view handle messages that have ended on the page, one by one."""
        return self._turn(self._call_handle_flash(ended))

    async def _call_handle_flash(self, ended: EndedMessages) -> None:
        for message, reason in ended.pairs:
            args = FlashMessage.of(message), reason, self.socket
            await lifecycle.call_callback(self.view, "handle_flash", args, self._call)

    def refuse(self, name: str, reason: str) -> Turn:
        """Answer an event that was refused; ``name`` is empty if it is unknown.

        The view tells the visitor, except about what the client sends by itself.
        """
        refused = {"refused": reason}
        if name in flash_events.CLIENT_REPORTS:
            return turn_result.of_reply(refused)
        called = self._call(self.view.handle_refused, name, reason, self.socket)
        return self._turn(called, refused)

    def handle_info(self, event: Any) -> Turn:
        """Handle a message from the server."""
        called = events.call_info_handler(self.view, event, self.socket, self._call)
        return self._turn(called)

    def handle_async(self, name: str, result: AsyncResult[Any]) -> Turn:
        """Handle the end of work that the view has started in the background."""
        args = name, result, self.socket
        return self._turn(
            lifecycle.call_callback(self.view, "handle_async", args, self._call)
        )

    async def receive(self, pushed: Pushed) -> TurnResult:
        """Show messages that were pushed, unless the page has shown them already."""
        changed = await self.tracker.deliver_all(pushed.messages)
        return await self._render_flash(changed=changed)

    async def discard(self, revisions: Mapping[str, int]) -> TurnResult:
        """Remove messages that were dismissed on another page."""
        return await self._render_flash(changed=self.tracker.discard(revisions))

    def show_changes(self) -> Turn:
        """Show what the view has changed outside of its turns, or navigate."""
        return self._turn(lifecycle.do_nothing())

    async def refresh(self) -> TurnResult:
        """Render the page again without a callback."""
        return TurnResult({"diff": await self._render(NO_EFFECTS)})

    async def handle_patch(self, url: str) -> TurnResult:
        """Follow a link to another URL of the view, or have the client load it."""
        validation.refuse_malformed_url(url, "malformed patch")
        request = subrequest.join_request(self.handshake, url)
        if not await patches.move(self, request):
            return TurnResult({"link_redirect": True})
        if not self.view.keep_flash_on_patch:
            self.socket.flash.clear()
        return await self._turn(self.call_handle_params(url))

    def gone_components(self, component_ids: list[int]) -> list[int]:
        """Return the components that the client has to forget, as Phoenix does."""
        return self._renderer.components.gone(component_ids)

    def save(self) -> None:
        """Store the flash and the channel session of the page, after the reply."""
        flash, data = self.socket.flash, self.socket.channel_session
        self._report_new()
        self.settled = flash.messages
        mounted = flash.mounted.stored if flash.mounted else ()
        self._store.save(flash.messages, data, self.url, mounted)

    def _report_new(self) -> None:
        """Report messages that the page did not have after the last turn."""
        if not signals.is_observed():
            return
        known = {message.id for message in self.settled}
        new = [m for m in self.socket.flash.messages if m.id not in known]
        signals.report_put(self._put_here(new), self.user)
        if self.shows_messages:
            # Those with an inbox are shown once the page has acknowledged them.
            signals.report_shown((m for m in new if not m.is_shared), self.user)

    def _put_here(self, messages: Iterable[Message]) -> Iterator[Message]:
        """Return the messages that this view has put and that are new."""
        return (
            m
            for m in messages
            if m.revision == 0 and not self.tracker.has_delivered(m.id)
        )

    async def carry_over_to_reload(self, messages: tuple[Message, ...]) -> None:
        """Store messages for the next load of the page's URL."""
        await in_pool(self._store.carry_over_to_reload, messages)

    async def disconnect(self) -> Effects:
        """Call ``disconnect`` of the view and return its effects."""
        self.socket.cancel_jobs()
        self.socket.take_effects()
        before = self.socket.flash.messages
        args = (self.socket,)
        try:
            await lifecycle.call_callback(self.view, "disconnect", args, self._call)
        finally:
            effects = self.socket.end()
        if self.socket.flash.messages != before or effects.needs_page:
            hints.warn_of_lost_effects(f"{self.name}.disconnect")
        return effects

    def watch(self, changes: ViewChanges) -> None:
        """Have ``changes`` note what the view changes outside of its turns."""
        self._changes = changes
        self.socket.watch(changes.note, changes.note_message)

    def _take_effects(self) -> Effects:
        self._changes.take()
        return self.socket.take_effects()

    async def _turn(
        self,
        callback: Awaitable[Any],
        refused: Mapping[str, Any] | None = None,
    ) -> TurnResult:
        """Await a callback, take its effects, and render or navigate.

        ``refused`` is added to the reply that the callback returns. A navigation leaves
        the messages behind that earlier turns have shown.
        """
        flash, patch = self.socket.flash, None
        before = tuple(message for message in self.settled if message in flash.messages)
        reply = await callback
        if self.socket.navigation is not None:
            patch = await patches.follow_patches(self, before)
        effects = self._take_effects()
        if effects.navigation is not None:
            return TurnResult(await self._navigate(effects.navigation, before), effects)
        reply = validation.checked_reply(reply)
        if refused is not None:
            reply = {**(reply or {}), **refused}
        tree = await self._render(effects, reply)
        return TurnResult({"diff": tree} | turn_result.patched(patch), effects)

    def _call(
        self, callback: Callable[..., Any], *args: Any
    ) -> Coroutine[Any, Any, Any]:
        if lifecycle.is_default(callback):
            return lifecycle.do_nothing()
        self._runs_in_thread = lifecycle.is_sync(callback)
        call = lifecycle.call_in_pool if self._runs_in_thread else on_loop
        return call(callback, *args)

    async def call_handle_params(self, url: str) -> None:
        """Call ``handle_params`` of the view for a patch."""
        with self.socket.flash.patching():
            await lifecycle.call_handle_params(self.view, self.socket, url, self._call)

    async def _navigate(
        self, target: Navigation, before: tuple[Message, ...]
    ) -> Response:
        """Send the client to another page, with the messages put in this turn."""
        flash = self.socket.flash
        put, flash.messages = flash.changed_since(before), before
        signals.report_put(self._put_here(put), self.user)
        is_live = target.kind == "navigate"
        token = await in_pool(self._store.transfer, put, target.to if is_live else None)
        return turn_result.navigated(target, token)
