"""Who a visitor is, and the tokens and storage keys that are bound to one.

Tokens are signed by Django's signer and expire. A page token stands in the page; a
travel token goes with a navigation, in a frame or in the cookie that the client sets.
"""

import secrets
import time
import zlib
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.backends.signed_cookies import SessionStore as CookieStore
from django.core import signing
from django.core.exceptions import SynchronousOnlyOperation
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.crypto import constant_time_compare, salted_hmac

from liveflash import conf
from liveflash.exceptions import InvalidToken

BY_SESSION = "s"
BY_CSRF_COOKIE = "c"
BY_NOTHING = "n"

_PAGE_SALT = "liveflash.page"
_TRAVEL_SALT = "liveflash.travel"
_USER_SALT = "liveflash.user"
_TRAVEL_SEPARATOR = "."
_BINDING_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Visitor:
    """One visitor: ``identity`` is secret, never sent and never logged.

    ``kind`` says what tells the visitor apart: the session, or the CSRF cookie where
    there is no session that stays the same.
    """

    kind: str
    identity: str


@dataclass(frozen=True, slots=True)
class PageToken:
    """What a page token says of its page; ``made`` is when, in Unix time."""

    page_id: str
    kind: str
    binding: str
    handed_over: bool
    made: float


@dataclass(frozen=True, slots=True)
class TravelToken:
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


def identify(request: HttpRequest, kind: str | None = None) -> Visitor:
    """Tell who sends ``request``, by ``kind`` or by the best that it has."""
    session = getattr(request, "session", None)
    # The user comes first: loading it may renew the session, its key and its hash.
    user = getattr(request, "user", None)
    user_key = user.pk if user is not None and user.is_authenticated else ""
    # The hash comes next: reading it loads the session, and only then is it known
    # whether the key that the cookie names exists.
    auth_hash = "" if session is None else session.get(HASH_SESSION_KEY, "")
    if kind is None:
        kind = _best_kind(request, session)
        if kind == BY_CSRF_COOKIE and "CSRF_COOKIE" not in request.META:
            get_token(request)  # makes the cookie, which the response sets
    told_by = _secret(request, session, kind)
    return Visitor(kind, f"{kind}:{told_by}:{user_key}:{auth_hash}")


def identify_again(request: HttpRequest, visitor: Visitor) -> Visitor:
    """Return who ``visitor`` is after a callback, which may have logged in or out."""
    # A visitor who did neither keeps the kind: a callback may have made a CSRF cookie
    # that no middleware sends.
    is_same = identify(request, visitor.kind) == visitor
    return visitor if is_same else identify(request)


def user_mark(request: HttpRequest | None) -> str | None:
    """By what a script can tell one user from another; nothing for an anonymous one.

    None where it is not known, for the user is not loaded and async code cannot do so.
    """
    user = getattr(request, "user", None)
    try:
        if user is None or not user.is_authenticated:
            return ""
    except SynchronousOnlyOperation:
        return None
    return salted_hmac(_USER_SALT, str(user.pk), algorithm="sha256").hexdigest()[:16]


def page_token(page_id: str, visitor: Visitor, *, handed_over: bool) -> str:
    """Sign a page for its visitor; ``handed_over`` if its flash waits in the store."""
    binding = _digest(_PAGE_SALT, page_id, visitor, conf.secret_keys()[0])
    made = round(time.time(), 3)
    contents = [page_id, visitor.kind, binding, int(handed_over), made]
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
    page_id, kind, binding, handed_over, made = contents
    return PageToken(page_id, kind, binding, bool(handed_over), made)


def belongs(page: PageToken, visitor: Visitor) -> bool:
    """Whether the page was rendered for this visitor."""
    return any(
        constant_time_compare(
            page.binding, _digest(_PAGE_SALT, page.page_id, visitor, key)
        )
        for key in conf.secret_keys()
    )


def travel_token(visitor: Visitor, contents: Any = None) -> tuple[str, str]:
    """Return a new token and the name of the record that it stands for.

    A token with ``contents``, which JSON can hold, stands for itself: they can be read
    by whoever has it, and changed by nobody. All of it is safe in a cookie.
    """
    name = visitor.kind + secrets.token_urlsafe(8)
    signed = name + _travel_binding(name, visitor, conf.secret_keys()[0])
    if contents is not None:
        signed += _TRAVEL_SEPARATOR + _compress(contents)
    return _travel_signer().sign(signed), name


def travel_kind(token: str) -> str:
    """By what the visitor of a travel token is told apart; not verified yet."""
    return token[:1]


def read_travel_token(token: str, visitor: Visitor) -> TravelToken:
    """Read a travel token of ``visitor``, or raise InvalidToken."""
    try:
        signed = _travel_signer().unsign(token, max_age=conf.travel_age())
    except signing.SignatureExpired:
        raise InvalidToken("expired") from None
    except signing.BadSignature:
        raise InvalidToken("forged") from None
    head, _, payload = signed.partition(_TRAVEL_SEPARATOR)
    name, binding = head[:-_BINDING_LENGTH], head[-_BINDING_LENGTH:]
    for key in conf.secret_keys():
        if constant_time_compare(binding, _travel_binding(name, visitor, key)):
            claim_key = _storage_key("claim", name, visitor, key)
            contents = _decompress(payload) if payload else None
            return TravelToken(name, claim_key, contents)
    raise InvalidToken("of another visitor")


def storage_keys(purpose: str, name: str, visitor: Visitor) -> list[str]:
    """Keys of a record in the session store, the one to write with first."""
    return [_storage_key(purpose, name, visitor, key) for key in conf.secret_keys()]


def group_digest(kind: str, name: str) -> str:
    """What names a group of the channel layer, from which nobody reads the name."""
    salt = f"liveflash.group.{kind}"
    return salted_hmac(salt, name, algorithm="sha256").hexdigest()[:40]


def _best_kind(request: HttpRequest, session: Any) -> str:
    if session is not None and session.session_key and is_stable(session):
        return BY_SESSION
    if "CSRF_COOKIE" in request.META or getattr(request, "csrf_processing_done", False):
        return BY_CSRF_COOKIE
    return BY_NOTHING


def is_stable(session: Any) -> bool:
    """Whether the session's key outlives a change of its contents."""
    return not isinstance(session, CookieStore)


def _secret(request: HttpRequest, session: Any, kind: str) -> str:
    if kind == BY_SESSION:
        return (session.session_key if session is not None else None) or ""
    if kind == BY_CSRF_COOKIE:
        return str(request.META.get("CSRF_COOKIE", ""))
    return ""


def _storage_key(purpose: str, name: str, visitor: Visitor, key: str) -> str:
    return _digest(f"liveflash.store.{purpose}", name, visitor, key)[:40]


def _digest(salt: str, name: str, visitor: Visitor, key: str) -> str:
    value = f"{name}:{visitor.identity}"
    return salted_hmac(salt, value, secret=key, algorithm="sha256").hexdigest()


def _travel_signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=_TRAVEL_SALT, sep=_TRAVEL_SEPARATOR)


def _travel_binding(name: str, visitor: Visitor, key: str) -> str:
    """What nobody but the visitor's own requests can repeat."""
    return _digest(_TRAVEL_SALT, name, visitor, key)[:_BINDING_LENGTH]


def _compress(contents: Any) -> str:
    packed = zlib.compress(signing.JSONSerializer().dumps(contents))
    return signing.b64_encode(packed).decode()


def _decompress(payload: str) -> Any:
    packed = signing.b64_decode(payload.encode())
    return signing.JSONSerializer().loads(zlib.decompress(packed))
