"""The state of one WebSocket that its topics share."""

from dataclasses import dataclass

from liveflash.channel.handshake import Handshake
from liveflash.channel.join import PageRecords
from liveflash.channel.limits import ByteBudget, Limits, TokenBucket
from liveflash.channel.session_monitor import SessionMonitor


@dataclass(frozen=True, slots=True)
class ConnectionContext:
    """The state of one WebSocket that its topics share.

    ``budget`` limits the bytes of frames that wait, ``refusals`` the refused frames
    and crashes.
    """

    handshake: Handshake
    records: PageRecords
    limits: Limits
    monitor: SessionMonitor
    budget: ByteBudget
    refusals: TokenBucket
