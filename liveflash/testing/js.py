"""The client's JS commands (``js.js``) on the tree of a page.

Changes to the page are made at once. Effects outside of it are returned for the caller
to carry out afterwards, as the client does.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from liveflash.testing.document import Document, apply
from liveflash.testing.elements import (
    Key,
    Node,
    attribute,
    closest,
    element_key,
    has_attribute,
    hidden_by,
)
from liveflash.testing.exceptions import Impossible

Args = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Push:
    """An event for the server, with the values of the command."""

    event: str
    value: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LiveNavigation:
    """A live navigation; ``kind`` is "patch" or "navigate"."""

    kind: str
    to: str


@dataclass(frozen=True, slots=True)
class DispatchedEvent:
    """A DOM event that a command dispatched on the element with ``key``."""

    event: str
    detail: dict[str, Any]
    key: Key


@dataclass(frozen=True, slots=True)
class Dismissal:
    """The dismissal of a message of a plain page."""

    message_id: str


@dataclass(frozen=True, slots=True)
class PlainAction:
    """The action of a message of a plain page, which FlashMiddleware answers."""

    message_id: str
    event: str
    value: dict[str, Any]


Effect = Push | LiveNavigation | DispatchedEvent | Dismissal | PlainAction


def run(document: Document, node: Node, encoded: str) -> list[Effect]:
    """Run a binding's commands, or push the event that it names; return the effects."""
    if not encoded.startswith("["):
        return [Push(encoded)]
    effects: list[Effect] = []
    for kind, args in json.loads(encoded):
        for target in _targets(document, node, args.get("to")):
            effects += _run(document, target, kind, args)
    return effects


def _targets(document: Document, node: Node, to: Any) -> list[Node]:
    match to:
        case None:
            return [node]
        case {"closest": selector}:
            outer = closest(node, selector)
            return [] if outer is None else [outer]
        case {"inner": selector}:
            return [inner for inner in node.css(selector) if inner != node]
        case _:
            return document.find_all(to)


def _run(document: Document, node: Node, kind: str, args: Args) -> list[Effect]:
    match kind:
        case "push":
            return [Push(args.get("event") or "", args.get("value") or {})]
        case "navigate" | "patch":
            return [LiveNavigation(kind, args["href"])]
        case "dispatch":
            detail = args.get("detail") or {}
            return [DispatchedEvent(args["event"], detail, element_key(node))]
        case "exec":
            if not attribute(node, args["attr"]):
                raise Impossible(
                    f"exec: the attribute {args['attr']!r} has no commands."
                )
            return run(document, node, attribute(node, args["attr"]))
        case _:
            _change(document, node, kind, args)
            return []


def _change(document: Document, node: Node, kind: str, args: Args) -> None:
    change = _CHANGES.get(kind)
    if change is not None:
        change(document, node, args)
        apply(node, document.sticky_state(node))


def _show(document: Document, node: Node, args: Args) -> None:
    if hidden_by(node):
        natural = {"tr": "table-row", "td": "table-cell"}.get(node.tag or "", "block")
        document.sticky_state(node).display = args.get("display") or natural


def _hide(document: Document, node: Node, _args: Args) -> None:
    if not hidden_by(node):
        document.sticky_state(node).display = "none"


def _toggle(document: Document, node: Node, args: Args) -> None:
    (_show if hidden_by(node) else _hide)(document, node, args)


def _add_class(document: Document, node: Node, args: Args) -> None:
    document.sticky_state(node).classes.update(dict.fromkeys(args["names"], True))


def _remove_class(document: Document, node: Node, args: Args) -> None:
    document.sticky_state(node).classes.update(dict.fromkeys(args["names"], False))


def _toggle_class(document: Document, node: Node, args: Args) -> None:
    present = attribute(node, "class").split()
    changed = {name: name not in present for name in args["names"]}
    document.sticky_state(node).classes.update(changed)


def _set_attribute(document: Document, node: Node, args: Args) -> None:
    name, value = args["attr"]
    document.sticky_state(node).attributes[name] = str(value)


def _remove_attribute(document: Document, node: Node, args: Args) -> None:
    document.sticky_state(node).attributes[args["attr"]] = None


def _toggle_attribute(document: Document, node: Node, args: Args) -> None:
    name, value, *other = args["attr"]
    if not has_attribute(node, name):
        changed = value
    elif other:
        changed = other[0] if attribute(node, name) == value else value
    else:
        changed = None
    document.sticky_state(node).attributes[name] = changed


# Focus, transitions and ignored attributes do not show in the markup.
_CHANGES: dict[str, Callable[[Document, Node, Args], None]] = {
    "show": _show,
    "hide": _hide,
    "toggle": _toggle,
    "add_class": _add_class,
    "remove_class": _remove_class,
    "toggle_class": _toggle_class,
    "set_attr": _set_attribute,
    "remove_attr": _remove_attribute,
    "toggle_attr": _toggle_attribute,
}
