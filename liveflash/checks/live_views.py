"""System checks of the LiveViews in the URLconf and of their templates."""

from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import Any

from django.conf import settings
from django.core import checks
from django.urls import URLPattern, URLResolver, get_resolver

from liveflash import conf
from liveflash.checks.templates import check_template
from liveflash.views.live_view import LiveView
from liveflash.views.template_names import find_beside, missing_hint

Messages = list[checks.CheckMessage]


def check_templates(**_kwargs: Any) -> Messages:
    """Report the templates of the LiveViews in the URLconf.

    E005: a LiveView has no template. Set ``template_name``, or put the template beside
    the module of the class.
    E006: the template of a LiveView does not exist or cannot be compiled. Correct
    ``template_name``, or the template at the line that is named.
    W005: the template of a LiveView reads a variable that only pyview has. Write what
    the hint names, such as ``forloop`` for ``loop``.
    """
    if not getattr(settings, "ROOT_URLCONF", None):
        return []
    views = dict.fromkeys(_live_views(get_resolver().url_patterns))
    return [message for view, name in views for message in _check_template(view, name)]


def check_views(**_kwargs: Any) -> Messages:
    """Report routes to classes.

    E009: the URLconf routes to a LiveView class without ``as_view()``. Write
    ``path(…, MyLiveView.as_view())``.
    """
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


def check_callbacks(**_kwargs: Any) -> Messages:
    """Report callbacks that cannot be called.

    E015: a callback of a LiveView has a parameter that no call can fill. Take the
    documented parameters, or values that the callback provides by name.
    """
    if not getattr(settings, "ROOT_URLCONF", None):
        return []
    views = dict.fromkeys(v for v, _name in _live_views(get_resolver().url_patterns))
    return [
        checks.Error(
            f"A callback of the LiveView {view.__qualname__} cannot be called. {error}",
            hint=(
                "Take the documented parameters of the callback, or some of the values "
                "that it provides by name."
            ),
            obj=view,
            id="liveflash.E015",
        )
        for view in views
        for error in view.binding_errors
    ]


def needs_socket() -> bool:
    """Return whether any page may connect: a live one, or the stack of another."""
    return conf.plain_pages() != "none" or has_live_views()


def has_live_views() -> bool:
    """Return whether the URLconf has live views; it may have without a ROOT_URLCONF."""
    if not getattr(settings, "ROOT_URLCONF", None):
        return True
    return any(_live_views(get_resolver().url_patterns))


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
            name = options.get("template_name", view.template_name)
            yield view, name or find_beside(view)


def _check_template(view: type[LiveView[Any]], name: object) -> Messages:
    if not name:
        return [_no_template(view)]
    if not isinstance(name, str):  # a property, which only an instance can read
        return []
    return [*check_template(view, name)]


def _no_template(view: type[LiveView[Any]]) -> checks.Error:
    return checks.Error(
        f"The LiveView {view.__qualname__} has no template.",
        hint=missing_hint(view),
        obj=view,
        id="liveflash.E005",
    )


CHECKS = (
    check_templates,
    check_views,
    check_callbacks,
)
