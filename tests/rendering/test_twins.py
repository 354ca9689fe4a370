"""The twin of a node is the node, but for its contents."""

from typing import Any

import pytest
from django.template import Node, NodeList
from django.template.base import TextNode

from liveflash.rendering.twins import StandIn, contents_of, twin
from tests.rendering.block_tags import BlockNode, ConcreteNode, CountedNode, SealedNode

kinds = pytest.mark.parametrize("kind", [BlockNode, ConcreteNode, CountedNode])


def made(kind: Any) -> tuple[Any, Any, StandIn]:
    """A node, its twin, and what stands for the contents."""
    node = kind(NodeList([TextNode("text")]))
    stand = StandIn(node.nodelist)
    return node, twin(node, {"nodelist": stand}), stand


@kinds
def test_twin_has_other_contents(kind: Any) -> None:
    node, double, stand = made(kind)
    assert (double.nodelist is stand, node.nodelist is stand) == (True, False)


@kinds
def test_twin_is_equal_to_its_node(kind: Any) -> None:
    node, double, _stand = made(kind)
    _node, another, _stand = made(kind)
    kept = {node: 1}
    assert (kept[double], double == node, node == double) == (1, True, True)
    assert (double == another) is (node == _node)


@kinds
def test_what_is_set_on_a_twin_is_set_on_its_node(kind: Any) -> None:
    node, double, _stand = made(kind)
    double.more, node.other = 1, 2
    assert (node.more, double.other) == (1, 2)


def test_contents_that_were_set_count() -> None:
    node, double, _stand = made(BlockNode)
    double.nodelist = others = NodeList()
    assert (node.nodelist is others, double.nodelist is others) == (True, True)


@kinds
def test_the_class_of_a_twin_makes_ordinary_nodes(kind: Any) -> None:
    _node, double, stand = made(kind)
    another = type(double)(stand)
    assert (type(another), isinstance(double, kind)) == (kind, True)


def test_only_lists_of_nodes_are_contents() -> None:
    node: Any = BlockNode(NodeList())
    node.more, node.names = NodeList(), ["a"]
    assert set(contents_of(node)) == {"nodelist", "more"}


@pytest.mark.parametrize("node", [SealedNode(NodeList()), Node()])
def test_what_has_no_twin_has_no_contents(node: Node) -> None:
    assert contents_of(node) == {}
