"""The compiler: a template's nodes to blocks, once for each template.

What a node becomes is registered by its exact class: ``register`` is open to anyone's
tags. A node of any other class is opaque: Django renders it as one slot.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

from django.template import Node, NodeList
from django.template import defaulttags as built_in
from django.template.base import FilterExpression
from django.template.library import InclusionNode, TagHelperNode
from django.template.loader_tags import (
    BlockNode,
    IncludeNode,
)

from liveflash.rendering.blocks import Block, Opaque, Slot

Blocks = dict[str, list[BlockNode]]
Compile = Callable[["Compiler", Any, "Builder"], None]
SetsNames = Callable[[Any], bool]

FLASH = "flash"
# Among tainted names: any name may stand for flash.
ANYTHING = "*"

# Nodes that show what stands elsewhere.
_BRINGING = (
    *(BlockNode, IncludeNode, InclusionNode),
    getattr(built_in, "PartialNode", IncludeNode),
)
# Nodes that show something else each time.
_COUNTING = (built_in.CycleNode, built_in.IfChangedNode)
# Where Django's own nodes keep the name that they set.
_NAMES = (
    *("asvar", "target_var", "var_name"),
    *("variable", "variable_name", "varname"),
)

_compilers: dict[type[Node], Compile] = {}
_sets_names: dict[type[Node], SetsNames] = {}


def register(
    *node_classes: type[Node], sets_names: SetsNames | None = None
) -> Callable[[Compile], Compile]:
    """Say what nodes of these classes, not of their subclasses, become.

    The function is called with the compiler, the node and the builder of the block that
    the node stands in, and adds texts and slots to the builder. ``sets_names`` tells of
    a node whether rendering it may leave names in the context; where it is not given,
    what stands in the node decides.
    """

    def decorate(compile_node: Compile) -> Compile:
        for node_class in node_classes:
            _compilers[node_class] = compile_node
            _sets_names[node_class] = sets_names or _contents_set_names
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


@dataclass(slots=True)
class Notes:
    """What is noticed of a template while it is compiled.

    ``mixes_flash`` is true where flash may show in places that do not name it.
    """

    mixes_flash: bool = False
    counting: set[Node] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Compiler:
    """Compiles one template, or the chain of templates that one extends.

    ``tainted`` are the names that may stand for flash or what is in it. ``blocks`` has
    for the name of each ``{% block %}`` its nodes in the chain, the one that counts
    first; ``supers`` are those that the present one overrides.
    """

    tainted: frozenset[str]
    blocks: Blocks | None = None
    supers: Sequence[BlockNode] = ()
    notes: Notes = field(default_factory=Notes)

    def naming(self, names: Iterable[str], *, flash: bool) -> "Compiler":
        """A compiler for a scope with names that may stand for flash, or do not."""
        named = frozenset(names)
        tainted = self.tainted | named if flash else self.tainted - named
        return replace(self, tainted=tainted)

    def whole(self, nodes: Sequence[Node]) -> Block:
        """Compile all of a template to a block, with what is noticed on the way."""
        block = self.block(nodes)
        if self.notes.mixes_flash and ANYTHING not in self.tainted:
            return self.naming([ANYTHING], flash=True).block(nodes)
        return block

    def given(self, values: Mapping[str, Any]) -> "Compiler":
        """A compiler for a scope in which names stand for these expressions."""
        inner = self
        for name, value in values.items():
            inner = inner.naming([name], flash=self.reads_flash(value))
        return inner

    def in_block(self, supers: Sequence[BlockNode]) -> "Compiler":
        """A compiler for a ``{% block %}`` that overrides ``supers``."""
        # What {{ block.super }} shows may be flash.
        return replace(self.naming(["block"], flash=bool(supers)), supers=supers)

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
        compile_node = _compilers.get(type(node), opaque)
        compile_node(self, node, builder)

    def reads_flash(self, *expressions: Any) -> bool:
        """Whether any of these expressions may give flash, or something in it."""
        return ANYTHING in self.tainted or any(
            not self.tainted.isdisjoint(_names(expression))
            for expression in expressions
        )

    def shows_flash(self, node: Node) -> bool:
        """Whether a node, or any in it, may show flash or something in it."""
        inner = all_in(node)
        return (
            ANYTHING in self.tainted
            or not all(map(_is_known, inner))
            or mentions(node, self.tainted)
        )

    def note(self, node: Node) -> None:
        """Notice where flash may show in places that do not name it.

        That is where a tag sets a name to it, and where what shows something else each
        time is rendered in several places, of which flash may hide one.
        """
        inner = all_in(node)
        if self.supers and mentions(node, ("block",)):
            inner += [each for s in self.supers for each in all_in(s)]
        counting = {each for each in inner if isinstance(each, _COUNTING)}
        if (
            isinstance(node, built_in.ResetCycleNode)
            or not counting.isdisjoint(self.notes.counting)
            or (may_set_names(node) and self.shows_flash(node))
        ):
            self.notes.mixes_flash = True
        self.notes.counting |= counting


def passes_through(*node_classes: type[Node], contents: str = "nodelist") -> None:
    """Register tags that show their contents as they are, and nothing else.

    ``contents`` is the attribute with the list of nodes. Such a tag renders the list
    once, in the context that it is given itself.
    """

    @register(*node_classes)
    def _contents(compiler: Compiler, node: Any, builder: Builder) -> None:
        compiler.nodes(getattr(node, contents), builder)


def is_registered(node: Node) -> bool:
    """Whether it is known what a node becomes."""
    return type(node) in _compilers


def may_set_names(node: Node) -> bool:
    """Whether rendering a node may leave names in the context."""
    if is_registered(node):
        return _sets_names[type(node)](node)
    return (
        not is_ours(node)
        or any(getattr(node, name, None) for name in _NAMES)
        or _contents_set_names(node)
    )


def has_no_names(_node: Any) -> bool:
    """Tell of a node with a scope of its own that it leaves no names."""
    return False


def is_ours(node: Any) -> bool:
    """Whether a node looks at the context only as Django's own or our code does."""
    made_by = type(node)
    if isinstance(node, TagHelperNode) and node.takes_context:
        made_by = node.func
    return made_by.__module__.startswith(("django.", "liveflash."))


