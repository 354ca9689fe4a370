"""Compile the nodes of a template to blocks, once for each template.

Compilers of nodes are registered by the exact node class. ``register`` is public, so
that projects can add their own tags. A node of any other class is opaque: Django
renders it as one slot.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.template import Node
from django.template import defaulttags as built_in
from django.template.base import FilterExpression
from django.template.library import InclusionNode
from django.template.loader_tags import BlockNode, IncludeNode

from liveflash.rendering.blocks import Block, Opaque, Slot
from liveflash.rendering.nodes import all_in, children, is_ours, mentions

Blocks = dict[str, list[BlockNode]]
Compile = Callable[["Compiler", Any, "Builder"], None]
SetsNames = Callable[[Any], bool]

FLASH = "flash"
# Among the tainted names: any name may refer to flash.
ANYTHING = "*"

# Nodes that show the content of other templates or blocks.
_SHOWING_OTHERS = (
    *(BlockNode, IncludeNode, InclusionNode),
    getattr(built_in, "PartialNode", IncludeNode),
)
# Nodes whose output differs each time they are rendered.
_STATEFUL = (built_in.CycleNode, built_in.IfChangedNode)
# The attributes in which Django's own nodes store the name that they set.
_NAMES = (
    *("asvar", "target_var", "var_name"),
    *("variable", "variable_name", "varname"),
)

_compilers: dict[type[Node], Compile] = {}
_sets_names: dict[type[Node], SetsNames] = {}


def register(
    *node_classes: type[Node], sets_names: SetsNames | None = None
) -> Callable[[Compile], Compile]:
    """Register the decorated function as compiler of nodes of exactly these classes.

    The function is called with the compiler, the node and the builder of the block that
    contains the node, and adds texts and slots to the builder. ``sets_names`` returns
    whether rendering a node may set names in the context for the nodes after it; by
    default the contents of the node decide.
    """

    def decorate(compile_node: Compile) -> Compile:
        for node_class in node_classes:
            _compilers[node_class] = compile_node
            _sets_names[node_class] = sets_names or _contents_set_names
        return compile_node

    return decorate


class Builder:
    """Collects the texts and slots of a block."""

    def __init__(self) -> None:
        self._statics = [""]
        self._slots: list[Slot] = []

    @property
    def index(self) -> int:
        """The index of the next slot."""
        return len(self._statics) - 1

    def text(self, text: str) -> None:
        """Add static text."""
        self._statics[-1] += text

    def slot(self, slot: Slot, *, width: int = 1) -> None:
        """Add a slot that takes ``width`` consecutive positions."""
        self._slots.append(slot)
        self._statics += [""] * width

    def block(self) -> Block:
        """Return the block."""
        return Block(tuple(self._statics), tuple(self._slots))


@dataclass(slots=True)
class Notes:
    """Facts about a template that are found while it is compiled.

    ``mixes_flash`` is true if flash may change the output of nodes that do not name it;
    ``stateful`` are the nodes found so far whose output differs each time.
    """

    mixes_flash: bool = False
    stateful: set[Node] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Compiler:
    """Compiles one template, or the chain of templates that one extends.

    ``tainted`` are the names that may refer to flash or a part of it. ``blocks`` maps
    the name of each ``{% block %}`` to its nodes in the chain, the outermost child
    first; ``supers`` are the nodes that the current block overrides.
    """

    tainted: frozenset[str]
    blocks: Blocks | None = None
    supers: Sequence[BlockNode] = ()
    notes: Notes = field(default_factory=Notes)

    def naming(self, names: Iterable[str], *, flash: bool) -> "Compiler":
        """Return a compiler for a scope in which names refer to flash, or do not."""
        named = frozenset(names)
        tainted = self.tainted | named if flash else self.tainted - named
        return replace(self, tainted=tainted)

    def whole(self, nodes: Sequence[Node]) -> Block:
        """Compile a whole template, a second time if it turns out to mix flash."""
        block = self.block(nodes)
        if self.notes.mixes_flash and ANYTHING not in self.tainted:
            return self.naming([ANYTHING], flash=True).block(nodes)
        return block

    def given(self, values: Mapping[str, Any]) -> "Compiler":
        """Return a compiler for a scope in which names refer to these expressions."""
        inner = self
        for name, value in values.items():
            inner = inner.naming([name], flash=self.reads_flash(value))
        return inner

    def in_block(self, supers: Sequence[BlockNode]) -> "Compiler":
        """Return a compiler for a ``{% block %}`` that overrides ``supers``."""
        # {{ block.super }} may show flash.
        return replace(self.naming(["block"], flash=bool(supers)), supers=supers)

    def block(self, nodes: Iterable[Node]) -> Block:
        """Compile a list of nodes to a block of their own."""
        builder = Builder()
        self.nodes(nodes, builder)
        return builder.block()

    def nodes(self, nodes: Iterable[Node], builder: Builder) -> None:
        """Compile a list of nodes and add them to a builder."""
        for node in nodes:
            self.node(node, builder)

    def node(self, node: Node, builder: Builder) -> None:
        """Compile one node and add it to a builder."""
        compile_node = _compilers.get(type(node), opaque)
        compile_node(self, node, builder)

    def reads_flash(self, *expressions: Any) -> bool:
        """Return whether any of these expressions may refer to flash."""
        return ANYTHING in self.tainted or any(
            not self.tainted.isdisjoint(_names(expression))
            for expression in expressions
        )

    def shows_flash(self, node: Node) -> bool:
        """Return whether a node or any node in it may show flash or a part of it."""
        inner = all_in(node)
        return (
            ANYTHING in self.tainted
            or not all(map(_is_known, inner))
            or mentions(node, self.tainted)
        )

    def note(self, node: Node) -> None:
        """Note whether flash may change the output of nodes that do not name it.

        That is so if a tag sets a name to flash, or if a stateful node is rendered in
        several places, one of which flash may hide.
        """
        inner = all_in(node)
        if self.supers and mentions(node, ("block",)):
            inner += [each for s in self.supers for each in all_in(s)]
        stateful = {each for each in inner if isinstance(each, _STATEFUL)}
        if (
            isinstance(node, built_in.ResetCycleNode)
            or not stateful.isdisjoint(self.notes.stateful)
            or (may_set_names(node) and self.shows_flash(node))
        ):
            self.notes.mixes_flash = True
        self.notes.stateful |= stateful


def passes_through(*node_classes: type[Node], contents: str = "nodelist") -> None:
    """Register tags that show their contents as they are, and nothing else.

    ``contents`` is the attribute with the list of nodes, which the tag has to
    render once, in the context of the tag itself.
    """

    @register(*node_classes)
    def _contents(compiler: Compiler, node: Any, builder: Builder) -> None:
        compiler.nodes(getattr(node, contents), builder)


def is_registered(node: Node) -> bool:
    """Return whether the class of a node has a compiler."""
    return type(node) in _compilers


def may_set_names(node: Node) -> bool:
    """Return whether rendering a node may set names for the nodes after it."""
    if is_registered(node):
        return _sets_names[type(node)](node)
    return (
        not is_ours(node)
        or any(getattr(node, name, None) for name in _NAMES)
        or _contents_set_names(node)
    )


def sets_no_names(_node: Any) -> bool:
    """Return False: a node with a scope of its own sets no names outside of it."""
    return False


def _contents_set_names(node: Node) -> bool:
    return any(map(may_set_names, children(node)))


def opaque(compiler: Compiler, node: Node, builder: Builder) -> None:
    """Compile a node to one slot that Django renders."""
    compiler.note(node)
    slot = Opaque(
        builder.index,
        node,
        reads_flash=compiler.shows_flash(node),
        sets_names=may_set_names(node),
    )
    builder.slot(slot)


def _is_known(node: Node) -> bool:
    """Return whether a node reads nothing but the names in its tag."""
    return is_ours(node) and not isinstance(node, _SHOWING_OTHERS)


def _names(expression: Any) -> set[str]:
    """Return the names that an expression and its filter arguments look up."""
    if not isinstance(expression, FilterExpression):
        return {FLASH}  # an operator of {% if %}, which may contain anything
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
