"""What is asked of single elements, and what their controls hold."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from liveflash.testing.html import LexborNode

Node = LexborNode
Key = tuple[object, ...]

SHOWN_OF_HTML = 200

_CONTROLS = {"button", "input", "select", "textarea"}

_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Element:
    """An element as a test reads it; ``attributes`` without a value have ''."""

    tag: str
    text: str
    attributes: dict[str, str]
    html: str


def state_of(node: Node) -> object:
    """What a control holds: its text, whether it is checked, or what is selected."""
    match node.tag, attribute(node, "type").lower():
        case "input", "checkbox" | "radio":
            return has(node, "checked")
        case "select", _:
            return tuple(has(option, "selected") for option in node.css("option"))
        case "textarea", _:
            return node.text().replace("\r\n", "\n")
        case "details", _:
            return has(node, "open")
        case _:
            return attribute(node, "value")


def set_state(node: Node, state: object) -> None:
    """Have a control hold what ``state_of`` gave."""
    match node.tag, state:
        case "select", tuple():
            for option, chosen in zip(node.css("option"), state, strict=True):
                _flag(option, "selected", on=bool(chosen))
        case "textarea", _:
            node.inner_html = html.escape(str(state))
        case "details", _:
            _flag(node, "open", on=bool(state))
        case _, bool():
            _flag(node, "checked", on=state)
        case _:
            node.attrs["value"] = str(state)


def key_of(node: Node) -> Key:
    """What an element is known by through patches: its id, or its place below one."""
    path: list[object] = []
    here: Node | None = node
    while here is not None and here.tag and here.is_element_node:
        if here.id:
            path.append(f"#{here.id}")
            break
        path.append((here.tag, _place(here)))
        here = here.parent
    return tuple(reversed(path))


def _place(node: Node) -> int:
    place, before = 0, node.prev
    while before is not None:
        place += before.tag == node.tag
        before = before.prev
    return place


def attribute(node: Node, name: str) -> str:
    """An attribute; '' where it is missing or has no value."""
    return node.attributes.get(name) or ""


def has(node: Node, name: str) -> bool:
    """Whether an element has an attribute."""
    return name in node.attributes


def ancestry(node: Node) -> Iterator[Node]:
    """An element and those around it, from the inside."""
    here: Node | None = node
    while here is not None and here.is_element_node:
        yield here
        here = here.parent


def matches(node: Node, selector: str) -> bool:
    """Whether the element itself matches; ``css_matches`` looks inside it too."""
    return any(found == node for found in node.parser.css(selector))


def closest(node: Node, selector: str) -> Node | None:
    """The element itself or the nearest one around it that matches."""
    found = {match.mem_id for match in node.parser.css(selector)}
    return next((outer for outer in ancestry(node) if outer.mem_id in found), None)


def contains(outer: Node, inner: Node) -> bool:
    """Whether ``inner`` is ``outer`` or stands in it."""
    return any(node == outer for node in ancestry(inner))


def hidden_by(node: Node) -> Node | None:
    """The element that hides ``node``, itself or around it, as far as markup tells."""
    return next((n for n in ancestry(node) if _hides(n, node)), None)


def _hides(outer: Node, inner: Node) -> bool:
    if has(outer, "hidden") or _HIDING.search(attribute(outer, "style")):
        return True
    if outer.tag == "input":
        return attribute(outer, "type").lower() == "hidden"
    if outer.tag == "details" and not has(outer, "open") and outer != inner:
        return closest(inner, "summary") is None
    return outer.tag == "dialog" and not has(outer, "open")


def disabled_by(node: Node) -> Node | None:
    """The element that disables ``node``: itself, a fieldset, or what is inert."""
    if node.tag in _CONTROLS:
        outer = closest(node, "[inert], fieldset[disabled]")
        return node if has(node, "disabled") else outer
    return closest(node, "[inert]")


def brief(node: Node) -> str:
    """An element's opening tag and the beginning of its text."""
    markup = re.sub(r"\s+", " ", node.html or "")
    return markup if len(markup) < SHOWN_OF_HTML else f"{markup[:SHOWN_OF_HTML]}…"


def read(node: Node) -> Element:
    """An element as a test reads it."""
    attributes = {name: value or "" for name, value in node.attributes.items()}
    text = re.sub(r"\s+", " ", node.text()).strip()
    return Element(node.tag or "", text, attributes, node.html or "")


def _flag(node: Node, name: str, *, on: bool) -> None:
    if on:
        node.attrs[name] = ""
    else:
        remove(node, name)


def remove(node: Node, name: str) -> None:
    """Remove an attribute, where it is there."""
    if has(node, name):
        del node.attrs[name]
