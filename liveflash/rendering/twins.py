"""Twins of nodes: the same in all but what stands for their contents.

A node belongs to a template that is rendered in the ordinary way too, so nothing of it
is changed. Its twin has the very attributes of the node, not copies of them, and is
equal to it: what a tag keeps on its node, or in the context under its node, is the same
for both.
"""

from abc import ABCMeta
from collections.abc import Mapping
from functools import cache
from typing import Any

from django.template import Node, NodeList


class StandIn(NodeList):
    """Stands for the contents of a tag."""

    def __init__(self, contents: NodeList) -> None:
        super().__init__(contents)
        self.contents = contents


class _Twin:
    """What makes a node's class the class of its twin.

    It comes before the node's class, which does not hear that it has a subclass, and
    calling it gives an ordinary node.
    """

    __slots__ = ()

    _liveflash_node: Any
    _liveflash_contents: Mapping[str, StandIn]

    def __init_subclass__(cls) -> None:
        """Call nothing of the node's class."""

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        return cls.__bases__[1](*args, **kwargs)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, _Twin):
            other = other._liveflash_node
        return bool(self._liveflash_node == other)

    def __hash__(self) -> int:
        return hash(self._liveflash_node)


def contents_of(node: Node) -> dict[str, NodeList]:
    """The lists of nodes that a tag has between its words, by the attribute's name.

    None where the node's class is made by what may not let it have a subclass.
    """
    if type(type(node)) not in {type, ABCMeta}:
        return {}
    attributes = vars(node).items()
    return {name: each for name, each in attributes if isinstance(each, NodeList)}


def twin(node: Node, contents: Mapping[str, StandIn]) -> Any:
    """The twin of a node, with something else for some of its contents."""
    kind: Any = type(node)
    made = object.__new__(_twin_class(kind, tuple(contents)))
    object.__setattr__(made, "__dict__", vars(node))
    object.__setattr__(made, "_liveflash_node", node)
    object.__setattr__(made, "_liveflash_contents", contents)
    return made


@cache
def _twin_class(kind: Any, names: tuple[str, ...]) -> Any:
    attributes = {
        "__slots__": ("_liveflash_node", "_liveflash_contents"),
        "__module__": kind.__module__,
        "__qualname__": kind.__qualname__,
        "__doc__": kind.__doc__,
        **{name: _contents(name) for name in names},
    }
    return type(kind)(kind.__name__, (_Twin, kind), attributes)


def _contents(name: str) -> property:
    """The attribute for contents: it gives what stands for them, unless it was set."""

    def get(node: Any) -> Any:
        stands = node._liveflash_contents[name]  # noqa: SLF001 - it is ours
        found = vars(node)[name]
        return stands if found is stands.contents else found

    def put(node: Any, value: Any) -> None:
        vars(node)[name] = value

    return property(get, put)
