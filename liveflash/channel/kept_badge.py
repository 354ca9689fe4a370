"""The number of unread kept messages, which a page with a bell is sent."""

from liveflash import database
from liveflash.channel.mailbox import Owner, PushedDelivery
from liveflash.channel.turn_result import Response
from liveflash.concurrency import in_pool
from liveflash.kept import reading
from liveflash.protocol import wire_tree
from liveflash.push import envelopes

KEPT_EVENT = "liveflash:kept"


class KeptBadge:
    """The badge of one page of ``user``, which turns of ``channel`` update.

    Changes that arrive before such a turn begins are counted at once.
    """

    __slots__ = ("_channel", "_is_pending", "_user")

    def __init__(self, user: str, channel: Owner) -> None:
        self._user = user
        self._channel = channel
        self._is_pending = False

    def note_change(self) -> None:
        """Request a turn, unless one is requested already."""
        if not self._is_pending:
            self._is_pending = True
            notice = envelopes.build_kept_changed()
            self._channel.post_own(PushedDelivery(notice))

    async def response(self) -> Response:
        """Return the response of the turn; it is empty during an outage."""
        self._is_pending = False
        unread = await in_pool(database.attempt, self._count, None)
        if unread is None:
            return {}
        return {
            "diff": wire_tree.annotations(events=((KEPT_EVENT, {"unread": unread}),))
        }

    def _count(self) -> int | None:
        return reading.unread_count(self._user)
