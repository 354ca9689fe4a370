"""What one WebSocket may ask for, and how fast."""

import time
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from liveflash import conf


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one socket, as the settings were when it was opened.

    ``frame_size`` in characters, ``handler_timeout`` in seconds or None.
    """

    frame_size: int
    depth: int
    topics: int
    joins: int
    mailbox: int
    event_rate: float
    event_burst: int
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
        event_rate=conf.event_rate(),
        event_burst=conf.event_burst(),
        handler_timeout=conf.handler_timeout(),
    )


class TokenBucket:
    """A token for each frame; ``rate`` of them come back in a second, up to ``burst``.

    Who takes more than there are owes them, and waits until they have come back.
    """

    __slots__ = ("_burst", "_rate", "_then", "_tokens")

    def __init__(self, rate: float, burst: int) -> None:
        self._rate = rate
        self._burst = self._tokens = float(burst)
        self._then = time.monotonic()

    def take(self) -> float:
        """Take a token; how many are owed then, 0 in ordinary times."""
        now = time.monotonic()
        came_back = (now - self._then) * self._rate
        self._then = now
        self._tokens = min(self._burst, self._tokens + came_back) - 1
        return -self._tokens if self._tokens < 0 else 0.0

    def seconds(self, owed: float) -> float:
        """How long it takes until what is owed has come back."""
        return owed / self._rate
