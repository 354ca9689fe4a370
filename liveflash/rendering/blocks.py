"""Blocks and their slots: what is compiled of a template, once for all its views.

The state of a block in one view is a list with an item for each slot. ``first`` fills
it and gives the whole wire form, ``update`` compares with it and gives the changes.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Any, Protocol

from django.template import Node
from django.template.base import render_value_in_context

from liveflash.rendering.attribute_access import UNUSUAL
from liveflash.rendering.context import LiveContext
from liveflash.rendering.parts import IdentityComparer
from liveflash.rendering.variables import FIXED, TOLD_BY_VALUE, Getter

Wire = dict[str, Any]
State = list[Any]
Paths = frozenset[tuple[str, ...]]


class NeedsFullRender(Exception):
    """What is rendered cannot be put together of pieces that are remembered."""


class Slot(Protocol):
    """What stands between two statics; ``index`` is its place in the block.

    ``reads_flash`` is false where it is certain that flash changes nothing in it,
    ``sets_names`` where it leaves no names in the context for the slots behind it.
    ``reads`` are the variables that decide what it shows, as long as none of them can
    change in itself; None where that is not known.
    """

    index: int
    reads: Paths | None
    reads_flash: bool
    sets_names: bool

    def first(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Render anew, into ``wire``."""

    def update(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Render again, and put into ``wire`` what has changed."""


class Block:
    """Statics with slots between them.

    ``values`` are the variables that the slots show, one each, where that is all.
    """

    __slots__ = (
        "_flash_slots",
        "_steps",
        "reads",
        "reads_flash",
        "sets_names",
        "slots",
        "statics",
        "values",
    )

    def __init__(self, statics: tuple[str, ...], slots: tuple[Slot, ...]) -> None:
        self.statics = statics
        self.slots = slots
        self.reads = all_paths(slot.reads for slot in slots)
        self.values = _values_of(slots)
        self.reads_flash = any(slot.reads_flash for slot in slots)
        self.sets_names = any(slot.sets_names for slot in slots)
        self._steps = tuple(_steps_of(slots))
        self._flash_slots = tuple(
            slot for slot in slots if slot.reads_flash or slot.sets_names
        )

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
        for step in self._flash_slots if context.only_flash else self._steps:
            step.update(context, state, wire)
        return wire


def all_paths(parts: Iterable[Paths | None]) -> Paths | None:
    """The variables that decide all of the parts, where they are known of each."""
    found: Paths = frozenset()
    for paths in parts:
        if paths is None:
            return None
        found |= paths
    return found


class Value:
    """A variable or filter expression.

    ``source`` gives what the text depends on, UNUSUAL where that is not known. The
    state is that value, where it cannot change and so has the same text as long as it
    is the same; of anything else, the text in a tuple.
    """

    __slots__ = ("_get", "_key", "_node", "_source", "index", "reads", "reads_flash")
    sets_names = False

    def __init__(  # noqa: PLR0913 - it is made in one place
        self,
        index: int,
        node: Node,
        get: Getter,
        source: Getter,
        *,
        reads: Paths | None,
        reads_flash: bool,
    ) -> None:
        self.index = index
        self.reads = reads
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
        if source is kept:
            return
        kind = type(source)
        if kind is type(kept) and kind in TOLD_BY_VALUE and source == kept:
            state[self.index] = source  # which will be found to be the same object
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
        if type(source) is str:  # what Django makes of it, without its detours
            return escape(source) if context.autoescape else source
        return str(render_value_in_context(source, context))


class Run:
    """Plain variables with nothing but text between them.

    Where all are the very values of the last render, that is seen at a glance.
    """

    __slots__ = ("_comparer", "_values")

    def __init__(self, values: Mapping[str, Value]) -> None:
        self._values = tuple(values.values())
        self._comparer = IdentityComparer(
            {name: value.index for name, value in values.items()}
        )

    def update(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Render again, and put into ``wire`` what has changed."""
        dicts = context.dicts
        # The innermost layer that is not empty gives what it has.
        if self._comparer.is_same(dicts[-1] or dicts[-2], state):
            return
        for value in self._values:
            value.update(context, state, wire)


def _steps_of(slots: Iterable[Slot]) -> Iterator[Slot | Run]:
    """The slots, with runs of plain variables taken together."""
    run: dict[str, Value] = {}
    for slot in slots:
        name = _plain_name(slot)
        if run and (name is None or name in run):
            yield Run(run)
            run = {}
        if name is not None and isinstance(slot, Value):
            run[name] = slot
        else:
            yield slot
    if run:
        yield Run(run)


def _plain_name(slot: Slot) -> str | None:
    """The name that alone decides what a slot shows, where it has no dot."""
    if isinstance(slot, Value) and slot.reads and len(slot.reads) == 1:
        ((name, *bits),) = slot.reads
        return None if bits else name
    return None


def _values_of(slots: Sequence[Slot]) -> list[tuple[str, ...]] | None:
    paths: list[tuple[str, ...]] = []
    for slot in slots:
        if not isinstance(slot, Value) or slot.reads is None or len(slot.reads) != 1:
            return None
        paths += slot.reads
    return paths


class Opaque:
    """A node that Django renders; its state is the text."""

    __slots__ = ("_key", "_node", "index", "reads_flash", "sets_names")
    reads: Paths | None = None

    def __init__(
        self, index: int, node: Node, *, reads_flash: bool, sets_names: bool
    ) -> None:
        self.index = index
        self.reads_flash = reads_flash
        self.sets_names = sets_names
        self._key = str(index)
        self._node = node

    def first(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Render anew, into ``wire``."""
        wire[self._key] = state[self.index] = self._text(context)

    def update(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Render again, and put into ``wire`` what has changed."""
        text = self._text(context)
        if text != state[self.index]:
            wire[self._key] = state[self.index] = text

    def _text(self, context: LiveContext) -> str:
        autoescape = context.autoescape
        text = str(self._node.render_annotated(context))
        if context.autoescape is not autoescape:
            raise NeedsFullRender  # the same values may now have other texts
        return text
