"""Time limits of one WebSocket: to join a page, and to send heartbeats."""

import asyncio
import time
from collections.abc import Callable

from liveflash.channel.limits import Limits


class Deadlines:
    """The time limits of one WebSocket.

    ``has_topics`` returns whether any topic is open. ``on_expire`` is called with the
    reason when a limit has passed.
    """

    __slots__ = (
        "_has_topics",
        "_heard_at",
        "_heartbeat_timeout",
        "_join_timeout",
        "_on_expire",
        "_timer",
        "_unjoined_since",
    )

    def __init__(
        self,
        limits: Limits,
        has_topics: Callable[[], bool],
        on_expire: Callable[[str], None],
    ) -> None:
        self._join_timeout = limits.join_timeout
        self._heartbeat_timeout = limits.heartbeat_timeout
        self._has_topics = has_topics
        self._on_expire = on_expire
        self._heard_at = self._unjoined_since = time.monotonic()
        self._timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Start checking the limits."""
        seconds = min(self._join_timeout, self._heartbeat_timeout / 2)
        self._timer = asyncio.get_running_loop().call_later(seconds, self._check)

    def stop(self) -> None:
        """Stop checking the limits."""
        if self._timer is not None:
            self._timer.cancel()

    def note_frame(self) -> None:
        """Restart the time in which the client has to send a frame."""
        self._heard_at = time.monotonic()

    def note_end_of_page(self) -> None:
        """Restart the time in which a socket without topics has to join a page."""
        self._unjoined_since = time.monotonic()

    def _check(self) -> None:
        now = time.monotonic()
        unjoined, silent = now - self._unjoined_since, now - self._heard_at
        if unjoined >= self._join_timeout and not self._has_topics():
            self._on_expire("it has joined no page")
        elif silent >= self._heartbeat_timeout:
            self._on_expire("its client is silent")
        else:
            self.start()
