"""Join a page: verify its token, run its URL through the stack, restore its flash."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from liveflash import callback_context, conf
from liveflash.channel import subrequest
from liveflash.channel.handshake import Handshake
from liveflash.channel.joined_view import JoinedView
from liveflash.channel.mounted_view import MountedView
from liveflash.channel.plain_page import PlainPage
from liveflash.channel.session_monitor import SessionSnapshot
from liveflash.concurrency import in_pool
from liveflash.debug import file_watcher
from liveflash.exceptions import InvalidToken, Refused
from liveflash.flash.message import LOADING
from liveflash.flash.mounted import MountedMessages
from liveflash.protocol.payloads import Join
from liveflash.rendering.container import Container
from liveflash.rendering.renderer import PageTemplate
from liveflash.storage import kept_puts, record_contents, request_flash, tokens
from liveflash.storage.flash_store import FlashStore, new_flash
from liveflash.storage.page_record import NO_RECORD, NoRecord, PageRecord
from liveflash.storage.tokens import PageToken
from liveflash.storage.transfer import Messages
from liveflash.storage.visitor import (
    BY_CSRF_COOKIE,
    BY_NOTHING,
    Visitor,
    identify,
    identify_without_session,
    sends_no_cookies,
)
from liveflash.views import incoming
from liveflash.views.join_request import JoinRequest
from liveflash.views.response import LiveResponse, create_socket
from liveflash.views.socket import LiveViewSocket

logger = logging.getLogger("liveflash")

MAX_ENDED_RECORDS = 4

_NO_RECORDS: Mapping[str, Any] = MappingProxyType({})


class PageRecords:
    """The records of the pages of one socket; they outlive a view.

    A page belongs to the topic under which it was joined first: two views of one page
    would overwrite each other's flash. Only the last few ended pages are remembered.
    """

    __slots__ = ("_ended", "_known")

    def __init__(self) -> None:
        # Immutable, because they take nothing of a socket without live pages.
        self._known: Mapping[str, tuple[str, PageRecord]] = _NO_RECORDS
        self._ended: tuple[PageRecord, ...] = ()

    def open(self, page_id: str, topic: str, keys: list[str]) -> PageRecord:
        """Return the record of a page, a new one if the page is unknown.

        Raise Refused if the page is joined under another topic.
        """
        if page_id not in self._known:
            self._known = {**self._known, page_id: (topic, PageRecord(keys))}
        owner, record = self._known[page_id]
        if owner != topic:
            raise Refused("joined under another topic")
        self._ended = tuple(ended for ended in self._ended if ended is not record)
        return record

    def release(self, record: PageRecord | NoRecord) -> None:
        """Mark the page of a record as ended; forget the pages that ended first."""
        if isinstance(record, NoRecord):
            return
        ended = (*self._ended, record)
        self._ended = ended[-MAX_ENDED_RECORDS:]
        forgotten = ended[:-MAX_ENDED_RECORDS]
        self._known = {
            page_id: (topic, known)
            for page_id, (topic, known) in self._known.items()
            if known not in forgotten
        }


@dataclass(frozen=True, slots=True)
class JoinedPage:
    """A page that was joined: its view, which may not be mounted yet, and its record.

    ``arrived`` is the flash that the page came with. ``opened_at`` is when the page was
    rendered, in Unix time. ``session`` is the session to be monitored.
    """

    view: JoinedView
    record: PageRecord | NoRecord
    arrived: Messages
    opened_at: float
    session: SessionSnapshot | None

    async def return_flash(self) -> None:
        """Store the flash that the page came with for the page load that follows."""
        self.record.write_later(None)
        await self.record.asettle()
        await self.view.carry_over_to_reload(self.arrived)


async def open_page(
    topic: str, join: Join, handshake: Handshake, records: PageRecords
) -> JoinedPage:
    """Return the page that ``join`` names, before its mount; raise Refused otherwise.

    The client chooses the topic. Only the page token says which page is joined.
    """
    token = _read_page_token(join)
    request = subrequest.join_request(handshake, join.url)
    if token.stack is not None:
        return await _open_stack(request, token, handshake)
    response, visitor = await _authorize_or_carry_over(request, token, join)
    record = _open_record(topic, token, visitor, records)
    store = FlashStore(
        response.request,
        visitor,
        token.page_id,
        view_id=response.view.view_id(),
        record=record,
    )
    arrived, data, mounted = await _restore(join, token, request, store)
    request_flash.forget_put(request)
    flash = new_flash(arrived)
    if join.navigated and not join.is_rejoin:
        flash.kept = kept_puts.take(request)  # others repeat the page load
    flash.mounted = MountedMessages.restore(
        token.page_id, mounted, join.times, is_navigated=join.navigated
    )
    socket = create_socket(response.request, flash, connected=True)
    socket.channel_session.update(data)
    if not tokens.belongs(token, visitor):
        _replace_token(token, store, socket)
    page = PageTemplate(str(response.template_name), response.request, Container())
    view = MountedView(response, store, socket, page, handshake)
    session = SessionSnapshot.from_request(response.request)
    return JoinedPage(view, record, arrived, token.made_at, session)


async def _open_stack(
    request: JoinRequest, token: PageToken, handshake: Handshake
) -> JoinedPage:
    """Return the joined stack of a page that is not live; it has no record."""
    response, visitor = await subrequest.fetch_stack_response(request, token.kind)
    if not tokens.belongs(token, visitor):
        raise Refused("invalid token")
    view = PlainPage(response, token, handshake)
    session = SessionSnapshot.from_request(response.request)
    return JoinedPage(view, NO_RECORD, (), token.made_at, session)


def _open_record(
    topic: str, token: PageToken, visitor: Visitor, records: PageRecords
) -> PageRecord:
    keys = record_contents.page_keys(token.page_id, visitor)
    return records.open(token.page_id, topic, keys)


def _replace_token(
    token: PageToken, store: FlashStore, socket: LiveViewSocket[Any]
) -> None:
    """Have the client rejoin with a token that belongs to the visitor."""
    replacement = store.page_token(has_flash=token.has_flash)
    socket.push_event("liveflash:session", {"token": replacement})


async def _authorize_or_carry_over(
    request: JoinRequest, token: PageToken, join: Join
) -> tuple[LiveResponse, Visitor]:
    """Authorize a join; after a refused rejoin, the page load has the flash."""
    try:
        authorized = await _authorize(request, token, join)
        if join.is_rejoin and conf.debug():
            await in_pool(_refuse_outdated, token)
    except Refused:
        if join.is_rejoin:
            await in_pool(_carry_over_record, request, token)
        raise
    return authorized


async def _authorize(
    request: JoinRequest, token: PageToken, join: Join
) -> tuple[LiveResponse, Visitor]:
    """Return the response to a join and its visitor; raise Refused if not allowed."""
    kind = _kind_of_visitor(request, token)
    response, visitor = await subrequest.fetch_live_response(request, kind)
    if kind != token.kind or tokens.belongs(token, visitor):
        return response, visitor
    if not join.is_rejoin and _came_without_session(response.request, token):
        return response, visitor
    raise Refused("invalid token")


def _kind_of_visitor(request: JoinRequest, token: PageToken) -> str:
    """Return how the visitor of a join is identified.

    A browser that keeps no cookies, as in a frame of another site, does not send the
    CSRF cookie that came with the page. The join is then that of an unknown visitor,
    who can reach nothing that was stored for another.
    """
    is_unknown = token.kind == BY_CSRF_COOKIE and sends_no_cookies(request)
    return BY_NOTHING if is_unknown else token.kind


def _came_without_session(request: HttpRequest, token: PageToken) -> bool:
    """Return whether a page may come from a link of another site.

    Then it was rendered without the session cookie. The view is mounted for the user
    of the session, as any page that is opened by the join's own cookies.
    """
    is_held_back = str(settings.SESSION_COOKIE_SAMESITE).lower() == "strict"
    sender = identify_without_session(request, token.kind)
    return is_held_back and tokens.belongs(token, sender)


def _carry_over_record(request: JoinRequest, token: PageToken) -> None:
    """Move the stored flash of a page to the page load after its refused join."""
    with callback_context.entered(request):
        visitor = identify(request, token.kind)
        FlashStore(request, visitor, token.page_id).carry_over_record()


def _refuse_outdated(token: PageToken) -> None:
    """Raise Refused if a template or static file is newer than the page."""
    if token.made_at < file_watcher.last_change_time():
        raise Refused("outdated")


def _read_page_token(join: Join) -> PageToken:
    try:
        return tokens.read_page_token(join.session)
    except InvalidToken as invalid:
        if conf.debug():
            logger.info("A page token is %s.", invalid)
        raise Refused("invalid token") from None


def _receive(token: str | None, request: JoinRequest, store: FlashStore) -> Messages:
    """Return the flash of a page that is reached by live navigation."""
    received = () if token is None else store.receive(token)
    return incoming.collect_navigated(request) + received


async def _restore(
    join: Join,
    token: PageToken,
    request: JoinRequest,
    store: FlashStore,
) -> tuple[Messages, dict[str, Any], list[str]]:
    """Return the flash and the channel session that a page has before its mount.

    The last value is ``MountedMessages.stored``.
    """
    if join.navigated and not join.is_rejoin:
        return await in_pool(_receive, join.flash, request, store), {}, []
    if join.is_rejoin or (join.is_first and token.has_flash):
        # The record of a first join was stored before the client had the page.
        shown = join.messages if join.is_rejoin else {}
        stored = await store.load(request.get_full_path(), shown, join.times)
        return _without_loading(*stored) if join.is_rejoin else stored
    return (), {}, []


def _without_loading(
    flash: Messages, data: dict[str, Any], mounted: list[str]
) -> tuple[Messages, dict[str, Any], list[str]]:
    """Return what was stored without the loading messages of the former view.

    Its work has ended with it. The mount may put such a message again, and the inbox
    has the latest state of those that were pushed.
    """
    gone = {message.id for message in flash if message.level == LOADING}
    rest = tuple(message for message in flash if message.id not in gone)
    return rest, data, [each for each in mounted if each not in gone]
