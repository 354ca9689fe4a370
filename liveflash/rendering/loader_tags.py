"""Compilers of tags that show other templates: blocks, includes, partials."""

from collections.abc import Sequence
from importlib import import_module
from typing import Any

import django
from django.template import Node, NodeList, TemplateSyntaxError
from django.template import defaulttags as built_in
from django.template.base import FilterExpression, Template, VariableNode
from django.template.library import InclusionNode
from django.template.loader_tags import (
    BLOCK_CONTEXT_KEY,
    BlockNode,
    IncludeNode,
    construct_relative_path,
)

from liveflash.rendering import variables
from liveflash.rendering.compiled import compiled_template
from liveflash.rendering.compiler import (
    Builder,
    Compiler,
    is_registered,
    may_set_names,
    opaque,
    register,
    sets_no_names,
)
from liveflash.rendering.context import LiveContext
from liveflash.rendering.nodes import is_ours, mentions, tag_source
from liveflash.rendering.outline import Kind
from liveflash.rendering.scopes import Entered, Scope


@register(BlockNode, sets_names=sets_no_names)
def _block(compiler: Compiler, node: BlockNode, builder: Builder) -> None:
    nodes = [node] if compiler.blocks is None else compiler.blocks[node.name]
    compile_block(compiler, nodes, builder)


@register(IncludeNode, sets_names=sets_no_names)
def _include(compiler: Compiler, node: Any, builder: Builder) -> None:
    contents = compiler.inlined.get(node.template.token)
    if contents is not None and not (node.extra_context or node.isolated_context):
        compiler.in_template(contents.blocks).nodes(contents.nodes, builder)
        return
    values = variables.named(node.extra_context)
    constant = constant_name(node.template)
    whole = Builder()
    opaque(compiler, node, whole)
    by_django = whole.block(Kind.SCOPE)

    def enter(context: LiveContext) -> Entered:
        template = _included(node, constant, context)
        if not hasattr(template, "nodelist"):
            return by_django, context, None
        given = values(context)
        if node.isolated_context:
            context = context.new(given)
        else:
            context.dicts.append(given)
        return enter_template(template, context)

    def leave(context: LiveContext, token: Any) -> None:
        if token is None:
            return
        leave_template(context, token)
        if not node.isolated_context:
            context.dicts.pop()

    builder.slot(Scope(builder.index, enter, leave))


@register(InclusionNode, sets_names=lambda node: not is_ours(node))
def _inclusion(_compiler: Compiler, node: Any, builder: Builder) -> None:
    def enter(context: LiveContext) -> Entered:
        args, kwargs = node.get_resolved_arguments(context)
        inner = context.new(node.func(*args, **kwargs))
        token = context.get("csrf_token")
        if token is not None:
            inner["csrf_token"] = token
        return enter_template(_inclusion_template(node, context), inner)

    builder.slot(Scope(builder.index, enter, leave_template))


def compile_block(
    compiler: Compiler, nodes: Sequence[BlockNode], builder: Builder
) -> None:
    """Compile a ``{% block %}``: the first node is shown, the others are its supers."""
    node, *supers = nodes
    inner = compiler.in_block(supers)
    if not needs_scope(node.nodelist, supers):
        inner.nodes(node.nodelist, builder)
        return
    block = inner.block(node.nodelist)

    def enter(context: LiveContext) -> Entered:
        return block, context, enter_block(nodes, context)

    def leave(context: LiveContext, former: Any) -> None:
        context.dicts.pop()
        if former is not None:
            context.render_context[BLOCK_CONTEXT_KEY].blocks[node.name] = former

    builder.slot(Scope(builder.index, enter, leave))


def enter_block(nodes: Sequence[BlockNode], context: LiveContext) -> Any:
    """Enter a ``{% block %}``; return the former nodes of its name, if in a chain."""
    node, *supers = nodes
    found = context.render_context.get(BLOCK_CONTEXT_KEY)
    if found is None:
        context.dicts.append({"block": node})
        return None
    current: Any = type(node)(node.name, node.nodelist)
    current.context = context
    context.dicts.append({"block": current})
    former, found.blocks[node.name] = found.blocks[node.name], supers[::-1]
    return former


def needs_scope(nodes: NodeList, supers: Sequence[BlockNode]) -> bool:
    """Return whether a block needs a scope of its own, with ``block`` in it.

    ``supers`` are the blocks that it overrides. Without one, ``block.super`` is looked
    up like any other variable.
    """
    return any(may_set_names(node) or _uses_block(node, supers) for node in nodes)


