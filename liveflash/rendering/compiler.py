"""Compile the nodes of a template to blocks, once for each template.

Compilers of nodes are registered by the exact node class. ``register`` is public, so
that projects can add their own tags. A node of any other class is opaque: Django
renders it as one slot.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.template import Node
from django.template.loader_tags import BlockNode

from liveflash.rendering.blocks import Block, Opaque
from liveflash.rendering.nodes import children, is_ours
from liveflash.rendering.outline import Kind
from liveflash.rendering.slots import Slot

Blocks = dict[str, list[BlockNode]]
Compile = Callable[["Compiler", Any, "Builder"], None]
SetsNames = Callable[[Any], bool]

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
        self._words: set[int] = set()

    @property
    def index(self) -> int:
        """The index of the next slot."""
        return len(self._statics) - 1

    def text(self, text: str) -> None:
        """Add static text."""
        self._statics[-1] += text

    def slot(self, slot: Slot, *, width: int = 1, is_word: bool = False) -> None:
        """Add a slot that takes ``width`` consecutive positions.

        ``is_word`` says that in a start tag it never shows an ``id`` attribute.
        """
        if is_word:
            self._words.update(range(self.index, self.index + width))
        self._slots.append(slot)
        self._statics += [""] * width

    def trim(self) -> tuple[str, str]:
        """Remove and return the white space before and after the block."""
        first = self._statics[0]
        before = first[: len(first) - len(first.lstrip())]
        self._statics[0] = first.removeprefix(before)
        last = self._statics[-1]
        after = last[len(last.rstrip()) :]
        self._statics[-1] = last.removesuffix(after)
        return before, after

    def block(self, kind: Kind) -> Block:
        """Return the block."""
        return Block(tuple(self._statics), tuple(self._slots), kind, self._words)


@dataclass(frozen=True, slots=True)
class Compiler:
    """Compiles one template, or the chain of templates that one extends.

    ``blocks`` maps the name of each ``{% block %}`` to its nodes in the chain, the
    outermost child first; ``supers`` are the nodes that the current block overrides.
    ``inlined`` maps the expression of an ``{% include %}`` to the contents of the
    template that it always names. With ``is_flat`` no element is a tree of its own.
    """

    blocks: Blocks | None = None
    supers: Sequence[BlockNode] = ()
    inlined: Mapping[str, "Contents"] = field(default_factory=dict)
    is_flat: bool = False

    def in_block(self, supers: Sequence[BlockNode]) -> "Compiler":
        """Return a compiler for a ``{% block %}`` that overrides ``supers``."""
        return replace(self, supers=supers)

    def in_template(self, blocks: Blocks | None) -> "Compiler":
        """Return a compiler for another template with these ``{% block %}`` nodes."""
        return replace(self, blocks=blocks, supers=())

    def block(self, nodes: Iterable[Node], kind: Kind = Kind.SCOPE) -> Block:
        """Compile a list of nodes to a block of their own."""
        builder = Builder()
        self.nodes(nodes, builder)
        return builder.block(Kind.FLAT if self.is_flat else kind)

    def trimmed_block(self, nodes: Iterable[Node]) -> tuple[str, Block, str]:
        """Compile nodes to a block without the white space around it.

        Return the white space before it, the block, and the white space after it.
        """
        builder = Builder()
        self.nodes(nodes, builder)
        before, after = builder.trim()
        return before, builder.block(Kind.FLAT if self.is_flat else Kind.SCOPE), after

    def nodes(self, nodes: Iterable[Node], builder: Builder) -> None:
        """Compile a list of nodes and add them to a builder."""
        for node in nodes:
            self.node(node, builder)

    def node(self, node: Node, builder: Builder) -> None:
        """Compile one node and add it to a builder."""
        compile_node = _compilers.get(type(node), opaque)
        compile_node(self, node, builder)


@dataclass(frozen=True, slots=True)
class Contents:
    """The nodes of a template and its parents, and their ``{% block %}`` nodes."""

    nodes: Sequence[Node]
    blocks: Blocks | None


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


def opaque(_compiler: Compiler, node: Node, builder: Builder) -> None:
    """Compile a node to one slot that Django renders."""
    builder.slot(Opaque(builder.index, node))
