"""Routes for the ``URLRouter`` of Channels."""

from typing import Any

from django.conf import settings
from django.urls import URLPattern
from django.urls.resolvers import RoutePattern

from liveflash import conf
from liveflash.consumers import LiveConsumer


class SocketPattern(RoutePattern):
    """The route of the socket, read on use: projects import it before their settings.

    ``URLRouter`` removes the ASGI server's root path, but not FORCE_SCRIPT_NAME, which
    some proxies remove and others forward.
    """

    def __init__(self) -> None:
        super().__init__("", is_endpoint=True)

    def match(self, path: str) -> tuple[str, tuple[Any, ...], dict[str, Any]] | None:
        """Match the route, with or without FORCE_SCRIPT_NAME."""
        prefix = (settings.FORCE_SCRIPT_NAME or "").strip("/")
        routes = (str(self), f"{prefix}/{self}".lstrip("/"))
        return ("", (), {}) if path in routes else None

    def __str__(self) -> str:
        return conf.socket_route()


websocket_urlpatterns = [URLPattern(SocketPattern(), LiveConsumer.as_asgi())]
