"""Merge trees the way the official client's ``rendered.js`` does.

Components, streams and magic ids are left out: liveflash never sends them.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from liveflash.protocol import diff
from liveflash.protocol.diff import Tree

_ADDED_KEYS = frozenset({diff.TEMPLATES, diff.TITLE, diff.EVENTS, diff.REPLY})


class Rendered:
    """The merged tree of a page: that of its join, with every diff since."""

    def __init__(self, tree: Tree) -> None:
        self._tree: Tree = {}
        self.merge(tree)

    def merge(self, changes: Tree) -> None:
        """Merge a diff."""
        templates = changes.get(diff.TEMPLATES, {})
        shared = {int(number): templates[number] for number in templates}
        parts = {key: changes[key] for key in changes if key not in _ADDED_KEYS}
        changed = _copied(parts, shared)
        if diff.STATIC in changed:
            self._tree = changed
        else:
            _merge(self._tree, changed)

    @property
    def html(self) -> str:
        """The HTML of the tree."""
        return _html(self._tree)


def _merge(target: Tree, source: Tree) -> None:
    if diff.KEYED in source:
        _merge_keyed(target, source[diff.KEYED])
        return
    for key, value in source.items():
        known = target.get(key)
        is_part = isinstance(value, dict) and diff.STATIC not in value
        if is_part and isinstance(known, dict):
            _merge(known, value)
        else:
            target[key] = value


def _merge_keyed(target: Tree, source: Tree) -> None:
    known = target[diff.KEYED]
    former = _copied(known) if diff.KEYED_MOVED in source else {}
    for place, entry in source.items():
        if place in (diff.KEYED_COUNT, diff.KEYED_MOVED):
            continue
        match entry:
            case [origin, changes]:
                known[place] = former[str(origin)]
                _merge(known[place], changes)
            case int(origin):
                known[place] = former[str(origin)]
            case _:
                _merge(known.setdefault(place, {}), entry)
    count = source[diff.KEYED_COUNT]
    for index in range(count, known[diff.KEYED_COUNT]):
        del known[str(index)]
    known[diff.KEYED_COUNT] = count


def _copied(tree: Any, shared: Mapping[int, Sequence[str]] | None = None) -> Any:
    """Return a copy with statics in place of their numbers."""
    if isinstance(tree, dict):
        copy = {key: _copied(part, shared) for key, part in tree.items()}
        if shared and isinstance(copy.get(diff.STATIC), int):
            copy[diff.STATIC] = shared[copy[diff.STATIC]]
        return copy
    return [_copied(part, shared) for part in tree] if isinstance(tree, list) else tree


def _html(tree: Any) -> str:
    if not isinstance(tree, dict):
        return str(tree)
    statics = tree[diff.STATIC]
    if diff.KEYED not in tree:
        return _zipped(statics, tree)
    entries = tree[diff.KEYED]
    return "".join(
        _zipped(statics, entries[str(place)])
        for place in range(entries[diff.KEYED_COUNT])
    )


def _zipped(statics: list[str], dynamics: Tree) -> str:
    parts = [statics[0]]
    for slot, static in enumerate(statics[1:]):
        parts += [_html(dynamics[str(slot)]), static]
    return "".join(parts)
