"""Flash in transit from a live page to the next page.

Messages wait in a record of the session store that a token names. For live navigation a
second record, keyed by the target URL, holds the token: a plain page load finds it if
the connection is lost before the target has joined. After a redirect out of ``mount``
the token itself holds the messages, unless they need more than ``MAX_TOKEN_BYTES``. The
first page that claims a token receives its messages.
"""

import logging
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote, urlsplit

from liveflash import conf
from liveflash.exceptions import InvalidToken
from liveflash.flash import serialization
from liveflash.flash.message import Message
from liveflash.storage import session_store, tokens
from liveflash.storage.flash_cookie import MAX_TOKEN_BYTES
from liveflash.storage.tokens import TransferToken
from liveflash.storage.visitor import BY_NOTHING, Visitor, storage_keys

logger = logging.getLogger("liveflash")

PLAIN_PAGE = ""

Messages = tuple[Message, ...]


def store_for_transfer(
    messages: Iterable[Message], visitor: Visitor, target: str | None = None
) -> str | None:
    """Store messages for the next page and return the token that names them.

    ``target`` is the URL of a live navigation. If its connection is lost, the page load
    of ``target`` finds the messages without the token. It is ignored for visitors with
    neither session nor CSRF cookie, who would all share them. Return None if there is
    nothing to store or the session store is down.
    """
    contents = serialization.dump(messages)
    token = _store(contents, visitor) if contents else None
    if token is not None and target is not None and visitor.kind != BY_NOTHING:
        key = _target_keys(target, visitor)[0]
        session_store.write(key, token, age=conf.transfer_age())
    return token


def pack_for_cookie(
    messages: Iterable[Message], visitor: Visitor, max_bytes: int = MAX_TOKEN_BYTES
) -> str | None:
    """Return the token that transfers messages with an HTTP redirect.

    The token holds the messages themselves, so that crawlers write nothing to the
    session store. Messages that need more than ``max_bytes`` are stored, and the token
    names them. Return None if there is nothing to transfer or the session store
    is down.
    """
    contents = serialization.dump(messages)
    if not contents:
        return None
    token, _name = tokens.transfer_token(visitor, contents)
    return token if len(token) <= max_bytes else _store(contents, visitor)


def receive(token: str, visitor: Visitor, page_id: str) -> Messages:
    """Return the messages that a token transfers to a page; none if it is invalid.

    ``page_id`` is ``PLAIN_PAGE`` for a page that is not live. A live page that has
    claimed the token may ask again.
    """
    try:
        return _claim(tokens.read_transfer_token(token, visitor), visitor, page_id)
    except InvalidToken as invalid:
        if conf.debug():
            logger.info("A flash token is %s.", invalid)
        return ()


def take_target_token(url: str, visitor: Visitor) -> str | None:
    """Remove and return the token of a live navigation to ``url``, or return None."""
    if visitor.kind == BY_NOTHING:
        return None
    keys = _target_keys(url, visitor)
    token: str | None = session_store.read(keys)
    if token is not None:
        session_store.delete(keys)
    return token


def is_same_page(target: str, url: str) -> bool:
    """Return True if ``target`` has the host, path and query of ``url``."""
    there, here = urlsplit(target), urlsplit(url)
    return there.netloc in ("", here.netloc) and _path(target) == _path(url)


def _store(contents: list[Any], visitor: Visitor) -> str | None:
    """Store dumped messages; return their token, or None if the store is down."""
    token, name = tokens.transfer_token(visitor)
    key = storage_keys("transfer", name, visitor)[0]
    is_stored = session_store.write(key, contents, age=conf.transfer_age())
    return token if is_stored else None


def _claim(token: TransferToken, visitor: Visitor, page_id: str) -> Messages:
    """Return the messages of a token to the first page that claims it.

    Raise InvalidToken for any other page.
    """
    owner = page_id or tokens.new_page_id()
    keys = storage_keys("transfer", token.name, visitor)
    is_stored = token.contents is None
    contents = session_store.read(keys) if is_stored else _unclaimed(token, owner)
    age = conf.transfer_age()
    if contents is None or not session_store.claim(token.claim_key, owner, age=age):
        raise InvalidToken("used")
    if is_stored and page_id == PLAIN_PAGE:
        session_store.delete(keys)
    return serialization.load(contents)


def _unclaimed(token: TransferToken, owner: str) -> Any:
    """Return the contents of a token, or None if another page has claimed it.

    A plain page cannot delete the cookie, which is sent again with each request for up
    to a minute. Looking first avoids failed inserts, which PostgreSQL would log.
    """
    holder = session_store.read([token.claim_key])
    return token.contents if holder in (None, owner) else None


def _target_keys(url: str, visitor: Visitor) -> list[str]:
    return storage_keys("target", _path(url), visitor)


def _path(url: str) -> str:
    """Return the path and query of a URL, unquoted."""
    parts = urlsplit(url)
    return unquote(f"{parts.path}?{parts.query}")
