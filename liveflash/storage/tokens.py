"""Page tokens and transfer tokens: signed, bound to their visitor, and expiring.

A page token is part of the page. A transfer token goes with a navigation, in a frame or
in the cookie that the client sets.
"""

import secrets
import time
import zlib
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.utils.crypto import constant_time_compare

from liveflash import conf
from liveflash.exceptions import InvalidToken
from liveflash.storage.visitor import Visitor, digest, storage_key

_PAGE_SALT = "liveflash.page"
_TRANSFER_SALT = "liveflash.transfer"
_TRANSFER_SEPARATOR = "."
_BINDING_LENGTH = 16


@dataclass(frozen=True, slots=True)
class PageToken:
    """What a page token says of its page; ``made_at`` is in Unix time."""

    page_id: str
    kind: str
    binding: str
    has_flash: bool
    made_at: float


@dataclass(frozen=True, slots=True)
class TransferToken:
    """A verified travel token.

    ``name`` is that of the record with its messages, ``claim_key`` the storage key of
    the record that says which page shows them. The latter depends on the secret key
    that signed the token: servers agree on it while they change to another one.
    ``contents`` is what the token itself holds instead of naming a record, or None.
    """

    name: str
    claim_key: str
    contents: Any = None


def new_page_id() -> str:
    """What tells a page from all others: new per page load, stays for its life."""
    return secrets.token_urlsafe(8)


def page_token(page_id: str, visitor: Visitor, *, has_flash: bool) -> str:
    """Sign a page for its visitor; ``has_flash`` if its flash waits in the store."""
    binding = digest(_PAGE_SALT, page_id, visitor, conf.secret_keys()[0])
    made_at = round(time.time(), 3)
    contents = [page_id, visitor.kind, binding, int(has_flash), made_at]
    return signing.dumps(contents, salt=_PAGE_SALT)


def read_page_token(token: str) -> PageToken:
    """Read a page token that is genuine and fresh, or raise InvalidToken.

    Whose it is, ``belongs`` tells.
    """
    try:
        contents = signing.loads(token, salt=_PAGE_SALT, max_age=conf.page_age())
    except signing.SignatureExpired:
        raise InvalidToken("expired") from None
    except signing.BadSignature:
        raise InvalidToken("forged") from None
    page_id, kind, binding, has_flash, made_at = contents
    return PageToken(page_id, kind, binding, bool(has_flash), made_at)


def belongs(page: PageToken, visitor: Visitor) -> bool:
    """Whether the page was rendered for this visitor."""
    return any(
        constant_time_compare(
            page.binding, digest(_PAGE_SALT, page.page_id, visitor, key)
        )
        for key in conf.secret_keys()
    )


def transfer_token(visitor: Visitor, contents: Any = None) -> tuple[str, str]:
    """Return a new token and the name of the record that it stands for.

    A token with ``contents``, which JSON can hold, stands for itself: they can be read
    by whoever has it, and changed by nobody. All of it is safe in a cookie.
    """
    name = visitor.kind + secrets.token_urlsafe(8)
    signed = name + _transfer_binding(name, visitor, conf.secret_keys()[0])
    if contents is not None:
        signed += _TRANSFER_SEPARATOR + _compress(contents)
    return _transfer_signer().sign(signed), name


def transfer_kind(token: str) -> str:
    """By what the visitor of a travel token is told apart; not verified yet."""
    return token[:1]


def read_transfer_token(token: str, visitor: Visitor) -> TransferToken:
    """Read a travel token of ``visitor``, or raise InvalidToken."""
    try:
        signed = _transfer_signer().unsign(token, max_age=conf.transfer_age())
    except signing.SignatureExpired:
        raise InvalidToken("expired") from None
    except signing.BadSignature:
        raise InvalidToken("forged") from None
    head, _, payload = signed.partition(_TRANSFER_SEPARATOR)
    name, binding = head[:-_BINDING_LENGTH], head[-_BINDING_LENGTH:]
    for key in conf.secret_keys():
        if constant_time_compare(binding, _transfer_binding(name, visitor, key)):
            claim_key = storage_key("claim", name, visitor, key)
            contents = _decompress(payload) if payload else None
            return TransferToken(name, claim_key, contents)
    raise InvalidToken("of another visitor")


def _transfer_signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=_TRANSFER_SALT, sep=_TRANSFER_SEPARATOR)


def _transfer_binding(name: str, visitor: Visitor, key: str) -> str:
    """What nobody but the visitor's own requests can repeat."""
    return digest(_TRANSFER_SALT, name, visitor, key)[:_BINDING_LENGTH]


def _compress(contents: Any) -> str:
    packed = zlib.compress(signing.JSONSerializer().dumps(contents))
    return signing.b64_encode(packed).decode()


def _decompress(payload: str) -> Any:
    packed = signing.b64_decode(payload.encode())
    return signing.JSONSerializer().loads(zlib.decompress(packed))
