"""Blocks and their slots: the compiled form of a template, shared by all clients.

The state of a block for one client is a list with an item for each slot. ``render``
fills it and returns the whole wire form; ``update`` compares it with the current values
and returns the changes.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Any, Protocol

from django.template import Node
from django.template.base import render_value_in_context

from liveflash.rendering.attribute_access import NEEDS_DJANGO
from liveflash.rendering.context import LiveContext
from liveflash.rendering.parts import IdentityComparer
from liveflash.rendering.variables import EQUAL_TEXT_TYPES, IMMUTABLE_TYPES, Getter

Wire = dict[str, Any]
State = list[Any]
Paths = frozenset[tuple[str, ...]]


class NeedsFullRender(Exception):
    """Raised if only Django's own render of the whole page gives the right HTML."""


class Slot(Protocol):
    """The part between two statics; ``index`` is its position in the block.

    ``reads_flash`` is false if flash certainly changes nothing in the slot,
    ``sets_names`` if the slot sets no names in the context for the slots after it.
    ``reads`` are the variables that decide its text, provided that their values are
    immutable; None if they are not known.
    """

    index: int
    reads: Paths | None
    reads_flash: bool
    sets_names: bool

    def render(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Put the whole wire form into ``wire``."""

    def update(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Put the changes since the last render into ``wire``."""


class Block:
    """Statics with slots between them.

    ``values`` are the variables of the slots if each slot shows exactly one.
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
        self.values = _plain_paths(slots)
        self.reads_flash = any(slot.reads_flash for slot in slots)
        self.sets_names = any(slot.sets_names for slot in slots)
        self._steps = tuple(_steps_of(slots))
        self._flash_slots = tuple(
            slot for slot in slots if slot.reads_flash or slot.sets_names
        )

    def render(self, context: LiveContext) -> tuple[Wire, State]:
        """Return all dynamics and the new state."""
        state: State = [None] * (len(self.statics) - 1)
        wire: Wire = {}
        only_flash, context.only_flash = context.only_flash, False
        for slot in self.slots:
            slot.render(context, state, wire)
        context.only_flash = only_flash
        return wire, state

    def update(self, context: LiveContext, state: State) -> Wire:
        """Return the changed dynamics."""
        wire: Wire = {}
        for step in self._flash_slots if context.only_flash else self._steps:
            step.update(context, state, wire)
        return wire


def all_paths(parts: Iterable[Paths | None]) -> Paths | None:
    """Return the union of the variables, or None if those of one part are not known."""
    found: Paths = frozenset()
    for paths in parts:
        if paths is None:
            return None
        found |= paths
    return found


class Value:
    """A variable or filter expression.

    ``source`` returns the value on which the text depends, NEEDS_DJANGO if that is not
    known. The state is this value if it is immutable, otherwise the text in a tuple.
    """

    __slots__ = ("_get", "_key", "_node", "_source", "index", "reads", "reads_flash")
    sets_names = False

    def __init__(  # noqa: PLR0913 - called in one place
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

    def render(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Put the whole wire form into ``wire``."""
        source = self._source(context)
        wire[self._key] = text = self._text(context, source)
        state[self.index] = source if type(source) in IMMUTABLE_TYPES else (text,)

    def update(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Put the changes since the last render into ``wire``."""
        source = self._source(context)
        former = state[self.index]
        if source is former:
            return
        kind = type(source)
        if kind is type(former) and kind in EQUAL_TEXT_TYPES and source == former:
            state[self.index] = source  # the next render finds the same object
            return
        text = self._text(context, source)
        if former != (text,):
            wire[self._key] = text
            state[self.index] = source if type(source) in IMMUTABLE_TYPES else (text,)

    def _text(self, context: LiveContext, source: Any) -> str:
        if source is NEEDS_DJANGO:
            return str(self._node.render_annotated(context))
        if self._get is not self._source:
            source = self._get(context)
        if type(source) is str:  # as render_value_in_context does
            return escape(source) if context.autoescape else source
        return str(render_value_in_context(source, context))


class Run:
    """Two or more plain variables with only text between them, compared at once."""

    __slots__ = ("_comparer", "_values")

    def __init__(self, values: Mapping[str, Value]) -> None:
        self._values = tuple(values.values())
        self._comparer = IdentityComparer(
            {name: value.index for name, value in values.items()}
        )

    def update(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Put the changes since the last render into ``wire``."""
        dicts = context.dicts
        # Any name in the innermost layer hides those of the outer layers.
        if self._comparer.is_same(dicts[-1] or dicts[-2], state):
            return
        for value in self._values:
            value.update(context, state, wire)


def _steps_of(slots: Iterable[Slot]) -> Iterator[Slot | Run]:
    """Yield the slots, with runs of plain variables combined."""
    run: dict[str, Value] = {}
    for slot in slots:
        name = _plain_name(slot)
        if run and (name is None or name in run):
            yield _combined(run)
            run = {}
        if name is not None and isinstance(slot, Value):
            run[name] = slot
        else:
            yield slot
    if run:
        yield _combined(run)


def _combined(values: dict[str, Value]) -> Slot | Run:
    return Run(values) if len(values) > 1 else next(iter(values.values()))


def _plain_name(slot: Slot) -> str | None:
    """Return the undotted name that alone decides the text of a slot, or None."""
    if isinstance(slot, Value) and slot.reads and len(slot.reads) == 1:
        ((name, *bits),) = slot.reads
        return None if bits else name
    return None


def _plain_paths(slots: Sequence[Slot]) -> list[tuple[str, ...]] | None:
    """Return the variable of each slot, or None if one shows anything else."""
    paths: list[tuple[str, ...]] = []
    for slot in slots:
        if not isinstance(slot, Value) or slot.reads is None or len(slot.reads) != 1:
            return None
        paths += slot.reads
    return paths


class Opaque:
    """A node that Django renders as a whole; its state is the text."""

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

    def render(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Put the whole wire form into ``wire``."""
        wire[self._key] = state[self.index] = self._text(context)

    def update(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Put the changes since the last render into ``wire``."""
        text = self._text(context)
        if text != state[self.index]:
            wire[self._key] = state[self.index] = text

    def _text(self, context: LiveContext) -> str:
        autoescape = context.autoescape
        text = str(self._node.render_annotated(context))
        if context.autoescape is not autoescape:
            raise NeedsFullRender  # the text of equal values may differ from here on
        return text
