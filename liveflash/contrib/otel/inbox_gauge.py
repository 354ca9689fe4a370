"""The number of messages that wait in the inbox, counted at most every 15 seconds."""

import time
from collections.abc import Iterable

from opentelemetry.metrics import CallbackOptions, Observation

from liveflash import deferred
from liveflash.push import inbox

MAX_AGE_SECONDS = 15.0


class _Count:
    """The last count; None before the first, and during an outage."""

    def __init__(self) -> None:
        self.number: int | None = None
        self._requested_at = -MAX_AGE_SECONDS

    def refresh(self) -> None:
        """Count in the background, unless the last count is new enough."""
        now = time.monotonic()
        if now - self._requested_at >= MAX_AGE_SECONDS:
            self._requested_at = now
            deferred.run(self._count)

    def _count(self) -> None:
        self.number = inbox.number_waiting()


_count = _Count()


def observe_waiting(_options: CallbackOptions) -> Iterable[Observation]:
    """Return the last count, and have it refreshed: an exporter must not wait."""
    number = _count.number
    _count.refresh()
    return [] if number is None else [Observation(number)]
