"""Blocks and their slots: the compiled form of a template, shared by all clients.

The state of a block for one client is a list with an item for each slot. ``render``
fills it and returns the whole wire form; ``update`` compares it with the current values
and returns the changes. On the wire, a block is nested as its outline says.
"""

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Any

from django.template import Node
from django.template.base import render_value_in_context

from liveflash.protocol import wire_tree
from liveflash.rendering.attribute_access import NEEDS_DJANGO
from liveflash.rendering.component_markup import is_same, without_comments
from liveflash.rendering.context import LiveContext
from liveflash.rendering.markup import BLOCK, TEXT, WORD, is_balanced
from liveflash.rendering.outline import Kind, flat, nested, outline
from liveflash.rendering.parts import IdentityComparer
from liveflash.rendering.slots import Inside, Paths, Slot, State, Wire, all_paths
from liveflash.rendering.variables import EQUAL_TEXT_TYPES, IMMUTABLE_TYPES, Getter

_ID = re.compile(r"\bid\b", re.IGNORECASE)


class NeedsFullRender(Exception):
    """Raised if only Django's own render of the whole page gives the right HTML."""


class UnbalancedMarkup(Exception):
    """Raised if a part of a page opens or closes elements of another part.

    The client must not skip elements on such a page.
    """


class Block:
    """Statics with slots between them.

    ``statics`` are those of its tree on the wire, and ``is_root`` is true if the tree
    is exactly one element. ``values`` are the variables of the slots if each slot shows
    exactly one. ``words`` are the slots that never show an ``id`` attribute.
    """

    __slots__ = (
        *("_is_balanced", "_is_nested", "_outline", "_paths", "_steps", "_width"),
        *("is_root", "reads", "slots", "statics", "values"),
    )

    def __init__(
        self,
        statics: tuple[str, ...],
        slots: tuple[Slot, ...],
        kind: Kind,
        words: Container[int] = (),
    ) -> None:
        texts = {slot.index for slot in slots if isinstance(slot, Value | Opaque)}
        dynamics = (
            TEXT if index in texts else WORD if index in words else BLOCK
            for index in range(len(statics) - 1)
        )
        found = outline(statics, kind, "".join(dynamics))
        self._is_balanced = found is not None
        self._outline = flat(statics) if found is None else found
        self._is_nested = len(self._outline.statics) < len(statics) or any(
            not isinstance(part, int) for part in self._outline.parts
        )
        self._paths = self._outline.paths()
        self._width = len(statics) - 1
        self.statics = self._outline.statics
        self.is_root = self._outline.is_root
        self.slots = slots = tuple(
            slot if slot.index in texts else self._restricted(slot) for slot in slots
        )
        self.reads = all_paths(slot.reads for slot in slots)
        self.values = _plain_paths(slots)
        self._steps = tuple(_steps_of(slots))

    def _restricted(self, slot: Slot) -> Slot:
        """Return the slot as it is shown inside the elements around it."""
        if slot.index in self._outline.in_text:
            return Inside(slot, is_text=True)
        if slot.index in self._outline.in_paragraphs:
            return Inside(slot, is_text=False)
        return slot

    @property
    def is_word(self) -> bool:
        """True if the block is text that gives no element its id."""
        is_text = not self.slots and "<" not in self.statics[0]
        return is_text and not _ID.search(self.statics[0])

    def render(self, context: LiveContext) -> tuple[Wire, State]:
        """Return all dynamics and the new state."""
        if context.marks_roots and not self._is_balanced:
            raise UnbalancedMarkup
        state: State = [None] * self._width
        wire: Wire = {}
        for slot in self.slots:
            slot.render(context, state, wire)
        if self._is_nested:
            wire = self._outline.whole(wire, context.share, roots=context.marks_roots)
        return wire, state

    def tree(self, context: LiveContext) -> tuple[Wire, State]:
        """Return the tree of the whole block and the new state."""
        wire, state = self.render(context)
        head: Wire = {wire_tree.STATIC: context.share(self.statics)}
        if self.is_root and context.has_components:
            head[wire_tree.ROOT] = 1
        return head | wire, state

    def update(self, context: LiveContext, state: State) -> Wire:
        """Return the changed dynamics."""
        wire: Wire = {}
        for step in self._steps:
            step.update(context, state, wire)
        return nested(wire, self._paths) if wire and self._is_nested else wire


class Value:
    """A variable or filter expression.

    ``source`` returns the value on which the text depends, NEEDS_DJANGO if that is not
    known. The state is this value if it is immutable, otherwise the text in a tuple.
    """

    __slots__ = ("_get", "_key", "_node", "_source", "index", "reads")

    def __init__(
        self,
        index: int,
        node: Node,
        get: Getter,
        source: Getter,
        *,
        reads: Paths | None,
    ) -> None:
        self.index = index
        self.reads = reads
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
        if text == self._former_text(context, former):
            if type(source) in IMMUTABLE_TYPES:
                state[self.index] = source
            return
        context.components.page_has_changed = True
        wire[self._key] = text
        state[self.index] = source if type(source) in IMMUTABLE_TYPES else (text,)

    def _former_text(self, context: LiveContext, former: Any) -> str | None:
        """Return the text that the client has; None if it certainly is another."""
        if type(former) is tuple:
            text: str = former[0]
            return text
        if self._get is self._source or not self.reads:
            return None
        # Filters often make the same text of other values, as ``pluralize`` does.
        ((name, *bits),) = self.reads
        value = former
        for bit in reversed(bits):
            value = {bit: value}
        with context.push({name: value}):
            return self._text(context, former)

    def _text(self, context: LiveContext, source: Any) -> str:
        if source is NEEDS_DJANGO:
            return balanced(context, str(self._node.render_annotated(context)))
        if self._get is not self._source:
            source = self._get(context)
        if (
            type(source) is str and context.autoescape
        ):  # as render_value_in_context does
            return escape(source)
        return balanced(context, str(render_value_in_context(source, context)))


def balanced(context: LiveContext, text: str) -> str:
    """Return a text; raise UnbalancedMarkup if it is not whole elements."""
    if context.marks_roots and not is_balanced(text):
        raise UnbalancedMarkup
    return text


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

    __slots__ = ("_key", "_node", "index")
    reads: Paths | None = None

    def __init__(self, index: int, node: Node) -> None:
        self.index = index
        self._key = str(index)
        self._node = node

    def render(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Put the whole wire form into ``wire``."""
        text = balanced(context, self._text(context))
        wire[self._key] = state[self.index] = text

    def update(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Put the changes since the last render into ``wire``."""
        text = self._text(context)
        if not is_same(text, state[self.index]):
            context.components.page_has_changed = True
            wire[self._key] = state[self.index] = balanced(context, text)

    def _text(self, context: LiveContext) -> str:
        autoescape = context.autoescape
        rendered: Any = self._node.render_annotated(context)
        # As Django's NodeList does: a tag that returns no string raises TypeError.
        text = without_comments("".join((rendered,)))
        if context.autoescape is not autoescape:
            raise NeedsFullRender  # the text of equal values may differ from here on
        return text
