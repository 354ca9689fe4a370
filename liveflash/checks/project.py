"""System checks of the project: its settings, ASGI application, URLs and templates.

Channels' routers are recognized by their attributes: this module does not import
Channels.
"""

from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler
from django.core import checks
from django.core.handlers.asgi import ASGIHandler
from django.template import TemplateDoesNotExist, TemplateSyntaxError, engines
from django.template.backends.django import DjangoTemplates
from django.template.loader import get_template
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.module_loading import import_string

from liveflash import conf
from liveflash.conf import SOCKET_PATH
from liveflash.views.live_view import LiveView

# What startproject's asgi.py has, alone or with static files.
HTTP_APPLICATIONS = (ASGIHandler, ASGIStaticFilesHandler)
CONTEXT_PROCESSOR = "liveflash.context_processors.flash"

Messages = list[checks.CheckMessage]


def check_context_processor(**_kwargs: Any) -> Messages:
    """E001: no template engine has the context processor for ``flash``."""
    backends = [each for each in engines.all() if isinstance(each, DjangoTemplates)]
    if any(CONTEXT_PROCESSOR in each.engine.context_processors for each in backends):
        return []
    return [
        checks.Error(
            f"No template engine has the context processor {CONTEXT_PROCESSOR!r}: "
            "templates have no flash.",
            hint=(
                f"Add {CONTEXT_PROCESSOR!r} to OPTIONS['context_processors'] of the "
                "DjangoTemplates engine in TEMPLATES."
            ),
            id="liveflash.E001",
        )
    ]


def check_asgi_application(**_kwargs: Any) -> Messages:
    """E002 to E004: the ASGI application is missing or has no route for the socket."""
    path = getattr(settings, "ASGI_APPLICATION", None)
    if not isinstance(path, str):
        return [_no_asgi_application(path)]
    try:
        application = import_string(path)
    except ImportError as error:
        return [_broken_asgi_application(path, error)]
    return [] if _is_routed(application) else [_no_route(path)]


def check_session_engine(**_kwargs: Any) -> Messages:
    """W001: sessions are stored in cookies, which a socket cannot write."""
    engine = getattr(settings, "LIVEFLASH_SESSION_ENGINE", settings.SESSION_ENGINE)
    if engine != conf.SIGNED_COOKIES:
        return []
    return [
        checks.Warning(
            "Sessions are stored in signed cookies, which a WebSocket cannot write: "
            "the messages of live pages are stored in the cache instead. They are lost "
            "if the cache is cleared or not shared by all processes.",
            hint=(
                "Set SESSION_ENGINE, or LIVEFLASH_SESSION_ENGINE for live pages only, "
                "to a store on the server such as "
                "'django.contrib.sessions.backends.cached_db'. If all processes share "
                "a cache, set LIVEFLASH_SESSION_ENGINE to "
                "'django.contrib.sessions.backends.cache'."
            ),
            id="liveflash.W001",
        )
    ]


def check_skin(**_kwargs: Any) -> Messages:
    """E008: LIVEFLASH_SKIN names an unknown design system."""
    skin = conf.skin()
    if skin in conf.SKINS:
        return []
    known = ", ".join(map(repr, conf.SKINS))
    return [
        checks.Error(
            f"LIVEFLASH_SKIN is {skin!r}, which is not a skin.",
            hint=(
                f"Set LIVEFLASH_SKIN to one of {known}, or remove it for "
                f"{conf.SKINS[0]!r}. For your own styles, keep "
                f"{conf.SKINS[0]!r} and see docs/styling.md."
            ),
            id="liveflash.E008",
        )
    ]


def check_callback_context(**_kwargs: Any) -> Messages:
    """E010: LIVEFLASH_CALLBACK_CONTEXT is not the path of a context manager."""
    path = getattr(settings, "LIVEFLASH_CALLBACK_CONTEXT", None)
    try:
        is_callable = path is None or callable(import_string(path))
    except (ImportError, AttributeError) as error:
        return [_no_callback_context(path, str(error))]
    return [] if is_callable else [_no_callback_context(path, "it is not callable")]


def check_templates(**_kwargs: Any) -> Messages:
    """E005, E006: a LiveView in the URLconf has no template, or one that fails."""
    if not getattr(settings, "ROOT_URLCONF", None):
        return []
    views = dict.fromkeys(_live_views(get_resolver().url_patterns))
    return [message for view, name in views for message in _check_template(view, name)]


