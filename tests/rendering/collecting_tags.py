"""Tags that leave something behind for other tags, as third-party packages do."""

from typing import Any

from django import template
from django.middleware.csrf import get_token
from django.template import Context, Node
from django.template.base import Parser, Token
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

register = template.Library()


def _request(context: Context) -> Any:
    return context.request  # type: ignore[attr-defined]


def _joined(values: Any) -> SafeString:
    return format_html_join(" / ", "{}", ((value,) for value in values))


@register.simple_tag(takes_context=True)
def crumb(context: Context, label: Any) -> str:
    """Add a breadcrumb to a list in ``META``, as django-bootstrap-breadcrumbs does."""
    meta = _request(context).META
    meta["CRUMBS"] = [*meta.get("CRUMBS", []), label]
    return ""


@register.simple_tag(takes_context=True)
def crumbs(context: Context) -> SafeString:
    return _joined(_request(context).META.get("CRUMBS", []))


@register.simple_tag(takes_context=True)
def asset(context: Context, name: Any) -> str:
    """Show an asset that the page does not have yet, as django-webpack-loader does."""
    request = _request(context)
    if not hasattr(request, "assets"):
        request.assets = set()
    is_new = name not in request.assets
    request.assets.add(name)
    return f"[{name}]" if is_new else "-"


@register.simple_tag
def asset_for(request: Any, name: Any) -> str:
    """Add an asset to a request that is an argument."""
    request.assets = {*getattr(request, "assets", ()), name}
    return ""


@register.simple_tag(takes_context=True)
def collect(context: Context, value: Any) -> str:
    """Add to what middleware has put on the request: a list, and an object."""
    request = _request(context)
    request.collected.append(value)
    request.collector.by_kind.setdefault("kind", []).append(value)
    request.collector.count += 1
    return ""


@register.simple_tag(takes_context=True)
def collection(context: Context) -> SafeString:
    request = _request(context)
    collector = request.collector
    shown = [*request.collected, "+", *collector.by_kind.get("kind", ())]
    return _joined([*shown, collector.count])


@register.simple_tag(takes_context=True)
def mark(context: Context, value: Any) -> str:
    """Add to the state of the template."""
    state = context.render_context
    state["marks"] = [*(state.get("marks") or ()), value]
    return ""


@register.simple_tag(takes_context=True)
def mark_page(context: Context, value: Any) -> str:
    """Add to the state of the whole page."""
    state: Any = context.render_context.dicts[0]
    state["marks"] = [*state.get("marks", ()), value]
    return ""


@register.simple_tag(takes_context=True)
def marks(context: Context) -> SafeString:
    state: Any = context.render_context
    return _joined([*(state.get("marks") or ()), "+", *state.dicts[0].get("marks", ())])


@register.simple_tag(takes_context=True)
def set_globally(context: Context, name: str, value: Any) -> str:
    context.dicts[0][name] = value
    return ""


@register.simple_tag(takes_context=True)
def set_upward(context: Context, name: str, value: Any) -> str:
    context.set_upward(name, value)
    return ""


@register.filter
def secret(request: Any) -> str:
    """Make a CSRF secret, as ``{% csrf_token %}`` does for a new visitor."""
    get_token(request)
    return ""


class NothingNode(Node):
    """A tag whose ``render`` has no return statement."""

    child_nodelists = ()

    def render(self, context: Context) -> Any:
        context["nothing"] = True


@register.tag
def nothing(_parser: Parser, _token: Token) -> NothingNode:
    return NothingNode()
