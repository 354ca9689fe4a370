"""The interface of telemetry, without a recorder.

``liveflash.contrib.otel`` sets the recorder of the process. Callers read it before they
measure, so that a process without one pays for a comparison only. Names that a recorder
receives are bounded: views, handlers, services and levels, nothing of a visitor.
"""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol


@dataclass(slots=True)
class Turn:
    """A join or an event; all but ``kind`` may be unknown until its end.

    ``kind`` is "join" or "event". ``view`` is the class of the view, and ``name`` the
    event. ``outcome`` is "ok", "refused", "crashed" or "stopped". The sizes of its
    frames are in bytes.
    """

    kind: str
    received: int = 0
    sent: int = 0
    view: str = ""
    name: str = ""
    outcome: str = ""


# The turn while nothing is recorded.
UNRECORDED = Turn("")


class Recorder(Protocol):
    """A recorder of what pages do; its methods return at once and raise nothing."""

    def begin_turn(self, turn: Turn) -> None:
        """Begin a turn in this task."""

    def end_turn(self, turn: Turn) -> None:
        """End a turn in the task in which it began."""

    def outside_turn(self) -> AbstractContextManager[object]:
        """Return a block that does not belong to the turn of this task."""

    def record_render(self, view: str, seconds: float) -> None:
        """Record the time of a render of a connected page."""

    def add_pages(self, view: str, number: int) -> None:
        """Record that pages were opened, or closed if the number is negative."""

    def count_message(self, what: str, level: str) -> None:
        """Count a message that was "put", "shown", "dismissed" or "expired"."""

    def count_outage(self, service: str) -> None:
        """Count the beginning of an outage."""


class Telemetry:
    """The telemetry of this process; ``recorder`` is None while it is off."""

    recorder: Recorder | None = None


def use(recorder: Recorder | None) -> None:
    """Record with ``recorder`` from now on, or not at all."""
    Telemetry.recorder = recorder
