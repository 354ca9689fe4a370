"""The handshake of a WebSocket: its Origin, and the requests made from it.

The Origin is judged by Django's own rule for a POST. Requests that are made from a
handshake carry its headers, so they belong to the same visitor.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware

from liveflash.views.join_request import JoinRequest

Headers = tuple[tuple[bytes, bytes], ...]

_HTTP_SCHEMES = {"ws": "http", "wss": "https"}
_WEBSOCKET_HEADER = re.compile(rb"connection|upgrade|accept|sec-websocket-.*")


@dataclass(frozen=True, slots=True)
class Handshake:
    """The handshake of a WebSocket.

    ``headers`` are those that a GET by the same visitor has. ``client`` and ``server``
    are those of its ASGI scope, ``scheme`` is that of HTTP.
    """

    headers: Headers
    scheme: str
    root_path: str
    client: Any
    server: Any

    @classmethod
    def from_scope(cls, scope: Mapping[str, Any]) -> "Handshake":
        """Return the handshake of a WebSocket's ASGI scope."""
        headers = tuple(
            header
            for header in scope["headers"]
            if not _WEBSOCKET_HEADER.fullmatch(header[0])
        )
        return cls(
            headers,
            _http_scheme(scope.get("scheme"), _origin(headers)),
            scope.get("root_path", ""),
            scope.get("client"),
            scope.get("server"),
        )

    @property
    def origin(self) -> str:
        """The Origin header, empty if there is none."""
        return _origin(self.headers)

    def request(self, path: str, query: str) -> JoinRequest:
        """Return a GET of a path and query by the visitor of this handshake."""
        scope = {
            "type": "http",
            "method": "GET",
            "scheme": self.scheme,
            "headers": [*self.headers, (b"accept", b"text/html")],
            "root_path": self.root_path,
            "client": self.client,
            "server": self.server,
            "path": path,
            "query_string": query.encode(),
        }
        return JoinRequest(scope, BytesIO())


def is_origin_allowed(handshake: Handshake) -> bool:
    """Return whether a handshake comes from a page of this site.

    The rule is that of Django's CsrfViewMiddleware for a POST: the handshake's own
    scheme and host, or CSRF_TRUSTED_ORIGINS. A handshake without an Origin is refused.
    """
    request = handshake.request("/", "")
    if "HTTP_ORIGIN" not in request.META:
        return False
    middleware = CsrfViewMiddleware(_empty_response)
    # A private method, so that the rule is Django's own and not one like it.
    return bool(middleware._origin_verified(request))  # type: ignore[attr-defined] # noqa: SLF001


def _origin(headers: Headers) -> str:
    origins = (value for name, value in headers if name == b"origin")
    return next(origins, b"").decode("latin1")


def _http_scheme(scheme: str | None, origin: str) -> str:
    """Return the HTTP scheme for a WebSocket's, by default that of its Origin."""
    if scheme is not None:
        return _HTTP_SCHEMES.get(scheme, scheme)
    return urlsplit(origin).scheme or "http"


def _empty_response(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()
