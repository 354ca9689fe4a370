"""Flash in transit from a live page to the next page.

It waits in a record of the session store that a token names. For live navigation a
second record names it by its target, for the page load that follows if the connection
is lost on the way. A redirect out of ``mount`` carries it in the token itself.

The first page that claims a token shows its messages, and may ask for them again.
"""

import logging
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote, urlsplit

from django.http import HttpRequest, HttpResponseBase

from liveflash import conf
from liveflash.exceptions import InvalidToken
from liveflash.flash import serialization
from liveflash.flash.message import Message
from liveflash.storage import page_record, session_store, tokens
from liveflash.storage.tokens import TransferToken
from liveflash.storage.visitor import BY_NOTHING, Visitor, identify, storage_keys

logger = logging.getLogger("liveflash")

COOKIE = "__phoenix_flash__"
PLAIN_PAGE = ""

# As for Django's messages: some servers accept no more than 4 KB of headers.
MAX_COOKIE_BYTES = 2048

Messages = tuple[Message, ...]


def unpack(token: str, request: HttpRequest, page_id: str) -> Messages:
    """The messages that a token brings to a page; none where it is invalid.

    A token is shown by one page only, which may ask for it again.
    """
    visitor = identify(request, tokens.transfer_kind(token))
    try:
        return _take(tokens.read_transfer_token(token, visitor), visitor, page_id)
    except InvalidToken as invalid:
        if conf.debug():
            logger.info("A flash token is %s.", invalid)
        return ()


def _take(token: TransferToken, visitor: Visitor, page_id: str) -> Messages:
    """Return the messages of a token to the first page that asks for them."""
    owner = page_id or tokens.new_page_id()
    keys = storage_keys("transfer", token.name, visitor)
    is_stored = token.contents is None
    stored = session_store.read(keys) if is_stored else _unclaimed(token, owner)
    age = conf.transfer_age()
    if stored is None or not session_store.claim(token.claim_key, owner, age=age):
        raise InvalidToken("used")
    if is_stored and page_id == PLAIN_PAGE:
        session_store.delete(keys)
    return serialization.load(stored)


def _unclaimed(token: TransferToken, owner: str) -> Any:
    """Return what a token holds, or None if another page has it.

    A plain page cannot delete the cookie, which comes again with each request for up to
    a minute; PostgreSQL would log each of the claims that fail.
    """
    holder = session_store.read([token.claim_key])
    return token.contents if holder in (None, owner) else None


def by_cookie(request: HttpRequest, page_id: str) -> Messages:
    """Return the messages that the flash cookie brings to a page."""
    token = request.COOKIES.get(COOKIE)
    return () if token is None else unpack(token, request, page_id)


def by_target(request: HttpRequest, page_id: str) -> Messages:
    """What a live navigation was to bring to this URL, had its connection held."""
    if not request.COOKIES:
        return ()
    visitor = identify(request)
    if visitor.kind == BY_NOTHING:
        return ()
    keys = _target_keys(request, visitor)
    token = session_store.read(keys)
    if token is None:
        return ()
    session_store.delete(keys)
    return unpack(token, request, page_id)


def pack(
    messages: Iterable[Message], visitor: Visitor, target: str | None = None
) -> str | None:
    """Store messages for the next page; return the token that names them.

    ``target`` is the URL of a live navigation, whose page load finds the messages
    without the token; not for visitors whom nothing identifies, who would all share
    them. Return None if there is nothing to store, or if it could not be stored.
    """
    contents = serialization.dump(messages)
    token = _store(contents, visitor) if contents else None
    if token is None or target is None or visitor.kind == BY_NOTHING:
        return token
    keys = storage_keys("target", _path(target), visitor)
    session_store.write(keys[0], token, age=conf.transfer_age())
    return token


def _store(contents: list[Any], visitor: Visitor) -> str | None:
    """Store messages as ``flash.dump`` returned them; return the token, or None."""
    token, name = tokens.transfer_token(visitor)
    key = storage_keys("transfer", name, visitor)[0]
    is_stored = session_store.write(key, contents, age=conf.transfer_age())
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
    contents = serialization.dump(messages)
    if not contents:
        return
    token, _name = tokens.transfer_token(visitor, contents)
    carried = token if len(token) <= MAX_COOKIE_BYTES else _store(contents, visitor)
    if carried is not None:
        # Not HttpOnly: the client has to be able to replace it.
        response.set_cookie(
            COOKIE, carried, conf.transfer_age(), secure=secure, samesite="Lax"
        )


def pack_for_load(messages: Iterable[Message], visitor: Visitor, url: str) -> None:
    """Store messages for the next load of ``url``, which no token comes with."""
    if visitor.kind != BY_NOTHING:
        pack(messages, visitor, url)


def forward(page_id: str, request: HttpRequest, kind: str) -> None:
    """Pass the flash of a page on to the page load that follows a refused join."""
    visitor = identify(request, kind)
    keys = page_record.page_keys(page_id, visitor)
    record = session_store.read(keys)
    if record is not None:
        session_store.delete(keys)
        messages = serialization.load(record.get("flash", ()))
        pack_for_load(messages, visitor, request.get_full_path())


def is_same_page(target: str, url: str) -> bool:
    """Whether a path leads to where ``url`` is."""
    there, here = urlsplit(target), urlsplit(url)
    return there.netloc in ("", here.netloc) and _path(target) == _path(url)


def _path(url: str) -> str:
    """The path and query of a URL, quoted or not."""
    parts = urlsplit(url)
    return unquote(f"{parts.path}?{parts.query}")


def _target_keys(request: HttpRequest, visitor: Visitor) -> list[str]:
    return storage_keys("target", _path(request.get_full_path()), visitor)
