"""Effects: what a callback requests of its page, carried out after the callback."""

from dataclasses import dataclass
from typing import Any, Literal

from liveflash.views.jobs import Job


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
class Subscribe:
    """A request to receive what is broadcast to ``topic`` from now on."""

    topic: str


@dataclass(frozen=True, slots=True)
class Broadcast:
    """A request to send ``message`` to ``topic``.

    ``is_heard`` is true if the page has subscribed to the topic before.
    """

    topic: str
    message: Any
    is_heard: bool = False


@dataclass(frozen=True, slots=True)
class Effects:
    """Everything that the callbacks of one turn have requested of the socket.

    ``events`` are pairs of name and payload for the hooks of the page. ``infos`` are
    events for ``handle_info``. ``pubsub`` are subscriptions and broadcasts, and
    ``jobs`` work to begin or to cancel, each in the order of the calls. ``title`` is
    the new title of the page, None if it has not changed.
    """

    navigation: Navigation | None = None
    events: tuple[tuple[str, Any], ...] = ()
    timers: tuple[Timer, ...] = ()
    infos: tuple[Any, ...] = ()
    pubsub: tuple[Subscribe | Broadcast, ...] = ()
    jobs: tuple[Job, ...] = ()
    title: str | None = None

    @property
    def broadcasts(self) -> tuple[Broadcast, ...]:
        """The broadcasts alone."""
        return tuple(each for each in self.pubsub if isinstance(each, Broadcast))

    @property
    def needs_page(self) -> bool:
        """True if a page that was left cannot carry them out."""
        return bool(
            self.navigation
            or self.events
            or self.timers
            or self.infos
            or self.jobs
            or len(self.broadcasts) < len(self.pubsub)
        )


NO_EFFECTS = Effects()
