"""Crashes of views: the log line, and the report for a developer."""

import logging
from typing import Any

from liveflash import conf
from liveflash.channel.live_reload import push_to_developer
from liveflash.channel.mailbox import Item
from liveflash.debug import crash_report
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
    return [_overlay(error, view, event, payload)] if conf.debug() else []


def _overlay(error: BaseException, view: str, event: str, payload: Any) -> str:
    """Return the frame that shows a crash on the page."""
    try:
        described = crash_report.describe(error, view, event, payload)
    except RecursionError:  # the payload nests too deep to be formatted
        described = crash_report.describe(error, view, event, client_text(payload))
    return push_to_developer("crash", described)


def _content(item: Item) -> tuple[str, Any]:
    """Return the event of an item and its payload."""
    if not isinstance(item, Envelope):
        return "info", item.event
    is_known = item.event in KNOWN_EVENTS
    event = item.event if is_known else client_text(item.event)
    return event, frames.decoded_payload(item)
