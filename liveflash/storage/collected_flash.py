"""The flash of a marked request: one that a script of an open page has sent.

The page names itself in a header. What such a request puts is collected on the request
instead of the session, so that parallel requests and other tabs do not take it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest

from liveflash.flash.flash import Flash
from liveflash.flash.message import Message
from liveflash.storage.flash_store import new_flash

_ATTRIBUTE = "_liveflash_collected"
_SENT_ATTRIBUTE = "_liveflash_sent"

Messages = tuple[Message, ...]


@dataclass(slots=True)
class CollectedFlash:
    """The messages that a marked request put, and those its templates ``rendered``."""

    page_id: str
    flash: Flash
    rendered: Messages = ()

    def add_before(self, earlier: Iterable[Message]) -> None:
        """Add messages of earlier requests, also if their keys were put again.

        The earlier request may have led here, or be another one of the page.
        """
        self.flash.messages = (*earlier, *self.flash.messages)

    def note_rendered(self, messages: Iterable[Message]) -> None:
        """Note messages that a template has rendered.

        The page may use only a part of the response, without these messages: they are
        sent with it too.
        """
        known = {message.id for message in self.rendered}
        self.rendered += tuple(m for m in messages if m.id not in known)

    def take(self) -> Messages:
        """Remove and return the messages."""
        taken, self.flash.messages = self.flash.messages, ()
        return taken


def start(request: HttpRequest, page_id: str) -> None:
    """Collect what ``request`` puts for the page that has sent it."""
    setattr(request, _ATTRIBUTE, CollectedFlash(page_id, new_flash(())))


def stop(request: HttpRequest) -> CollectedFlash | None:
    """Stop to collect, and return what was collected; None if it was not started."""
    collected = collected_by(request)
    if collected is not None:
        setattr(request, _ATTRIBUTE, None)
    return collected


def collected_by(request: HttpRequest) -> CollectedFlash | None:
    """Return what ``request`` has collected so far, None if it is not marked."""
    collected: CollectedFlash | None = getattr(request, _ATTRIBUTE, None)
    return collected


def note_sent(request: HttpRequest, messages: Messages) -> None:
    """Note the messages that the response to a marked request sends or lets wait."""
    setattr(request, _SENT_ATTRIBUTE, messages)


def sent_with(request: HttpRequest) -> Messages | None:
    """Return what was noted for the response, None if the request was not marked."""
    sent: Messages | None = getattr(request, _SENT_ATTRIBUTE, None)
    return sent
