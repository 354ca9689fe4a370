"""Compilers of Django's own tags."""

from collections.abc import Callable, Iterator
from typing import Any

import django
from django.template import Context, Node
from django.template.base import FilterExpression, TextNode, VariableNode
from django.template.defaultfilters import register as default_filters
from django.template.defaulttags import (
    AutoEscapeControlNode,
    CommentNode,
    ForNode,
    IfNode,
    LoadNode,
    WithNode,
)

from liveflash.rendering import variables
from liveflash.rendering.attribute_access import leave_to_django
from liveflash.rendering.blocks import Block, Value
from liveflash.rendering.compiler import (
    Builder,
    Compiler,
    register,
    sets_no_names,
)
from liveflash.rendering.conditionals import Choice
from liveflash.rendering.context import LiveContext
from liveflash.rendering.keys import given_key, natural_key
from liveflash.rendering.loader_tags import compile_block, is_super
from liveflash.rendering.loops import Loop
from liveflash.rendering.nodes import mentions, operands
from liveflash.rendering.outline import Kind
from liveflash.rendering.parts import PartGetter
from liveflash.rendering.scopes import Entered, Scope
from liveflash.rendering.slots import Paths, all_paths

# Django 6 adds the length of the loop to ``forloop``.
_HAS_LENGTH = django.VERSION >= (6,)

# The result of these filters of Django depends on more than their arguments.
_IMPURE = {"random", "timesince", "timeuntil"}

_pure = {
    function
    for name, function in default_filters.filters.items()
    if name not in _IMPURE
}


def declare_pure(function: Callable[..., Any]) -> Callable[..., Any]:
    """Declare that a filter always returns the same result for the same arguments."""
    _pure.add(function)
    return function


@register(TextNode)
def _text(_compiler: Compiler, node: TextNode, builder: Builder) -> None:
    builder.text(node.s)


@register(CommentNode, LoadNode)
def _nothing(_compiler: Compiler, _node: Node, _builder: Builder) -> None:
    """Add nothing: these nodes have no output and do not change the context."""


@register(VariableNode)
def _variable(compiler: Compiler, node: VariableNode, builder: Builder) -> None:
    parsed = node.filter_expression
    if compiler.supers and is_super(parsed):
        compile_block(compiler, compiler.supers, builder)
        return
    get = source = variables.expression(parsed)
    if parsed.filters:
        source = variables.source(parsed) if _is_pure(parsed) else leave_to_django
    value = Value(
        builder.index,
        node,
        get,
        source,
        reads=_reads(parsed),
    )
    builder.slot(value)


@register(IfNode)
def _if(compiler: Compiler, node: Any, builder: Builder) -> None:
    branches = [
        (
            None if match is None else variables.condition(match),
            compiler.block(nodes, Kind.BRANCH),
        )
        for match, nodes in node.conditions_nodelists
    ]
    read = [
        operand
        for match, _nodes in node.conditions_nodelists
        for operand in operands(match)
    ]
    choice = Choice(builder.index, branches, reads=_reads(*read))
    is_word = all(block.is_word for _match, block in branches)
    builder.slot(choice, width=len(branches), is_word=is_word)


@register(ForNode, sets_names=sets_no_names)
def _for(compiler: Compiler, node: Any, builder: Builder) -> None:
    block = compiler.block(node.nodelist_loop, Kind.ROW)
    empty = None
    if node.nodelist_empty:
        empty = compiler.block(node.nodelist_empty, Kind.BRANCH)
    loop = Loop(
        builder.index,
        _sequence(node),
        _loop_items(node),
        block,
        _key_getter(node),
        parts=_part_getter(node, block),
        empty=empty,
    )
    builder.slot(loop, width=1 if empty is None else 2)


@register(WithNode, sets_names=sets_no_names)
def _with(compiler: Compiler, node: WithNode, builder: Builder) -> None:
    block = compiler.block(node.nodelist)
    values = variables.named(node.extra_context)

    def enter(context: LiveContext) -> Entered:
        given = values(context)
        context.dicts.append(given)
        return block, context, None

    builder.slot(Scope(builder.index, enter, _pop))


@register(AutoEscapeControlNode)
def _autoescape(
    compiler: Compiler, node: AutoEscapeControlNode, builder: Builder
) -> None:
    block = compiler.block(node.nodelist)

    def enter(context: LiveContext) -> Entered:
        former, context.autoescape = context.autoescape, node.setting
        return block, context, former

    def leave(context: LiveContext, former: bool) -> None:  # noqa: FBT001
        context.autoescape = former

    builder.slot(Scope(builder.index, enter, leave))


