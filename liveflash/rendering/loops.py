"""Slots that show a block any number of times: ``{% for %}`` and ``{% if %}``.

On the wire both are keyed comprehensions, whose statics the client keeps even while
they have no entry. One that has not been shown yet is an empty string.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.template import Context

from liveflash import diff
from liveflash.rendering.context import LiveContext
from liveflash.rendering.lookups import Getter
from liveflash.rendering.slots import Block, State, Wire

KEY_TYPES = (int, str, UUID)


class Option:
    """A block that is shown or not.

    Its state is None before it is shown for the first time, a tuple with the state of
    the block while it is shown, and False while it is hidden.
    """

    __slots__ = ("_block", "_key", "index")

    def __init__(self, index: int, block: Block) -> None:
        self.index = index
        self._key = str(index)
        self._block = block

    def show(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Put into ``wire`` what has changed in it, or all of it."""
        shown = state[self.index]
        if shown:
            if changes := self._block.update(context, shown[0]):
                wire[self._key] = diff.comprehension({"0": changes}, 1)
            return
        entry, kept = self._block.first(context)
        wire[self._key] = tree = diff.comprehension({"0": entry}, 1)
        if shown is None:
            tree[diff.STATIC] = context.share(self._block.statics)
        state[self.index] = (kept,)

    def hide(self, state: State, wire: Wire) -> None:
        """Put into ``wire`` that it is gone, if it was there."""
        if state[self.index]:
            wire[self._key] = diff.comprehension({}, 0)
            state[self.index] = False


class Choice:
    """The branches of an ``{% if %}``: an option each, of which one is shown."""

    __slots__ = ("_branches", "index", "reads_flash")

    def __init__(
        self,
        index: int,
        branches: Sequence[tuple[Getter | None, Block]],
        *,
        reads_flash: bool,
    ) -> None:
        self.index = index
        self.reads_flash = reads_flash
        self._branches = [
            (match, Option(index + place, block))
            for place, (match, block) in enumerate(branches)
        ]

    def first(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Render anew, into ``wire``."""
        for _match, option in self._branches:
            wire[str(option.index)] = ""
        self.update(context, state, wire)

    def update(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Render again, and put into ``wire`` what has changed."""
        is_decided = False
        for match, option in self._branches:
            if not is_decided and (match is None or match(context)):
                is_decided = True
                option.show(context, state, wire)
            else:
                option.hide(state, wire)


class Rows:
    """The state of a loop: what each entry is known by, and the state of its block."""

    __slots__ = ("items", "keys", "states", "was_sent")

    def __init__(self) -> None:
        self.keys: list[Any] = []
        self.items: list[Any] = []
        self.states: list[State] = []
        self.was_sent = False


class Loop:
    """A ``{% for %}``; ``enter`` makes its scope and gives the items, one at a time.

    ``empty`` is what ``{% empty %}`` shows, in the place behind.
    """

    __slots__ = (
        *("_block", "_empty", "_enter", "_key", "_key_of"),
        *("index", "reads_flash"),
    )

    def __init__(  # noqa: PLR0913 - it is made in one place
        self,
        index: int,
        enter: Callable[[LiveContext], Iterator[Any]],
        block: Block,
        key_of: Callable[[Context, Any], Any],
        *,
        empty: Block | None,
        reads_flash: bool,
    ) -> None:
        self.index = index
        self.reads_flash = reads_flash
        self._key = str(index)
        self._empty = None if empty is None else Option(index + 1, empty)
        self._enter = enter
        self._block = block
        self._key_of = key_of

    def first(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Render anew, into ``wire``."""
        wire[self._key] = ""
        if self._empty is not None:
            wire[str(self._empty.index)] = ""
        state[self.index] = Rows()
        self.update(context, state, wire)

    def update(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Render again, and put into ``wire`` what has changed."""
        self._update_rows(context, state, wire)
        if self._empty is None:
            return
        if state[self.index].keys:
            self._empty.hide(state, wire)
        else:
            with context.push():
                self._empty.show(context, state, wire)

    def _update_rows(self, context: LiveContext, state: State, wire: Wire) -> None:
        former: Rows = state[self.index]
        rows = state[self.index] = Rows()
        entries, has_moved = self._walk(context, former, rows)
        rows.was_sent = former.was_sent or bool(rows.keys)
        count = len(rows.keys)
        if not entries and count == len(former.keys):
            return
        wire[self._key] = tree = diff.comprehension(entries, count, moved=has_moved)
        if not former.was_sent:
            tree[diff.STATIC] = context.share(self._block.statics)

    def _walk(
        self, context: LiveContext, former: Rows, rows: Rows
    ) -> tuple[Wire, bool]:
        """Go through the items; give the entries that the client has to merge."""
        entries: Wire = {}
        has_moved = False
        places = _Places(former.keys)
        for place, item in enumerate(self._enter(context)):
            key = self._known_key(context, former, place, item)
            key, origin = places.take(place, key)
            entry, kept = self._entry(context, former, origin)
            rows.keys.append(key)
            rows.items.append(item)
            rows.states.append(kept)
            if origin is not None and origin != place:
                has_moved = True
                entries[str(place)] = [origin, entry] if entry else origin
            elif entry or origin is None:
                entries[str(place)] = entry
        return entries, has_moved

    def _known_key(
        self, context: LiveContext, former: Rows, place: int, item: Any
    ) -> Any:
        if place < len(former.items) and former.items[place] is item:
            return former.keys[place]
        return self._key_of(context, item)

    def _entry(
        self, context: LiveContext, former: Rows, origin: int | None
    ) -> tuple[Wire, State]:
        if origin is None:
            return self._block.first(context)
        kept = former.states[origin]
        return self._block.update(context, kept), kept


class _Places:
    """Where the entries of the last render stood, each to be taken once."""

    __slots__ = ("_former", "_index", "_taken")

    def __init__(self, former: list[Any]) -> None:
        self._former = former
        self._index: dict[Any, int] | None = None
        self._taken: dict[Any, int] = {}

    def take(self, place: int, key: Any) -> tuple[Any, int | None]:
        """The key, made unique, and where its entry stood; None if it is new."""
        if key is None:
            key = ("", place)
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


def natural_key(_context: Context, item: Any) -> Any:
    """What an item is known by: its ``pk`` or ``id``; None where it has neither."""
    if isinstance(item, Model):
        key = item.pk
    elif isinstance(item, dict):
        key = item.get("pk", item.get("id"))
    else:
        attributes = getattr(item, "__dict__", {})
        key = attributes.get("pk", attributes.get("id"))
    return key if isinstance(key, KEY_TYPES) else None
