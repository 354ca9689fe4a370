"""The timers of one view, which send its scheduled infos."""

import asyncio
from collections.abc import Callable

from liveflash.views.effects import Timer


class Timers:
    """The timers of one view; ``send`` is called with each that has elapsed."""

    __slots__ = ("_handles", "_send")

    def __init__(self, send: Callable[[Timer], object]) -> None:
        self._send = send
        self._handles: list[asyncio.TimerHandle] = []

    def start(self, timer: Timer) -> None:
        """Start a timer, for one call."""

        def send() -> None:
            self._handles.remove(handle)
            self._send(timer)

        handle = asyncio.get_running_loop().call_later(timer.seconds, send)
        self._handles.append(handle)

    def cancel(self) -> None:
        """Cancel all timers."""
        for handle in self._handles:
            handle.cancel()
        self._handles.clear()
