"""The one door: whoever joins a page comes in as a GET of its URL.

The GET goes through Django's whole request stack, so that whatever guards the page
guards the socket. It carries the headers of the WebSocket's handshake.
"""

import logging
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.signals import request_started, setting_changed
from django.dispatch import receiver
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.urls import Resolver404, ResolverMatch, resolve

from liveflash import signing
from liveflash.exceptions import Refused
from liveflash.join_request import JoinRequest
from liveflash.threads import in_pool
from liveflash.views import LiveResponse, LiveView

logger = logging.getLogger("liveflash")

HTTP_OK = 200

_SCHEMES = {"ws": "http", "wss": "https"}
_OF_EACH_PAGE = {"type": "http", "method": "GET"}
_OF_ITS_HANDSHAKE = (
    *("path", "query_string", "scheme", "headers"),
    *("root_path", "client", "server"),
)
# Headers of which many visitors have the same, and how long those are at most.
_ALIKE = ("HTTP_ACCEPT", "HTTP_HOST", "HTTP_ORIGIN", "HTTP_USER_AGENT", "SERVER_")
_LONGEST_ALIKE = 300
_NOT_OF_A_PAGE = re.compile(rb"connection|upgrade|accept|sec-websocket-.*")


@dataclass(frozen=True, slots=True)
class Handshake:
    """What its pages need to know of the handshake of a WebSocket.

    The scope itself, which each layer of routing copies, need not stay for it.
    """

    headers: list[tuple[bytes, bytes]]
    scheme: str | None
    root_path: str
    client: Any
    server: Any

    @classmethod
    def of(cls, scope: Mapping[str, Any]) -> "Handshake":
        """That of an ASGI scope."""
        return cls(
            scope["headers"],
            scope.get("scheme"),
            scope.get("root_path", ""),
            scope.get("client"),
            scope.get("server"),
        )


def admits(handshake: Handshake) -> bool:
    """Whether a handshake comes from a page of this site.

    The rule is that of Django's CsrfViewMiddleware for a POST: the handshake's own
    scheme and host, or CSRF_TRUSTED_ORIGINS; without an Origin, never.
    """
    request = _request(handshake, "/", "")
    if "HTTP_ORIGIN" not in request.META:
        return False
    guard = CsrfViewMiddleware(_no_response)
    # A private method, so that the rule is Django's own and not one like it.
    return bool(guard._origin_verified(request))  # type: ignore[attr-defined] # noqa: SLF001


def join_request(handshake: Handshake, url: str) -> JoinRequest:
    """The GET that joins ``url``, or raise Refused where that is of another site."""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise Refused("foreign url") from None
    if f"{parts.scheme}://{parts.netloc}".lower() != _origin(handshake).lower():
        raise Refused("foreign url")
    return _request(handshake, unquote(parts.path) or "/", parts.query)


async def enter(request: JoinRequest) -> LiveResponse:
    """Go through the request stack, or raise Refused.

    What middleware activates (the language, the time zone) is active afterwards in the
    task that awaits this.
    """
    return await in_pool(_through_the_stack, request)


def patch_match(request: HttpRequest, url: str) -> ResolverMatch | None:
    """What the URLconf has at ``url``; None unless it is the view of ``request``."""
    match = request.resolver_match
    path = unquote(urlsplit(url).path)
    prefix = request.META.get("SCRIPT_NAME", "")
    try:
        found = resolve(path.removeprefix(prefix), getattr(request, "urlconf", None))
    except Resolver404:
        return None
    return found if match is not None and found.func is match.func else None


def patch_request(handshake: Handshake, path: str) -> JoinRequest:
    """Return the GET of a path and query to which the server patches a view."""
    parts = urlsplit(path)
    return _request(handshake, unquote(parts.path), parts.query)


async def enter_patch(request: HttpRequest, asked: JoinRequest) -> ResolverMatch | None:
    """Send a patch through the request stack.

    Return what its URL captures; None if it leads to another view than ``request`` or
    is refused. The query is guarded too: of a signed link, or of a team.
    """
    match = patch_match(request, asked.get_full_path())
    if match is None:
        return None
    try:
        await enter(asked)
    except Refused:
        return None
    return match


