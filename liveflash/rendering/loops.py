"""The slot of a ``{% for %}``: a block that is shown any number of times.

On the wire it is a keyed comprehension. The client keeps its statics even while it is
empty. Before its first entry it is an empty string.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, repeat
from operator import is_
from typing import Any

from django.template import Context

from liveflash.protocol import wire_tree
from liveflash.rendering.blocks import Block
from liveflash.rendering.conditionals import Option
from liveflash.rendering.context import LiveContext
from liveflash.rendering.keys import FormerPositions
from liveflash.rendering.parts import PartGetter
from liveflash.rendering.slots import Paths, State, Wire
from liveflash.rendering.variables import are_immutable, have_same_text

Places = Iterator[tuple[int, Any]]
Parts = tuple[Any, ...] | None

# A part that is not known, unequal to any value.
UNKNOWN = object()

_LISTS = frozenset({list, tuple})


class Rows:
    """The state of a loop.

    ``items``, ``keys`` and ``states`` have one element for each entry. ``parts`` has,
    one entry after the other, the values in the item that decide its text, or as many
    ``UNKNOWN`` if these are not known or mutable. An entry whose state consists of its
    known parts has the state None, or none at the end of the list. ``kind`` is the
    class of all items, None if they have several, and ``UNKNOWN`` until it is needed.
    """

    __slots__ = ("items", "keys", "kind", "parts", "states", "was_sent")

    def __init__(self) -> None:
        self.items: list[Any] = []
        self.kind: Any = UNKNOWN
        self.keys: list[Any] = []
        self.states: list[State | None] = []
        self.parts: list[Any] = []
        self.was_sent = False

    def head(self, count: int, width: int) -> "Rows":
        """Return the first ``count`` entries, each of ``width`` parts."""
        rows = Rows()
        rows.items = self.items[:count]
        rows.keys = self.keys[:count]
        rows.states = self.states[:count]
        rows.parts = self.parts[: count * width]
        return rows

    def state(self, place: int) -> State | None:
        """Return the state of an entry; None if it consists of its parts."""
        return self.states[place] if place < len(self.states) else None

    def store(self, place: int, state: State | None) -> None:
        """Store the state of an entry."""
        if place < len(self.states):
            self.states[place] = state
        elif state is not None:
            self.states += [*repeat(None, place - len(self.states)), state]


class Loop:
    """A ``{% for %}`` through ``sequence``.

    ``enter`` yields the items one at a time, each in the scope of the loop. ``parts``
    reads the values in an item that decide its entry, if these are known. ``empty`` is
    the block of ``{% empty %}``, in the slot after the loop.
    """

    __slots__ = (
        *("_block", "_empty", "_enter", "_key", "_key_of", "_parts"),
        *("_sequence", "_unknown", "index"),
    )
    reads: Paths | None = None

    def __init__(  # noqa: PLR0913 - called in one place
        self,
        index: int,
        sequence: Callable[[Context], Any],
        enter: Callable[[LiveContext, Any], Iterator[Any]],
        block: Block,
        key_of: Callable[[Context, Any], Any],
        *,
        parts: PartGetter | None,
        empty: Block | None,
    ) -> None:
        self.index = index
        self._key = str(index)
        self._empty = None if empty is None else Option(index + 1, empty)
        self._sequence = sequence
        self._enter = enter
        self._block = block
        self._key_of = key_of
        self._parts = parts
        self._unknown = (UNKNOWN,) * (0 if parts is None else parts.width)

    def render(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Put the whole wire form into ``wire``."""
        wire[self._key] = ""
        if self._empty is not None:
            wire[str(self._empty.index)] = ""
        state[self.index] = Rows()
        self.update(context, state, wire)

    def update(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Put the changes since the last render into ``wire``."""
        self._update_rows(context, state, wire)
        if self._empty is not None:
            self._update_empty(self._empty, context, state, wire)

    def _update_empty(
        self, empty: Option, context: LiveContext, state: State, wire: Wire
    ) -> None:
        if state[self.index].keys:
            if state[empty.index]:
                empty.hide(context, state, wire)
        else:
            with context.push():
                empty.show(context, state, wire)

    def _update_rows(self, context: LiveContext, state: State, wire: Wire) -> None:
        former: Rows = state[self.index]
        values = self._sequence(context)
        if self._is_unchanged(values, former):
            return
        former.kind = UNKNOWN
        entries: Wire = {}
        has_moved = False
        items = enumerate(self._enter(context, values))
        count, other = self._update_same(context, former, items, entries)
        if other or count < len(former.items):
            context.components.page_has_changed = True
            rows = state[self.index] = former.head(count, len(self._unknown))
            rest = chain(other, items)
            has_moved = self._update_rest(context, former, rows, rest, entries)
            count = len(rows.items)
            rows.was_sent = former.was_sent or bool(rows.items)
        if not entries and count == len(former.items):
            return
        wire[self._key] = tree = wire_tree.comprehension(
            entries, count, moved=has_moved
        )
        if not former.was_sent:
            tree[wire_tree.STATIC] = context.share(self._block.statics)

    def _is_unchanged(self, values: Any, rows: Rows) -> bool:
        """Return whether the items are the former ones, each with the same parts.

        Return False also if only the full comparison can find that out.
        """
        if self._parts is None or type(values) not in _LISTS:
            return False
        if rows.kind is UNKNOWN:
            kinds = set(map(type, rows.items))
            rows.kind = kinds.pop() if len(kinds) == 1 else None
        return self._parts.unchanged(values, rows.items, rows.parts, rows.kind)

    def _update_same(
        self, context: LiveContext, rows: Rows, items: Places, entries: Wire
    ) -> tuple[int, list[tuple[int, Any]]]:
        """Update the entries at unchanged positions, up to the first that has moved.

        Return their number, and the first other item with its position, if any.
        """
        known, parts, read = rows.items, rows.parts, self._parts_reader()
        width = len(self._unknown)
        place = -1
        for place, item in items:
            if place == len(known):
                return place, [(place, item)]
            if item is known[place] and type(item) is context.constant_items:
                continue
            if not self._has_same_key(context, rows, place, item):
                return place, [(place, item)]
            found, at = read(item), slice(place * width, (place + 1) * width)
            if not _is_same(found, parts[at]):
                state = self._state(rows.state(place), parts[at])
                if changes := self._block.update(context, state):
                    entries[str(place)] = changes
                parts[at] = fixed = self._immutable_parts(found)
                rows.store(place, self._stored_state(state, fixed))
            elif found is not None:
                parts[at] = found
        return place + 1, []

    def _has_same_key(
        self, context: LiveContext, rows: Rows, place: int, item: Any
    ) -> bool:
        """Return whether the item at a place has the key of the former one."""
        if item is not rows.items[place]:
            if self._key_at(context, place, item) != rows.keys[place]:
                return False
            rows.items[place] = item
        return True

    def _update_rest(
        self,
        context: LiveContext,
        former: Rows,
        rows: Rows,
        items: Places,
        entries: Wire,
    ) -> bool:
        """Move or add the other entries; return whether any was moved."""
        has_moved, read, width = False, self._parts_reader(), len(self._unknown)
        positions = FormerPositions(former.keys, rows.keys)
        for place, item in items:
            key, origin = positions.claim(place, self._key_at(context, place, item))
            found = read(item)
            if origin is None:
                entries[str(place)], state = self._block.render(context)
            else:
                parts = former.parts[origin * width : (origin + 1) * width]
                state = self._state(former.state(origin), parts)
                changes: Wire = {}
                is_former = item is former.items[origin]
                is_constant = is_former and type(item) is context.constant_items
                if not is_constant and not _is_same(found, parts):
                    changes = self._block.update(context, state)
                if origin != place:
                    has_moved = True
                    entries[str(place)] = [origin, changes] if changes else origin
                elif changes:
                    entries[str(place)] = changes
            rows.items.append(item)
            rows.keys.append(key)
            fixed = self._immutable_parts(found)
            rows.store(place, self._stored_state(state, fixed))
            rows.parts += fixed
        return has_moved

    def _parts_reader(self) -> Callable[[Any], Parts]:
        """Return what reads the parts of an item."""
        return _no_parts if self._parts is None else self._parts.of

    def _immutable_parts(self, found: Parts) -> tuple[Any, ...]:
        """Return the parts of an item if all of them are immutable."""
        return found if found is not None and are_immutable(found) else self._unknown

    def _state(self, state: State | None, parts: Sequence[Any]) -> State:
        """Return the state of an entry, from its parts if it consists of them."""
        return list(parts) if state is None else state

    def _stored_state(self, state: State, fixed: tuple[Any, ...]) -> State | None:
        """Return the state to store, None if the parts are all of it."""
        is_in_parts = self._block.values is not None and fixed is not self._unknown
        return None if is_in_parts else state

    def _key_at(self, context: LiveContext, place: int, item: Any) -> Any:
        """Return the key of an item, or its position if it has none."""
        key = self._key_of(context, item)
        return ("", place) if key is None else key


def _is_same(found: Parts, seen: Sequence[Any]) -> bool:
    """Return whether an entry certainly has the same text."""
    return found is not None and (
        all(map(is_, found, seen)) or have_same_text(found, seen)
    )


def _no_parts(_item: Any) -> None:
    """Return None: the parts of an item are not known."""
