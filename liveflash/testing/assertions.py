"""Assertions about the flash of a page or of a plain response."""

from typing import Any

from liveflash.flash.message import Message
from liveflash.storage import collected_flash
from liveflash.storage.waiting_flash import read_waiting
from liveflash.testing.exceptions import Impossible
from liveflash.views import incoming, response_flash
from liveflash.views.socket import bound_to


def assert_flash(
    page: Any, key: str | None = None, value: Any = None, **expected: Any
) -> None:
    """Assert that ``page`` has a message ``value`` under ``key``.

    Several messages are passed by their keys: ``assert_flash(page, success="Saved.")``.

    ``page`` is a page of ``live(…)`` or a response of Django's test client. The
    response of a plain page has the messages it rendered; a redirect has those for the
    next page. The response to a request with ``page_headers()`` has those that it sends
    to the page.
    """
    __tracebackhide__ = True
    wanted = expected if key is None else {key: value, **expected}
    if not wanted:
        msg = "Pass a key and a value, or several as keyword arguments."
        raise TypeError(msg)
    messages = get_messages(page)
    for name, text in wanted.items():
        if not any(m.key == name and m.value == text for m in messages):
            msg = f"There is no message {text!r} under {name!r}; {listed(messages)}."
            raise AssertionError(msg)


def assert_no_flash(page: Any, key: str | None = None) -> None:
    """Assert that ``page`` has no message; if ``key`` is given, none under it."""
    __tracebackhide__ = True
    messages = get_messages(page)
    if any(key in (None, message.key) for message in messages):
        expected = "no message" if key is None else f"no message under {key!r}"
        msg = f"There should be {expected}; {listed(messages)}."
        raise AssertionError(msg)


def page_headers(page_id: str = "test") -> dict[str, str]:
    """Return the header by which the scripts of a page mark their requests.

    With it, the response of Django's test client sends its messages to the page, as for
    htmx and ``fetch``. Pages with different ids are different tabs.
    """
    return {response_flash.PAGE_HEADER: page_id}


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
    """Return the messages that a plain page rendered, or those still waiting.

    For the request of a script, return those that its response sends to its page.
    """
    sent = collected_flash.sent_with(request)
    if sent is not None:
        return sent
    consumed = getattr(request, incoming._CONSUMED, None)  # noqa: SLF001
    if consumed is not None:
        return tuple(consumed.messages)
    # An untouched session has no message of this response.
    if not getattr(getattr(request, "session", None), "accessed", False):
        return ()
    return read_waiting(request)


def listed(messages: tuple[Message, ...]) -> str:
    """Return what there is, for the message of an error."""
    if not messages:
        return "there is no message at all"
    pairs = (f"{message.key!r}: {message.value!r}" for message in messages)
    return f"there is {', '.join(pairs)}"
