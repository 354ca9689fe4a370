"""The bounded names of turns and events for telemetry."""

from liveflash.channel.flash_events import CLIENT_REPORTS
from liveflash.channel.joined_view import JoinedView
from liveflash.channel.mailbox import Item, RefusedFrame
from liveflash.channel.plain_page import PlainPage
from liveflash.protocol.frames import Envelope
from liveflash.telemetry import Turn
from liveflash.views import lifecycle

_KINDS = {"phx_join": "join", "event": "event", "live_patch": "event"}
_BUILT_IN = ("lv:clear-flash", *CLIENT_REPORTS)
UNKNOWN = "unknown"


def turn_of(item: Item) -> Turn | None:
    """Return the turn in which an item is handled; None if it is not recorded."""
    frame = item.frame if isinstance(item, RefusedFrame) else item
    if not isinstance(frame, Envelope) or frame.event not in _KINDS:
        return None
    name = {"phx_join": "", "event": UNKNOWN}.get(frame.event, frame.event)
    return Turn(_KINDS[frame.event], received=frame.size, name=name)


def event_name(view: JoinedView, name: str) -> str:
    """Return the name of an event for telemetry.

    A client may send any name: one that only ``handle_event`` may know is recorded as
    "handle_event".
    """
    if name in _BUILT_IN:
        return name
    if isinstance(view, PlainPage):
        return UNKNOWN
    if name in view.view.event_handlers:
        return name
    has_own = not lifecycle.is_default(view.view.handle_event)
    return "handle_event" if has_own else UNKNOWN
