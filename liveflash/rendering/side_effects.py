"""Which tags may leave something behind for other tags.

A tag may set names, and leave anything else in the render context, in an outer layer of
the context, or on the request. Django's own tags leave the state of named cycles there;
the code of other tags is not known.
"""

from collections.abc import Iterable
from typing import Any

from django.template import Node, TemplateDoesNotExist, TemplateSyntaxError
from django.template.base import FilterExpression, Template, TextNode, VariableNode
from django.template.defaulttags import CycleNode, ResetCycleNode
from django.template.library import InclusionNode, TagHelperNode
from django.template.loader_tags import (
    BlockNode,
    IncludeNode,
    construct_relative_path,
)

from liveflash.rendering.compiled import inheritance_chain
from liveflash.rendering.compiler import Blocks, is_registered
from liveflash.rendering.context import LiveContext
from liveflash.rendering.loader_tags import constant_name, used_partial
from liveflash.rendering.message_templates import has_own_templates
from liveflash.rendering.nodes import children, is_ours


class SideEffects:
    """Finds the nodes with side effects in the template that a context renders.

    Included templates count, and may include themselves. A template that is not known
    before it is rendered may have side effects.
    """

    def __init__(self, context: LiveContext) -> None:
        self._context = context
        self._seen: set[int] = set()

    def any(self, nodes: Iterable[Node], blocks: Blocks | None) -> bool:
        """Return whether one of the nodes may leave something behind.

        ``blocks`` are the ``{% block %}`` nodes of the template with these nodes.
        """
        return any(self._has(node, blocks) for node in nodes)

    def _has(self, node: Any, blocks: Blocks | None) -> bool:
        if isinstance(node, TextNode | VariableNode):
            return False
        if isinstance(node, CycleNode):
            return bool(node.variable_name)
        if isinstance(node, ResetCycleNode):
            return self._has(node.node, blocks)
        if isinstance(node, BlockNode):
            return self._in_block(node, blocks)
        if isinstance(node, IncludeNode):
            return self._in_include(node)
        if isinstance(node, TagHelperNode):
            return self._in_function(node)
        partial = used_partial(node)
        if partial is not None:
            return self._in_template(partial)
        is_known = is_ours(node) or is_registered(node)
        return not is_known or self.any(children(node), blocks)

    def _in_block(self, node: BlockNode, blocks: Blocks | None) -> bool:
        """Return whether any node of the block's chain has side effects."""
        chained = [node] if blocks is None else blocks.get(node.name, [node])
        return any(self.any(each.nodelist, blocks) for each in chained)

    def _in_include(self, node: Any) -> bool:
        constant = constant_name(node.template)
        if not constant:
            return True
        names = [construct_relative_path(node.origin.template_name, constant[0])]
        return self._in_named(names)

    def _in_function(self, node: Any) -> bool:
        """Return whether a simple tag or an inclusion tag has side effects.

        Without the context it can leave nothing behind, unless it is given the request.
        """
        if type(node).__module__.startswith("liveflash."):
            return not has_own_templates(self._context.engine)
        arguments = (*node.args, *node.kwargs.values())
        if not is_ours(node) or any(map(_may_be_request, arguments)):
            return True
        if not isinstance(node, InclusionNode):
            return self.any(children(node), None)
        name: Any = node.filename
        if isinstance(name, str | list | tuple):
            return self._in_named([name] if isinstance(name, str) else list(name))
        return self._in_template(getattr(name, "template", name))

    def _in_named(self, names: list[str]) -> bool:
        try:
            return self._in_template(self._context.engine.select_template(names))
        except (TemplateDoesNotExist, TemplateSyntaxError):
            return True  # Django raises, if it ever gets there

    def _in_template(self, template: Template) -> bool:
        if id(template) in self._seen:
            return False
        self._seen.add(id(template))
        try:
            with self._context.render_context.push():
                nodes, blocks, parents, _last = inheritance_chain(
                    template, self._context
                )
        except (TemplateDoesNotExist, TemplateSyntaxError):
            return True  # a variable names its parent
        return bool(parents) or self.any(nodes, blocks)


def _may_be_request(argument: FilterExpression) -> bool:
    return "request" in argument.token
