"""What a topic joins: the view of a live page, or the stack of another page."""

from liveflash.channel.mounted_view import MountedView
from liveflash.channel.plain_page import PlainPage
from liveflash.protocol import frames
from liveflash.protocol.payloads import Join

STACK_TOPIC = frames.LIVE_VIEW_PREFIX + frames.STACK_ROOT_ID

JoinedView = MountedView | PlainPage


def refusal_reason(topic: str, join: Join, reason: str) -> str:
    """Return the reason that the client is told for a refused join.

    A page that is not live never reloads: its visitor may be filling in a form.
    """
    return reason if topic == STACK_TOPIC else join.refusal(reason)


def has_unshown(view: JoinedView) -> bool:
    """Return whether a view has put messages or recorded effects since a turn."""
    if isinstance(view, PlainPage):
        return False
    return bool(view.flash.changed_since(view.settled)) or view.socket.has_effects
