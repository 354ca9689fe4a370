"""The trees and diffs that the client merges, and how it merges them.

The keys are those of the official client (``phoenix_live_view``, ``constants.ts``):
numbers for dynamics, ``s`` for the statics around them, ``k`` for the entries of a
keyed comprehension, ``c`` for components, which stand as numbers in a tree. A tree may
refer to statics by their number in ``p`` at its root, or at that of its component.
"""

from collections.abc import Mapping, Sequence
from typing import Any

STATIC = "s"
KEYED = "k"
KEYED_COUNT = "kc"
KEYED_MOVED = "km"
TEMPLATES = "p"
TITLE = "t"
EVENTS = "e"
COMPONENTS = "c"
ROOT = "r"  # in a tree below the root: the tree is exactly one element
REPLY = "r"  # at the root of a diff

Tree = dict[str, Any]


def comprehension(
    entries: Mapping[str, Any], count: int, *, moved: bool = False
) -> Tree:
    """Return a comprehension of ``count`` entries, of which ``entries`` have changed.

    An entry is a tree of its dynamics. If entries have ``moved``, it may also be its
    previous index, or a pair of that and the dynamics.
    """
    keyed: Tree = {**entries, KEYED_COUNT: count}
    if moved:
        keyed[KEYED_MOVED] = 1
    return {KEYED: keyed}


def templates(shared: Mapping[int, Sequence[str]]) -> Tree:
    """Return the part of a tree with the statics that it refers to by number."""
    if not shared:
        return {}
    return {TEMPLATES: {str(number): list(s) for number, s in shared.items()}}


def annotations(
    *,
    title: str | None = None,
    events: Sequence[tuple[str, Any]] = (),
    reply: Any = None,
) -> Tree:
    """Return the additions to a tree: the title, events for hooks, a reply."""
    added: Tree = {}
    if title is not None:
        added[TITLE] = title
    if events:
        added[EVENTS] = [list(event) for event in events]
    if reply is not None:
        added[REPLY] = reply
    return added


# Keys at the root of a diff that are not dynamics.
_ADDED_KEYS = frozenset({COMPONENTS, TEMPLATES, TITLE, EVENTS, REPLY})


class Rendered:
    """The merged tree of a page: that of its join, with every diff since.

    It merges as ``rendered.js`` of the official client does. Streams, and components
    that share their statics, are left out: liveflash never sends them.
    """

    def __init__(self, tree: Tree) -> None:
        self._tree: Tree = {}
        self._components: Tree = {}
        self.merge(tree)

    def merge(self, changes: Tree) -> None:
        """Merge a diff."""
        parts = {key: changes[key] for key in changes if key not in _ADDED_KEYS}
        self._tree = _merged(self._tree, parts, changes.get(TEMPLATES, {}))
        for number, tree in changes.get(COMPONENTS, {}).items():
            own = {key: part for key, part in tree.items() if key != TEMPLATES}
            known = self._components.get(number, {})
            templates = tree.get(TEMPLATES, {})
            self._components[number] = _merged(known, own, templates)

    @property
    def html(self) -> str:
        """The HTML of the tree."""
        return self._html(self._tree)

    def _html(self, tree: Any) -> str:
        if isinstance(tree, int):
            return self._html(self._components[str(tree)])
        if not isinstance(tree, dict):
            return str(tree)
        statics = tree[STATIC]
        if KEYED not in tree:
            return self._zipped(statics, tree)
        entries = tree[KEYED]
        return "".join(
            self._zipped(statics, entries[str(place)])
            for place in range(entries[KEYED_COUNT])
        )

    def _zipped(self, statics: list[str], dynamics: Tree) -> str:
        parts = [statics[0]]
        for slot, static in enumerate(statics[1:]):
            parts += [self._html(dynamics[str(slot)]), static]
        return "".join(parts)


def _merged(known: Tree, changes: Tree, templates: Mapping[str, Sequence[str]]) -> Tree:
    """Return a tree after its changes; whole trees replace it."""
    shared = {int(number): templates[number] for number in templates}
    changed: Tree = _copied(changes, shared)
    if STATIC in changed:
        return changed
    _merge(known, changed)
    return known


def _merge(target: Tree, source: Tree) -> None:
    if KEYED in source:
        _merge_keyed(target, source[KEYED])
        return
    for key, value in source.items():
        known = target.get(key)
        is_part = isinstance(value, dict) and STATIC not in value
        if is_part and isinstance(known, dict):
            _merge(known, value)
        else:
            target[key] = value


def _merge_keyed(target: Tree, source: Tree) -> None:
    known = target[KEYED]
    former = _copied(known) if KEYED_MOVED in source else {}
    for place, entry in source.items():
        if place in (KEYED_COUNT, KEYED_MOVED):
            continue
        match entry:
            case [origin, changes]:
                known[place] = former[str(origin)]
                _merge(known[place], changes)
            case int(origin):
                known[place] = former[str(origin)]
            case _:
                _merge(known.setdefault(place, {}), entry)
    count = source[KEYED_COUNT]
    for index in range(count, known[KEYED_COUNT]):
        del known[str(index)]
    known[KEYED_COUNT] = count


def _copied(tree: Any, shared: Mapping[int, Sequence[str]] | None = None) -> Any:
    """Return a copy with statics in place of their numbers."""
    if isinstance(tree, dict):
        copy = {key: _copied(part, shared) for key, part in tree.items()}
        if shared and isinstance(copy.get(STATIC), int):
            copy[STATIC] = shared[copy[STATIC]]
        return copy
    return [_copied(part, shared) for part in tree] if isinstance(tree, list) else tree
