"""Effects and payloads of bindings such as ``phx-click``.

Everything is read from the page before anything is sent.
"""

import json
from typing import Any

from liveflash.protocol.payloads import ACTION_TYPE
from liveflash.testing.document import Document
from liveflash.testing.elements import (
    Node,
    attribute,
    closest,
    control_state,
    has_attribute,
)
from liveflash.testing.js import Dismissal, Effect, PlainAction, Push, run
from liveflash.testing.stacks import message_id

Payload = dict[str, Any]
EffectPayloads = list[tuple[Effect, Payload]]

DISMISS = "data-liveflash-dismiss"
ACTION = "data-liveflash-action"
ONLY_DISMISSES = f"{ACTION}=dismiss"
CLICKABLE = f"[phx-click], [{DISMISS}], [{ONLY_DISMISSES}]"

_ELEMENTS_WITH_VALUE = {"button", "input", "option", "select", "textarea"}


def binding_effects(
    document: Document, node: Node, binding: str, key: str | None = None
) -> EffectPayloads:
    """Run the commands of a binding; return their effects with payloads.

    ``key`` is the pressed key of a key event.
    """
    message = _message_of_control(node)
    is_live = document.root is not None and document.root.is_main
    if message is not None and not is_live:
        return [(_plain_effect(document, node, message_id(message)), {})]
    pressed = {} if key is None else {"key": key}
    values = pressed | element_values(node)
    effects = run(document, node, _dismissal(node) or attribute(node, binding))
    more = {} if message is None else {"type": ACTION_TYPE + message_id(message)}
    return [
        (effect, {"value": values | _push_value(effect), **more}) for effect in effects
    ]


def _message_of_control(node: Node) -> Node | None:
    """Return the message that a control of it dismisses or acts for."""
    is_control = has_attribute(node, DISMISS) or has_attribute(node, ACTION)
    return closest(node, "liveflash-message") if is_control else None


def _plain_effect(document: Document, node: Node, message_id: str) -> Effect:
    """Return what a click on a control of a message of a plain page does."""
    effects = run(document, node, attribute(node, "phx-click"))
    for effect in effects if has_attribute(node, ACTION) else ():
        if isinstance(effect, Push) and effect.event:
            return PlainAction(message_id, effect.event, _push_value(effect))
    return Dismissal(message_id)


def _dismissal(node: Node) -> str:
    """Return what the client's element does at a click that dismisses a message."""
    is_used = attribute(node, ACTION) == "dismiss"
    message = _message_of_control(node)
    if message is None or not (has_attribute(node, DISMISS) or is_used):
        return ""
    how = {"used": True} if is_used else {}
    push = {"event": "lv:clear-flash", "value": {"id": message_id(message), **how}}
    hide = {"to": f"#{attribute(message, 'id')}"}
    return json.dumps([["push", push], ["hide", hide]])


def form_effects(
    document: Document, node: Node, binding: str, fields: str, meta: Payload
) -> EffectPayloads:
    """Run the commands of a form binding; the payloads carry the encoded ``fields``."""
    effects = run(document, node, attribute(node, binding))
    return [
        (effect, {"value": fields, "meta": meta | _push_value(effect)})
        for effect in effects
    ]


def live_link(node: Node) -> tuple[str, str]:
    """Return the kind of a live link, "patch" or "navigate", and its URL."""
    kind = attribute(node, "data-phx-link")
    return ("patch" if kind == "patch" else "navigate"), attribute(node, "href")


def loads_page(href: str) -> bool:
    """Return whether a browser loads a page when it follows the link."""
    scheme, colon, _rest = href.partition(":")
    is_local = not colon or "/" in scheme or "?" in scheme
    return bool(href) and href[0] != "#" and (is_local or scheme in ("http", "https"))


def accepts_key(node: Node, key: str) -> bool:
    """Return whether the ``phx-key`` of an element is ``key`` or missing."""
    return attribute(node, "phx-key").lower() in ("", key.lower())


def element_values(node: Node) -> dict[str, Any]:
    """Return the element's ``phx-value-*`` attributes and its own value."""
    values: dict[str, Any] = {
        name.removeprefix("phx-value-"): value or ""
        for name, value in node.attributes.items()
        if name.startswith("phx-value-")
    }
    if node.tag not in _ELEMENTS_WITH_VALUE:
        return values
    if attribute(node, "type") not in ("checkbox", "radio"):
        is_textarea = node.tag == "textarea"
        own = control_state(node) if is_textarea else attribute(node, "value")
        return values | {"value": own}
    if has_attribute(node, "checked"):
        return values | {"value": attribute(node, "value") or "on"}
    return values


def _push_value(effect: Effect) -> dict[str, Any]:
    return effect.value if isinstance(effect, Push) else {}
