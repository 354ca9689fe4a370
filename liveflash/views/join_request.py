"""The request by which a socket joins a page."""

from typing import Any

from django.contrib.messages.storage.base import Message
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpResponseBase

from liveflash.storage import join_session


class JoinRequest(ASGIRequest):
    """The GET by which a socket joins the page at its URL.

    It passes the middleware, the URLconf and the decorators of the page. The view
    answers it without a mount, which is done by the channel. Its session is not saved,
    and messages are not stored: no response could delete them again.
    """

    def __setattr__(self, name: str, value: Any) -> None:
        """Set an attribute; protect the stores that middleware sets."""
        super().__setattr__(name, value)
        if name == "session" and value is not None:
            join_session.protect(value, self.path)
        if name == "_messages" and value is not None:
            value.update = _store_nothing

    def release_session(self) -> None:
        """Let the callbacks of the page write its session."""
        session = getattr(self, "session", None)
        if session is not None:
            join_session.release(session)


def _store_nothing(_response: HttpResponseBase) -> list[Message]:
    """Replace ``update`` of a storage of Django's messages."""
    return []