def source(node: Any) -> str:
    """The contents of a node's tag, and of those that it is made of."""
    tokens = [node.token] if node.token else []
    tokens += getattr(node, "singular", None) or []
    tokens += getattr(node, "plural", None) or []
    words = [token.contents for token in tokens]
    # A cycle that is named later has the later tag.
    words += [value.token for value in getattr(node, "cyclevars", ())]
    for condition, _nodes in getattr(node, "conditions_nodelists", ()):
        words += [operand.token for operand in operands(condition)]
    return " ".join(words)


def operands(condition: Any) -> list[Any]:
    """The expressions that a condition of an ``{% if %}`` is made of."""
    if isinstance(condition, built_in.TemplateLiteral):
        return [condition.value]
    sides = (getattr(condition, "first", None), getattr(condition, "second", None))
    return [operand for side in sides if side for operand in operands(side)]


def mentions(node: Node, names: Iterable[str]) -> bool:
    """Whether the tag of a node or of any node in it has one of these words."""
    wanted = tuple(names)
    return any(name in source(inner) for inner in all_in(node) for name in wanted)


def all_in(node: Node) -> list[Node]:
    """A node with all that are in it."""
    return [node, *(each for inner in _inside(node) for each in all_in(inner))]


def _inside(node: Node) -> Iterator[Node]:
    """The nodes in a node; a simple block does not name its contents."""
    lists = {name: getattr(node, name, None) for name in node.child_nodelists}
    lists |= {k: each for k, each in vars(node).items() if isinstance(each, NodeList)}
    return chain.from_iterable(nodes for nodes in lists.values() if nodes)


def _contents_set_names(node: Node) -> bool:
    return any(map(may_set_names, _inside(node)))


def opaque(compiler: Compiler, node: Node, builder: Builder) -> None:
    """Have a node rendered by Django, as one slot."""
    compiler.note(node)
    slot = Opaque(
        builder.index,
        node,
        reads_flash=compiler.shows_flash(node),
        sets_names=may_set_names(node),
    )
    builder.slot(slot)


def _is_known(node: Node) -> bool:
    """Whether a node reads what it names and nothing else."""
    return is_ours(node) and not isinstance(node, _BRINGING)


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
