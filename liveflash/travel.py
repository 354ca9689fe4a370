"""How flash comes to the next page: the one place where it is packed and unpacked.

Between a socket and the next page it waits in a record of the session store, and a
token that names it travels; for live navigation a second record names it by its target,
for the page load that follows if the connection is lost on the way. A redirect out of
``mount`` carries it in the token itself. From a plain view it waits in the visitor's
own session, which the HTTP response saves.

The first page that claims a token shows its messages, and may ask for them again.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from django.contrib.messages import get_messages
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponseBase

from liveflash import conf, flash, inbox, sessions, signing, values, watching
from liveflash.exceptions import InvalidToken
from liveflash.flash import Flash, Message
from liveflash.signing import TravelToken, Visitor
from liveflash.socket import LiveViewSocket, bound_to

logger = logging.getLogger("liveflash")

COOKIE = "__phoenix_flash__"
PLAIN_PAGE = ""

# As for Django's messages: some servers accept no more than 4 KB of headers.
MAX_COOKIE_BYTES = 2048

_SESSION_KEY = "_liveflash_waiting"
_CONSUMED = "_liveflash_plain"

Messages = tuple[Message, ...]


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
    waiting = watching.new_flash(_waiting(request))
    waiting.put(key, value, level=level, timeout=timeout)
    _keep_waiting(request, waiting.messages)


def clear_flash(request: HttpRequest, key: str | None = None) -> None:
    """Take back what waits for the next page: the messages of ``key``, or all."""
    waiting = Flash(_waiting(request))
    waiting.clear(key)
    _keep_waiting(request, waiting.messages)


def page_flash(request: HttpRequest) -> Flash:
    """The flash of the page that ``request`` renders.

    On a plain page reading it consumes it, once per request: what is put afterwards is
    for the next page.
    """
    socket = bound_to(request)
    if socket is not None:
        return socket.flash
    consumed: Flash | None = getattr(request, _CONSUMED, None)
    if consumed is None:
        consumed = Flash(collect_plain(request))
        setattr(request, _CONSUMED, consumed)
    return consumed


def collect_plain(request: HttpRequest) -> Messages:
    """Take what a plain page is to show.

    What waited for the visitor and for the user, and what the cookie names.
    """
    if not _will_be_seen(request):
        return ()
    arrived = Flash(_take_waiting(request) + _by_cookie(request, PLAIN_PAGE))
    for message in inbox.take(request):
        arrived.receive(message)
    return arrived.messages


def collect_live(request: HttpRequest, page_id: str) -> Messages:
    """Take what the HTTP response of a live page is to show.

    That is also what was to arrive by a live navigation that lost its connection, and
    Django's own messages.
    """
    if not _will_be_seen(request):
        return ()
    arrived = _take_waiting(request) + _by_cookie(request, page_id)
    return (arrived or _by_target(request, page_id)) + _django_messages(request)


def unpack(token: str, request: HttpRequest, page_id: str) -> Messages:
    """The messages that a token brings to a page; none where it is invalid.

    A token is shown by one page only, which may ask for it again.
    """
    visitor = signing.identify(request, signing.travel_kind(token))
    try:
        return _take(signing.read_travel_token(token, visitor), visitor, page_id)
    except InvalidToken as invalid:
        if conf.debug():
            logger.info("A flash token is %s.", invalid)
        return ()


def _take(token: TravelToken, visitor: Visitor, page_id: str) -> Messages:
    """Return the messages of a token to the first page that asks for them."""
    owner = page_id or signing.new_page_id()
    keys = signing.storage_keys("travel", token.name, visitor)
    is_stored = token.contents is None
    stored = sessions.read(keys) if is_stored else _unclaimed(token, owner)
    age = conf.travel_age()
    if stored is None or not sessions.claim(token.claim_key, owner, age=age):
        raise InvalidToken("used")
    if is_stored and page_id == PLAIN_PAGE:
        sessions.delete(keys)
    return flash.load(stored)


def _unclaimed(token: TravelToken, owner: str) -> Any:
    """Return what a token holds, or None if another page has it.

    A plain page cannot delete the cookie, which comes again with each request for up to
    a minute; PostgreSQL would log each of the claims that fail.
    """
    holder = sessions.read([token.claim_key])
    return token.contents if holder in (None, owner) else None


def _by_cookie(request: HttpRequest, page_id: str) -> Messages:
    token = request.COOKIES.get(COOKIE)
    return () if token is None else unpack(token, request, page_id)


def _by_target(request: HttpRequest, page_id: str) -> Messages:
    """What a live navigation was to bring to this URL, had its connection held."""
    if not request.COOKIES:
        return ()
    visitor = signing.identify(request)
    if visitor.kind == signing.BY_NOTHING:
        return ()
    keys = _target_keys(request, visitor)
    token = sessions.read(keys)
    if token is None:
        return ()
    sessions.delete(keys)
    return unpack(token, request, page_id)


def _django_messages(request: HttpRequest) -> Messages:
    """Django's own messages, each under the tag of its level; taking them uses them."""
    taken = Flash()
    if conf.bridges_messages():
        for message in get_messages(request):
            key = message.level_tag or "info"
            taken.append(key, message.message, tags=message.extra_tags or "")
    return taken.messages


def _will_be_seen(request: HttpRequest) -> bool:
    purpose = request.headers.get("Sec-Purpose", "")
    return request.method != "HEAD" and "prefetch" not in purpose