def _sequence(node: Any) -> variables.Getter:
    """Return a function that returns the items of a loop, in its order."""
    get = variables.expression(node.sequence, or_none=True)

    def sequence(context: Context) -> Any:
        values = get(context)
        values = [] if values is None else values
        values = values if hasattr(values, "__len__") else list(values)
        return list(reversed(values)) if node.is_reversed else values

    return sequence


def _loop_items(node: Any) -> Callable[[LiveContext, Any], Iterator[Any]]:
    """Return a generator function over the items, which sets the names of the loop."""
    has_forloop = _reads_forloop(node)
    names = node.loopvars

    def enter(context: LiveContext, values: Any) -> Iterator[Any]:
        parent = context.get("forloop", {}) if has_forloop else {}
        scope: dict[str, Any] = {}
        context.dicts.append(scope)
        length = len(values)
        loop = {"parentloop": parent} | ({"length": length} if _HAS_LENGTH else {})
        if has_forloop and length:
            scope["forloop"] = loop
        for place, item in enumerate(values):
            if has_forloop:
                _set_counters(loop, place, length)
            if len(names) == 1:
                scope[names[0]] = item
                yield item
            else:
                context.dicts.append(_unpacked(names, item))
                yield item
                context.dicts.pop()
        context.dicts.pop()

    return enter


def _set_counters(loop: dict[str, Any], place: int, length: int) -> None:
    loop["counter0"] = place
    loop["counter"] = place + 1
    loop["revcounter"] = length - place
    loop["revcounter0"] = length - place - 1
    loop["first"] = place == 0
    loop["last"] = place == length - 1


def _unpacked(names: list[str], item: Any) -> dict[str, Any]:
    length = len(item) if hasattr(item, "__len__") else 1
    if len(names) != length:
        msg = f"Need {len(names)} values to unpack in for loop; got {length}. "
        raise ValueError(msg)
    return dict(zip(names, item, strict=False))


def _reads_forloop(node: ForNode) -> bool:
    """Return whether anything in a loop may read ``forloop``."""
    return mentions(node, ("forloop", "block")) or not all(
        isinstance(inner, _SELF_CONTAINED) for inner in node.get_nodes_by_type(Node)
    )


def _key_getter(node: Any) -> Callable[[Context, Any], Any]:
    """Return what reads the key of an item: its ``{% live_key %}`` or its id."""
    for inner in node.nodelist_loop:
        if isinstance(inner, LiveKeyNode):
            get = variables.expression(inner.expression)
            return lambda context, _item: given_key(get(context))
    return natural_key


def _part_getter(node: Any, block: Block) -> PartGetter | None:
    """Return what reads the parts of an item if these alone decide its entry."""
    if not block.reads or len(node.loopvars) != 1:
        return None
    (name,) = node.loopvars
    if any(len(path) != 2 or path[0] != name for path in block.reads):
        return None
    return PartGetter([bit for _name, bit in block.values or block.reads])


class LiveKeyNode(Node):
    """``{% live_key %}``: the key of each item of the loop that contains it."""

    child_nodelists = ()

    def __init__(self, expression: FilterExpression) -> None:
        self.expression = expression

    def render(self, _context: Any) -> str:
        """Return no text."""
        return ""


register(LiveKeyNode)(_nothing)

# Nodes that read nothing but the names in their tags.
_SELF_CONTAINED = (
    *(AutoEscapeControlNode, CommentNode, ForNode, IfNode),
    *(LiveKeyNode, LoadNode, TextNode, VariableNode, WithNode),
)


def _pop(context: LiveContext, _token: Any) -> None:
    context.dicts.pop()


def _is_pure(parsed: FilterExpression) -> bool:
    return all(
        function in _pure and not any(is_variable for is_variable, _ in arguments)
        for function, arguments in parsed.filters
    )


def _reads(*expressions: FilterExpression) -> Paths | None:
    """Return the variables that decide the values of expressions; None if unknown."""
    return all_paths(_reads_of(parsed) for parsed in expressions)


def _reads_of(parsed: FilterExpression) -> Paths | None:
    variable: Any = parsed.var
    if not _is_pure(parsed) or is_super(parsed):
        return None
    path = getattr(variable, "lookups", None)
    if path and variable.translate:
        return None
    return frozenset({tuple(path)} if path else ())
