"""The compiler: a template's nodes to blocks, once for each template.

What a node becomes is registered by its exact class: ``register`` is open to anyone's
tags. A node that nobody registered is one opaque slot.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any
from weakref import WeakKeyDictionary

from django.template import Node
from django.template.base import FilterExpression, Template, TextNode
from django.template.loader_tags import (
    BLOCK_CONTEXT_KEY,
    BlockContext,
    BlockNode,
    ExtendsNode,
)

from liveflash.rendering.context import LiveContext
from liveflash.rendering.slots import Block, Opaque, Slot

Blocks = dict[str, list[BlockNode]]
Compile = Callable[["Compiler", Any, "Builder"], None]

FLASH = "flash"
# Among tainted names: any name may stand for flash.
ANYTHING = "*"

_compilers: dict[type[Node], Compile] = {}
_programs: WeakKeyDictionary[Template, dict[frozenset[str], "Program"]] = (
    WeakKeyDictionary()
)


def register(*node_classes: type[Node]) -> Callable[[Compile], Compile]:
    """Say what nodes of these classes, not of their subclasses, become.

    The function is called with the compiler, the node and the builder of the block that
    the node stands in, and adds texts and slots to the builder.
    """

    def decorate(compile_node: Compile) -> Compile:
        for node_class in node_classes:
            _compilers[node_class] = compile_node
        return compile_node

    return decorate


class Builder:
    """A block in the making."""

    def __init__(self) -> None:
        self._statics = [""]
        self._slots: list[Slot] = []

    @property
    def index(self) -> int:
        """The index of the next slot."""
        return len(self._statics) - 1

    def text(self, text: str) -> None:
        """Add text that never changes."""
        self._statics[-1] += text

    def slot(self, slot: Slot, *, width: int = 1) -> None:
        """Add a slot that fills ``width`` places in a row."""
        self._slots.append(slot)
        self._statics += [""] * width

    def block(self) -> Block:
        """What was added, as a block."""
        return Block(tuple(self._statics), tuple(self._slots))


class Compiler:
    """Compiles one template, or the chain of templates that one extends.

    ``tainted`` are the names that may stand for flash or what is in it. ``blocks`` has
    for the name of each ``{% block %}`` its nodes in the chain, the one that counts
    first; ``supers`` are those that the present one overrides.
    """

    def __init__(
        self,
        tainted: frozenset[str],
        blocks: Blocks | None = None,
        supers: Sequence[BlockNode] = (),
    ) -> None:
        self.tainted = tainted
        self.blocks = blocks
        self.supers = supers

    def naming(self, names: Iterable[str], *, flash: bool) -> "Compiler":
        """A compiler for a scope with names that may stand for flash, or do not."""
        named = frozenset(names)
        tainted = self.tainted | named if flash else self.tainted - named
        return Compiler(tainted, self.blocks, self.supers)

    def in_block(self, supers: Sequence[BlockNode]) -> "Compiler":
        """A compiler for a ``{% block %}`` that overrides ``supers``."""
        return Compiler(self.tainted, self.blocks, supers)

    def block(self, nodes: Iterable[Node]) -> Block:
        """Compile a list of nodes to a block of their own."""
        builder = Builder()
        self.nodes(nodes, builder)
        return builder.block()

    def nodes(self, nodes: Iterable[Node], builder: Builder) -> None:
        """Compile a list of nodes into a block in the making."""
        for node in nodes:
            self.node(node, builder)

    def node(self, node: Node, builder: Builder) -> None:
        """Compile one node into a block in the making."""
        _compilers.get(type(node), opaque)(self, node, builder)

    def reads_flash(self, *expressions: Any) -> bool:
        """Whether any of these expressions may give flash, or something in it."""
        return ANYTHING in self.tainted or any(
            not self.tainted.isdisjoint(_names(expression))
            for expression in expressions
        )


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
    template: Template, context: LiveContext, tainted: frozenset[str] = frozenset()
) -> Program:
    """The program of a whole template, compiled at its first use.

    The templates that it extends by a constant name are those of the first use too:
    where templates are reloaded, Django makes a new one of each.
    """
    tainted |= {FLASH}
    variants = _programs.setdefault(template, {})
    program = variants.get(tainted)
    if program is None:
        nodes, blocks, is_constant = chain(template, context)
        block = Compiler(tainted, blocks).block(nodes)
        program = Program(block, blocks)
        if is_constant:
            variants[tainted] = program
    return program


def chain(
    template: Template, context: LiveContext
) -> tuple[list[Node], Blocks | None, bool]:
    """What a template and those that it extends consist of.

    The nodes are the text before each ``{% extends %}`` and all of the last template.
    The last item tells whether the names of the templates are constants.
    """
    nodes: list[Node] = []
    blocks: Blocks | None = None
    is_constant = True
    while (extends := _extends_node(template.nodelist)) is not None:
        nodes += template.nodelist[: template.nodelist.index(extends)]
        blocks = _added(blocks or {}, extends.blocks)
        is_constant = is_constant and not extends.parent_name.is_var
        template = extends.get_parent(context)
    if blocks is not None:
        found: list[Any] = template.nodelist.get_nodes_by_type(BlockNode)
        _added(blocks, {block.name: block for block in found})
    return [*nodes, *template.nodelist], blocks, is_constant


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


def is_registered(node: Node) -> bool:
    """Whether it is known what a node becomes."""
    return type(node) in _compilers


def may_set_names(node: Node) -> bool:
    """Whether rendering a node may leave names in the context."""
    if is_registered(node):
        return any(may_set_names(n) for n in _unscoped(node))
    is_ours = type(node).__module__.startswith(("django.", "liveflash."))
    has_contents = any(getattr(node, name, None) for name in node.child_nodelists)
    return not is_ours or has_contents or " as " in source(node)


def source(node: Node) -> str:
    """The contents of a node's tag."""
    return "" if node.token is None else str(node.token.contents)


def mentions(node: Node, names: Iterable[str]) -> bool:
    """Whether the tag of a node or of any node in it has one of these words."""
    wanted = tuple(names)
    return any(
        name in source(inner)
        for inner in node.get_nodes_by_type(Node)
        for name in wanted
    )


def _unscoped(node: Node) -> Iterable[Node]:
    """The nodes in a registered node that share its scope: those of ``{% if %}``."""
    return iter(node) if isinstance(node, Iterable) else ()


def opaque(compiler: Compiler, node: Node, builder: Builder) -> None:
    """Have a node rendered by Django, as one slot."""
    reads_flash = (
        ANYTHING in compiler.tainted
        or not _is_known(node)
        or mentions(node, compiler.tainted)
    )
    builder.slot(Opaque(builder.index, node, reads_flash=reads_flash))


def _is_known(node: Node) -> bool:
    """Whether a node and all in it are of Django itself, and so read what they name."""
    return all(
        type(inner).__module__.startswith("django.template")
        for inner in node.get_nodes_by_type(Node)
    )


def _names(expression: Any) -> set[str]:
    """The names that an expression looks up, its own and those of filter arguments."""
    if not isinstance(expression, FilterExpression):
        return {FLASH}  # an operator of {% if %}: it may name anything
    arguments = [
        argument
        for _filter, given in expression.filters
        for is_variable, argument in given
        if is_variable
    ]
    found: set[str] = set()
    for variable in (expression.var, *arguments):
        found.update(getattr(variable, "lookups", None) or ())
    return found
