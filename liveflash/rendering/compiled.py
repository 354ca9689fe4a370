"""Whole templates, compiled once together with the templates that they extend."""

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
Chain = tuple[list[Node], Blocks | None, tuple[Template, ...], Template | None]

MAX_VARIANTS = 32

_compiled: WeakKeyDictionary[Template, dict[Any, "CompiledTemplate"]] = (
    WeakKeyDictionary()
)


class CompiledTemplate:
    """The block of a template, and the ``{% block %}`` nodes of its chain.

    ``last_parent`` is the end of the chain, None without ``{% extends %}``.
    """

    def __init__(
        self, block: Block, blocks: Blocks | None, last_parent: Template | None
    ) -> None:
        self.block = block
        self._blocks = blocks
        self._last_parent = last_parent

    def enter_chain(self, context: LiveContext) -> None:
        """Store the block context and the template that Django's own tags read."""
        if self._blocks is not None:
            context.render_context.template = self._last_parent
            found = context.render_context[BLOCK_CONTEXT_KEY] = BlockContext()
            for name, nodes in self._blocks.items():
                found.blocks[name].extend(reversed(nodes))


def compiled_template(template: Template, context: LiveContext) -> CompiledTemplate:
    """Return a compiled template; compile it when it is used first.

    Parents with a constant name are looked up at the first use only. Where templates
    are reloaded, Django creates a new child as well.
    """
    found: CompiledTemplate | None = context.compiled.get(template)
    if found is not None:
        return found
    variants = _compiled.setdefault(template, {})
    found = variants.get(())
    if found is None:
        nodes, blocks, parents, last = inheritance_chain(template, context)
        found = variants.get(parents)
        if found is None:
            found = CompiledTemplate(Compiler(blocks).block(nodes), blocks, last)
            store_variant(variants, parents, found)
        if parents:
            return found
    context.compiled[template] = found
    return found


def store_variant(variants: dict[Any, T], key: Any, compiled: T) -> None:
    """Store a compiled variant of a template; drop all others at MAX_VARIANTS."""
    if len(variants) >= MAX_VARIANTS:
        variants.clear()
    variants[key] = compiled


def inheritance_chain(template: Template, context: LiveContext) -> Chain:
    """Return the nodes of a template and its parents, their blocks, and the parents.

    The nodes are the text before each ``{% extends %}`` and all nodes of the last
    parent. The blocks are None without inheritance. The parents are returned only if a
    variable names one of them; the last one is returned in any case.
    """
    nodes: list[Node] = []
    blocks: Blocks | None = None
    parents: list[Template] = []
    is_constant = True
    while (extends := _extends_node(template.nodelist)) is not None:
        nodes += template.nodelist[: template.nodelist.index(extends)]
        blocks = _with_blocks(blocks or {}, extends.blocks)
        name = extends.parent_name
        is_constant = is_constant and not (name.is_var or name.filters)
        template = extends.get_parent(context)
        parents.append(template)
    if blocks is not None:
        found: list[Any] = template.nodelist.get_nodes_by_type(BlockNode)
        _with_blocks(blocks, {block.name: block for block in found})
    named = () if is_constant else tuple(parents)
    last = parents[-1] if parents else None
    return [*nodes, *template.nodelist], blocks, named, last


def _extends_node(nodes: Iterable[Node]) -> Any:
    """Return the ``{% extends %}`` of a template, or None."""
    for node in nodes:
        if not isinstance(node, TextNode):
            return node if isinstance(node, ExtendsNode) else None
    return None


def _with_blocks(blocks: Blocks, more: dict[str, BlockNode]) -> Blocks:
    """Add the nodes of a parent behind those of its children."""
    for name, node in more.items():
        blocks.setdefault(name, []).append(node)
    return blocks
