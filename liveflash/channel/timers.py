"""The timers of one view, which send its scheduled infos."""

import asyncio
from collections.abc import Callable

from liveflash.channel.mailbox import Info
from liveflash.views.effects import Timer


class Timers:
    """The timers of one view; ``post`` is called with the infos that are due."""

    __slots__ = ("_handles", "_post")

    def __init__(self, post: Callable[[Info], object]) -> None:
        self._post = post
        self._handles: list[asyncio.TimerHandle] = []

    def start(self, timer: Timer) -> None:
        """Start a timer, for one call."""

        def send() -> None:
            self._handles.remove(handle)
            self._post(Info(timer.event, timer))

        handle = asyncio.get_running_loop().call_later(timer.seconds, send)
        self._handles.append(handle)

    def cancel(self) -> None:
        """Cancel all timers."""
        for handle in self._handles:
            handle.cancel()
        self._handles.clear()
