"""The flash cookie, which brings a transfer token to the next page.

The server sets it with an HTTP redirect, and the client before a page load that takes
messages along. It reaches the same pages as the session cookie.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from liveflash import conf

COOKIE = "__phoenix_flash__"

# As for Django's messages: some servers accept no more than 4 KB of headers.
MAX_TOKEN_BYTES = 2048


def token_of(request: HttpRequest) -> str | None:
    """Return the token in the flash cookie of a request, or None."""
    return request.COOKIES.get(COOKIE)


def set_token(
    response: HttpResponseBase,
    token: str,
    *,
    secure: bool,
    name: str = COOKIE,
    httponly: bool = False,
) -> None:
    """Send a token in the flash cookie of a response, or in one of another name.

    The flash cookie is not HttpOnly: the client must be able to replace it.
    """
    response.set_cookie(
        name,
        token,
        conf.transfer_age(),
        path=settings.SESSION_COOKIE_PATH,
        domain=settings.SESSION_COOKIE_DOMAIN,
        secure=secure or settings.SESSION_COOKIE_SECURE,
        httponly=httponly,
        samesite=settings.SESSION_COOKIE_SAMESITE or None,
    )


def delete(response: HttpResponseBase, name: str = COOKIE) -> None:
    """Delete the flash cookie with a response, or one of another name."""
    response.delete_cookie(
        name,
        path=settings.SESSION_COOKIE_PATH,
        domain=settings.SESSION_COOKIE_DOMAIN,
        samesite=settings.SESSION_COOKIE_SAMESITE or None,
    )


def client_attributes() -> str:
    """Return the attributes of the flash cookie, as the client writes them."""
    attributes = {
        "path": settings.SESSION_COOKIE_PATH,
        "domain": settings.SESSION_COOKIE_DOMAIN,
        "samesite": settings.SESSION_COOKIE_SAMESITE,
    }
    pairs = [f"{name}={value}" for name, value in attributes.items() if value]
    return "; ".join([*pairs, *(["secure"] if settings.SESSION_COOKIE_SECURE else [])])
