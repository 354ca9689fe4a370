"""Slots: the parts of a block between its statics."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from liveflash.rendering.context import LiveContext

Wire = dict[str, Any]
State = list[Any]
Paths = frozenset[tuple[str, ...]]


class Slot(Protocol):
    """The part between two statics; ``index`` is its position in the block.

    ``reads`` are the variables that decide its text, provided that their values are
    immutable; None if they are not known.
    """

    index: int
    reads: Paths | None

    def render(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Put the whole wire form into ``wire``."""

    def update(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Put the changes since the last render into ``wire``."""


class Inside:
    """A slot inside an element that restricts its contents.

    In an element such as ``<script>`` tags are text, so there are no root flags and no
    components. In a ``<p>`` no included template is a root or a component: a browser
    ends the paragraph before a block, which moves parts of the template out of it.
    """

    __slots__ = ("_is_text", "_slot", "index", "reads")

    def __init__(self, slot: Slot, *, is_text: bool) -> None:
        self._slot = slot
        self._is_text = is_text
        self.index = slot.index
        self.reads = slot.reads

    def render(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Put the whole wire form into ``wire``."""
        with self._restricted(context):
            self._slot.render(context, state, wire)

    def update(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Put the changes since the last render into ``wire``."""
        with self._restricted(context):
            self._slot.update(context, state, wire)

    @contextmanager
    def _restricted(self, context: LiveContext) -> Iterator[None]:
        former = context.marks_roots, context.has_components
        context.has_components = False
        context.marks_roots = context.marks_roots and not self._is_text
        try:
            yield
        finally:
            context.marks_roots, context.has_components = former


def all_paths(parts: Iterable[Paths | None]) -> Paths | None:
    """Return the union of the variables, or None if those of one part are not known."""
    found: Paths = frozenset()
    for paths in parts:
        if paths is None:
            return None
        found |= paths
    return found
