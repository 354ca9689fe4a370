"""Limits on the traffic and the memory of one WebSocket.

``FrameReader`` applies the limits on frames, the mailbox that on waiting bytes.
"""

import time
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.core.signals import setting_changed
from django.dispatch import receiver

from liveflash import conf


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of a socket, read from the settings once for all sockets.

    ``event_size`` is the limit of events, ``frame_size`` that of other frames, both in
    characters. ``mailbox_size`` is in bytes, ``send_rate`` in bytes per second, each
    ``_timeout`` in seconds; ``handler_timeout`` may be None.
    """

    frame_size: int
    event_size: float
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

    @classmethod
    @cache
    def from_settings(cls) -> "Limits":
        """Return the limits as the settings define them now."""
        return cls(
            frame_size=conf.max_frame_size(),
            event_size=conf.max_event_size(),
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


@receiver(setting_changed)
def _reset_limits(**_signal: Any) -> None:
    """Read the limits again after a test has changed a setting."""
    Limits.from_settings.cache_clear()


class TokenBucket:
    """A rate limit: tokens are refilled at ``rate`` per second, up to ``burst``."""

    __slots__ = ("_burst", "_rate", "_refilled_at", "_tokens")

    def __init__(self, rate: float, burst: float) -> None:
        self._rate = rate
        self._burst = self._tokens = burst
        self._refilled_at = 0.0  # it is full

    @property
    def is_exhausted(self) -> bool:
        """True if no token was left after the last call."""
        return self._tokens < 1

    def consume(self) -> bool:
        """Consume one token; return False if there is none."""
        self._refill()
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True

    def overdraw(self, tokens: float) -> float:
        """Consume ``tokens``, even if there are fewer.

        Return the seconds until the balance is no longer negative.
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
    """A limit on the bytes of frames that wait in the mailboxes of one socket.

    A single frame may exceed ``max_bytes`` if no other frame waits.
    """

    __slots__ = ("_max_bytes", "_used")

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._used = 0

    def reserve(self, size: int) -> bool:
        """Reserve bytes for a frame; return False if too few are left."""
        if self._used and self._used + size > self._max_bytes:
            return False
        self._used += size
        return True

    def release(self, size: int) -> None:
        """Release the bytes of a frame that no longer waits."""
        self._used -= size
