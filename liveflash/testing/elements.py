"""Single elements: their attributes, visibility and control state."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from liveflash.testing.html import LexborNode

Node = LexborNode
Key = tuple[object, ...]

MAX_SUMMARY_CHARACTERS = 200

_CONTROLS = {"button", "input", "select", "textarea"}

_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Element:
    """An element for a test to read. Attributes without a value have ""."""

    tag: str
    text: str
    attributes: dict[str, str]
    html: str


def control_state(node: Node) -> object:
    """Return a control's text, whether it is checked, or which options are selected."""
    match node.tag, attribute(node, "type").lower():
        case "input", "checkbox" | "radio":
            return has_attribute(node, "checked")
        case "select", _:
            options = node.css("option")
            return tuple(has_attribute(option, "selected") for option in options)
        case "textarea", _:
            return node.text().replace("\r\n", "\n")
        case "details", _:
            return has_attribute(node, "open")
        case _:
            return attribute(node, "value")


def set_control_state(node: Node, state: object) -> None:
    """Set what ``control_state`` returns."""
    match node.tag, state:
        case "select", tuple():
            for option, is_selected in zip(node.css("option"), state, strict=True):
                _set_flag(option, "selected", on=bool(is_selected))
        case "textarea", _:
            node.inner_html = html.escape(str(state))
        case "details", _:
            _set_flag(node, "open", on=bool(state))
        case _, bool():
            _set_flag(node, "checked", on=state)
        case _:
            node.attrs["value"] = str(state)


def element_key(node: Node) -> Key:
    """Return a key that survives patches: the id, or the path below the nearest one."""
    path: list[object] = []
    current: Node | None = node
    while current is not None and current.tag and current.is_element_node:
        if current.id:
            path.append(f"#{current.id}")
            break
        path.append((current.tag, _index(current)))
        current = current.parent
    return tuple(reversed(path))


def _index(node: Node) -> int:
    """Return the number of earlier siblings with the same tag."""
    count, sibling = 0, node.prev
    while sibling is not None:
        count += sibling.tag == node.tag
        sibling = sibling.prev
    return count


def attribute(node: Node, name: str) -> str:
    """Return an attribute; "" if it is missing or has no value."""
    return node.attributes.get(name) or ""


def has_attribute(node: Node, name: str) -> bool:
    """Return whether an element has an attribute."""
    return name in node.attributes


def remove_attribute(node: Node, name: str) -> None:
    """Remove an attribute if it exists."""
    if has_attribute(node, name):
        del node.attrs[name]


def ancestry(node: Node) -> Iterator[Node]:
    """Yield an element and its ancestors, from the inside out."""
    current: Node | None = node
    while current is not None and current.is_element_node:
        yield current
        current = current.parent


def matches(node: Node, selector: str) -> bool:
    """Return whether the element itself matches.

    selectolax's ``css_matches`` also looks at its descendants.
    """
    return any(found == node for found in node.parser.css(selector))


def closest(node: Node, selector: str) -> Node | None:
    """Return the element or its nearest ancestor that matches."""
    found = {match.mem_id for match in node.parser.css(selector)}
    return next((outer for outer in ancestry(node) if outer.mem_id in found), None)


def contains(outer: Node, inner: Node) -> bool:
    """Return whether ``inner`` is ``outer`` or a descendant of it."""
    return any(node == outer for node in ancestry(inner))


def hidden_by(node: Node) -> Node | None:
    """Return the element or ancestor that hides ``node``, if any."""
    return next((n for n in ancestry(node) if _hides(n, node)), None)


def _hides(outer: Node, inner: Node) -> bool:
    if has_attribute(outer, "hidden") or _HIDING.search(attribute(outer, "style")):
        return True
    is_open = has_attribute(outer, "open")
    match outer.tag:
        case "input":
            return attribute(outer, "type").lower() == "hidden"
        case "details" if not is_open and outer != inner:
            return closest(inner, "summary") is None
        case "dialog":
            return not is_open
        case _:
            return False


def disabled_by(node: Node) -> Node | None:
    """Return the element that disables ``node``: itself, a fieldset or inert markup."""
    if node.tag in _CONTROLS:
        outer = closest(node, "[inert], fieldset[disabled]")
        return node if has_attribute(node, "disabled") else outer
    return closest(node, "[inert]")


def summary(node: Node) -> str:
    """Return the beginning of an element's markup, for error messages."""
    markup = re.sub(r"\s+", " ", node.html or "")
    if len(markup) < MAX_SUMMARY_CHARACTERS:
        return markup
    return f"{markup[:MAX_SUMMARY_CHARACTERS]}…"


def to_element(node: Node) -> Element:
    """Return an element for a test to read."""
    attributes = {name: value or "" for name, value in node.attributes.items()}
    text = re.sub(r"\s+", " ", node.text()).strip()
    return Element(node.tag or "", text, attributes, node.html or "")


def _set_flag(node: Node, name: str, *, on: bool) -> None:
    if on:
        node.attrs[name] = ""
    else:
        remove_attribute(node, name)
