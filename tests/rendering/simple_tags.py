"""Template tags and filters as third-party packages have them."""

from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from liveflash.rendering.default_tags import declare_pure

register = template.Library()


@register.simple_tag
def plus(first: int, second: int) -> int:
    return first + second


@register.simple_tag(takes_context=True)
def assign(context: Context, name: str, value: Any) -> str:
    """Set a name that is not declared in the tag."""
    context[name] = value
    return ""


@register.simple_tag(takes_context=True)
def peek(context: Context, name: str) -> Any:
    """Show a variable by a name that may itself be a variable."""
    return context.get(name, "-")


@register.simple_tag(takes_context=True)
def template_name(context: Context) -> str:
    """Return the name of the template that is rendered."""
    template: Any = context.render_context.template
    return str(template.name)


@register.simple_tag
def raising(failing: Any) -> str:
    """Raise an error that Django hides in some places."""
    return str(failing.silent if failing else "none")


@register.simple_tag(takes_context=True)
def newest(context: Context) -> Any:
    """Show flash, which the tag does not name."""
    return context["flash"].get("info", "none")


@register.simple_tag
def markup(text: str) -> SafeString:
    return format_html("<b>{}</b>", text)


@register.inclusion_tag("card.html")
def card(title: str, rows: list[Any] | None = None) -> dict[str, Any]:
    return {"title": title, "rows": rows or ()}


@register.inclusion_tag("card.html", takes_context=True)
def card_of(context: Context, name: str) -> dict[str, Any]:
    return {"title": context.get(name), "rows": (), "own": context.get("own")}


@register.simple_tag(takes_context=True)
def escaping(context: Context, *, on: bool) -> str:
    """Turn autoescape on or off for the nodes after this tag."""
    context.autoescape = on
    return ""


@register.filter
def shout(value: Any) -> str:
    return f"{value}!".upper()


@register.filter(needs_autoescape=True)
def strong(value: Any, *, autoescape: bool = True) -> SafeString:
    text = format_html("{}", value) if autoescape else str(value)
    return mark_safe(f"<strong>{text}</strong>")  # noqa: S308 - escaped if autoescape is on


CALLS: list[str] = []


@register.filter
@declare_pure
def noted(text: str) -> str:
    """A filter that is declared pure, and records its arguments."""
    CALLS.append(text)
    return f"<{text}>"


@register.filter
def noted_each_time(text: str) -> str:
    """The same filter, not declared pure."""
    return str(noted(text))
