"""The trees that the client merges: their keys, and the shapes built of them.

The keys are those of the official client (``phoenix_live_view``, ``constants.ts``):
numbers for dynamics, ``s`` for the statics around them, ``k`` for the entries of a
keyed comprehension. A tree refers to statics by number, and ``p`` at its root has them.
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
    """A comprehension of ``count`` entries, of which ``entries`` have changed.

    An entry is its dynamics; the place where it stood before, if it has ``moved``; or
    that place and its dynamics.
    """
    keyed: Tree = {**entries, KEYED_COUNT: count}
    if moved:
        keyed[KEYED_MOVED] = 1
    return {KEYED: keyed}


def templates(shared: Mapping[int, Sequence[str]]) -> Tree:
    """The statics that a tree refers to by number."""
    if not shared:
        return {}
    return {TEMPLATES: {str(number): list(s) for number, s in shared.items()}}


def numbers(tree: Any) -> set[int]:
    """The numbers by which a tree refers to statics."""
    found: set[int] = set()
    if isinstance(tree, dict):
        number = tree.get(STATIC)
        found = {number} if isinstance(number, int) else found
        return found.union(*map(numbers, tree.values()))
    return found.union(*map(numbers, tree)) if isinstance(tree, list) else found


def annotations(
    *,
    title: str | None = None,
    events: Sequence[tuple[str, Any]] = (),
    reply: Any = None,
) -> Tree:
    """What rides on a tree or diff: the page's title, events for hooks, a reply."""
    riders: Tree = {}
    if title is not None:
        riders[TITLE] = title
    if events:
        riders[EVENTS] = [list(event) for event in events]
    if reply is not None:
        riders[REPLY] = reply
    return riders
