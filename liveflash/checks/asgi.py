"""System checks of the ASGI application.

Channels' routers are recognized by their attributes: this module does not import
Channels.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler
from django.core import checks
from django.core.handlers.asgi import ASGIHandler
from django.utils.module_loading import import_string

from liveflash import conf
from liveflash.checks.live_views import has_live_views, needs_socket

# What startproject's asgi.py has, alone or with static files.
HTTP_APPLICATIONS = (ASGIHandler, ASGIStaticFilesHandler)

Messages = list[checks.CheckMessage]


def check_asgi_application(**_kwargs: Any) -> Messages:
    """Report an ASGI application that cannot serve the socket, if a page needs one.

    E002: ASGI_APPLICATION is missing or not a dotted path. Set it to the path of the
    ProtocolTypeRouter, such as ``"mysite.asgi.application"``.
    E003: ASGI_APPLICATION cannot be imported. Correct the path, or the import that
    fails in that module.
    E004: the ASGI application has no WebSocket route for the socket. Add
    ``liveflash.routing.websocket_urlpatterns`` to the URLRouter under ``"websocket"``.
    W007: it has none, and only pages that are not live would use it. Add it, or set
    ``LIVEFLASH_PLAIN_PAGES = "none"``.
    """
    if not needs_socket():
        return []
    path = getattr(settings, "ASGI_APPLICATION", None)
    if not isinstance(path, str):
        return [_no_asgi_application(path)]
    try:
        application = import_string(path)
    except ImportError as error:
        return [_broken_asgi_application(path, error)]
    return [] if _is_routed(application) else [_no_route(path)]


def _no_asgi_application(value: object) -> checks.Error:
    return checks.Error(
        f"ASGI_APPLICATION is {value!r}: the server has no application to run.",
        hint=(
            "Set ASGI_APPLICATION to the dotted path of the ProtocolTypeRouter, such "
            "as 'mysite.asgi.application'."
        ),
        id="liveflash.E002",
    )


def _broken_asgi_application(path: str, error: ImportError) -> checks.Error:
    return checks.Error(
        f"ASGI_APPLICATION {path!r} cannot be imported: {error}.",
        hint="Correct the dotted path, or the import that fails in that module.",
        id="liveflash.E003",
    )


def _no_route(path: str) -> checks.CheckMessage:
    problem = (
        f"ASGI_APPLICATION {path!r} has no WebSocket route for "
        f"/{conf.socket_route()}: pages render, but never connect."
    )
    hint = (
        "Add liveflash.routing.websocket_urlpatterns to the URLRouter under "
        "'websocket' in the ProtocolTypeRouter"
    )
    if has_live_views() or hasattr(settings, "LIVEFLASH_PLAIN_PAGES"):
        return checks.Error(problem, hint=f"{hint}.", id="liveflash.E004")
    without = "set LIVEFLASH_PLAIN_PAGES to 'none', so that pages do not try to connect"
    return checks.Warning(problem, hint=f"{hint}, or {without}.", id="liveflash.W007")


def _is_routed(application: object) -> bool:
    """Return False if the socket has no route, True if it has or may have one."""
    by_protocol = _unwrap(application, "application_mapping")
    if by_protocol is None:
        return type(application) not in HTTP_APPLICATIONS
    if "websocket" not in by_protocol.application_mapping:
        return False
    router = _unwrap(by_protocol.application_mapping["websocket"], "routes")
    return router is None or _resolves(router.routes, conf.socket_route())


def _unwrap(application: object, attribute: str) -> Any:
    """Return the application with ``attribute`` inside the middleware, or None."""
    seen: list[object] = []
    while application is not None and application not in seen:
        if hasattr(application, attribute):
            return application
        seen.append(application)
        outer = application
        application = getattr(outer, "inner", getattr(outer, "application", None))
    return None


def _resolves(routes: Iterable[Any], path: str) -> bool:
    """Return whether one of ``routes`` matches, the way URLRouter resolves them."""
    for route in routes:
        if not hasattr(route, "pattern"):  # the router of another framework
            return True
        match = route.pattern.match(path.lstrip("/"))
        if match and _resolves_rest(route.callback, match[0]):
            return True
    return False


def _resolves_rest(callback: object, rest: str) -> bool:
    nested = _unwrap(callback, "routes")
    return nested is None or _resolves(nested.routes, rest)


CHECKS = (check_asgi_application,)
