"""How a page is joined: whose it is, through the door, with the flash it comes with."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from liveflash import conf, door, flash, signing, travel
from liveflash.exceptions import InvalidToken, Refused
from liveflash.flash import Flash, Message
from liveflash.mounted import Mounted
from liveflash.protocol import LIVE_VIEW_PREFIX, Join
from liveflash.rendering.pages import Page
from liveflash.rendering.region import Region
from liveflash.sessions import ChannelSession
from liveflash.signing import PageToken
from liveflash.threads import in_pool
from liveflash.views import JoinRequest, open_socket

logger = logging.getLogger("liveflash")

Records = dict[str, ChannelSession]


@dataclass(frozen=True, slots=True)
class Joined:
    """A view that is to be mounted, and the record that keeps its page's flash."""

    view: Mounted
    record: ChannelSession


async def open_page(
    topic: str, join: Join, scope: Mapping[str, Any], records: Records
) -> Joined:
    """Come in through the door, or raise Refused; nothing is mounted yet.

    ``records`` holds the channel sessions of the socket's pages, which outlive a view.
    """
    token = _page_token(topic, join)
    request = door.join_request(scope, join.url)
    response = await door.enter(request)
    visitor = signing.identify(response.request, token.kind)
    if not signing.belongs(token, visitor):
        raise Refused("invalid token")
    keys = travel.page_keys(token.page_id, visitor)
    record = records.setdefault(keys[0], ChannelSession(keys))
    arrived = await _arrived(join, token, request, record)
    socket = open_socket(response.request, Flash(arrived), connected=True)
    page = Page(str(response.template_name), response.request, Region(token.page_id))
    return Joined(Mounted(response, visitor, socket, page), record)


def _page_token(topic: str, join: Join) -> PageToken:
    try:
        token = signing.read_page_token(join.session)
    except InvalidToken as invalid:
        _tell("A page token is %s.", invalid)
        raise Refused("invalid token") from None
    if topic != LIVE_VIEW_PREFIX + token.page_id:
        raise Refused("invalid token")
    return token


async def _arrived(
    join: Join, token: PageToken, request: JoinRequest, record: ChannelSession
) -> tuple[Message, ...]:
    """The flash that a page has before its view mounts."""
    if join.flash is not None and not join.is_rejoin:
        try:
            return await in_pool(travel.unpack, join.flash, request, token.page_id)
        except InvalidToken as invalid:
            _tell("A flash token is %s.", invalid)
            return ()
    if join.is_rejoin or (join.is_first and token.handed_over):
        return flash.load(await record.aread() or ())
    return ()


def _tell(message: str, invalid: InvalidToken) -> None:
    if conf.debug():
        logger.info(message, invalid)
