"""The default action of a browser at a click: load, submit, reset, check or open."""

from typing import Literal

from liveflash.testing import forms
from liveflash.testing.bindings import loads_page
from liveflash.testing.document import Document, enter_value
from liveflash.testing.elements import Node, ancestry, attribute, closest, has_attribute

Action = Literal["load", "check", "reset", "open", "submit"]


def default_action(document: Document, node: Node) -> tuple[Action, Node] | None:
    """Return the action of a click on ``node`` and the element that it concerns."""
    for outer in ancestry(node):
        match outer.tag, attribute(outer, "type").lower():
            case "a", _ if loads_page(attribute(outer, "href")):
                return "load", outer
            case "input", "checkbox" | "radio":
                return "check", outer
            case "button" | "input", "reset":
                return "reset", outer
            case "summary", _:
                return "open", outer
            case "label", _:
                return _label_action(document, outer)
            case "button" | "input", _ if _submits_form(document, outer):
                return "submit", outer
    return None


def toggle_details(document: Document, summary: Node) -> None:
    """Open or close the ``<details>`` of a ``<summary>``."""
    details = closest(summary, "details")
    if details is not None:
        enter_value(document, details, state=not has_attribute(details, "open"))


def _label_action(document: Document, label: Node) -> tuple[Action, Node] | None:
    if has_attribute(label, "for"):
        controls = document.find_all(f"[id='{attribute(label, 'for')}']")
    else:
        controls = label.css("input")
    boxes = [n for n in controls if attribute(n, "type") in ("checkbox", "radio")]
    return ("check", boxes[0]) if boxes else None


def _submits_form(document: Document, node: Node) -> bool:
    return forms.is_submit_button(node) and forms.owner(document, node) is not None
