"""The slot of a ``{% for %}``: a block that is shown any number of times.

On the wire it is a keyed comprehension, whose statics the client keeps even while it
has no entry. One that has not been shown yet is an empty string.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, repeat
from operator import is_
from typing import Any

from django.template import Context

from liveflash.protocol import diff
from liveflash.rendering.blocks import Block, Paths, State, Wire
from liveflash.rendering.conditionals import Option
from liveflash.rendering.context import LiveContext
from liveflash.rendering.parts import PartGetter
from liveflash.rendering.variables import are_fixed, have_same_text

Places = Iterator[tuple[int, Any]]
Parts = tuple[Any, ...] | None

# Stands for a part that was never seen.
UNKNOWN = object()

_LISTS = frozenset({list, tuple})


class Rows:
    """The state of a loop.

    Of each entry the item, what it is known by, and the state of its block. ``parts``
    has, for one entry after the other, the parts of the item that decide what its block
    shows, or as many ``UNKNOWN`` where these are not known or can change in themselves.
    Where the known parts are all of a state, None stands for that, or nothing where no
    other state follows. ``kind`` is the class of all items: None where they are of
    several, ``UNKNOWN`` where that was not asked since they have changed.
    """

    __slots__ = ("items", "keys", "kind", "parts", "states", "was_sent")

    def __init__(self) -> None:
        self.items: list[Any] = []
        self.kind: Any = UNKNOWN
        self.keys: list[Any] = []
        self.states: list[State | None] = []
        self.parts: list[Any] = []
        self.was_sent = False

    def begin(self, count: int, width: int) -> "Rows":
        """The first ``count`` entries, each of ``width`` parts."""
        rows = Rows()
        rows.items = self.items[:count]
        rows.keys = self.keys[:count]
        rows.states = self.states[:count]
        rows.parts = self.parts[: count * width]
        return rows

    def state(self, place: int) -> State | None:
        """The state of an entry; None where its parts are all of it."""
        return self.states[place] if place < len(self.states) else None

    def keep(self, place: int, state: State | None) -> None:
        """Keep the state of an entry."""
        if place < len(self.states):
            self.states[place] = state
        elif state is not None:
            self.states += [*repeat(None, place - len(self.states)), state]


class Loop:
    """A ``{% for %}`` through ``sequence``.

    ``enter`` makes its scope and gives the items, one at a time. ``parts`` gives of an
    item what decides its entry, where that is known. ``empty`` is what ``{% empty %}``
    shows, in the place behind.
    """

    __slots__ = (
        *("_block", "_empty", "_enter", "_is_told_by_flash"),
        *("_key", "_key_of", "_parts", "_sequence", "_unknown"),
        *("index", "reads_flash"),
    )
    reads: Paths | None = None
    sets_names = False

    def __init__(  # noqa: PLR0913 - it is made in one place
        self,
        index: int,
        sequence: Callable[[Context], Any],
        enter: Callable[[LiveContext, Any], Iterator[Any]],
        block: Block,
        key_of: Callable[[Context, Any], Any],
        *,
        parts: PartGetter | None,
        empty: Block | None,
        reads_flash: bool,
    ) -> None:
        self.index = index
        self.reads_flash = (
            reads_flash
            or block.reads_flash
            or (empty is not None and empty.reads_flash)
        )
        self._is_told_by_flash = reads_flash
        self._key = str(index)
        self._empty = None if empty is None else Option(index + 1, empty)
        self._sequence = sequence
        self._enter = enter
        self._block = block
        self._key_of = key_of
        self._parts = parts
        self._unknown = (UNKNOWN,) * (0 if parts is None else parts.width)

    def first(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Render anew, into ``wire``."""
        wire[self._key] = ""
        if self._empty is not None:
            wire[str(self._empty.index)] = ""
        state[self.index] = Rows()
        self.update(context, state, wire)

    def update(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Render again, and put into ``wire`` what has changed."""
        only_flash = context.only_flash
        context.only_flash = only_flash and not self._is_told_by_flash
        self._update_rows(context, state, wire)
        if self._empty is not None:
            self._update_empty(self._empty, context, state, wire)
        context.only_flash = only_flash

    def _update_empty(
        self, empty: Option, context: LiveContext, state: State, wire: Wire
    ) -> None:
        if state[self.index].keys:
            if state[empty.index]:
                empty.hide(state, wire)
        else:
            with context.push():
                empty.show(context, state, wire)

    def _update_rows(self, context: LiveContext, state: State, wire: Wire) -> None:
        former: Rows = state[self.index]
        values = self._sequence(context)
        if not context.only_flash and self._shows(values, former):
            return
        former.kind = UNKNOWN
        entries: Wire = {}
        has_moved = False
        items = enumerate(self._enter(context, values))
        count, other = self._update_same(context, former, items, entries)
        if other or count < len(former.items):
            rows = state[self.index] = former.begin(count, len(self._unknown))
            rest = chain(other, items)
            has_moved = self._update_rest(context, former, rows, rest, entries)
            count = len(rows.items)
            rows.was_sent = former.was_sent or bool(rows.items)
        if not entries and count == len(former.items):
            return
        wire[self._key] = tree = diff.comprehension(entries, count, moved=has_moved)
        if not former.was_sent:
            tree[diff.STATIC] = context.share(self._block.statics)

    def _shows(self, values: Any, rows: Rows) -> bool:
        """Whether these very items stand there, and each with its very parts.

        It is seen without a step of Python's for each item, as most renders change
        nothing in most loops.
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
        """Update the entries that stand where they stood, up to one that does not.

        Give their number, and that one with its place.
        """
        known, parts, take = rows.items, rows.parts, self._parts_in(context)
        width = len(self._unknown)
        place = -1
        for place, item in items:
            if place == len(known):
                return place, [(place, item)]
            if item is known[place] and type(item) is context.constant_items:
                continue
            if not self._stays(context, rows, place, item):
                return place, [(place, item)]
            found, at = take(item), slice(place * width, (place + 1) * width)
            if not _is_same(found, parts[at]):
                state = self._state(rows.state(place), parts[at])
                if changes := self._block.update(context, state):
                    entries[str(place)] = changes
                parts[at] = fixed = self._if_fixed(found)
                rows.keep(place, self._kept(state, fixed))
            elif found is not None:
                parts[at] = found
        return place + 1, []

    def _stays(self, context: LiveContext, rows: Rows, place: int, item: Any) -> bool:
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
        """Take entries from where they stood, or new; tell whether any has moved."""
        has_moved, take, width = False, self._parts_in(context), len(self._unknown)
        origins = _Origins(former.keys, rows.keys)
        for place, item in items:
            key, origin = origins.take(place, self._key_at(context, place, item))
            found = take(item)
            if origin is None:
                entries[str(place)], state = self._block.first(context)
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
            fixed = self._if_fixed(found)
            rows.keep(place, self._kept(state, fixed))
            rows.parts += fixed
        return has_moved

    def _parts_in(self, context: LiveContext) -> Callable[[Any], Parts]:
        """What gives the parts; none while entries are updated only in part."""
        if context.only_flash or self._parts is None:
            return _no_parts
        return self._parts.of

    def _if_fixed(self, found: Parts) -> tuple[Any, ...]:
        """The parts of an item, where none of them can change in itself."""
        return found if found is not None and are_fixed(found) else self._unknown

    def _state(self, state: State | None, parts: Sequence[Any]) -> State:
        """The state of an entry, from its parts where they are all of it."""
        return list(parts) if state is None else state

    def _kept(self, state: State, fixed: tuple[Any, ...]) -> State | None:
        """What has to be kept of a state, beside parts that are fixed."""
        is_told = self._block.values is not None and fixed is not self._unknown
        return None if is_told else state

    def _key_at(self, context: LiveContext, place: int, item: Any) -> Any:
        """What an item is known by: where it has no key, its place."""
        key = self._key_of(context, item)
        return ("", place) if key is None else key


def _is_same(found: Parts, seen: Sequence[Any]) -> bool:
    """Whether an entry can show nothing else than it does."""
    return found is not None and (
        all(map(is_, found, seen)) or have_same_text(found, seen)
    )


def _no_parts(_item: Any) -> None:
    """Give of items that nothing is known of what decides their entry."""


class _Origins:
    """Where the entries of the last render stood, each to be taken once."""

    __slots__ = ("_former", "_index", "_taken")

    def __init__(self, former: list[Any], taken: list[Any]) -> None:
        self._former = former
        self._index: dict[Any, int] | None = None
        self._taken = dict.fromkeys(taken, 0)

    def take(self, place: int, key: Any) -> tuple[Any, int | None]:
        """The key, made unique, and where its entry stood; None if it is new."""
        if key in self._taken:
            self._taken[key] += 1
            return self.take(place, (key, self._taken[key]))
        self._taken[key] = 0
        former = self._former
        if place < len(former) and former[place] == key:
            return key, place
        if self._index is None:
            self._index = {known: at for at, known in enumerate(former)}
        return key, self._index.get(key)
