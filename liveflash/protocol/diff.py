"""The trees that the client merges: their keys and shapes.

The keys are those of the official client (``phoenix_live_view``, ``constants.ts``):
numbers for dynamics, ``s`` for the statics around them, ``k`` for the entries of a
keyed comprehension. A tree may refer to statics by their number in ``p`` at its root.
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
REPLY = "r"

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
