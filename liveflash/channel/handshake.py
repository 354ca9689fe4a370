"""The handshake of a WebSocket: its Origin, and the requests made from it.

The Origin is judged by Django's own rule for a POST. Requests that are made from a
handshake carry its headers, so that they belong to the same visitor.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware

from liveflash.views.join_request import JoinRequest

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


def is_origin_allowed(handshake: Handshake) -> bool:
    """Return whether a handshake comes from a page of this site.

    The rule is that of Django's CsrfViewMiddleware for a POST: the handshake's own
    scheme and host, or CSRF_TRUSTED_ORIGINS; without an Origin, never.
    """
    request = request_from(handshake, "/", "")
    if "HTTP_ORIGIN" not in request.META:
        return False
    guard = CsrfViewMiddleware(_no_response)
    # A private method, so that the rule is Django's own and not one like it.
    return bool(guard._origin_verified(request))  # type: ignore[attr-defined] # noqa: SLF001


def request_from(handshake: Handshake, path: str, query: str) -> JoinRequest:
    """Return the GET of a path and query by the visitor of a handshake."""
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
    return urlsplit(origin_of(handshake)).scheme or "http"


def origin_of(handshake: Handshake) -> str:
    """Return the Origin header of a handshake, or an empty string."""
    origins = (value for name, value in handshake.headers if name == b"origin")
    return next(origins, b"").decode("latin1")


def _no_response(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()