def pack(
    messages: Iterable[Message], visitor: Visitor, target: str | None = None
) -> str | None:
    """Store messages for the next page; return the token that names them.

    ``target`` is the URL of a live navigation, whose page load finds the messages
    without the token; not for visitors whom nothing identifies, who would all share
    them. Return None if there is nothing to store, or if it could not be stored.
    """
    contents = flash.dump(messages)
    token = _store(contents, visitor) if contents else None
    if token is None or target is None or visitor.kind == signing.BY_NOTHING:
        return token
    keys = signing.storage_keys("target", _path(target), visitor)
    sessions.write(keys[0], token, age=conf.travel_age())
    return token


def _store(contents: list[Any], visitor: Visitor) -> str | None:
    """Store messages as ``flash.dump`` returned them; return the token, or None."""
    token, name = signing.travel_token(visitor)
    key = signing.storage_keys("travel", name, visitor)[0]
    is_stored = sessions.write(key, contents, age=conf.travel_age())
    return token if is_stored else None


def carry(
    response: HttpResponseBase,
    messages: Iterable[Message],
    visitor: Visitor,
    *,
    secure: bool,
) -> None:
    """Send messages along with an HTTP redirect.

    Its cookie holds them, so that crawlers write nothing to the session store. If they
    take more than ``MAX_COOKIE_BYTES``, they are stored and the cookie names them.
    """
    contents = flash.dump(messages)
    if not contents:
        return
    token, _name = signing.travel_token(visitor, contents)
    carried = token if len(token) <= MAX_COOKIE_BYTES else _store(contents, visitor)
    if carried is not None:
        # Not HttpOnly: the client has to be able to replace it.
        response.set_cookie(
            COOKIE, carried, conf.travel_age(), secure=secure, samesite="Lax"
        )


def pack_for_load(messages: Iterable[Message], visitor: Visitor, url: str) -> None:
    """Store messages for the next load of ``url``, which no token comes with."""
    if visitor.kind != signing.BY_NOTHING:
        pack(messages, visitor, url)


def forward(page_id: str, request: HttpRequest, kind: str) -> None:
    """Pass the flash of a page on to the page load that follows a refused join."""
    visitor = signing.identify(request, kind)
    keys = page_keys(page_id, visitor)
    record = sessions.read(keys)
    if record is not None:
        sessions.delete(keys)
        messages = flash.load(record.get("flash", ()))
        pack_for_load(messages, visitor, request.get_full_path())


def page_keys(page_id: str, visitor: Visitor) -> list[str]:
    """The storage keys of a live page's own record."""
    return signing.storage_keys("page", page_id, visitor)


def hand_over(
    messages: Iterable[Message], view: str, page_id: str, visitor: Visitor
) -> None:
    """Store what a page's HTTP response shows, for the join that follows."""
    record = _record(view, messages)
    sessions.write(page_keys(page_id, visitor)[0], record, age=conf.flash_age())


def kept(
    socket: LiveViewSocket[Any], name_of_view: Callable[[], str], url: str
) -> dict[str, Any]:
    """Return what the record of the page at ``url`` stores; empty for nothing."""
    messages, data = socket.flash.messages, socket.channel_session
    return _record(name_of_view(), messages, data, url) if messages or data else {}


def _record(
    view: str,
    messages: Iterable[Message],
    data: Mapping[str, Any] | None = None,
    url: str = "",
) -> dict[str, Any]:
    record: dict[str, Any] = {}
    if stored := flash.dump(messages):
        record["flash"] = stored
    if data:
        record |= {"data": values.encode(dict(data)), "url": url}
    return record and {"view": view, **record}


def restored(
    record: Mapping[str, Any], view: str, url: str, times: flash.Times
) -> tuple[Messages, dict[str, Any]]:
    """Return the flash and the channel session that a record holds for a page.

    ``url`` is where the page is now. The channel session of another URL is not
    restored: it may hold what a visitor has unlocked there. ``times`` is what the
    client says of its messages' time.
    """
    if record.get("view", view) != view:
        return (), {}
    messages = flash.load(record.get("flash", ()), times)
    is_same = record.get("url") == url
    return messages, values.decode(record.get("data", {})) if is_same else {}


def has_all(record: Mapping[str, Any] | None, messages: Mapping[str, int]) -> bool:
    """Whether a record has the messages that a page shows, by id and revision."""
    has = flash.revisions((record or {}).get("flash", ()))
    return all(has.get(each, -1) >= messages[each] for each in messages)


def is_same_page(target: str, url: str) -> bool:
    """Whether a path leads to where ``url`` is."""
    there, here = urlsplit(target), urlsplit(url)
    return there.netloc in ("", here.netloc) and _path(target) == _path(url)


def _path(url: str) -> str:
    """The path and query of a URL, quoted or not."""
    parts = urlsplit(url)
    return unquote(f"{parts.path}?{parts.query}")


def _target_keys(request: HttpRequest, visitor: Visitor) -> list[str]:
    return signing.storage_keys("target", _path(request.get_full_path()), visitor)


def _take_waiting(request: HttpRequest) -> Messages:
    waiting = _waiting(request) if hasattr(request, "session") else ()
    if waiting:
        _keep_waiting(request, ())
    return waiting


def _waiting(request: HttpRequest) -> Messages:
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
            "put_flash(request, …) and clear_flash(request) use the visitor's session: "
            "add 'django.contrib.sessions.middleware.SessionMiddleware' to MIDDLEWARE."
        )
        raise ImproperlyConfigured(msg)
    return session
