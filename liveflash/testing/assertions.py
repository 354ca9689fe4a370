"""Assertions about the flash of a page or of a plain response."""

from typing import Any

from liveflash.flash.message import Message
from liveflash.storage import request_flash
from liveflash.testing.exceptions import Impossible
from liveflash.views import incoming
from liveflash.views.socket import bound_to


def assert_flash(page: Any, key: str, value: Any) -> None:
    """Assert that ``page`` has a message ``value`` under ``key``.

    ``page`` is a page of ``live(…)`` or a response of Django's test client. The
    response of a plain page has the messages it rendered; a redirect has those for the
    next page.
    """
    __tracebackhide__ = True
    messages = get_messages(page)
    if not any(m.key == key and m.value == value for m in messages):
        msg = f"There is no message {value!r} under {key!r}; {_listed(messages)}."
        raise AssertionError(msg)


def assert_no_flash(page: Any, key: str | None = None) -> None:
    """Assert that ``page`` has no message; if ``key`` is given, none under it."""
    __tracebackhide__ = True
    messages = get_messages(page)
    if any(key in (None, message.key) for message in messages):
        expected = "no message" if key is None else f"no message under {key!r}"
        msg = f"There should be {expected}; {_listed(messages)}."
        raise AssertionError(msg)


def get_messages(page: Any) -> tuple[Message, ...]:
    """Return the messages of a page of the kit or a response of Django's test client.

    Raise ``Impossible`` for None, and TypeError for any other object.
    """
    if page is None:
        raise Impossible("The tab has left the site: there is no page to read.")
    messages = getattr(page, "messages", None)
    if isinstance(messages, tuple):
        return messages
    request = getattr(page, "asgi_request", None) or getattr(page, "wsgi_request", None)
    if request is None:
        msg = (
            "Pass a page of live(…) or a response of Django's test client, "
            f"not {page!r}."
        )
        raise TypeError(msg)
    socket = bound_to(request)
    return _plain_messages(request) if socket is None else socket.flash.messages


def _plain_messages(request: Any) -> tuple[Message, ...]:
    """Return the messages that a plain page rendered, or those still waiting."""
    consumed = getattr(request, incoming._CONSUMED, None)  # noqa: SLF001
    if consumed is not None:
        return tuple(consumed.messages)
    # An untouched session has no message of this response.
    if not getattr(getattr(request, "session", None), "accessed", False):
        return ()
    return request_flash._waiting(request)  # noqa: SLF001


def _listed(messages: tuple[Message, ...]) -> str:
    if not messages:
        return "there is no message at all"
    listed = ", ".join(f"{message.key!r}: {message.value!r}" for message in messages)
    return f"there is {listed}"
