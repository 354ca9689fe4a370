"""The turns of one topic: its join, then events, infos and deliveries.

A turn runs the callback, carries out the effects that it recorded, and returns the
frames of its answer. What follows once the answer was sent is in ``Channel``.
"""

import logging
from collections.abc import Coroutine, Mapping
from typing import Any

from liveflash.channel import (
    background_tasks,
    component_events,
    live_reload,
    session_monitor,
    telemetry_names,
    validation,
)
from liveflash.channel.connection import ConnectionContext
from liveflash.channel.join import JoinedPage, open_page
from liveflash.channel.joined_view import JoinedView, refusal_reason
from liveflash.channel.mailbox import (
    AsyncEnded,
    Info,
    Item,
    Owner,
    PushedDelivery,
    RefusedFrame,
    ViewChanged,
)
from liveflash.channel.mounted_view import MountedView
from liveflash.channel.page_effects import PageEffects, send_broadcasts
from liveflash.channel.page_inspector import PageInspector, new_inspector
from liveflash.channel.turn_result import Response, Turn, TurnResult, is_redirect
from liveflash.channel.view_changes import NO_CHANGES, NoChanges, ViewChanges
from liveflash.debug.file_watcher import Change
from liveflash.exceptions import Refused
from liveflash.flash.flash_message import EndedMessages
from liveflash.logs import client_text
from liveflash.protocol import frames, payloads
from liveflash.protocol.frames import Envelope, Frame
from liveflash.protocol.payloads import Join
from liveflash.push import envelopes
from liveflash.push.envelopes import Cleared, InfoEvent, KeptChanged, Pushed
from liveflash.telemetry import UNRECORDED
from liveflash.views.effects import NO_EFFECTS

logger = logging.getLogger("liveflash")

JOIN_EVENT = "phx_join"


