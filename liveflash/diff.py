"""Rendered regions as the trees that the client merges.

The keys are those of the official client (``phoenix_live_view``, ``constants.ts``).
"""

from collections.abc import Sequence
from typing import Any

from liveflash.rendered import Rendered

STATIC = "s"
TITLE = "t"
EVENTS = "e"
REPLY = "r"


def tree(rendered: Rendered) -> dict[str, Any]:
    """The whole region, as a join sends it."""
    return {STATIC: list(rendered.statics), **_numbered(rendered)}


def changes(before: Rendered, after: Rendered) -> dict[str, Any]:
    """What the client has to merge to come from ``before`` to ``after``."""
    if before.statics != after.statics:
        return tree(after)
    known = _numbered(before)
    return {
        slot: value for slot, value in _numbered(after).items() if value != known[slot]
    }


def annotations(
    *,
    title: str | None = None,
    events: Sequence[tuple[str, Any]] = (),
    reply: Any = None,
) -> dict[str, Any]:
    """What rides on a tree or diff: the page's title, events for hooks, a reply."""
    riders: dict[str, Any] = {}
    if title is not None:
        riders[TITLE] = title
    if events:
        riders[EVENTS] = [list(event) for event in events]
    if reply is not None:
        riders[REPLY] = reply
    return riders


def _numbered(rendered: Rendered) -> dict[str, str]:
    return {str(slot): value for slot, value in enumerate(rendered.dynamics)}
