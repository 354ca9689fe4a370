"""The interface of a socket's consumer for the objects that serve the socket."""

from collections.abc import Iterable
from typing import Any, Protocol


class Endpoint(Protocol):
    """The consumer of one WebSocket.

    Its channels, its deadlines and its session monitor share it: a callback for each
    purpose would take 0.6 KB of every socket.
    """

    def has_topics(self) -> bool:
        """Return whether any topic is open."""

    def expire(self, reason: str) -> None:
        """Close the socket: a time limit has passed."""

    def end_session(self) -> None:
        """Close the socket: its session has ended."""

    def users(self) -> Iterable[Any]:
        """Return the users of the open pages."""

    def refresh_user(self, user: Any) -> None:
        """Update the users of the open pages to the stored ``user``."""

    def resume(self, channel: Any) -> None:
        """Serve a ``Channel`` from now on."""

    def handle_overflow(self, channel: Any) -> None:
        """Crash a ``Channel`` with a full mailbox."""