class _Handler(BaseHandler):
    """Django's request handler, for LiveViews only."""

    def resolve_request(self, request: HttpRequest) -> ResolverMatch:
        """Find the view, and refuse what is no LiveView before it runs.

        A join must leave no session behind: its response, with the cookie that would
        name a new one, goes nowhere.
        """
        session = getattr(request, "session", None)
        if session is not None and session.session_key is None:
            session.save = _save_nothing
        match: ResolverMatch = super().resolve_request(request)
        if not is_live(match.func):
            msg = "not a live page"
            raise Http404(msg)
        match.tried = None  # only a page that tells of an error looks at it
        return match


def is_live(callback: Callable[..., Any]) -> bool:
    """Whether a URLconf's callback is a LiveView; decorators keep ``view_class``."""
    view_class = getattr(callback, "view_class", None)
    return isinstance(view_class, type) and issubclass(view_class, LiveView)


def _through_the_stack(request: JoinRequest) -> LiveResponse:
    handler = _handler(tuple(settings.MIDDLEWARE), settings.ROOT_URLCONF)
    request_started.send(sender=_Handler, scope=request.scope)
    response = handler.get_response(request)
    try:
        if response.status_code != HTTP_OK or not isinstance(response, LiveResponse):
            logger.info(
                "A join was refused: its page answers %d.", response.status_code
            )
            raise Refused("refused")
        # What loads the user and the session stands here, in the thread.
        signing.identify(response.request)
        if isinstance(response.request, JoinRequest):
            response.request.let_go()
        return response
    finally:
        response.close()


@lru_cache(maxsize=1)
def _handler(_middleware: tuple[str, ...], _urlconf: str) -> _Handler:
    """The loaded handler; anew where tests change what it is made of."""
    handler = _Handler()
    handler.load_middleware()
    return handler


@receiver(setting_changed)
def _forget_handler(**_signal: Any) -> None:
    """Middleware reads its settings when it is loaded, and tests change them."""
    _handler.cache_clear()


def _request(handshake: Handshake, path: str, query: str) -> JoinRequest:
    request = JoinRequest(_PageScope(handshake, path, query), BytesIO())
    request.META = {
        _one(name): _one(value) if name.startswith(_ALIKE) else value
        for name, value in request.META.items()
    }
    return request


class _PageScope(Mapping[str, Any]):
    """The ASGI scope of the GET that stands for a handshake.

    It is kept as long as the page is open, hence made only where it is asked for.
    """

    __slots__ = ("_handshake", "_path", "_query")

    def __init__(self, handshake: Handshake, path: str, query: str) -> None:
        self._handshake = handshake
        self._path = path
        self._query = query

    def __getitem__(self, name: str) -> Any:
        match name:
            case "path":
                return self._path
            case "query_string":
                return self._query.encode()
            case "scheme":
                return _scheme(self._handshake)
            case "headers":
                return [*_page_headers(self._handshake), (b"accept", b"text/html")]
            case "root_path" | "client" | "server":
                return getattr(self._handshake, name)
            case _:
                return _OF_EACH_PAGE[name]

    def __iter__(self) -> Iterator[str]:
        return iter((*_OF_EACH_PAGE, *_OF_ITS_HANDSHAKE))

    def __len__(self) -> int:
        return len(_OF_EACH_PAGE) + len(_OF_ITS_HANDSHAKE)


def _one(text: str) -> str:
    """The same object for each request that has a header of this name, or this value.

    It outlasts the request, hence is for no value that is to be kept secret, and for
    none that a client makes long to fill the memory.
    """
    return _shared(text) if len(text) <= _LONGEST_ALIKE else text


@lru_cache(maxsize=500)
def _shared(text: str) -> str:
    return text


def _page_headers(handshake: Handshake) -> list[tuple[bytes, bytes]]:
    return [
        (name, value)
        for name, value in handshake.headers
        if not _NOT_OF_A_PAGE.fullmatch(name)
    ]


def _scheme(handshake: Handshake) -> str:
    """The handshake's scheme as of HTTP; where no server tells, the Origin's."""
    told = handshake.scheme
    if told is not None:
        return _SCHEMES.get(told, told)
    return urlsplit(_origin(handshake)).scheme or "http"


def _origin(handshake: Handshake) -> str:
    origins = (value for name, value in handshake.headers if name == b"origin")
    return next(origins, b"").decode("latin1")


def _no_response(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def _save_nothing(must_create: bool = False) -> None:  # noqa: FBT001, FBT002 - Django's
    """Stand in for ``SessionBase.save``."""
