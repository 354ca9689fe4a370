"""What a binding such as ``phx-click`` leaves to do, and what goes to the server.

All that is read of the page is read before anything is sent.
"""

from typing import Any

from liveflash.testing.document import Document
from liveflash.testing.elements import Node, attribute, has, state_of
from liveflash.testing.js import Effect, Push, run

Payload = dict[str, Any]
Todo = list[tuple[Effect, Payload]]

_WITH_VALUE = {"button", "input", "option", "select", "textarea"}


def effects_of(
    document: Document, node: Node, binding: str, key: str | None = None
) -> Todo:
    """Run a binding's commands; ``key`` is the one that was pressed."""
    known = {} if key is None else {"key": key}
    base = known | values_of(node)
    effects = run(document, node, attribute(node, binding))
    return [(effect, {"value": base | _value(effect)}) for effect in effects]


def form_effects(
    document: Document, node: Node, binding: str, fields: str, meta: Payload
) -> Todo:
    """The same for what sends a form's ``fields``."""
    effects = run(document, node, attribute(node, binding))
    return [
        (effect, {"value": fields, "meta": meta | _value(effect)}) for effect in effects
    ]


def link_of(node: Node) -> tuple[str, str]:
    """What a live link does, "patch" or "navigate", and where it leads."""
    kind = attribute(node, "data-phx-link")
    return ("patch" if kind == "patch" else "navigate"), attribute(node, "href")


def leads(href: str) -> bool:
    """Whether a link loads a page."""
    scheme, colon, _rest = href.partition(":")
    is_local = not colon or "/" in scheme or "?" in scheme
    return bool(href) and href[0] != "#" and (is_local or scheme in ("http", "https"))


def hears(node: Node, key: str) -> bool:
    """Whether an element listens to a key."""
    wanted = attribute(node, "phx-key").lower()
    return wanted in ("", key.lower())


def _value(effect: Effect) -> dict[str, Any]:
    return effect.value if isinstance(effect, Push) else {}


def values_of(node: Node) -> dict[str, Any]:
    """The element's ``phx-value-*``, and the value that it has itself."""
    values: dict[str, Any] = {
        name.removeprefix("phx-value-"): value or ""
        for name, value in node.attributes.items()
        if name.startswith("phx-value-")
    }
    if node.tag not in _WITH_VALUE:
        return values
    is_box = attribute(node, "type") in ("checkbox", "radio")
    if not is_box:
        own = state_of(node) if node.tag == "textarea" else attribute(node, "value")
        return values | {"value": own}
    if has(node, "checked"):
        return values | {"value": attribute(node, "value") or "on"}
    return values
