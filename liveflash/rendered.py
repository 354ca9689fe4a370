"""What the client makes of trees: a model of ``rendered.js``, for tests.

It merges as the official client does, without what liveflash never sends (components,
streams, magic ids).
"""

from copy import deepcopy
from typing import Any

from liveflash import diff

Tree = dict[str, Any]


class Rendered:
    """What a page shows, from its join and every diff since."""

    def __init__(self, tree: Tree) -> None:
        self._tree: Tree = {}
        self.merge(tree)

    def merge(self, changes: Tree) -> None:
        """Take a diff in."""
        changes = deepcopy(changes)
        if diff.STATIC in changes:
            self._tree = changes
        else:
            _merge(self._tree, changes)
        _resolve(self._tree, self._tree.pop(diff.TEMPLATES, {}))

    @property
    def html(self) -> str:
        """The tree put together."""
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
    former = deepcopy(known) if diff.KEYED_MOVED in source else {}
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
    for gone in range(count, known[diff.KEYED_COUNT]):
        del known[str(gone)]
    known[diff.KEYED_COUNT] = count


def _resolve(tree: Any, templates: Tree) -> None:
    """Put statics in place of their numbers."""
    if not isinstance(tree, dict):
        return
    if isinstance(tree.get(diff.STATIC), int):
        tree[diff.STATIC] = templates[str(tree[diff.STATIC])]
    for part in tree.values():
        _resolve(part, templates)


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
