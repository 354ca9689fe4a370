"""Blocks and their slots: what is compiled of a template, once for all its views.

The state of a block in one view is a list with an item for each slot. ``first`` fills
it and gives the whole wire form, ``update`` compares with it and gives the changes.
"""

from collections.abc import Callable
from typing import Any, Protocol

from django.template import Node
from django.template.base import render_value_in_context

from liveflash import diff
from liveflash.rendering.context import LiveContext
from liveflash.rendering.lookups import FIXED, UNUSUAL, Getter

Wire = dict[str, Any]
State = list[Any]
Entered = tuple["Block", LiveContext, Any]


class Slot(Protocol):
    """What stands between two statics; ``index`` is its place in the block.

    ``reads_flash`` is false where it is certain that flash changes nothing in it.
    """

    index: int
    reads_flash: bool

    def first(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Render anew, into ``wire``."""

    def update(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Render again, and put into ``wire`` what has changed."""


class Block:
    """Statics with slots between them."""

    __slots__ = ("_flash_slots", "slots", "statics")

    def __init__(self, statics: tuple[str, ...], slots: tuple[Slot, ...]) -> None:
        self.statics = statics
        self.slots = slots
        self._flash_slots = tuple(slot for slot in slots if slot.reads_flash)

    @property
    def reads_flash(self) -> bool:
        """Whether flash can change what the block shows."""
        return bool(self._flash_slots)

    def first(self, context: LiveContext) -> tuple[Wire, State]:
        """Render anew, all of it: the dynamics and the new state."""
        state: State = [None] * (len(self.statics) - 1)
        wire: Wire = {}
        only_flash, context.only_flash = context.only_flash, False
        for slot in self.slots:
            slot.first(context, state, wire)
        context.only_flash = only_flash
        return wire, state

    def update(self, context: LiveContext, state: State) -> Wire:
        """Render again: the changes."""
        wire: Wire = {}
        for slot in self._flash_slots if context.only_flash else self.slots:
            slot.update(context, state, wire)
        return wire


class Value:
    """A variable or filter expression.

    ``source`` gives what the text depends on, UNUSUAL where that is not known. The
    state is that value, where it cannot change and so has the same text as long as it
    is the same; of anything else, the text in a tuple.
    """

    __slots__ = ("_get", "_key", "_node", "_source", "index", "reads_flash")

    def __init__(
        self,
        index: int,
        node: Node,
        get: Getter,
        source: Getter,
        *,
        reads_flash: bool,
    ) -> None:
        self.index = index
        self.reads_flash = reads_flash
        self._key = str(index)
        self._node = node
        self._get = get
        self._source = source

    def first(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Render anew, into ``wire``."""
        source = self._source(context)
        wire[self._key] = text = self._text(context, source)
        state[self.index] = source if type(source) in FIXED else (text,)

    def update(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Render again, and put into ``wire`` what has changed."""
        source = self._source(context)
        kept = state[self.index]
        if source is kept or (type(source) is str is type(kept) and source == kept):
            return
        text = self._text(context, source)
        if kept != (text,):
            wire[self._key] = text
            state[self.index] = source if type(source) in FIXED else (text,)

    def _text(self, context: LiveContext, source: Any) -> str:
        if source is UNUSUAL:
            return str(self._node.render_annotated(context))
        if self._get is not self._source:
            source = self._get(context)
        return str(render_value_in_context(source, context))


class Opaque:
    """A node that Django renders; its state is the text."""

    __slots__ = ("_key", "_node", "index", "reads_flash")

    def __init__(self, index: int, node: Node, *, reads_flash: bool) -> None:
        self.index = index
        self.reads_flash = reads_flash
        self._key = str(index)
        self._node = node

    def first(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Render anew, into ``wire``."""
        wire[self._key] = state[self.index] = str(self._node.render_annotated(context))

    def update(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Render again, and put into ``wire`` what has changed."""
        text = str(self._node.render_annotated(context))
        if text != state[self.index]:
            wire[self._key] = state[self.index] = text


class Scope:
    """A block of its own, in a context that ``enter`` prepares and ``leave`` restores.

    ``enter`` gives the block, which may be another one at each render, and what
    ``leave`` needs. The state is the block with its state.
    """

    __slots__ = ("_enter", "_key", "_leave", "index", "reads_flash")

    def __init__(
        self,
        index: int,
        enter: Callable[[LiveContext], Entered],
        leave: Callable[[LiveContext, Any], None],
        *,
        reads_flash: bool,
    ) -> None:
        self.index = index
        self.reads_flash = reads_flash
        self._key = str(index)
        self._enter = enter
        self._leave = leave

    def first(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Render anew, into ``wire``."""
        block, inner, token = self._enter(context)
        try:
            self._begin(block, inner, state, wire)
        finally:
            self._leave(inner, token)

    def update(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Render again, and put into ``wire`` what has changed."""
        block, inner, token = self._enter(context)
        try:
            known, kept = state[self.index]
            if known is not block:
                self._begin(block, inner, state, wire)
            elif changes := block.update(inner, kept):
                wire[self._key] = changes
        finally:
            self._leave(inner, token)

    def _begin(
        self, block: Block, context: LiveContext, state: State, wire: Wire
    ) -> None:
        tree, kept = block.first(context)
        wire[self._key] = {diff.STATIC: context.share(block.statics), **tree}
        state[self.index] = (block, kept)
