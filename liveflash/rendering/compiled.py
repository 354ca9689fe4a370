"""Programs: whole templates, compiled once, with those that they extend."""

from collections.abc import Iterable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from django.template import Node
from django.template.base import Template, TextNode
from django.template.loader_tags import (
    BLOCK_CONTEXT_KEY,
    BlockContext,
    BlockNode,
    ExtendsNode,
)

from liveflash.rendering.blocks import Block
from liveflash.rendering.compiler import Blocks, Compiler
from liveflash.rendering.context import LiveContext

T = TypeVar("T")

MANY_VARIANTS = 32

_programs: WeakKeyDictionary[Template, dict[Any, "Program"]] = WeakKeyDictionary()


class Program:
    """A compiled template: its block, and the blocks of the chain that it extends."""

    def __init__(self, block: Block, blocks: Blocks | None) -> None:
        self.block = block
        self._blocks = blocks

    def enter(self, context: LiveContext) -> None:
        """Give Django's own ``{% block %}`` what it looks for."""
        if self._blocks is not None:
            found = context.render_context[BLOCK_CONTEXT_KEY] = BlockContext()
            for name, nodes in self._blocks.items():
                found.blocks[name].extend(reversed(nodes))


def program_of(
    template: Template, context: LiveContext, tainted: frozenset[str]
) -> Program:
    """The program of a whole template, compiled at its first use.

    The templates that it extends by a constant name are those of the first use too:
    where templates are reloaded, Django makes a new one of each.
    """
    program: Program | None = context.programs.get((template, tainted))
    if program is not None:
        return program
    variants = _programs.setdefault(template, {})
    program = variants.get((tainted,))
    if program is None:
        nodes, blocks, parents = chain(template, context)
        program = variants.get((tainted, *parents))
        if program is None:
            program = Program(Compiler(tainted, blocks).whole(nodes), blocks)
            keep_variant(variants, (tainted, *parents), program)
        if parents:
            return program
    context.programs[template, tainted] = program
    return program


def keep_variant(variants: dict[Any, T], key: Any, program: T) -> None:
    """Keep a program of a template; of too many variants none is kept."""
    if len(variants) >= MANY_VARIANTS:
        variants.clear()
    variants[key] = program


def chain(
    template: Template, context: LiveContext
) -> tuple[list[Node], Blocks | None, tuple[Template, ...]]:
    """What a template and those that it extends consist of.

    The nodes are the text before each ``{% extends %}`` and all of the last template.
    The last item has the templates that are extended, where a variable names any.
    """
    nodes: list[Node] = []
    blocks: Blocks | None = None
    parents: list[Template] = []
    is_constant = True
    while (extends := _extends_node(template.nodelist)) is not None:
        nodes += template.nodelist[: template.nodelist.index(extends)]
        blocks = _added(blocks or {}, extends.blocks)
        name = extends.parent_name
        is_constant = is_constant and not (name.is_var or name.filters)
        template = extends.get_parent(context)
        parents.append(template)
    if blocks is not None:
        found: list[Any] = template.nodelist.get_nodes_by_type(BlockNode)
        _added(blocks, {block.name: block for block in found})
    named = () if is_constant else tuple(parents)
    return [*nodes, *template.nodelist], blocks, named


def _extends_node(nodes: Iterable[Node]) -> Any:
    """The ``{% extends %}`` of a template, None where it has none."""
    for node in nodes:
        if not isinstance(node, TextNode):
            return node if isinstance(node, ExtendsNode) else None
    return None


def _added(blocks: Blocks, more: dict[str, BlockNode]) -> Blocks:
    for name, node in more.items():
        blocks.setdefault(name, []).append(node)
    return blocks