class TurnHandler(PageEffects):
    """The handler of the items of one topic.

    ``joined`` is the page, None before its join. ``has_ended`` is true once no further
    items are accepted. ``inspector`` reads the answers while DEBUG is on. ``turn`` is
    what telemetry records of the current turn.
    """

    __slots__ = (
        "_connection",
        "_refreshed_user",
        "changes",
        "has_ended",
        "inspector",
        "joined",
        "turn",
    )

    def __init__(self, channel: Owner, connection: ConnectionContext) -> None:
        super().__init__(channel, self._receive_delivery)
        self._connection = connection
        self._refreshed_user: Any = None
        self.changes: ViewChanges | NoChanges = NO_CHANGES
        self.joined: JoinedPage | None = None
        self.inspector: PageInspector | None = None
        self.has_ended = False
        self.turn = UNRECORDED

    def refresh_user(self, user: Any) -> None:
        """Update the user of the page to the stored ``user`` before the next turn."""
        self._refreshed_user = user

    def _update_user(self) -> None:
        if self._refreshed_user is not None and self.joined is not None:
            user = self.joined.view.present_user
            session_monitor.update_user(user, self._refreshed_user)
            self._refreshed_user = None

    def handle(self, item: Item) -> Coroutine[Any, Any, list[str]]:
        """Return the coroutine that handles an item and returns its answer."""
        self._update_user()
        match item:
            case Envelope():
                return self._handle_frame(item)
            case RefusedFrame(frame, reason):
                return self._handle_frame(frame, reason)
            case Info():
                return self._handle_info(item)
            case PushedDelivery():
                return self._handle_delivery(item.wire)
            case ViewChanged():
                return self._show_changes()
            case AsyncEnded() | EndedMessages():
                return self._handle_end(item)
            case Change():
                return live_reload.refresh(self._page.view, item, self.push)

    async def _handle_frame(
        self, envelope: Envelope, refused_as: str | None = None
    ) -> list[str]:
        """Answer a frame; ``refused_as`` is the reason if it is already refused."""
        try:
            if envelope.event == JOIN_EVENT:
                return [await self._join(frames.open_envelope(envelope))]
            response = await self._respond(envelope, refused_as)
        except Refused as refused:
            self._note_refusal(envelope, refused.reason)
            if envelope.event == JOIN_EVENT:
                self.has_ended = True
            return [frames.refusal(envelope, refused.reason)]
        return [frames.reply(envelope, response)]

    def _note_refusal(self, envelope: Envelope, reason: str) -> None:
        self.turn.outcome = "refused"
        event = client_text(envelope.event)
        logger.info("A frame %s was refused: %s.", event, reason)
        self._connection.refusals.consume()

    async def _respond(self, envelope: Envelope, refused_as: str | None) -> Response:
        view = self._page.view
        self._page.record.mark_active()
        monitor = self._connection.monitor
        if monitor.is_strict:
            if not await monitor.confirm():
                raise Refused("session ended")
            self._update_user()
        monitor.note_activity()
        match envelope.event:
            case "event" if refused_as is not None:
                self._connection.refusals.consume()
                self.turn.outcome = "refused"
                result = await view.refuse("", refused_as)
            case "event":
                result = await self._handle_event(view, envelope)
            case "live_patch":
                frame = frames.open_envelope(envelope)
                result = await view.handle_patch(payloads.read_patch(frame.payload))
            case _:
                return component_events.answer(view, envelope)
        if result.effects is not NO_EFFECTS:
            await self.carry_out(result.effects, self._page.view)
        self.has_ended |= is_redirect(result.response)
        return result.response

    async def _handle_event(self, view: JoinedView, envelope: Envelope) -> TurnResult:
        """Handle an event, or let the view tell its visitor that it is refused.

        The client unlocks the element that sent an event for a reply "ok" only.
        """
        name = ""
        try:
            frame = frames.open_envelope(envelope)
            name = payloads.event_name(frame.payload)
            if self.turn is not UNRECORDED:
                self.turn.name = telemetry_names.event_name(view, name)
            event = payloads.read_event(frame.payload)
            payload = await validation.event_payload(event)
            return await view.handle_event(name, payload, event.message_id)
        except Refused as refused:
            self._note_refusal(envelope, refused.reason)
            return await view.refuse(name, refused.reason)

    async def _handle_info(self, info: Info) -> list[str]:
        result = await self._page.view.handle_info(info.event)
        await self.carry_out(result.effects, self._page.view)
        if info.timer is not None and info.timer.repeats:
            self.start_timer(info.timer)
        return self._push_response(result)

    async def _handle_end(self, ended: AsyncEnded | EndedMessages) -> list[str]:
        """Handle the end of work in the background, or of messages of the page."""
        view = self._page.view
        if isinstance(ended, EndedMessages):
            turn: Turn | None = view.handle_ended(ended)
        else:
            turn = background_tasks.finish(view, ended)
        return [] if turn is None else await self._push_result(await turn)

    async def _show_changes(self) -> list[str]:
        if not self.changes.take():
            return []  # an earlier turn has shown them
        return await self._push_result(await self._page.view.show_changes())

    async def _handle_delivery(self, wire: Mapping[str, Any]) -> list[str]:
        if self.joined is None:
            return []
        view = self.joined.view
        match envelopes.read(wire):
            case Pushed() as pushed:
                return self._push_response(await view.receive(pushed))
            case Cleared(revisions):
                return self._push_response(await view.discard(revisions))
            case InfoEvent() as event:
                return await self._handle_info(Info(event))
            case KeptChanged() if self.badge is not None:
                return self._push_response(TurnResult(await self.badge.response()))
            case _:
                logger.warning(
                    "The channel layer sent an unreadable delivery: ignored."
                )
                return []

    def _receive_delivery(self, wire: dict[str, Any]) -> None:
        if envelopes.is_session_ended(wire):
            self._connection.monitor.expect_end()
        elif envelopes.is_kept_changed(wire):
            self.note_kept_change()
        elif self.joined is None or not self.joined.view.tracker.is_sender(wire):
            self._channel.post_own(PushedDelivery(wire))

    async def _join(self, frame: Frame) -> str:
        join = payloads.read_join(frame.payload)
        connection = self._connection
        try:
            self.joined = await open_page(
                frame.topic, join, connection.handshake, connection.records
            )
            if isinstance(self.joined.view, MountedView):
                self.changes = ViewChanges(self._channel)
                self.joined.view.watch(self.changes)
            await self._subscribe(join)
            result = await self.joined.view.mount(join.url)
        except Refused as refused:
            raise Refused(refusal_reason(frame.topic, join, refused.reason)) from None
        self.has_ended |= is_redirect(result.response)
        if self.has_ended:
            await send_broadcasts(result.effects, self._page.view)
            return frames.reply(frame, result.response, status="error")
        await self.carry_out(result.effects, self._page.view)
        if join.has_bell:
            self.start_badge(self._page.view.user)
        self.joined.report_ended(self._channel.post_own)
        live_reload.follow_changes(self._channel.post_own)
        self.inspector = new_inspector(self._page.view.url)
        version = {"liveview_version": frames.client_version()}
        return frames.reply(frame, result.response | version)

    async def _subscribe(self, join: Join) -> None:
        """Subscribe to messages for the visitor and for all; then read the inbox."""
        view = self._page.view
        await self.subscribe_visitor(view)
        self._connection.monitor.start(self._page.session)
        await view.tracker.restore(join, self._page.opened_at)
        await view.follow_topics(self.subscribe_to_topic)

    def push(self, event: str, payload: dict[str, Any]) -> str:
        return frames.push(self._channel.join_ref, self._channel.topic, event, payload)

    async def _push_result(self, result: TurnResult) -> list[str]:
        """Carry out the effects of a turn; return the frames of its response."""
        await self.carry_out(result.effects, self._page.view)
        return self._push_response(result)

    def _push_response(self, result: TurnResult) -> list[str]:
        """Return the response of a turn as frames that answer no frame."""
        response = result.response
        self.has_ended |= is_redirect(response)
        order = ("live_patch", "diff", "redirect", "live_redirect")
        return [self.push(e, response[e]) for e in order if response.get(e)]

    async def disconnect(self) -> None:
        """Call ``disconnect`` of the view, send its broadcasts, start nothing else."""
        self.changes.begin_turn()
        try:
            effects = await self._page.view.disconnect()
        finally:
            self.changes.take()
            self.changes.end_turn()
        await send_broadcasts(effects, self._page.view)

    async def close(self) -> None:
        """Cancel the background work, stop the timers and the subscriptions.

        What the work changes meanwhile requests no turn.
        """
        self.changes.begin_turn()
        live_reload.forget_changes(self._channel.post_own)
        if self.joined is not None:
            await self.cancel_jobs(self.joined.view)
        await super().close()

    @property
    def _page(self) -> JoinedPage:
        if self.joined is None:
            raise Refused("not joined")
        return self.joined
