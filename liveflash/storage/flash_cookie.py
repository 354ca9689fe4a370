"""The flash cookie, which brings a transfer token to the next page.

The server sets it with an HTTP redirect, and the official client before a page load
that takes messages along.
"""

from django.http import HttpRequest, HttpResponseBase

from liveflash import conf

COOKIE = "__phoenix_flash__"

# As for Django's messages: some servers accept no more than 4 KB of headers.
MAX_TOKEN_BYTES = 2048


def token_of(request: HttpRequest) -> str | None:
    """Return the token in the flash cookie of a request, or None."""
    return request.COOKIES.get(COOKIE)


def set_token(response: HttpResponseBase, token: str, *, secure: bool) -> None:
    """Send a token in the flash cookie of a response."""
    # Not HttpOnly: the client must be able to replace it.
    age = conf.transfer_age()
    response.set_cookie(COOKIE, token, age, secure=secure, samesite="Lax")


def delete(response: HttpResponseBase) -> None:
    """Delete the flash cookie with a response."""
    response.delete_cookie(COOKIE, samesite="Lax")
