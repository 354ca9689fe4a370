"""The handle of a message that was put."""

from typing import Any, Protocol

from liveflash.flash.fraction import with_fraction


class Holder(Protocol):
    """The flash that holds the message."""

    def update(
        self,
        message_id: str,
        value: Any,
        *,
        level: str | None = None,
        timeout: float | None = None,
    ) -> bool:
        """Change a message in place; return False if it does not exist."""

    def take_back(self, message_id: str) -> bool:
        """Discard a message for the view; return False if it does not exist."""


class PutMessage:
    """A message that was put: update it in place, or clear it.

    >>> from liveflash.flash.flash import Flash
    >>> job = Flash().put("import", "Importing…", level="loading")
    >>> job.update("Importing…", fraction=0.4)
    True
    >>> job.update("Done.", level="success")
    True
    """

    __slots__ = ("_flash", "id")

    def __init__(self, flash: Holder, message_id: str) -> None:
        self._flash = flash
        self.id = message_id

    def update(
        self,
        value: Any,
        *,
        level: str | None = None,
        timeout: float | None = None,
        fraction: float | None = None,
    ) -> bool:
        """Show ``value`` in the same place, for its full time.

        The level and the timeout stay the same unless they are given. ``fraction``,
        from 0 to 1, is shown as a bar: it is added to the value. Return False if the
        message was dismissed, replaced or cleared. A message of level "loading" that
        was dismissed is shown again once its level changes.
        """
        value = with_fraction(value, fraction)
        return self._flash.update(self.id, value, level=level, timeout=timeout)

    def clear(self) -> bool:
        """Remove the message; return False if it was removed before."""
        return self._flash.take_back(self.id)
