"""The controls of a form, and how a user fills them in."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from liveflash.testing.document import Document, enter_value
from liveflash.testing.elements import (
    Node,
    attribute,
    closest,
    control_state,
    disabled_by,
    has_attribute,
    hidden_by,
    matches,
    summary,
)
from liveflash.testing.exceptions import Impossible

_BUTTON_TYPES = {"submit", "button", "reset", "image"}
_SUBMIT_BUTTONS = (
    "button:not([type]), button[type=submit], input[type=submit], input[type=image]"
)


def controls(document: Document, form: Node) -> list[Node]:
    """Return the form's controls in document order, including those outside of it."""
    return [
        node
        for node in document.find_all("input, select, textarea, button")
        if owner(document, node) == form
    ]


def owner(document: Document, control: Node) -> Node | None:
    """Return the form that a control belongs to, if any."""
    if has_attribute(control, "form"):
        form_id = attribute(control, "form")
        forms = document.find_all("form")
        return next((form for form in forms if form.id == form_id), None)
    return closest(control, "form")


def is_button(node: Node) -> bool:
    """Return whether a control is a button of any type."""
    return node.tag == "button" or attribute(node, "type").lower() in _BUTTON_TYPES


def is_submit_button(node: Node) -> bool:
    """Return whether a click on the element submits its form."""
    return matches(node, _SUBMIT_BUTTONS)


def default_button(document: Document, form: Node) -> Node | None:
    """Return the button that Enter presses; raise Impossible if it is disabled."""
    buttons = [node for node in controls(document, form) if is_submit_button(node)]
    if buttons and all(disabled_by(button) for button in buttons):
        raise Impossible(f"The form's submit button is disabled: {summary(form)}")
    return next((button for button in buttons if not disabled_by(button)), None)


def fill(document: Document, form: Node, data: Mapping[str, Any]) -> list[Node]:
    """Enter ``data`` as a user does; return the control of each name."""
    return [_fill(document, form, name, value) for name, value in data.items()]


def toggle_box(document: Document, form: Node | None, node: Node) -> None:
    """Toggle a checkbox, or check a radio button and uncheck the others of its name."""
    is_radio = attribute(node, "type") == "radio"
    for other in controls(document, form) if form and is_radio else ():
        if attribute(other, "name") == attribute(node, "name"):
            enter_value(document, other, state=False)
    enter_value(document, node, state=is_radio or not control_state(node))


def box_value(node: Node) -> str:
    """Return the value that a checked checkbox or radio button sends."""
    return attribute(node, "value") if has_attribute(node, "value") else "on"


def option_value(option: Node) -> str:
    """Return the value that a selected option sends."""
    if has_attribute(option, "value"):
        return attribute(option, "value")
    return option.text().strip()


def _fill(document: Document, form: Node, name: str, value: Any) -> Node:
    fields = [
        node
        for node in controls(document, form)
        if attribute(node, "name") == name and not is_button(node)
    ]
    if not fields:
        names = {attribute(n, "name") for n in controls(document, form)} - {""}
        listed = ", ".join(sorted(names)) or "none"
        raise Impossible(f"The form has no field {name!r}; its fields: {listed}.")
    visible = [node for node in fields if attribute(node, "type") != "hidden"]
    for node in visible or fields:
        _check_usable(node)
    match visible[0].tag, attribute(visible[0], "type").lower():
        case "select", _:
            _select_options(document, visible[0], value)
        case "input", "checkbox":
            _check_boxes(document, visible, value)
        case "input", "radio":
            return _pick_radio(document, visible, value)
        case _:
            _type_text(document, visible, value)
    return visible[0]


def _check_usable(node: Node) -> None:
    """Raise Impossible for a field that a user cannot change."""
    name = attribute(node, "name")
    if disabled_by(node):
        raise Impossible(f"The field {name!r} is disabled: {summary(node)}")
    if has_attribute(node, "readonly"):
        raise Impossible(f"The field {name!r} is read-only: {summary(node)}")
    if hidden_by(node):
        raise Impossible(f"The field {name!r} is hidden: {summary(node)}")
    if attribute(node, "type") == "file":
        raise Impossible(
            f"The field {name!r} is for files, which the kit does not support."
        )


def _type_text(document: Document, fields: list[Node], value: Any) -> None:
    values = value if isinstance(value, list | tuple) else [value]
    if len(values) > len(fields):
        raise Impossible(
            f"{len(values)} values for {len(fields)} field(s): {summary(fields[0])}"
        )
    for node, item in zip(fields, values, strict=False):
        text = _to_text(item)
        max_length = attribute(node, "maxlength")
        if max_length.isdecimal() and len(text) > int(max_length):
            raise Impossible(
                f"{len(text)} characters do not fit into maxlength={max_length}: "
                f"{summary(node)}"
            )
        enter_value(document, node, text)


def _check_boxes(document: Document, boxes: list[Node], value: Any) -> None:
    if isinstance(value, bool):
        if len(boxes) > 1:
            raise Impossible("Several boxes have this name: pass a list of values.")
        enter_value(document, boxes[0], value)
        return
    chosen = _chosen_values(value, [box_value(box) for box in boxes])
    for box in boxes:
        enter_value(document, box, box_value(box) in chosen)


def _pick_radio(document: Document, radios: list[Node], value: Any) -> Node:
    chosen = _chosen_values(value, [box_value(radio) for radio in radios])
    for radio in radios:
        enter_value(document, radio, box_value(radio) in chosen)
    return next(radio for radio in radios if box_value(radio) in chosen)


def _select_options(document: Document, select: Node, value: Any) -> None:
    options = [option for option in select.css("option") if not disabled_by(option)]
    offered = [option_value(o) for o in options if not has_attribute(o, "disabled")]
    chosen = _chosen_values(value, offered)
    if len(chosen) > 1 and not has_attribute(select, "multiple"):
        raise Impossible(
            f"Only one option can be chosen, not {value!r}: {summary(select)}"
        )
    state = tuple(option_value(option) in chosen for option in select.css("option"))
    enter_value(document, select, state)


def _chosen_values(value: Any, offered: list[str]) -> set[str]:
    """Return the chosen values as texts; raise Impossible if one is not offered."""
    values = value if isinstance(value, list | tuple | set) else [value]
    chosen = {_to_text(item) for item in values}
    if not chosen <= set(offered):
        raise Impossible(f"{value!r} is not offered. Choices: {', '.join(offered)}.")
    return chosen


def _to_text(value: Any) -> str:
    match value:
        case bool():
            raise Impossible(f"{value!r} is for a checkbox: pass the text to type.")
        case datetime() | date() | time():
            return value.isoformat()
        case _:
            return str(value)
