"""Block tags as third-party packages have them."""

import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django import template
from django.template import Context, Node, NodeList, TemplateDoesNotExist
from django.template.base import FilterExpression, Parser, Token
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from liveflash.rendering.compiler import Builder, Compiler, passes_through
from liveflash.rendering.compiler import register as register_compiler

register = template.Library()


class BlockNode(Node):
    """A tag with contents and values; it returns its contents as they are."""

    def __init__(self, nodelist: NodeList, *values: FilterExpression) -> None:
        self.nodelist = nodelist
        self.values = values

    def value(self, context: Context) -> Any:
        return self.values[0].resolve(context)

    def render(self, context: Context) -> SafeString:
        return self.nodelist.render(context)


def block_tag(name: str) -> Callable[[Any], Any]:
    """Register a node class as a tag that ends with ``end`` and its name."""

    def decorate(node_class: Any) -> Any:
        def compile_tag(parser: Parser, token: Token) -> Node:
            values = [parser.compile_filter(b) for b in token.split_contents()[1:]]
            nodelist = parser.parse((f"end{name}",))
            parser.delete_first_token()
            node: Node = node_class(nodelist, *values)
            return node

        register.tag(name, compile_tag)
        return node_class

    return decorate


@block_tag("box")
class BoxNode(BlockNode):
    """Puts a box around its contents; shows nothing of them without a title."""

    def render(self, context: Context) -> SafeString:
        title = self.value(context)
        if not title:
            return mark_safe("<hr>")
        with context.push(boxed=title):
            contents = self.nodelist.render(context)
        return format_html('<div title="{}">{}</div>', title, contents)


@block_tag("scope")
class ScopeNode(BlockNode):
    """Has a name of its own set in its contents."""

    def render(self, context: Context) -> SafeString:
        with context.push(scoped=self.value(context)):
            return self.nodelist.render(context)


@block_tag("echo")
class EchoNode(BlockNode):
    """Renders its contents once and shows them twice."""

    def render(self, context: Context) -> SafeString:
        return SafeString(self.nodelist.render(context) * 2)


@block_tag("twice")
class TwiceNode(BlockNode):
    """Renders its contents twice; the second time it shows them in capitals."""

    def render(self, context: Context) -> SafeString:
        first, second = self.nodelist.render(context), self.nodelist.render(context)
        return SafeString(first + second.upper())


@block_tag("measured")
class MeasuredNode(BlockNode):
    """Renders its contents twice: to find out if they are empty, and to show them."""

    def render(self, context: Context) -> SafeString:
        if not self.nodelist.render(context).strip():
            return SafeString("<i>nothing</i>")
        return self.nodelist.render(context)


@block_tag("repeat")
class RepeatNode(BlockNode):
    """Shows its contents as many times as its value."""

    def render(self, context: Context) -> SafeString:
        def rendered(time: int) -> SafeString:
            with context.push(time=time):
                return self.nodelist.render(context)

        count = int(self.value(context) or 0)
        return format_html_join("|", "{}", ((rendered(time),) for time in range(count)))


@block_tag("capture")
class CaptureNode(BlockNode):
    """Sets a name to its contents, and shows nothing."""

    def render(self, context: Context) -> SafeString:
        context[self.values[0].token] = self.nodelist.render(context)
        return SafeString("")


@block_tag("trim")
class TrimNode(BlockNode):
    """Takes the space from around its contents."""

    def render(self, context: Context) -> SafeString:
        return SafeString(self.nodelist.render(context).strip())


@block_tag("escaped")
class EscapedNode(BlockNode):
    """Shows its contents as text, which is not safe."""

    def render(self, context: Context) -> SafeString:
        text = "".join(self.nodelist.render(context))
        return format_html("<pre>{}</pre>", text)


@block_tag("each")
class EachNode(BlockNode):
    """Renders the nodes of its contents one by one."""

    def render(self, context: Context) -> SafeString:
        nodes: list[Any] = list(self.nodelist)
        return SafeString("-".join(node.render_annotated(context) for node in nodes))


@block_tag("guarded")
class GuardedNode(BlockNode):
    """Hides the errors of its contents."""

    def render(self, context: Context) -> SafeString:
        try:
            return self.nodelist.render(context)
        except Exception as error:  # noqa: BLE001 - any error of a template
            return format_html("<b>{}</b>", type(error).__name__)


@block_tag("steady")
class SteadyNode(BlockNode):
    """Shows its last output if its contents fail."""

    def render(self, context: Context) -> SafeString:
        memory = self.value(context)
        with suppress(TemplateDoesNotExist):
            memory["last"] = self.nodelist.render(context)
        return SafeString(memory.get("last", ""))


@block_tag("alone")
class AloneNode(BlockNode):
    """Renders its contents in a context with nothing but one name in it."""

    def render(self, context: Context) -> SafeString:
        return self.nodelist.render(context.new({"a": self.value(context)}))


@block_tag("flat")
class FlatNode(BlockNode):
    """Renders its contents in a plain context."""

    def render(self, context: Context) -> SafeString:
        flat = Context(context.flatten())
        flat.template = context.template
        with flat.render_context.push_state(context.template):  # type: ignore[arg-type]
            return self.nodelist.render(flat)


@block_tag("leak")
class LeakNode(BlockNode):
    """Leaves a name behind."""

    def render(self, context: Context) -> SafeString:
        context["leaked"] = self.value(context)
        return self.nodelist.render(context)


