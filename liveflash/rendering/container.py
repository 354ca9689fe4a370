"""The live region: what stands inside ``{% live %}``, and how to come there.

A socket renders the region alone. Of what stands before it in the template, only what
may leave names in the context is rendered too.
"""

from collections.abc import Callable, Iterable, Sequence
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
from liveflash.rendering.compiled import Program, chain, keep_variant
from liveflash.rendering.compiler import (
    FLASH,
    Blocks,
    Compiler,
    may_set_names,
)
from liveflash.rendering.context import LiveContext
from liveflash.rendering.loader_tags import enter_block

_REGION = "_liveflash_region"

# What screen readers hear: beside what is patched, and there before any message.
ANNOUNCER = SafeString(
    '<div id="liveflash-announcer">'
    '<div aria-live="polite"></div><div aria-live="assertive"></div></div>'
)

Step = Callable[[LiveContext], None]

_programs: WeakKeyDictionary[Template, dict[Any, "RegionProgram | None"]] = (
    WeakKeyDictionary()
)


class Region:
    """The live part of one page: its container, and what a plain render put there.

    ``is_open`` tells whether what is rendered stands in it, ``outside`` which tags of
    messages do not, ``announces`` whether the page has any.
    """

    __slots__ = ("announces", "content", "is_open", "outside", "token")

    def __init__(self, token: str = "") -> None:
        self.token = token
        self.content: str | None = None
        self.is_open = False
        self.outside: tuple[str, ...] = ()
        self.announces = False

    def capture(self, content: str) -> None:
        """Take what the template's ``{% live %}`` holds."""
        if self.content is not None:
            msg = (
                "{% live %} stands twice on this page: keep one, in its base template."
            )
            raise TemplateSyntaxError(msg)
        self.content = content


def bind_region(request: HttpRequest, region: Region) -> None:
    """Make ``region`` the one that ``request`` renders."""
    setattr(request, _REGION, region)


def region_of(context: Context) -> Region | None:
    """The region of the live page that is rendered; None on a plain page."""
    return getattr(getattr(context, "request", None), _REGION, None)


class LiveNode(Node):
    """``{% live %}``: on a live page the container that the client patches."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        """The contents, on a live page in their container."""
        region = region_of(context)
        if region is None:
            return self.nodelist.render(context)
        region.is_open = True
        content = self.nodelist.render(context)
        region.is_open = False
        region.capture(content)
        return format_html(
            '<div id="{}" data-phx-main data-phx-session="{}" data-phx-static="">'
            "{}</div>{}",
            ROOT_ID,
            region.token,
            content,
            ANNOUNCER if region.announces else "",
        )


class RegionProgram:
    """What brings a context to a template's region, and the program of the region."""

    def __init__(self, steps: list[Step], program: Program) -> None:
        self._steps = steps
        self.program = program

    def enter(self, context: LiveContext) -> None:
        """Bring a context to the region, to stay."""
        self.program.enter(context)
        for step in self._steps:
            step(context)


def region_program(template: Template, context: LiveContext) -> RegionProgram | None:
    """The program of a template's region, of all of it where it has none.

    None where the region stands in a place that only a whole render comes to, such as
    an ``{% if %}``.
    """
    variants = _programs.setdefault(template, {})
    if () in variants:
        return variants[()]
    nodes, blocks, parents = chain(template, context)
    if parents not in variants:
        keep_variant(variants, parents, _compiled(nodes, blocks))
    return variants[parents]


def _compiled(nodes: list[Node], blocks: Blocks | None) -> RegionProgram | None:
    compiler = Compiler(frozenset({FLASH}), blocks)
    if not _has_region(nodes, blocks):
        return RegionProgram([], Program(compiler.whole(nodes), blocks))
    way = _way(nodes, compiler, blocks)
    if way is None:
        return None
    steps, inner, nodelist = way
    return RegionProgram(steps, Program(inner.whole(nodelist), blocks))


def _has_region(nodes: Iterable[Node], blocks: Blocks | None) -> bool:
    """Whether there is a region in a template; not whether in what it includes."""
    overriding = [node for chained in (blocks or {}).values() for node in chained]
    return any(node.get_nodes_by_type(LiveNode) for node in (*nodes, *overriding))


def _way(
    nodes: Iterable[Node], compiler: Compiler, blocks: Blocks | None
) -> tuple[list[Step], Compiler, NodeList] | None:
    """The steps to the region among ``nodes``, and the compiler for what is in it."""
    steps: list[Step] = []
    for node in nodes:
        if isinstance(node, LiveNode):
            return steps, compiler, node.nodelist
        inside = _inside(node, compiler, blocks)
        if inside is not None:
            step, inner, nodelist = inside
            way = _way(nodelist, inner, blocks)
            if way is not None:
                return [*steps, step, *way[0]], way[1], way[2]
        if node.get_nodes_by_type(LiveNode):
            return None
        if may_set_names(node):
            compiler.note(node)
            steps.append(_render_of(node))
    return None


def _inside(
    node: Node, compiler: Compiler, blocks: Blocks | None
) -> tuple[Step, Compiler, NodeList] | None:
    """What is in a node that the way to the region may go through."""
    if isinstance(node, WithNode):
        inner = compiler.given(node.extra_context)
        return _with_step(node), inner, node.nodelist
    if isinstance(node, BlockNode):
        nodes = [node] if blocks is None else blocks[node.name]
        return _block_step(nodes), compiler.in_block(nodes[1:]), nodes[0].nodelist
    return None


def _with_step(node: WithNode) -> Step:
    def step(context: LiveContext) -> None:
        given = {name: e.resolve(context) for name, e in node.extra_context.items()}
        context.dicts.append(given)

    return step


def _block_step(nodes: Sequence[BlockNode]) -> Step:
    def step(context: LiveContext) -> None:
        enter_block(nodes, context)

    return step


def _render_of(node: Node) -> Step:
    def step(context: LiveContext) -> Any:
        node.render_annotated(context)

    return step
