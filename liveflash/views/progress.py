"""Messages that follow work, from its start to its end."""

import math
import time
from types import TracebackType
from typing import Any

from django.utils.translation import pgettext_lazy

from liveflash.debug.hints import warn_of_unseen_progress
from liveflash.flash.flash import Flash
from liveflash.flash.message import LOADING
from liveflash.flash.message_handle import PutMessage

DONE = pgettext_lazy("liveflash", "Done.")
DONE_SECONDS = 4
FAILED = pgettext_lazy("liveflash", "This could not be done.")

# Shorter work may end before a page could show it.
MIN_SHOWN_SECONDS = 0.1


class Step:
    """The message of a block ``with socket.progress(…) as step``."""

    __slots__ = ("_fraction", "_message", "_text", "end_text")

    def __init__(self, message: PutMessage, text: Any, end_text: Any) -> None:
        self._message = message
        self._text = text
        self._fraction: float | None = None
        self.end_text = end_text

    def update(self, text: Any = None, *, fraction: float | None = None) -> bool:
        """Show another text, another fraction from 0 to 1, or both.

        What is not given stays the same. Return False if the message was dismissed,
        replaced or cleared.
        """
        if text is not None:
            self._text = text
        if fraction is not None:
            self._fraction = fraction
        return self._message.update(self._text, fraction=self._fraction)

    def done(self, text: Any) -> None:
        """Set the text that the end of the block shows."""
        self.end_text = text


class Progress:
    """The context manager of ``socket.progress``, for ``with`` and ``async with``."""

    def __init__(
        self, flash: Flash, key: str, text: Any, *, done: Any, failed: Any
    ) -> None:
        self._flash = flash
        self._key = key
        self._text = text
        self._done = DONE if done is None else done
        self._failed = FAILED if failed is None else failed

    def __enter__(self) -> Step:
        """Show the text, with the level "loading"."""
        self._message = self._flash.put(self._key, self._text, level=LOADING)
        self._step = Step(self._message, self._text, self._done)
        self._started_at = time.monotonic()
        self._renders = self._flash.renders
        return self._step

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        """Show how the block has ended; remove the message if it was cancelled."""
        self._warn_if_unseen()
        match error:
            case None:
                self._end(self._step.end_text, "success", DONE_SECONDS)
            case Exception():
                self._end(self._failed, "error", math.inf)
            case _:
                self._message.clear()

    async def __aenter__(self) -> Step:
        """Show the text, like ``with``."""
        return self.__enter__()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Show how the block has ended, like ``with``."""
        self.__exit__(kind, error, traceback)

    def _end(self, text: Any, level: str, timeout: float) -> None:
        """Show how the block has ended; remove the message if the text is refused."""
        try:
            self._message.update(text, level=level, timeout=timeout)
        except BaseException:
            self._message.clear()
            raise

    def _warn_if_unseen(self) -> None:
        is_long = time.monotonic() - self._started_at >= MIN_SHOWN_SECONDS
        if is_long and self._renders == self._flash.renders:
            warn_of_unseen_progress(self._key)
