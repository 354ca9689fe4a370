"""Page tokens, stack tokens and transfer tokens: signed and expiring.

A page token is part of the HTML of a page. A transfer token is sent with a navigation,
in a frame or in the flash cookie. Both are bound to their visitor. A stack token holds
the options of a page's ``{% liveflash %}``, the same for each visitor.
"""

import secrets
import time
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from math import floor
from typing import Any

from django.core import signing
from django.utils.crypto import constant_time_compare

from liveflash import conf
from liveflash.exceptions import InvalidToken
from liveflash.storage.visitor import Visitor, digest, storage_key

_PAGE_SALT = "liveflash.page"
_STACK_SALT = "liveflash.stack"
_TRANSFER_SALT = "liveflash.transfer"
_TRANSFER_SEPARATOR = "."
_BINDING_LENGTH = 16


@dataclass(frozen=True, slots=True)
class PageToken:
    """The contents of a page token; ``made_at`` is in Unix time.

    ``stack`` holds the options of the message stack of a page that is not live; it is
    None for a live page.
    """

    page_id: str
    kind: str
    binding: str
    has_flash: bool
    made_at: float
    stack: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class TransferToken:
    """A verified transfer token.

    ``name`` identifies the record with its messages. ``claim_key`` is the storage key
    of the record that says which page has claimed them. It is derived from the secret
    key that signed the token, so that servers agree on it during a key rotation.
    ``contents`` is JSON that the token itself holds instead of a record, or None.
    """

    name: str
    claim_key: str
    contents: Any = None


def new_page_id() -> str:
    """Return a random id for a page, unique per page load."""
    return secrets.token_urlsafe(8)


def page_token(
    page_id: str,
    visitor: Visitor,
    *,
    has_flash: bool = False,
    stack: Mapping[str, Any] | None = None,
) -> str:
    """Return a token that binds a page to its visitor.

    ``has_flash`` says that the flash of its HTTP response is stored for the join.
    ``stack`` is that of ``PageToken``, of JSON values.
    """
    binding = digest(_PAGE_SALT, page_id, visitor, conf.secret_keys()[0])
    made_at = floor(time.time() * 1000) / 1000
    contents: list[Any] = [page_id, visitor.kind, binding, int(has_flash), made_at]
    if stack is not None:
        contents.append(dict(stack))
    return signing.dumps(contents, salt=_PAGE_SALT)


def read_page_token(token: str) -> PageToken:
    """Return the contents of a genuine, fresh page token, or raise InvalidToken.

    The visitor is not checked; call ``belongs`` for that.
    """
    try:
        contents = signing.loads(token, salt=_PAGE_SALT, max_age=conf.page_age())
    except signing.SignatureExpired:
        raise InvalidToken("expired") from None
    except signing.BadSignature:
        raise InvalidToken("forged") from None
    page_id, kind, binding, has_flash, made_at, *stack = contents
    return PageToken(page_id, kind, binding, bool(has_flash), made_at, *stack)


def stack_token(options: Mapping[str, Any]) -> str:
    """Return a token that holds the options of a ``{% liveflash %}``, JSON values."""
    return signing.dumps(dict(options), salt=_STACK_SALT)


def read_stack_token(token: str) -> Mapping[str, Any]:
    """Return the options of a genuine, fresh stack token, or raise InvalidToken."""
    try:
        options: Mapping[str, Any] = signing.loads(
            token, salt=_STACK_SALT, max_age=conf.page_age()
        )
    except signing.SignatureExpired:
        raise InvalidToken("expired") from None
    except signing.BadSignature:
        raise InvalidToken("forged") from None
    return options


def belongs(page: PageToken, visitor: Visitor) -> bool:
    """Return True if the page was rendered for this visitor."""
    return any(
        constant_time_compare(
            page.binding, digest(_PAGE_SALT, page.page_id, visitor, key)
        )
        for key in conf.secret_keys()
    )


def transfer_token(visitor: Visitor, contents: Any = None) -> tuple[str, str]:
    """Return a new token, safe in a cookie, and the name of its record.

    With ``contents``, a JSON value, the token holds them itself and needs no record.
    They are signed but not encrypted.
    """
    name = visitor.kind + secrets.token_urlsafe(8)
    signed = name + _transfer_binding(name, visitor, conf.secret_keys()[0])
    if contents is not None:
        signed += _TRANSFER_SEPARATOR + _compress(contents)
    return _transfer_signer().sign(signed), name


def transfer_kind(token: str) -> str:
    """Return the kind of visitor that a transfer token claims to be for, unverified."""
    return token[:1]


def read_transfer_token(token: str, visitor: Visitor) -> TransferToken:
    """Return the contents of a transfer token of ``visitor``, or raise InvalidToken."""
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
    """Return an HMAC of ``name`` that only requests of ``visitor`` can compute."""
    return digest(_TRANSFER_SALT, name, visitor, key)[:_BINDING_LENGTH]


def _compress(contents: Any) -> str:
    packed = zlib.compress(signing.JSONSerializer().dumps(contents))
    return signing.b64_encode(packed).decode()


def _decompress(payload: str) -> Any:
    packed = signing.b64_decode(payload.encode())
    return signing.JSONSerializer().loads(zlib.decompress(packed))
