"""What a test claims about the flash of a page or of a plain response."""

from typing import Any

from liveflash.flash.message import Message
from liveflash.storage import session_flash
from liveflash.testing.exceptions import Impossible
from liveflash.views import incoming
from liveflash.views.socket import bound_to


def assert_flash(page: Any, key: str, value: Any) -> None:
    """Assert that ``page`` has a message ``value`` under ``key``.

    ``page`` is one of ``live(…)`` or the response of Django's test client. The
    response of a plain page has what it has shown, a redirect what the next page is to
    show.
    """
    __tracebackhide__ = True
    messages = messages_of(page)
    if not any(m.key == key and m.value == value for m in messages):
        msg = f"There is no message {value!r} under {key!r}; {_told(messages)}."
        raise AssertionError(msg)


def assert_no_flash(page: Any, key: str | None = None) -> None:
    """Assert that ``page`` has no message, or with a ``key`` none under it."""
    __tracebackhide__ = True
    messages = messages_of(page)
    if any(key in (None, message.key) for message in messages):
        asked = "no message" if key is None else f"no message under {key!r}"
        msg = f"There should be {asked}; {_told(messages)}."
        raise AssertionError(msg)


def messages_of(page: Any) -> tuple[Message, ...]:
    """The messages of a page of the kit or of a response of Django's test client."""
    if page is None:
        raise Impossible("The tab has left the site: there is no page to read.")
    known = getattr(page, "messages", None)
    if isinstance(known, tuple):
        return known
    request = getattr(page, "asgi_request", None) or getattr(page, "wsgi_request", None)
    if request is None:
        msg = (
            f"A page of live(…) or a response of Django's test client is expected, "
            f"not {page!r}."
        )
        raise TypeError(msg)
    socket = bound_to(request)
    return _plain_messages(request) if socket is None else socket.flash.messages


def _plain_messages(request: Any) -> tuple[Message, ...]:
    """What a plain page has shown; of one that shows no flash, what is waiting."""
    shown = getattr(request, incoming._CONSUMED, None)  # noqa: SLF001 - one package
    if shown is not None:
        return tuple(shown.messages)
    # Untouched, it holds nothing that this response has put.
    if not getattr(getattr(request, "session", None), "accessed", False):
        return ()
    return session_flash._waiting(request)  # noqa: SLF001


def _told(messages: tuple[Message, ...]) -> str:
    if not messages:
        return "there is no message at all"
    listed = ", ".join(f"{message.key!r}: {message.value!r}" for message in messages)
    return f"there is {listed}"
