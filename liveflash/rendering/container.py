"""The container of a live page, ``{% live %}``, and its part of the template.

A socket renders the container alone. Of the nodes before it in the template, only those
that may set names in the context are rendered.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from weakref import WeakKeyDictionary

from django.http import HttpRequest
from django.template import Context, Node, NodeList, TemplateSyntaxError
from django.template.base import Template
from django.template.defaulttags import WithNode
from django.template.loader_tags import BlockNode
from django.utils.html import format_html
from django.utils.safestring import SafeString

from liveflash.protocol.frames import ROOT_ID
from liveflash.rendering.compiled import (
    CompiledTemplate,
    inheritance_chain,
    store_variant,
)
from liveflash.rendering.compiler import Blocks, Compiler, may_set_names
from liveflash.rendering.context import LiveContext
from liveflash.rendering.loader_tags import enter_block
from liveflash.rendering.side_effects import SideEffects

_ATTRIBUTE = "_liveflash_container"

# The ARIA live regions. They are outside the container, so that they are not patched,
# and are present before the first message.
ANNOUNCER = SafeString(
    '<div id="liveflash-announcer">'
    '<div aria-live="polite"></div><div aria-live="assertive"></div></div>'
)

MARK = "<!-- liveflash live region -->"

PageElement = Callable[[Mapping[str, Any] | None], str]

Step = Callable[[LiveContext], None]
_Found = tuple[list[Step], Compiler, Iterable[Node]]

_compiled: WeakKeyDictionary[Template, dict[Any, "CompiledContainer | None"]] = (
    WeakKeyDictionary()
)


def _no_element(_stack: Mapping[str, Any] | None) -> str:
    """Return nothing: a page that is joined has its element already."""
    return ""


class Container:
    """The container of one page: its token, and what the last plain render put there.

    ``is_open`` is true while its content is rendered. ``outside`` names the message
    tags outside of it, ``announces`` is true if the page has any message tag, and
    ``stack`` holds the options of its first stack. ``page_element`` returns the element
    of the page's script for them. With ``is_marked`` there is a comment on both sides
    of its content.
    """

    __slots__ = (
        "announces",
        "content",
        "is_marked",
        "is_open",
        "outside",
        "page_element",
        "stack",
        "token",
    )

    def __init__(
        self, token: str = "", page_element: PageElement = _no_element
    ) -> None:
        self.token = token
        self.page_element = page_element
        self.stack: Mapping[str, Any] | None = None
        self.content: str | None = None
        self.is_marked = self.is_open = False
        self.outside: tuple[str, ...] = ()
        self.announces = False

    def announce(self, stack: Mapping[str, Any] | None) -> None:
        """Note a message tag; ``stack`` holds its options if it is a stack."""
        self.announces = True
        if self.stack is None:
            self.stack = stack

    def refuse_second(self, html: str) -> None:
        """Raise TemplateSyntaxError if the HTML of a page has the container twice."""
        if html.count(f'data-phx-session="{self.token}"') > 1:
            msg = "This page has {% live %} twice: use it once, in its base template."
            raise TemplateSyntaxError(msg)

    def content_in(self, html: str) -> str:
        """Return the content in the HTML of a whole page, without the comments.

        Tags around it may have changed what was captured. If they have removed the
        comments, return what was captured; without a container return the whole page.
        """
        before, *inside = html.split(MARK)
        if self.content is None:
            return before
        return inside[0] if len(inside) == 2 else self.content


def bind_container(request: HttpRequest, container: Container) -> None:
    """Make ``container`` the one that ``request`` renders."""
    setattr(request, _ATTRIBUTE, container)


def container_of(context: Context) -> Container | None:
    """Return the container of the live page that is rendered; None on a plain page."""
    return getattr(getattr(context, "request", None), _ATTRIBUTE, None)


class LiveNode(Node):
    """``{% live %}``: on a live page the container that the client patches."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        """Return the content, on a live page in its container."""
        container = container_of(context)
        if container is None:
            return self.nodelist.render(context)
        container.is_open = True
        content = self.nodelist.render(context)
        container.is_open = False
        container.content = content
        if container.is_marked:
            content = SafeString(f"{MARK}{content}{MARK}")
        return format_html(
            '<div id="{}" data-phx-main data-phx-session="{}" data-phx-static="">'
            "{}</div>{}{}",
            ROOT_ID,
            container.token,
            content,
            ANNOUNCER if container.announces else "",
            container.page_element(container.stack),
        )


class CompiledContainer:
    """The compiled content of a container, and the steps that prepare its context.

    ``has_side_effects`` is true if tags may leave something behind on the request.
    """

    def __init__(
        self, steps: list[Step], template: CompiledTemplate, *, has_side_effects: bool
    ) -> None:
        self._steps = steps
        self._template = template
        self.block = template.block
        self.has_side_effects = has_side_effects

    def prepare(self, context: LiveContext) -> None:
        """Change a context to what it is inside the container."""
        self._template.enter_chain(context)
        for step in self._steps:
            step(context)


def compiled_container(
    template: Template, context: LiveContext
) -> CompiledContainer | None:
    """Return the compiled container of a template; the whole template if it has none.

    Return None if only a full render reaches the container, for instance inside an
    ``{% if %}``.
    """
    variants = _compiled.setdefault(template, {})
    if () in variants:
        return variants[()]
    nodes, blocks, parents, last = inheritance_chain(template, context)
    if parents not in variants:
        store_variant(variants, parents, _Path(context, blocks).compile(nodes, last))
    return variants[parents]


def _has_container(nodes: Iterable[Node], blocks: Blocks | None) -> bool:
    """Return whether a template has ``{% live %}``; included templates do not count."""
    overriding = [node for chained in (blocks or {}).values() for node in chained]
    return any(node.get_nodes_by_type(LiveNode) for node in (*nodes, *overriding))


class _Path:
    """The path to ``{% live %}`` in a template, through its ``{% block %}`` nodes."""

    def __init__(self, context: LiveContext, blocks: Blocks | None) -> None:
        self._context = context
        self._blocks = blocks

    def compile(
        self, nodes: list[Node], last_parent: Template | None
    ) -> CompiledContainer | None:
        """Compile the container; return None if only a full render reaches it."""
        compiler, blocks = Compiler(self._blocks), self._blocks
        found: _Found | None = ([], compiler, nodes)
        if _has_container(nodes, blocks):
            found = self._find(nodes, compiler)
        if found is None:
            return None
        steps, inner, content = found
        template = CompiledTemplate(inner.block(content), blocks, last_parent)
        has_side_effects = SideEffects(self._context).any(nodes, blocks)
        return CompiledContainer(steps, template, has_side_effects=has_side_effects)

    def _find(self, nodes: Iterable[Node], compiler: Compiler) -> _Found | None:
        """Return the steps to the container, the compiler for its content, and that."""
        steps: list[Step] = []
        for node in nodes:
            if isinstance(node, LiveNode):
                return steps, compiler, node.nodelist
            inside = self._inside(node, compiler)
            if inside is not None:
                step, inner, nodelist = inside
                found = self._find(nodelist, inner)
                if found is not None:
                    return [*steps, step, *found[0]], found[1], found[2]
            if node.get_nodes_by_type(LiveNode):
                return None
            if self._leaves_something(node):
                steps.append(_render_step(node))
        return None

    def _inside(
        self, node: Node, compiler: Compiler
    ) -> tuple[Step, Compiler, NodeList] | None:
        """Return how to enter a node that may contain ``{% live %}``, or None."""
        if isinstance(node, WithNode):
            return _with_step(node), compiler, node.nodelist
        if isinstance(node, BlockNode):
            nodes = [node] if self._blocks is None else self._blocks[node.name]
            return _block_step(nodes), compiler.in_block(nodes[1:]), nodes[0].nodelist
        return None

    def _leaves_something(self, node: Node) -> bool:
        """Return whether the container may depend on a node before it."""
        if may_set_names(node):
            return True
        return SideEffects(self._context).any([node], self._blocks)


def _with_step(node: WithNode) -> Step:
    def step(context: LiveContext) -> None:
        given = {name: e.resolve(context) for name, e in node.extra_context.items()}
        context.dicts.append(given)

    return step


def _block_step(nodes: Sequence[BlockNode]) -> Step:
    def step(context: LiveContext) -> None:
        enter_block(nodes, context)

    return step


def _render_step(node: Node) -> Step:
    def step(context: LiveContext) -> Any:
        node.render_annotated(context)

    return step
