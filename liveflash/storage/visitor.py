"""The identity of a visitor, and storage keys that are bound to it."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.backends.signed_cookies import SessionStore as CookieStore
from django.core.exceptions import SynchronousOnlyOperation
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.crypto import salted_hmac

from liveflash import conf

BY_SESSION = "s"
BY_CSRF_COOKIE = "c"
BY_NOTHING = "n"

_USER_SALT = "liveflash.user"


@dataclass(frozen=True, slots=True)
class Visitor:
    """A visitor, identified by session, by CSRF cookie or not at all.

    ``kind`` is ``BY_SESSION``; ``BY_CSRF_COOKIE`` if there is no session with a stable
    key; or ``BY_NOTHING``. ``identity`` is secret: it is never sent and never logged.
    """

    kind: str
    identity: str


def identify(request: HttpRequest, kind: str | None = None) -> Visitor:
    """Return the visitor who sends ``request``, identified by ``kind``.

    By default the best kind that the request supports is used. That may set the CSRF
    cookie.
    """
    session = getattr(request, "session", None)
    # The user comes first: loading it may renew the session, its key and its hash.
    user = getattr(request, "user", None)
    user_key = user.pk if user is not None and user.is_authenticated else ""
    # The hash comes next: reading it loads the session, which drops a session key
    # that does not exist.
    auth_hash = "" if session is None else session.get(HASH_SESSION_KEY, "")
    if kind is None:
        kind = _best_kind(request, session)
        if kind == BY_CSRF_COOKIE and "CSRF_COOKIE" not in request.META:
            get_token(request)  # makes the cookie, which the response sets
    secret = _secret(request, session, kind)
    return Visitor(kind, f"{kind}:{secret}:{user_key}:{auth_hash}")


def identify_without_session(request: HttpRequest, kind: str) -> Visitor:
    """Return the visitor as identified without the session cookie.

    A browser holds back a ``SameSite=Strict`` cookie when it follows a link from
    another site, but sends it with the join.
    """
    return Visitor(kind, f"{kind}:{_secret(request, None, kind)}::")


def sends_no_cookies(request: HttpRequest) -> bool:
    """Return whether a request has neither a session cookie nor a CSRF cookie."""
    names = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME)
    return not any(name in request.COOKIES for name in names)


def identify_again(request: HttpRequest, visitor: Visitor) -> Visitor:
    """Return the visitor after a callback, which may have logged in or out."""
    # Without a login or logout the kind stays: the callback may have made a CSRF cookie
    # that no middleware sends.
    is_same = identify(request, visitor.kind) == visitor
    return visitor if is_same else identify(request)


def anonymous_before(request: HttpRequest, kind: str) -> Visitor:
    """Return the anonymous visitor who sent ``request``, which has logged in since."""
    names = {
        BY_SESSION: settings.SESSION_COOKIE_NAME,
        BY_CSRF_COOKIE: settings.CSRF_COOKIE_NAME,
    }
    secret = request.COOKIES.get(names.get(kind, ""), "")
    return Visitor(kind, f"{kind}:{secret}::")


def user_mark(request: HttpRequest | None) -> str | None:
    """Return an opaque id by which a script can distinguish users; "" if anonymous.

    Return None if the user is not loaded and async code may not load it.
    """
    user = getattr(request, "user", None)
    try:
        if user is None or not user.is_authenticated:
            return ""
    except SynchronousOnlyOperation:
        return None
    return salted_hmac(_USER_SALT, str(user.pk), algorithm="sha256").hexdigest()[:16]


def storage_keys(purpose: str, name: str, visitor: Visitor) -> list[str]:
    """Return the keys of a record in the session store; write with the first.

    There is one per secret key, so that records survive a key rotation.
    """
    return [storage_key(purpose, name, visitor, key) for key in conf.secret_keys()]


def _best_kind(request: HttpRequest, session: Any) -> str:
    if session is not None and session.session_key and is_stable(session):
        return BY_SESSION
    if "CSRF_COOKIE" in request.META or getattr(request, "csrf_processing_done", False):
        return BY_CSRF_COOKIE
    return BY_NOTHING


def is_stable(session: Any) -> bool:
    """Return True if the session key stays the same when the contents change."""
    return not isinstance(session, CookieStore)


def _secret(request: HttpRequest, session: Any, kind: str) -> str:
    if kind == BY_SESSION:
        return (session.session_key if session is not None else None) or ""
    if kind == BY_CSRF_COOKIE:
        return str(request.META.get("CSRF_COOKIE", ""))
    return ""


def storage_key(purpose: str, name: str, visitor: Visitor, key: str) -> str:
    """Return the key of a record, derived with the secret ``key``."""
    return digest(f"liveflash.store.{purpose}", name, visitor, key)[:40]


def digest(salt: str, name: str, visitor: Visitor, key: str) -> str:
    """Return an HMAC of ``name`` that only requests of ``visitor`` can compute."""
    value = f"{name}:{visitor.identity}"
    return salted_hmac(salt, value, secret=key, algorithm="sha256").hexdigest()
