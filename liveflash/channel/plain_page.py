"""The message stack of a page that is not live, joined as a root of its own.

The page's view does not run, and no record is kept: the client keeps the messages that
the server does not know. Until a message arrives, a page needs hardly any memory.
"""

import time
from collections.abc import Awaitable, Callable, Mapping
from contextvars import Context
from typing import Any
from urllib.parse import urlsplit

from django.middleware.csrf import get_token
from django.utils.safestring import SafeString

from liveflash.channel import flash_events, turn_result
from liveflash.channel.delivery_tracker import DeliveryTracker
from liveflash.channel.handshake import Handshake
from liveflash.channel.lean_context import lean_context
from liveflash.channel.turn_result import Turn, TurnResult
from liveflash.concurrency import in_pool
from liveflash.exceptions import Refused
from liveflash.flash.actions import BUILT_IN
from liveflash.flash.flash import Flash
from liveflash.flash.flash_message import EndedMessages
from liveflash.protocol import wire_tree
from liveflash.push.envelopes import Pushed
from liveflash.rendering.message_stack import render_stack
from liveflash.storage.flash_store import new_flash
from liveflash.storage.tokens import PageToken
from liveflash.telemetry import Telemetry
from liveflash.users import user_key
from liveflash.views.effects import NO_EFFECTS, Effects
from liveflash.views.plain_stack import StackResponse

# The length of a message's id in the inbox.
MAX_ID_LENGTH = 32

# Shared by the pages with a tag that has no options.
NO_OPTIONS: Mapping[str, Any] = {}


class PlainPage:
    """The connected message stack of a page that is not live.

    It has the methods of a ``MountedView``. ``flash`` holds only what was pushed since
    the join, and what the inbox has for the user.
    """

    __slots__ = (
        "_context",
        "_csrf_token",
        "_handshake",
        "_opened_at",
        "_options",
        "_tracker",
        "session_key",
        "url",
        "user",
    )

    name = "{% liveflash %}"
    present_user: Any = None  # it is not needed after the join
    handles_flash = False

    def __init__(
        self, response: StackResponse, token: PageToken, handshake: Handshake
    ) -> None:
        request = response.request
        session = getattr(request, "session", None)
        self.session_key: str | None = getattr(session, "session_key", None)
        self.url = request.get_full_path()
        self.user = user_key(getattr(request, "user", None))
        self._tracker: DeliveryTracker | None = None
        self._opened_at = time.time()
        self._context = lean_context()
        self._csrf_token = get_token(request) if "CSRF_COOKIE" in request.META else ""
        self._handshake = handshake
        self._options: Mapping[str, Any] = token.stack or NO_OPTIONS

    @property
    def tracker(self) -> DeliveryTracker:
        """The messages that were pushed; most pages never have one."""
        if self._tracker is None:
            self._tracker = DeliveryTracker(
                new_flash(()), self.user, self.session_key, self._opened_at
            )
        return self._tracker

    @property
    def flash(self) -> Flash:
        """The flash that shows them."""
        return self.tracker.flash

    def release(self) -> None:
        """Free the memory for messages while there are none."""
        if self._tracker is not None and self._tracker.is_unused:
            self._opened_at = self._tracker.opened_at
            self._tracker = None

    @property
    def context(self) -> Context:
        """A copy of the context after the join: no task waits for messages."""
        return self._context.copy()

    async def mount(self, url: str) -> TurnResult:  # noqa: ARG002 - as a view has it
        """Return the whole tree."""
        return TurnResult(
            {"rendered": {**await self._render(), wire_tree.STATIC: ["", ""]}}
        )

    def handle_event(
        self,
        name: str,
        payload: Any,
        message_id: str = "",  # noqa: ARG002 - as a view has it
    ) -> Turn:
        """Handle a built-in event; raise Refused for any other."""
        if not name.startswith(BUILT_IN):
            raise Refused("unknown event")
        return self._handle_built_in(name, payload)

    async def _handle_built_in(self, name: str, payload: Any) -> TurnResult:
        match name, payload:
            case "lv:clear-flash", {"expired": True}:
                pass  # it disappears from this page only
            case "lv:clear-flash", {"id": str(message_id)} if (
                len(message_id) <= MAX_ID_LENGTH and self.flash.find(message_id) is None
            ):
                # The page shows it without the server, since before its join.
                self.tracker.dismiss_unknown(message_id)
        handled = await flash_events.handle(name, payload, self.flash, self.tracker)
        return await self._show(changed=handled.has_changed)

    def refuse(self, name: str, reason: str) -> Turn:  # noqa: ARG002
        """Answer an event that was refused."""
        return turn_result.of_reply({"refused": reason})

    def handle_ended(self, ended: EndedMessages) -> Turn:  # noqa: ARG002
        """Ignore messages that have ended, of which only views hear."""
        return self._show(changed=False)

    def handle_info(self, event: Any) -> Turn:  # noqa: ARG002
        """Ignore a message for views."""
        return self._show(changed=False)

    async def receive(self, pushed: Pushed) -> TurnResult:
        """Show messages that were pushed, unless the page has shown them already."""
        changed = await self.tracker.deliver_all(pushed.messages)
        return await self._show(changed=changed)

    async def discard(self, revisions: Mapping[str, int]) -> TurnResult:
        """Remove messages that were dismissed on another page.

        Those that only the client knows are removed by it.
        """
        unknown = [each for each in revisions if self.flash.find(each) is None]
        changed = self.tracker.discard(revisions)
        cleared = (("liveflash:cleared", {"ids": unknown}),) if unknown else ()
        if not (changed or cleared):
            return TurnResult({})
        return TurnResult({"diff": await self._render(cleared)})

    def show_changes(self) -> Turn:
        """Show nothing: there is no view that changes the page."""
        return self._show(changed=False)

    async def handle_patch(self, url: str) -> TurnResult:  # noqa: ARG002
        """Have the client load the URL: the page has no view to patch."""
        return TurnResult({"link_redirect": True})

    def gone_components(self, component_ids: list[int]) -> list[int]:
        """Return all of the components: a stack has none."""
        return component_ids

    def save(self) -> None:
        """Store nothing: the client keeps the messages."""

    async def carry_over_to_reload(self, messages: object) -> None:
        """Store nothing: the page's own request was answered long ago."""

    async def disconnect(self) -> Effects:
        """Return no effects: there is no view to clean up."""
        return NO_EFFECTS

    async def follow_topics(self, subscribe: Callable[[str], Awaitable[None]]) -> None:
        """Subscribe to the groups that the tag names."""
        for group in self._options.get("groups", ()):
            await subscribe(group)

    async def _show(self, *, changed: bool) -> TurnResult:
        return TurnResult({"diff": await self._render()} if changed else {})

    async def _render(
        self, client_events: tuple[tuple[str, Any], ...] = ()
    ) -> dict[str, Any]:
        """Return the stack as one dynamic, with events for the client."""
        recorder, started = Telemetry.recorder, time.perf_counter()
        html = await in_pool(self._html)
        if recorder is not None:
            recorder.record_render(self.name, time.perf_counter() - started)
        client_events += self.tracker.acknowledgement_requests()
        return {"0": html} | wire_tree.annotations(events=client_events)

    def _html(self) -> SafeString:
        parts = urlsplit(self.url)
        request = self._handshake.request(parts.path, parts.query)
        html = render_stack(self.flash, self._options, request, self._csrf_token)
        self.flash.presented.clear()  # each render is a whole one
        return html
