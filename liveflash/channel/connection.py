"""The state of one WebSocket that its topics share."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from liveflash.channel.handshake import Handshake
from liveflash.channel.join import PageRecords
from liveflash.channel.limits import ByteBudget, Limits, TokenBucket
from liveflash.channel.session_monitor import SessionMonitor

# Limits for one socket on refused frames and crashes. Each of these is logged.
REFUSALS_PER_SECOND = 10
REFUSAL_BURST = 200


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

    @classmethod
    def from_scope(
        cls, scope: Mapping[str, Any], limits: Limits, monitor: SessionMonitor
    ) -> "ConnectionContext":
        """Return the context of a WebSocket that opens, for its ASGI scope."""
        return cls(
            Handshake.from_scope(scope),
            PageRecords(),
            limits,
            monitor,
            ByteBudget(limits.mailbox_size),
            TokenBucket(REFUSALS_PER_SECOND, REFUSAL_BURST),
        )
