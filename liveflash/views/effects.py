"""Effects: what a callback requests of its page, carried out after the callback."""

from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Navigation:
    """A request to show another URL: a patch, a live navigation or a page load."""

    kind: Literal["patch", "navigate", "redirect"]
    to: str
    replace: bool = False


@dataclass(frozen=True, slots=True)
class Timer:
    """A request to call ``handle_info`` with ``event`` after some seconds."""

    event: Any
    seconds: float
    repeats: bool


@dataclass(frozen=True, slots=True)
class Effects:
    """Everything that the callbacks of one turn have requested of the socket.

    ``events`` are pairs of name and payload for the hooks of the page, ``broadcasts``
    pairs of topic and message, ``topics`` those to subscribe to. ``title`` is the new
    title of the page, None if it has not changed.
    """

    navigation: Navigation | None = None
    events: tuple[tuple[str, Any], ...] = ()
    timers: tuple[Timer, ...] = ()
    topics: tuple[str, ...] = ()
    broadcasts: tuple[tuple[str, Any], ...] = ()
    title: str | None = None

    @property
    def needs_page(self) -> bool:
        """True if a page that was left cannot carry them out."""
        return bool(self.navigation or self.events or self.timers or self.topics)


NO_EFFECTS = Effects()
