"""Render a mounted view: the tree or diff that its client merges."""

import time
from typing import Any

from liveflash import callback_context
from liveflash.channel.delivery_tracker import DeliveryTracker
from liveflash.channel.turn_result import TurnResult
from liveflash.concurrency import in_pool
from liveflash.debug import unread
from liveflash.flash import message_loop
from liveflash.protocol import wire_tree
from liveflash.rendering.renderer import ContainerRenderer, PageTemplate
from liveflash.telemetry import Telemetry
from liveflash.views.effects import NO_EFFECTS, Effects
from liveflash.views.response import LiveResponse, context_layers
from liveflash.views.socket import LiveViewSocket


class ViewRendering:
    """The part of a mounted view that renders it.

    Without a callback in a thread, a view is rendered on the event loop if its template
    allows it.
    """

    __slots__ = (
        "_extra",
        "_reads_flash",
        "_renderer",
        "_runs_in_thread",
        "socket",
        "tracker",
        "view",
    )

    def __init__(
        self,
        response: LiveResponse,
        socket: LiveViewSocket[Any],
        page: PageTemplate,
        tracker: DeliveryTracker,
    ) -> None:
        self.view = response.view
        self.socket = socket
        self.tracker = tracker
        self._extra = response.context_data
        self._renderer = ContainerRenderer(page)
        self._runs_in_thread = False
        self._reads_flash = False

    @property
    def name(self) -> str:
        """The name of the view's class, for the log."""
        return type(self.view).__qualname__

    async def _render(
        self, effects: Effects, reply: Any = None, *, only_flash: bool = False
    ) -> dict[str, Any]:
        """Return the tree that the client merges: the whole tree at the first call."""
        recorder = Telemetry.recorder
        started = 0.0 if recorder is None else time.perf_counter()
        flash = self.socket.flash
        flash.was_read = False
        only_flash = only_flash and not self._reads_flash
        with message_loop.rendering(flash):
            tree = await self._render_tree(only_flash=only_flash)
        if recorder is not None:
            recorder.record_render(self.name, time.perf_counter() - started)
        self._reads_flash = self._reads_flash or flash.was_read
        unread.warn_unread(flash, self._renderer.page.template_name)
        client_events = effects.events
        if self.shows_messages:
            client_events += self.tracker.acknowledgement_requests()
        riders = wire_tree.annotations(
            title=effects.title, events=client_events, reply=reply
        )
        return tree | riders

    async def _render_tree(self, *, only_flash: bool) -> dict[str, Any]:
        layers = context_layers(self.view, self.socket, self._extra)
        if not self._runs_in_thread and callback_context.current() is None:
            tree = self._renderer.render_on_loop(*layers, only_flash=only_flash)
            if tree is not None:
                return tree
        return await in_pool(self._renderer.render, *layers, only_flash=only_flash)

    @property
    def shows_messages(self) -> bool:
        """True if the last render has shown the messages of the flash."""
        return self._reads_flash or self._renderer.shows_messages

    async def _render_flash(self, *, changed: bool) -> TurnResult:
        if not changed:
            return TurnResult({})
        return TurnResult({"diff": await self._render(NO_EFFECTS, only_flash=True)})
