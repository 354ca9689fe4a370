"""How flash comes to the next page: the one place where it is packed and unpacked.

Between a socket and the next page it waits in a record of the session store, and a
token that names it travels. From a plain view it waits in the visitor's own session,
which the HTTP response saves.
"""

import contextlib
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponseBase

from liveflash import conf, flash, sessions, signing
from liveflash.exceptions import InvalidToken
from liveflash.flash import Flash, Message
from liveflash.signing import Visitor
from liveflash.socket import bound_to

COOKIE = "__phoenix_flash__"
PLAIN_PAGE = ""

_SESSION_KEY = "_liveflash_waiting"
_CONSUMED = "_liveflash_plain"


def put_flash(
    request: HttpRequest,
    key: str,
    value: Any,
    *,
    level: str | None = None,
    timeout: float | None = None,
) -> None:
    """Show a message on the visitor's next page that renders flash, live or plain.

    ``timeout`` is in seconds. Raises TypeError or ValueError as ``socket.put_flash``
    does, ImproperlyConfigured where the project has no sessions.
    """
    waiting = Flash(_waiting(request))
    waiting.put(key, value, level=level, timeout=timeout)
    _keep_waiting(request, waiting.messages)


def clear_flash(request: HttpRequest, key: str | None = None) -> None:
    """Take back what waits for the next page: the messages of ``key``, or all."""
    waiting = Flash(_waiting(request))
    waiting.clear(key)
    _keep_waiting(request, waiting.messages)


def page_flash(request: HttpRequest) -> Flash:
    """The flash of the page that ``request`` renders.

    On a plain page reading it consumes it, once per request.
    """
    socket = bound_to(request)
    if socket is not None:
        return socket.flash
    consumed: Flash | None = getattr(request, _CONSUMED, None)
    if consumed is None:
        consumed = Flash(collect(request, PLAIN_PAGE))
        setattr(request, _CONSUMED, consumed)
    return consumed


def collect(request: HttpRequest, page_id: str) -> tuple[Message, ...]:
    """Take what came with a request, out of the visitor's session and by the cookie."""
    if not _will_be_seen(request):
        return ()
    waiting = _waiting(request) if hasattr(request, "session") else ()
    if waiting:
        _keep_waiting(request, ())
    token = request.COOKIES.get(COOKIE)
    if token is None:
        return waiting
    with contextlib.suppress(InvalidToken):
        waiting += unpack(token, request, page_id)
    return waiting


def pack(messages: Iterable[Message], visitor: Visitor) -> str | None:
    """Store messages for the next page; return the token that names them."""
    contents = flash.dump(messages)
    if not contents:
        return None
    token, name = signing.travel_token(visitor)
    key = signing.storage_keys("travel", name, visitor)[0]
    sessions.write(key, {"messages": contents, "page": None}, age=conf.travel_age())
    return token


def unpack(token: str, request: HttpRequest, page_id: str) -> tuple[Message, ...]:
    """The messages that a token brings to a page.

    A token is shown by one page only, which may ask for it again. Raises InvalidToken.
    """
    visitor = signing.identify(request, signing.travel_kind(token))
    name = signing.read_travel_token(token, visitor)
    keys = signing.storage_keys("travel", name, visitor)
    record = sessions.read(keys)
    if record is None or record["page"] not in (None, page_id):
        raise InvalidToken("used")
    if page_id == PLAIN_PAGE:
        sessions.delete(keys)
    else:
        taken = record | {"page": page_id}
        sessions.write(keys[0], taken, age=conf.travel_age(), exists=True)
    return flash.load(record["messages"])


def carry(
    response: HttpResponseBase, messages: Iterable[Message], visitor: Visitor
) -> None:
    """Send messages along with an HTTP redirect."""
    token = pack(messages, visitor)
    if token is not None:
        response.set_cookie(
            COOKIE, token, max_age=conf.travel_age(), path="/", samesite="Lax"
        )


def hand_over(messages: Iterable[Message], page_id: str, visitor: Visitor) -> None:
    """Store what a page's HTTP response shows, for the join that follows."""
    key = signing.storage_keys("page", page_id, visitor)[0]
    sessions.write(key, flash.dump(messages), age=conf.flash_age())


def page_keys(page_id: str, visitor: Visitor) -> list[str]:
    """The storage keys of a live page's own record."""
    return signing.storage_keys("page", page_id, visitor)


def is_same_page(target: str, url: str) -> bool:
    """Whether a path leads to where ``url`` is."""
    there, here = urlsplit(target), urlsplit(url)
    same_host = there.netloc in ("", here.netloc)
    return same_host and (there.path, there.query) == (here.path, here.query)


def _will_be_seen(request: HttpRequest) -> bool:
    return request.method != "HEAD" and "prefetch" not in request.headers.get(
        "Sec-Purpose", ""
    )


def _waiting(request: HttpRequest) -> tuple[Message, ...]:
    return flash.load(_session(request).get(_SESSION_KEY, ()))


def _keep_waiting(request: HttpRequest, messages: Iterable[Message]) -> None:
    session = _session(request)
    if stored := flash.dump(messages):
        session[_SESSION_KEY] = stored
    elif _SESSION_KEY in session:
        del session[_SESSION_KEY]


def _session(request: HttpRequest) -> Any:
    session = getattr(request, "session", None)
    if session is None:
        msg = (
            "put_flash(request, …) keeps messages in the visitor's session: add "
            "'django.contrib.sessions.middleware.SessionMiddleware' to MIDDLEWARE."
        )
        raise ImproperlyConfigured(msg)
    return session
