"""Messages that follow work, from its begin to its end."""

import math
import time
from types import TracebackType
from typing import Any

from django.utils.translation import pgettext_lazy

from liveflash.debug.hints import warn_of_unseen_progress
from liveflash.flash.flash import Flash
from liveflash.flash.message import LOADING
from liveflash.flash.put_message import PutMessage

DONE_SECONDS = 4
DONE = pgettext_lazy("liveflash", "Done.")
FAILED = pgettext_lazy("liveflash", "This could not be done.")

# A bar needs no more; the latest state is shown in any case.
MAX_UPDATES_PER_SECOND = 10

_MIN_WARNING_SECONDS = 0.1


class Step:
    """The work in a ``with socket.progress(…)`` block, as its message shows it."""

    __slots__ = ("_fraction", "_message", "_text", "done_text")

    def __init__(self, message: PutMessage, text: Any) -> None:
        self._message = message
        self._text = text
        self._fraction: float | None = None
        self.done_text: Any = None

    def update(self, text: Any = None, *, fraction: float | None = None) -> bool:
        """Show another text, another fraction from 0 to 1, or both.

        What is not given stays. Return False if the message was dismissed, replaced or
        cleared.
        """
        self._text = self._text if text is None else text
        self._fraction = self._fraction if fraction is None else fraction
        return self._message.update(self._text, fraction=self._fraction)

    def done(self, text: Any) -> None:
        """Set the text that is shown at the end of the block."""
        self.done_text = text


class Progress:
    """The context manager of ``socket.progress``, for ``with`` and ``async with``."""

    __slots__ = ("_done", "_failed", "_flash", "_key", "_message", "_start", "_step")

    def __init__(
        self, flash: Flash, key: str, text: Any, *, done: Any, failed: Any
    ) -> None:
        self._flash = flash
        self._key = key
        self._done = DONE if done is None else done
        self._failed = FAILED if failed is None else failed
        self._message = flash.put(key, text, level=LOADING)
        self._step = Step(self._message, text)
        self._start = (flash.renders, time.monotonic())

    def __enter__(self) -> Step:
        return self._step

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self._warn_if_unseen()
        match error:
            case None:
                text = self._step.done_text
                shown = self._done if text is None else text
                self._message.update(shown, level="success", timeout=DONE_SECONDS)
            case Exception():
                self._message.update(self._failed, level="error", timeout=math.inf)
            case _:  # cancelled
                self._message.clear()