def check_views(**_kwargs: Any) -> Messages:
    """E009: the URLconf routes to a LiveView class without ``as_view()``."""
    if not getattr(settings, "ROOT_URLCONF", None):
        return []
    return [
        checks.Error(
            f"The URLconf routes to the class {view.__qualname__}: its page fails.",
            hint=f"Write path(…, {view.__qualname__}.as_view()).",
            obj=view,
            id="liveflash.E009",
        )
        for view in map(attrgetter("callback"), _routes(get_resolver().url_patterns))
        if isinstance(view, type) and issubclass(view, LiveView)
    ]


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


def _no_route(path: str) -> checks.Error:
    return checks.Error(
        f"ASGI_APPLICATION {path!r} has no WebSocket route for /{SOCKET_PATH}: pages "
        "render, but never connect.",
        hint=(
            "Add liveflash.routing.websocket_urlpatterns to the URLRouter under "
            "'websocket' in the ProtocolTypeRouter."
        ),
        id="liveflash.E004",
    )


def _is_routed(application: object) -> bool:
    """Return False if the socket has no route, True if it has or may have one."""
    by_protocol = _unwrap(application, "application_mapping")
    if by_protocol is None:
        return type(application) not in HTTP_APPLICATIONS
    if "websocket" not in by_protocol.application_mapping:
        return False
    router = _unwrap(by_protocol.application_mapping["websocket"], "routes")
    return router is None or _resolves(router.routes, SOCKET_PATH)


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


def _routes(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    """Yield all routes of a URLconf."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns)
        else:
            yield pattern


def _live_views(
    patterns: Iterable[URLPattern | URLResolver],
) -> Iterator[tuple[type[LiveView[Any]], object]]:
    """Yield each LiveView of a URLconf with its template name."""
    for pattern in _routes(patterns):
        view = getattr(pattern.callback, "view_class", None)
        if isinstance(view, type) and issubclass(view, LiveView):
            options = getattr(pattern.callback, "view_initkwargs", {})
            yield view, options.get("template_name", view.template_name)


def _check_template(view: type[LiveView[Any]], name: object) -> Messages:
    if not name:
        return [_no_template(view)]
    if not isinstance(name, str):  # a property, which only an instance can read
        return []
    try:
        get_template(name)
    except (TemplateDoesNotExist, TemplateSyntaxError) as error:
        return [_broken_template(view, name, error)]
    return []


def _no_template(view: type[LiveView[Any]]) -> checks.Error:
    return checks.Error(
        f"The LiveView {view.__qualname__} has no template.",
        hint="Set template_name on the class, or pass it to as_view().",
        obj=view,
        id="liveflash.E005",
    )


def _no_callback_context(path: object, problem: str) -> checks.Error:
    return checks.Error(
        f"LIVEFLASH_CALLBACK_CONTEXT is {path!r}, which is not the path of a function "
        f"that returns a context manager: {problem}.",
        hint=(
            "Set it to the dotted path of a function with @contextmanager that takes "
            "a request, or None without one."
        ),
        id="liveflash.E010",
    )


def _broken_template(
    view: type[LiveView[Any]], name: str, error: Exception
) -> checks.Error:
    missing = isinstance(error, TemplateDoesNotExist)
    reason = "does not exist." if missing else f"cannot be compiled: {error}"
    return checks.Error(
        f"The template {name!r} of the LiveView {view.__qualname__} {reason}",
        hint=(
            "Correct template_name, or put the template into a directory of TEMPLATES "
            "or the templates/ directory of an installed app."
            if missing
            else f"Correct the template {name!r}.{_js_hint(str(error))}"
        ),
        obj=view,
        id="liveflash.E006",
    )


def _js_hint(error: str) -> str:
    """Return the Django spelling of commands that are written as in pyview."""
    if "Invalid filter: 'js'" not in error and "'js." not in error:
        return ""
    return " Write client commands as {% js push 'save' id=item.pk | hide '#form' %}."


CHECKS = (
    check_context_processor,
    check_asgi_application,
    check_session_engine,
    check_skin,
    check_callback_context,
    check_templates,
    check_views,
)
