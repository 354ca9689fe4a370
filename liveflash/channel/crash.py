"""Crashes of views: the log line, and the report for a developer."""

import logging
from typing import Any

from liveflash.channel import live_reload
from liveflash.channel.mailbox import Item
from liveflash.logs import client_text
from liveflash.protocol import frames
from liveflash.protocol.frames import Envelope

logger = logging.getLogger("liveflash")

KNOWN_EVENTS = ("phx_join", "event", "live_patch")


def report(error: BaseException, view: str, item: Item) -> list[str]:
    """Log the exception that ``view`` raised while it handled ``item``.

    Return the frames that show it on the page of a developer.
    """
    event, payload = _content(item)
    logger.error(
        "%s raised at %s %s", view, event, client_text(payload), exc_info=error
    )
    return live_reload.crash(error, view, event, payload)


def _content(item: Item) -> tuple[str, Any]:
    """Return the event of an item and its payload."""
    if not isinstance(item, Envelope):
        return "info", item.event
    is_known = item.event in KNOWN_EVENTS
    event = item.event if is_known else client_text(item.event)
    return event, frames.decoded_payload(item)
