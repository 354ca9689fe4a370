"""Template tags and filters as other people write them."""

from typing import Any

from django import template
from django.template import Context, Node, NodeList
from django.template.base import FilterExpression, Parser, Token
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from liveflash.rendering.nodes import remember
from liveflash.rendering.passage import passes_through

register = template.Library()


@register.simple_tag
def plus(first: int, second: int) -> int:
    return first + second


@register.simple_tag(takes_context=True)
def assign(context: Context, name: str, value: Any) -> str:
    """Set a name, without saying so in the tag."""
    context[name] = value
    return ""


@register.simple_tag(takes_context=True)
def peek(context: Context, name: str) -> Any:
    """Show a name that does not stand in the template as such."""
    return context.get(name, "-")


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
    """Turn autoescape on or off for what follows."""
    context.autoescape = on
    return ""


@register.filter
def shout(value: Any) -> str:
    return f"{value}!".upper()


@register.filter(needs_autoescape=True)
def strong(value: Any, *, autoescape: bool = True) -> SafeString:
    text = format_html("{}", value) if autoescape else str(value)
    return mark_safe(f"<strong>{text}</strong>")  # noqa: S308 - escaped where asked


ASKED: list[str] = []


@register.filter
@remember
def noted(text: str) -> str:
    """A filter that is declared pure, and notes what it is asked."""
    ASKED.append(text)
    return f"<{text}>"


@register.filter
def noted_each_time(text: str) -> str:
    """The same, of which nothing is declared."""
    return str(noted(text))


class ScopeNode(Node):
    """Shows its contents with a name of its own set."""

    def __init__(self, nodelist: NodeList, value: FilterExpression) -> None:
        self.nodelist = nodelist
        self.value = value

    def render(self, context: Context) -> SafeString:
        with context.push(scoped=self.value.resolve(context)):
            return self.nodelist.render(context)


@register.tag
def scope(parser: Parser, token: Token) -> ScopeNode:
    value = parser.compile_filter(token.split_contents()[1])
    nodelist = parser.parse(("endscope",))
    parser.delete_first_token()
    return ScopeNode(nodelist, value)


class BoxNode(Node):
    """Shows its contents in a box, or nothing of them where there is no title."""

    def __init__(self, nodelist: NodeList, title: FilterExpression) -> None:
        self.nodelist = nodelist
        self.title = title

    def render(self, context: Context) -> SafeString:
        title = self.title.resolve(context)
        if not title:
            return mark_safe("<hr>")
        with context.push(boxed=title):
            contents = self.nodelist.render(context)
        return format_html('<div title="{}">{}</div>', title, contents)


@register.tag
def box(parser: Parser, token: Token) -> BoxNode:
    title = parser.compile_filter(token.split_contents()[1])
    nodelist = parser.parse(("endbox",))
    parser.delete_first_token()
    return BoxNode(nodelist, title)


class EchoNode(ScopeNode):
    """Shows its contents twice, though it is declared to show them as they are."""

    def render(self, context: Context) -> SafeString:
        return SafeString(self.nodelist.render(context) * 2)


@register.tag
def echo(parser: Parser, token: Token) -> EchoNode:
    nodelist = parser.parse(("endecho",))
    parser.delete_first_token()
    return EchoNode(nodelist, parser.compile_filter("1"))


passes_through(BoxNode, EchoNode)


class TwiceNode(Node):
    """Shows its contents twice, the second time in capitals."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        first, second = self.nodelist.render(context), self.nodelist.render(context)
        return SafeString(first + second.upper())


@register.tag
def twice(parser: Parser, _token: Token) -> TwiceNode:
    nodelist = parser.parse(("endtwice",))
    parser.delete_first_token()
    return TwiceNode(nodelist)


class SetNode(Node):
    """Sets names from its contents, and shows nothing."""

    def __init__(self, nodelist: NodeList, name: str) -> None:
        self.nodelist = nodelist
        self.name = name

    def render(self, context: Context) -> str:
        context[self.name] = self.nodelist.render(context)
        return ""


@register.tag
def capture(parser: Parser, token: Token) -> SetNode:
    nodelist = parser.parse(("endcapture",))
    parser.delete_first_token()
    return SetNode(nodelist, token.split_contents()[1])


@register.simple_block_tag(takes_context=True)
def framed(context: Context, content: str, title: str) -> SafeString:
    return format_html("<div>{}|{}|{}</div>", title, content, context.get("own", ""))
