"""Time limits of one WebSocket: to join a page, and to send heartbeats."""

import asyncio
import time
from weakref import WeakKeyDictionary

from liveflash.channel.endpoint import Endpoint
from liveflash.channel.limits import Limits

# How often the limits are checked within the shortest of them.
CHECKS_PER_LIMIT = 10


class Deadlines:
    """The time limits of one WebSocket, which expires when one has passed."""

    __slots__ = ("_endpoint", "_heard_at", "_limits", "_unjoined_since")

    def __init__(self, limits: Limits, endpoint: Endpoint) -> None:
        self._limits = limits
        self._endpoint = endpoint
        self._heard_at = self._unjoined_since = time.monotonic()

    def start(self) -> None:
        """Start checking the limits."""
        clocks = _clocks.setdefault(asyncio.get_running_loop(), {})
        clock = clocks.get(self._limits)
        if clock is None:
            clock = clocks[self._limits] = _Clock(self._limits)
        clock.add(self)

    def stop(self) -> None:
        """Stop checking the limits."""
        clocks = _clocks.get(asyncio.get_running_loop(), {})
        if self._limits in clocks and clocks[self._limits].remove(self):
            del clocks[self._limits]

    def note_frame(self) -> None:
        """Restart the time in which the client has to send a frame."""
        self._heard_at = time.monotonic()

    def note_end_of_page(self) -> None:
        """Restart the time in which a socket without topics has to join a page."""
        self._unjoined_since = time.monotonic()

    def check(self, now: float) -> bool:
        """Return False, and have the socket closed, if a limit has passed."""
        limits = self._limits
        unjoined, silent = now - self._unjoined_since, now - self._heard_at
        if unjoined >= limits.join_timeout and not self._endpoint.has_topics():
            reason = "it has joined no page"
        elif silent >= limits.heartbeat_timeout:
            reason = "its client is silent"
        else:
            return True
        self._endpoint.expire(reason)
        return False


class _Clock:
    """A timer that checks the deadlines of all sockets of one event loop.

    A timer for each socket would take 0.6 KB of it.
    """

    def __init__(self, limits: Limits) -> None:
        shortest = min(limits.join_timeout, limits.heartbeat_timeout)
        self._interval = shortest / CHECKS_PER_LIMIT
        self._deadlines: set[Deadlines] = set()
        self._schedule()

    def _schedule(self) -> None:
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(self._interval, self._check)

    def add(self, deadlines: Deadlines) -> None:
        """Check ``deadlines`` from now on."""
        self._deadlines.add(deadlines)

    def remove(self, deadlines: Deadlines) -> bool:
        """Check ``deadlines`` no longer; return True, and stop, if none is left."""
        self._deadlines.discard(deadlines)
        if not self._deadlines:
            self._timer.cancel()
        return not self._deadlines

    def _check(self) -> None:
        now = time.monotonic()
        passed = {each for each in self._deadlines if not each.check(now)}
        self._deadlines -= passed
        self._schedule()


_clocks: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[Limits, _Clock]] = (
    WeakKeyDictionary()
)
