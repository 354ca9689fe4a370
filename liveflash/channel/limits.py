"""What one WebSocket may send, receive and keep waiting."""

import time
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from liveflash import conf


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one socket, as the settings were when it was opened.

    ``frame_size`` is in characters, ``mailbox_size`` in bytes, ``send_rate`` in bytes
    per second, each ``_timeout`` in seconds; ``handler_timeout`` may be None.
    """

    frame_size: int
    depth: int
    topics: int
    joins: int
    mailbox: int
    mailbox_size: int
    event_rate: float
    event_burst: int
    send_rate: float
    send_burst: int
    join_timeout: float
    heartbeat_timeout: float
    handler_timeout: float | None


@lru_cache(maxsize=1)
def _shared(**limits: Any) -> Limits:
    """One object for all sockets, as long as the settings are the same."""
    return Limits(**limits)


def of_settings() -> Limits:
    """The limits that the settings say."""
    return _shared(
        frame_size=conf.max_frame_size(),
        depth=conf.max_depth(),
        topics=conf.max_topics(),
        joins=conf.max_joins(),
        mailbox=conf.max_mailbox(),
        mailbox_size=conf.max_mailbox_size(),
        event_rate=conf.event_rate(),
        event_burst=conf.event_burst(),
        send_rate=conf.send_rate(),
        send_burst=conf.send_burst(),
        join_timeout=conf.join_timeout(),
        heartbeat_timeout=conf.heartbeat_timeout(),
        handler_timeout=conf.handler_timeout(),
    )


class TokenBucket:
    """Tokens that are refilled at ``rate`` per second, up to ``burst``."""

    __slots__ = ("_burst", "_rate", "_refilled_at", "_tokens")

    def __init__(self, rate: float, burst: float) -> None:
        self._rate = rate
        self._burst = self._tokens = float(burst)
        self._refilled_at = time.monotonic()

    @property
    def is_empty(self) -> bool:
        """Whether there was no token left when one was taken last."""
        return self._tokens < 1

    def take(self) -> bool:
        """Take a token; return False if there was none."""
        self._refill()
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True

    def spend(self, tokens: float) -> float:
        """Take ``tokens``, as a debt if need be.

        Return the seconds until a debt is refilled, 0 if there is none.
        """
        self._refill()
        self._tokens -= tokens
        return max(0.0, -self._tokens / self._rate)

    def _refill(self) -> None:
        now = time.monotonic()
        refilled = self._tokens + (now - self._refilled_at) * self._rate
        self._refilled_at = now
        self._tokens = min(self._burst, refilled)


class ByteBudget:
    """The bytes of one socket's frames that wait for their turn.

    A single frame may exceed ``max_bytes``: nothing else waits then.
    """

    __slots__ = ("_max_bytes", "_used")

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._used = 0

    def reserve(self, size: int) -> bool:
        """Reserve bytes for a frame; return False if there are too few left."""
        if self._used and self._used + size > self._max_bytes:
            return False
        self._used += size
        return True

    def release(self, size: int) -> None:
        """Give back the bytes of a frame that no longer waits."""
        self._used -= size
