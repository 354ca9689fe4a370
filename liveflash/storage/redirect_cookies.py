"""Messages on the way over a redirect, each redirect with a cookie of its own.

The script of a page follows the redirect with another request of the page. The name of
the cookie names the page, so that parallel requests neither overwrite the messages nor
take those of other pages.
"""

import re
import secrets
import time
from collections.abc import Callable, Iterable, Iterator

from django.http import HttpRequest, HttpResponseBase

from liveflash.flash.message import Message
from liveflash.storage import flash_cookie, tokens, transfer
from liveflash.storage.visitor import Visitor, identify

_PREFIX = "liveflash-redirect"
_NAME = re.compile(
    rf"{_PREFIX}\.(?P<page_id>[\w-]+)\.(?P<sent_at>[0-9a-f]{{1,16}})\.[0-9a-f]+",
    re.ASCII,
)
_TAKEN_ATTRIBUTE = "_liveflash_redirects"

# Several may be on their way, and servers accept no more than 4 to 8 KB of headers.
_MAX_TOKEN_BYTES = 512
# A redirect that no script has followed by then is left to the next page load.
_FOLLOWED_WITHIN_MS = 5_000
# Each costs a read of the session store, and its deletion a header of the response.
_MAX_COOKIES = 20

Messages = tuple[Message, ...]
Identify = Callable[[HttpRequest, str], Visitor]


def send(
    request: HttpRequest,
    response: HttpResponseBase,
    page_id: str,
    messages: Iterable[Message],
) -> bool:
    """Send messages along with a redirect; return False if they cannot be stored."""
    waiting = [message.not_started() for message in messages]
    if not waiting:
        return True
    token = transfer.pack_for_cookie(waiting, identify(request), _MAX_TOKEN_BYTES)
    if token is None:
        return False
    sent_at = f"{int(time.time() * 1000):x}"
    name = f"{_PREFIX}.{page_id}.{sent_at}.{secrets.token_hex(4)}"
    secure = request.is_secure()
    flash_cookie.set_token(response, token, secure=secure, name=name, httponly=True)
    return True


def take_for_page(
    request: HttpRequest, page_id: str, identify: Identify = identify
) -> Messages:
    """Take and return the messages that redirects have brought to a page."""
    own = [name for name, owner, _sent_at in _cookies(request) if owner == page_id]
    return _take(request, own, identify)


def take_left(request: HttpRequest) -> Messages:
    """Take and return the messages of redirects that no script has followed."""
    latest = time.time() * 1000 - _FOLLOWED_WITHIN_MS
    left = [name for name, _owner, sent_at in _cookies(request) if sent_at <= latest]
    return _take(request, left, identify)


def delete_taken(request: HttpRequest, response: HttpResponseBase) -> None:
    """Delete the cookies that a request has taken with its response."""
    for name in getattr(request, _TAKEN_ATTRIBUTE, ()):
        flash_cookie.delete(response, name)


def _cookies(request: HttpRequest) -> Iterator[tuple[str, str, int]]:
    """Yield the name, the page and the Unix time in ms of each cookie, oldest first."""
    found = filter(None, map(_NAME.fullmatch, request.COOKIES))
    for match in sorted(found, key=lambda match: int(match["sent_at"], 16)):
        yield match[0], match["page_id"], int(match["sent_at"], 16)


def _take(request: HttpRequest, names: list[str], identify: Identify) -> Messages:
    taken: list[str] = vars(request).setdefault(_TAKEN_ATTRIBUTE, [])
    messages: Messages = ()
    for name in names[-_MAX_COOKIES:]:
        token = request.COOKIES[name]
        if token and name not in taken:
            taken.append(name)
            visitor = identify(request, tokens.transfer_kind(token))
            messages += transfer.receive(token, visitor, transfer.PLAIN_PAGE)
    return messages