@block_tag("flashy")
class FlashyNode(BlockNode):
    """Gives flash another name."""

    def render(self, context: Context) -> SafeString:
        with context.push(latest=context["flash"].get("info", "-")):
            return self.nodelist.render(context)


@block_tag("raw")
class RawNode(BlockNode):
    """Turns autoescape off in its contents if its value is true."""

    def render(self, context: Context) -> SafeString:
        former = context.autoescape
        context.autoescape = not self.value(context)
        try:
            return self.nodelist.render(context)
        finally:
            context.autoescape = former


@block_tag("loose")
class LooseNode(BlockNode):
    """Turns autoescape on or off for its contents and the nodes after it."""

    def render(self, context: Context) -> SafeString:
        context.autoescape = bool(self.value(context))
        return self.nodelist.render(context)


@block_tag("compiled")
class CompiledNode(BlockNode):
    """A tag with a compiler."""

    def render(self, context: Context) -> SafeString:
        return format_html("<p>{}</p>", self.nodelist.render(context))


@register_compiler(CompiledNode)
def _compiled(compiler: Compiler, node: CompiledNode, builder: Builder) -> None:
    builder.text("<p>")
    compiler.nodes(node.nodelist, builder)
    builder.text("</p>")


@block_tag("plainly")
class PlainlyNode(BlockNode):
    """A tag that passes through."""


passes_through(PlainlyNode)


@block_tag("spoken")
class SpokenNode(BlockNode):
    """Has its contents in the language of a variable."""

    def render(self, context: Context) -> SafeString:
        with translation.override(self.value(context) or "en"):
            return self.nodelist.render(context)


@block_tag("numbered")
class NumberedNode(BlockNode):
    """Counts how often it was rendered, under itself."""

    def reset(self, context: Context) -> None:
        context.render_context[self] = 0

    def render(self, context: Context) -> SafeString:
        count = int(context.render_context.get(self) or 0) + 1
        context.render_context[self] = count
        return format_html("{}. {}", count, self.nodelist.render(context))


class RenumberNode(Node):
    """Resets the counters of other tags."""

    child_nodelists = ()

    def __init__(self, nodes: list[NumberedNode]) -> None:
        self.nodes = nodes

    def render(self, context: Context) -> str:
        for node in self.nodes:
            node.reset(context)
        return ""


@register.tag
def numbered_and_again(parser: Parser, _token: Token) -> Node:
    """Compile a numbered tag, followed by one that resets it."""
    nodelist = parser.parse(("endnumbered_and_again",))
    parser.delete_first_token()
    numbered = NumberedNode(nodelist)
    inner = NodeList([numbered, RenumberNode([numbered]), numbered, numbered])
    return BlockNode(inner)


@block_tag("deferring")
class DeferringNode(BlockNode):
    """Puts the parts of its contents in that were rendered later."""

    def render(self, context: Context) -> SafeString:
        with context.push(deferred=[]):
            text = self.nodelist.render(context)
            for part in context["deferred"]:
                text = SafeString(text.replace("<template></template>", part, 1))
        return text


@block_tag("later")
class LaterNode(BlockNode):
    """Has its contents put in by the tag around it."""

    def render(self, context: Context) -> SafeString:
        context["deferred"].append(self.nodelist.render(context))
        return SafeString("<template></template>")


@block_tag("uncommented")
class UncommentedNode(BlockNode):
    """Removes the comments of its contents."""

    def render(self, context: Context) -> SafeString:
        return SafeString(re.sub("<!--.*?-->", "", self.nodelist.render(context)))


@block_tag("provide")
class ProvideNode(BlockNode):
    """Keeps its contents for another tag, and shows nothing."""

    def render(self, context: Context) -> SafeString:
        context["provided"] = self.nodelist
        return SafeString("")


@block_tag("around")
class AroundNode(BlockNode):
    """Shows what was provided, then its own contents."""

    def render(self, context: Context) -> SafeString:
        provided = context.get("provided")
        with context.push(provided=None):
            first = "" if provided is None else provided.render(context)
        own = self.nodelist if provided is None else None
        with context.push(provided=own):
            return format_html("{}+{}", first, self.nodelist.render(context))


@block_tag("in_card")
class CardNode(BlockNode):
    """Hands its contents to a template of its own."""

    def render(self, context: Context) -> SafeString:
        values = {"title": self.nodelist.render(context), "rows": ()}
        return render_to_string("card.html", values)


class EitherNode(Node):
    """One of two contents, or both, in either order."""

    child_nodelists = ("first", "second")

    def __init__(self, first: NodeList, second: NodeList, how: Any) -> None:
        self.first, self.second, self.how = first, second, how

    def render(self, context: Context) -> SafeString:
        lists = {"1": self.first, "2": self.second}
        how = str(self.how.resolve(context))
        return format_html_join(
            ",", "<p>{}</p>", ((lists[n].render(context),) for n in how if n in lists)
        )


@register.tag
def either(parser: Parser, token: Token) -> EitherNode:
    how = parser.compile_filter(token.split_contents()[1])
    first = parser.parse(("or",))
    parser.delete_first_token()
    second = parser.parse(("endeither",))
    parser.delete_first_token()
    return EitherNode(first, second, how)


@register.simple_block_tag(takes_context=True)
def framed(context: Context, content: str, title: str) -> SafeString:
    return format_html("<div>{}|{}|{}</div>", title, content, context.get("own", ""))


@register.simple_block_tag
def quoted(content: str, by: Any = "") -> SafeString:
    return format_html("<q>{}</q>{}", content, by)


@register.simple_block_tag
def louder(content: str) -> str:
    return content.upper()
