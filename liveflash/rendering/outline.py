"""Nest the dynamics of a block, so that the client can skip elements.

A block of a template is a flat list of statics and dynamics. On the wire, each element
that a visitor or a script may have changed is a tree of its own with the root flag
``r``: the client leaves the element alone when nothing in its tree has changed. The
server compares and stores the dynamics of a block as a flat list all the same.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from enum import Enum
from itertools import accumulate, chain, zip_longest
from typing import Any

from liveflash.protocol import wire_tree
from liveflash.protocol.wire_tree import Tree
from liveflash.rendering import content_model
from liveflash.rendering.markup import BLOCK, Element, elements

Share = Callable[[tuple[str, ...]], int]


class Kind(Enum):
    """The place of a block.

    A BRANCH and a ROW are entries of a comprehension. An entry cannot have the root
    flag; if it is one element, that is a tree within the entry. Of the elements inside
    a row, only those that take input are trees. In a FLAT block there are no trees.
    """

    FLAT = "flat"
    SCOPE = "scope"
    BRANCH = "branch"
    ROW = "row"


# A start tag up to a dynamic in its id.
_DYNAMIC_ID = re.compile(r"<form\s(?:[^>]*\s)?id\s*=\s*[\"']?[^\"'>]*", re.IGNORECASE)

# A browser may move the content of these elements behind them.
_NO_TREES = frozenset({"p", "body", "head", "html"})
# Elements that never end the paragraph around them.
_IN_PARAGRAPHS = content_model.VOID | content_model.TEXT | {"button", "select"}


class Outline:
    """A tree on the wire: its statics, and its dynamics or the trees between them.

    An integer in ``parts`` is the index of a dynamic in the block. ``in_text`` are the
    dynamics inside of elements such as ``<script>``, in which tags are text, and
    ``in_paragraphs`` those inside of ``<p>``.
    """

    __slots__ = ("in_paragraphs", "in_text", "is_root", "parts", "statics")

    def __init__(
        self,
        statics: tuple[str, ...],
        parts: "tuple[int | Outline, ...]",
        *,
        is_root: bool = False,
        in_text: Collection[int] = (),
        in_paragraphs: Collection[int] = (),
    ) -> None:
        self.statics = statics
        self.parts = parts
        self.is_root = is_root
        self.in_text = in_text
        self.in_paragraphs = in_paragraphs

    def whole(self, dynamics: Mapping[str, Any], share: Share, *, roots: bool) -> Tree:
        """Return the dynamics of a block, nested, with the statics of inner trees."""
        tree: Tree = {}
        for place, part in enumerate(self.parts):
            if isinstance(part, int):
                tree[str(place)] = dynamics[str(part)]
            else:
                inner = part.whole(dynamics, share, roots=roots)
                head: Tree = {wire_tree.STATIC: share(part.statics)}
                tree[str(place)] = head | ({wire_tree.ROOT: 1} if roots else {}) | inner
        return tree

    def paths(self) -> dict[str, tuple[str, ...]]:
        """Return for each dynamic of the block its path in the tree."""
        found: dict[str, tuple[str, ...]] = {}
        for place, part in enumerate(self.parts):
            if isinstance(part, int):
                found[str(part)] = (str(place),)
            else:
                inner = part.paths().items()
                found |= {key: (str(place), *path) for key, path in inner}
        return found


def nested(dynamics: Mapping[str, Any], paths: Mapping[str, tuple[str, ...]]) -> Tree:
    """Return some dynamics of a block at their places in the tree."""
    tree: Tree = {}
    for key, value in dynamics.items():
        *outer, last = paths[key]
        inner = tree
        for step in outer:
            inner = inner.setdefault(step, {})
        inner[last] = value
    return tree


def flat(statics: tuple[str, ...]) -> Outline:
    """Return an outline without inner trees."""
    return Outline(statics, tuple(range(len(statics) - 1)))


def outline(
    statics: tuple[str, ...], kind: Kind, dynamics: str | None = None
) -> Outline | None:
    """Return the outline of a block; None if its markup is not balanced.

    ``dynamics`` has TEXT, BLOCK or WORD for each dynamic.
    """
    if dynamics is None:
        dynamics = BLOCK * (len(statics) - 1)
    text = "".join(chain.from_iterable(zip_longest(statics, dynamics, fillvalue="")))
    found = elements(text)
    if found is None or any(static.endswith(("<", "</")) for static in statics[:-1]):
        return None
    builder = _Builder(text, statics, kind)
    whole = builder.tree(0, len(text), found, builder.all)
    only = found[0] if len(found) == 1 and kind in (Kind.FLAT, Kind.SCOPE) else None
    is_root = only is not None and builder.is_alone(only)
    return Outline(
        whole.statics,
        whole.parts,
        is_root=is_root,
        in_text=frozenset(builder.within(found, content_model.TEXT)),
        in_paragraphs=frozenset(builder.within(found, {"p"})),
    )


class _Builder:
    """Makes trees of the elements of a text, in which dynamics are one character."""

    def __init__(self, text: str, statics: Sequence[str], kind: Kind) -> None:
        self._text = text
        ends = accumulate(map(len, statics[:-1]))
        self._offsets = [end + index for index, end in enumerate(ends)]
        self._kind = kind
        self.all = range(len(self._offsets))

    def tree(
        self, start: int, end: int, children: Sequence[Element], inside: range
    ) -> Outline:
        """Return the tree of a part of the text, with its elements and dynamics."""
        is_entry = inside is self.all and self._kind in (Kind.BRANCH, Kind.ROW)
        statics: list[str] = []
        parts: list[int | Outline] = []
        place, upcoming = start, inside.start
        for element in self._chosen(children, len(inside), is_entry=is_entry):
            inner = self._inside(element)
            for index in range(upcoming, inner.start):
                statics.append(self._text[place : self._offsets[index]])
                parts.append(index)
                place = self._offsets[index] + 1
            statics.append(self._text[place : element.start])
            place, upcoming = element.end or end, inner.stop
            tree = self.tree(element.start, place, self._children(element), inner)
            parts.append(Outline(tree.statics, tree.parts, is_root=True))
        for index in range(upcoming, inside.stop):
            statics.append(self._text[place : self._offsets[index]])
            parts.append(index)
            place = self._offsets[index] + 1
        statics.append(self._text[place:end])
        return Outline(tuple(statics), tuple(parts))

    def within(
        self, children: Sequence[Element], tags: Collection[str]
    ) -> Iterator[int]:
        """Yield the dynamics in the contents of elements with these tags."""
        for child in children:
            if child.tag not in tags:
                yield from self.within(child.children, tags)
                continue
            inside = self._inside(child)
            # Without an end tag it may last until the end of the text.
            stop = len(self._offsets) if child.end is None else inside.stop
            yield from range(bisect_left(self._offsets, child.content_start), stop)

    def is_alone(self, element: Element) -> bool:
        """Return whether the whole text is one element."""
        return (
            (element.start, element.end) == (0, len(self._text))
            and self._inside(element) == self.all
            and self._is_tree(element)
        )

    def _chosen(
        self, children: Sequence[Element], dynamics: int, *, is_entry: bool
    ) -> list[Element]:
        """Return the elements to make trees of, in a tree with so many dynamics.

        An element that contains all of them is no tree: the client could never skip it.
        """
        found: list[Element] = []
        if self._kind is Kind.FLAT:
            return found
        is_alone = is_entry and len(children) == 1
        for child in children:
            count = len(self._inside(child))
            is_wanted = (
                bool(child.children) or child.holds_state
                if is_alone
                else count < dynamics and self._holds_state(child)
            )
            if is_wanted and self._is_tree(child):
                found.append(child)
            else:
                found += self._chosen(self._children(child), dynamics, is_entry=False)
        return found

    def _children(self, element: Element) -> Sequence[Element]:
        """Return the elements in an element that may be trees.

        A form with a dynamic id has none, so that another id makes an empty form.
        """
        if element.tag != "form":
            return element.children
        start = element.start
        inside = (self._offsets[index] for index in self._inside(element))
        tags = (self._text[start:offset] for offset in inside)
        return () if any(map(_DYNAMIC_ID.fullmatch, tags)) else element.children

    def _holds_state(self, element: Element) -> bool:
        is_row = self._kind is Kind.ROW
        return element.takes_input if is_row else element.holds_state

    def _is_tree(self, element: Element) -> bool:
        if element.tag in _NO_TREES and (self._inside(element) or element.children):
            return False
        if element.is_in_paragraph and element.tag not in _IN_PARAGRAPHS:
            # A dynamic may begin with an element that ends the paragraph.
            first = bisect_left(self._offsets, element.content_start)
            if first < self._inside(element).stop:
                return False
        return element.is_whole and element.is_recognised

    def _inside(self, element: Element) -> range:
        """Return the indexes of the dynamics inside an element."""
        end = element.start if element.end is None else element.end
        first = bisect_right(self._offsets, element.start)
        return range(first, max(first, bisect_left(self._offsets, end)))
