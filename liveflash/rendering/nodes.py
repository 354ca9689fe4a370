"""Facts about the nodes of a template: their code, their source and their children."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from django.template import Node, NodeList
from django.template.defaulttags import TemplateLiteral
from django.template.library import TagHelperNode

OUR_MODULES = ("django.", "liveflash.")


def is_ours(node: Any) -> bool:
    """Return whether the code of a node is Django's or this package's."""
    maker = type(node)
    if isinstance(node, TagHelperNode) and node.takes_context:
        maker = node.func
    return maker.__module__.startswith(OUR_MODULES)


def tag_source(node: Any) -> str:
    """Return the source of a node's tag, and of the tags that it is built from."""
    tokens = [node.token] if node.token else []
    tokens += getattr(node, "singular", None) or []
    tokens += getattr(node, "plural", None) or []
    words = [token.contents for token in tokens]
    # The token of a named cycle is that of the last tag that uses it.
    words += [value.token for value in getattr(node, "cyclevars", ())]
    for condition, _nodes in getattr(node, "conditions_nodelists", ()):
        words += [operand.token for operand in operands(condition)]
    return " ".join(words)


def operands(condition: Any) -> list[Any]:
    """Return the expressions in a condition of an ``{% if %}``."""
    if isinstance(condition, TemplateLiteral):
        return [condition.value]
    sides = (getattr(condition, "first", None), getattr(condition, "second", None))
    return [operand for side in sides if side for operand in operands(side)]


def mentions(node: Node, names: Iterable[str]) -> bool:
    """Return whether the source of a node or any node in it contains one of these."""
    wanted = tuple(names)
    return any(name in tag_source(inner) for inner in all_in(node) for name in wanted)


def all_in(node: Node) -> list[Node]:
    """Return a node and all nodes in it."""
    return [node, *(each for inner in children(node) for each in all_in(inner))]


def children(node: Node) -> Iterator[Node]:
    """Return the child nodes; SimpleBlockNode does not declare its ``nodelist``."""
    lists = {name: getattr(node, name, None) for name in node.child_nodelists}
    lists |= {k: each for k, each in vars(node).items() if isinstance(each, NodeList)}
    return chain.from_iterable(nodes for nodes in lists.values() if nodes)
