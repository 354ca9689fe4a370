"""How a page is joined: whose it is, through the door, with the flash it comes with."""

import logging
from dataclasses import dataclass
from typing import Any

from liveflash import conf
from liveflash.channel import subrequest
from liveflash.channel.handshake import Handshake
from liveflash.channel.mounted_view import Mounted
from liveflash.concurrency import in_pool
from liveflash.debug import file_watcher, unread
from liveflash.exceptions import InvalidToken, Refused
from liveflash.protocol.payloads import Join
from liveflash.rendering.container import Region
from liveflash.rendering.renderer import Page
from liveflash.storage import page_record, tokens
from liveflash.storage.channel_session import ChannelSession
from liveflash.storage.flash_store import FlashStore
from liveflash.storage.tokens import PageToken
from liveflash.storage.transfer import Messages
from liveflash.storage.visitor import Visitor, identify
from liveflash.views.join_request import JoinRequest
from liveflash.views.response import LiveResponse, create_socket

logger = logging.getLogger("liveflash")


MAX_ENDED_RECORDS = 4


class Records:
    """The channel sessions of a socket's pages, which outlive a view.

    A page keeps to the topic under which the socket has joined it first: two views of
    one page, side by side, would take each other's flash away. Of the pages that have
    ended, only the last few are remembered.
    """

    __slots__ = ("_ended", "_known")

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, ChannelSession]] = {}
        self._ended: list[ChannelSession] = []

    def get(self, page_id: str, topic: str, keys: list[str]) -> ChannelSession:
        """Return the record of a page.

        Raise Refused if the page is joined under another topic.
        """
        if page_id not in self._known:
            self._known[page_id] = (topic, ChannelSession(keys))
        owner, record = self._known[page_id]
        if owner != topic:
            raise Refused("joined under another topic")
        if record in self._ended:
            self._ended.remove(record)
        return record

    def release(self, record: ChannelSession) -> None:
        """Note that the page of a record has ended; forget the oldest that have."""
        self._ended.append(record)
        while len(self._ended) > MAX_ENDED_RECORDS:
            forgotten = self._ended.pop(0)
            for page_id, (_topic, known) in list(self._known.items()):
                if known is forgotten:
                    del self._known[page_id]


@dataclass(frozen=True, slots=True)
class Joined:
    """A view that is to be mounted, and the record that keeps its page's flash.

    ``opened`` is when the page was rendered, in Unix time.
    """

    view: Mounted
    record: ChannelSession
    arrived: Messages
    opened: float

    async def forward(self) -> None:
        """Have the flash that the page came with arrive with the page load to come."""
        self.record.write_later(None)
        await self.record.asettle()
        await self.view.forward(self.arrived)


async def open_page(
    topic: str, join: Join, handshake: Handshake, records: Records
) -> Joined:
    """Come in through the door, or raise Refused; nothing is mounted yet.

    The client names the topic; which page is joined, the page token alone tells.
    """
    token = _page_token(join)
    request = subrequest.join_request(handshake, join.url)
    try:
        response, visitor = await _enter(request, token)
        if join.is_rejoin and conf.debug():
            await in_pool(_refuse_outdated, token)
    except Refused:
        if join.is_rejoin:
            await in_pool(_carry_over_record, request, token)
        raise
    keys = page_record.page_keys(token.page_id, visitor)
    record = records.get(token.page_id, topic, keys)
    store = FlashStore(
        response.request,
        visitor,
        token.page_id,
        view_id=response.view.view_id(),
        record=record,
    )
    arrived, data = await _arrived(join, token, request, store)
    flash = unread.new_flash(arrived)
    socket = create_socket(response.request, flash, connected=True)
    socket.channel_session.update(data)
    page = Page(str(response.template_name), response.request, Region())
    view = Mounted(response, store, socket, page, handshake)
    return Joined(view, record, arrived, token.made_at)


async def _enter(
    request: JoinRequest, token: PageToken
) -> tuple[LiveResponse, Visitor]:
    response, visitor = await subrequest.enter(request, token.kind)
    if not tokens.belongs(token, visitor):
        raise Refused("invalid token")
    return response, visitor


def _carry_over_record(request: JoinRequest, token: PageToken) -> None:
    """Move the stored flash of a page to the page load after its refused join."""
    visitor = identify(request, token.kind)
    FlashStore(request, visitor, token.page_id).carry_over_record()


def _refuse_outdated(token: PageToken) -> None:
    """Have a page that comes back after a change of code load itself anew.

    That is where a template or static file has changed too since it was rendered.
    """
    if token.made_at < file_watcher.last_change_time():
        raise Refused("outdated")


def _page_token(join: Join) -> PageToken:
    try:
        return tokens.read_page_token(join.session)
    except InvalidToken as invalid:
        if conf.debug():
            logger.info("A page token is %s.", invalid)
        raise Refused("invalid token") from None


async def _arrived(
    join: Join,
    token: PageToken,
    request: JoinRequest,
    store: FlashStore,
) -> tuple[Messages, dict[str, Any]]:
    """The flash and the channel session that a page has before its view mounts."""
    if join.flash is not None and not join.is_rejoin:
        return await in_pool(store.receive, join.flash), {}
    if join.is_rejoin or (join.is_first and token.has_flash):
        return await store.load(request.get_full_path(), join.messages, join.times)
    return (), {}