def _uses_block(node: Node, supers: Sequence[BlockNode]) -> bool:
    if isinstance(node, VariableNode):
        parsed = node.filter_expression
        is_compiled = bool(supers) and is_super(parsed)
        return not is_compiled and "block" in parsed.token
    if isinstance(node, BlockNode):
        return False
    if isinstance(node, IncludeNode | _Use):
        return not getattr(node, "isolated_context", False)
    return mentions(node, ("block.", "|block")) or "block" in tag_source(node)


def is_super(parsed: FilterExpression) -> bool:
    """Return whether an expression is ``block.super``."""
    lookups = getattr(parsed.var, "lookups", None)
    return not parsed.filters and lookups == ("block", "super")


def _partial_classes() -> tuple[type[Node], type[Node]]:
    """Return the node classes of ``{% partialdef %}`` and ``{% partial %}``."""
    if django.VERSION >= (6,):
        return built_in.PartialDefNode, built_in.PartialNode
    library = import_module("template_partials.templatetags.partials")
    return library.DefinePartialNode, library.RenderPartialNode


_Definition, _Use = _partial_classes()


@register(_Definition)
def _definition(compiler: Compiler, node: Any, builder: Builder) -> None:
    if node.inline:
        compiler.nodes(node.nodelist, builder)


def used_partial(node: Any) -> Any:
    """Return the template of a ``{% partial %}``; None for any other node.

    Return None also for an unknown name, with which Django raises.
    """
    if not isinstance(node, _Use):
        return None
    use: Any = node
    try:
        return use.partial_mapping[use.partial_name]
    except (KeyError, TemplateSyntaxError):
        return None


def _sets_names(node: Any) -> bool:
    """Return whether using a partial may set names."""
    uses, known = [node], set()
    while uses:
        use = uses.pop()
        if use.partial_name in known:
            continue
        known.add(use.partial_name)
        partial = used_partial(use)
        if partial is None:
            continue
        inner = partial.nodelist.get_nodes_by_type(Node)
        uses += [each for each in inner if isinstance(each, _Use)]
        if any(not is_registered(each) and may_set_names(each) for each in inner):
            return True
    return False


@register(_Use, sets_names=_sets_names)
def _use(_compiler: Compiler, node: Any, builder: Builder) -> None:
    def enter(context: LiveContext) -> Entered:
        try:
            partial = node.partial_mapping[node.partial_name]
        except KeyError:
            node.render(context)  # raises Django's own error
            raise
        return enter_template(partial, context)

    builder.slot(Scope(builder.index, enter, leave_template))


def enter_template(template: Template, context: LiveContext) -> Entered:
    """Enter a template within another, with a render context of its own."""
    render_context = context.render_context
    former, render_context.template = render_context.template, template
    render_context.dicts.append({})
    compiled = compiled_template(template, context)
    compiled.enter_chain(context)
    return compiled.block, context, former


def leave_template(context: LiveContext, former: Any) -> None:
    """Leave a template within another."""
    context.render_context.dicts.pop()
    context.render_context.template = former


def constant_name(parsed: FilterExpression) -> tuple[str, ...]:
    """Return the name of an included template, if it is constant, in a tuple."""
    is_constant = isinstance(parsed.var, str) and not parsed.filters
    return (str(parsed.var),) if is_constant else ()


def _included(node: Any, constant: tuple[str, ...], context: LiveContext) -> Any:
    """Return the template of an ``{% include %}``, as Django's own node does."""
    names = constant
    if not names:
        template = node.template.resolve(context)
        if callable(getattr(template, "render", None)):
            return getattr(template, "template", template)
        names = template or ()
        if isinstance(names, str):
            names = (construct_relative_path(node.origin.template_name, names),)
        names = tuple(names)
    found: dict[Any, Any] = context.render_context.dicts[0].setdefault(node, {})  # type: ignore[arg-type, assignment]
    if names not in found:
        found[names] = context.engine.select_template(list(names))
    return found[names]


def _inclusion_template(node: Any, context: LiveContext) -> Any:
    """Return the template of an inclusion tag, as Django's own node does."""
    found = context.render_context.get(node)
    if found is None:
        engine, name = context.engine, node.filename
        if isinstance(name, str):
            found = engine.get_template(name)
        elif isinstance(name, list | tuple):
            found = engine.select_template(list(name))
        else:
            found = getattr(name, "template", name)
        context.render_context[node] = found
    return found
