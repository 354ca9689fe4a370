"""How a page is joined: whose it is, through the door, with the flash it comes with."""

import logging
from dataclasses import dataclass
from typing import Any

from liveflash import conf, door, reloading, signing, travel, watching
from liveflash.channel_sessions import ChannelSession
from liveflash.door import Handshake
from liveflash.exceptions import InvalidToken, Refused
from liveflash.join_request import JoinRequest
from liveflash.mounted import Mounted
from liveflash.protocol import Join
from liveflash.rendering.pages import Page
from liveflash.rendering.region import Region
from liveflash.signing import PageToken, Visitor
from liveflash.threads import in_pool
from liveflash.views import LiveResponse, open_socket

logger = logging.getLogger("liveflash")


class Records:
    """The channel sessions of a socket's pages, which outlive a view.

    A page keeps to the topic under which the socket has joined it first: two views of
    one page, side by side, would take each other's flash away.
    """

    __slots__ = ("_kept",)

    def __init__(self) -> None:
        # No dictionary, which takes 200 bytes more: most sockets have one page.
        self._kept: tuple[tuple[str, str, ChannelSession], ...] = ()

    def of(self, page_id: str, topic: str, keys: list[str]) -> ChannelSession:
        """The record of a page, or raise Refused where another topic has the page."""
        for known, owner, record in self._kept:
            if known == page_id:
                if owner != topic:
                    raise Refused("joined under another topic")
                return record
        record = ChannelSession(keys)
        self._kept = (*self._kept, (page_id, topic, record))
        return record


@dataclass(frozen=True, slots=True)
class Joined:
    """A view that is to be mounted, and the record that keeps its page's flash.

    ``opened`` is when the page was rendered, in Unix time.
    """

    view: Mounted
    record: ChannelSession
    arrived: travel.Messages
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
    request = door.join_request(handshake, join.url)
    try:
        response, visitor = await _enter(request, token)
        if join.is_rejoin and conf.debug():
            await in_pool(_refuse_outdated, token)
    except Refused:
        if join.is_rejoin:
            await in_pool(travel.forward, token.page_id, request, token.kind)
        raise
    keys = travel.page_keys(token.page_id, visitor)
    record = records.of(token.page_id, topic, keys)
    name = response.view.name_of()
    arrived, data = await _arrived(join, token, request, record, name)
    flash = watching.new_flash(arrived)
    socket = open_socket(response.request, flash, connected=True)
    socket.channel_session.update(data)
    page = Page(str(response.template_name), response.request, Region())
    view = Mounted(response, visitor, socket, page)
    return Joined(view, record, arrived, token.made)


async def _enter(
    request: JoinRequest, token: PageToken
) -> tuple[LiveResponse, Visitor]:
    response = await door.enter(request)
    visitor = signing.identify(response.request, token.kind)
    if not signing.belongs(token, visitor):
        raise Refused("invalid token")
    return response, visitor


def _refuse_outdated(token: PageToken) -> None:
    """Have a page that comes back after a change of code load itself anew.

    That is where a template or static file has changed too since it was rendered.
    """
    if token.made < reloading.newest_change():
        raise Refused("outdated")


def _page_token(join: Join) -> PageToken:
    try:
        return signing.read_page_token(join.session)
    except InvalidToken as invalid:
        if conf.debug():
            logger.info("A page token is %s.", invalid)
        raise Refused("invalid token") from None


async def _arrived(
    join: Join,
    token: PageToken,
    request: JoinRequest,
    record: ChannelSession,
    view: str,
) -> tuple[travel.Messages, dict[str, Any]]:
    """The flash and the channel session that a page has before its view mounts."""
    if join.flash is not None and not join.is_rejoin:
        arrived = await in_pool(travel.unpack, join.flash, request, token.page_id)
        return arrived, {}
    if join.is_rejoin or (join.is_first and token.handed_over):
        stored = await record.aread(lambda r: travel.has_all(r, join.messages))
        return travel.restored(stored or {}, view, join.times)
    return (), {}
