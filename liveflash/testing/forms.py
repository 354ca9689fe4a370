"""Forms as a browser fills, checks and sends them.

What is sent is HTML's "constructing the entry list" (``form-control-infrastructure``),
without files, and encoded as the official client does (``view.ts``, serializeForm).
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from liveflash.testing.document import Document, enter
from liveflash.testing.elements import (
    Node,
    attribute,
    brief,
    closest,
    disabled_by,
    has,
    hidden_by,
    key_of,
    matches,
    state_of,
)
from liveflash.testing.exceptions import Impossible

Pairs = list[tuple[str, str]]

_BUTTONS = {"submit", "button", "reset", "image"}
_SUBMITTING = (
    "button:not([type]), button[type=submit], input[type=submit], input[type=image]"
)


def controls(document: Document, form: Node) -> list[Node]:
    """The form's controls, in the order of the page, also those outside of it."""
    return [
        node
        for node in document.all("input, select, textarea, button")
        if owner(document, node) == form
    ]


def owner(document: Document, control: Node) -> Node | None:
    """The form that a control belongs to."""
    if has(control, "form"):
        return next(
            (f for f in document.all("form") if f.id == attribute(control, "form")),
            None,
        )
    return closest(control, "form")


def is_submitting(node: Node) -> bool:
    """Whether a click sends the element's form."""
    return matches(node, _SUBMITTING)


def default_button(document: Document, form: Node) -> Node | None:
    """The button that Enter presses; Impossible where it is disabled."""
    buttons = [node for node in controls(document, form) if is_submitting(node)]
    if buttons and all(disabled_by(button) for button in buttons):
        raise Impossible(f"The button that sends the form is disabled: {brief(form)}")
    return next((button for button in buttons if not disabled_by(button)), None)


def fill(document: Document, form: Node, data: Mapping[str, Any]) -> list[Node]:
    """Enter ``data`` as a user; return the control of each name that was entered."""
    return [_fill(document, form, name, value) for name, value in data.items()]


def entries(document: Document, form: Node, submitter: Node | None = None) -> Pairs:
    """What the form sends."""
    sent: Pairs = []
    for node in controls(document, form):
        is_sent = attribute(node, "name") and not disabled_by(node)
        if is_sent and (not _is_button(node) or node == submitter):
            name = attribute(node, "name")
            sent += [(name, value) for value in _values(node)]
    return sent


def unused(document: Document, form: Node, used: Iterable[object]) -> set[str]:
    """The names of fields that the user has not touched, hidden ones left out."""
    fields = [n for n in controls(document, form) if not _is_button(n)]
    touched = set(used)
    by_hand = {attribute(n, "name") for n in fields if attribute(n, "type") != "hidden"}
    return by_hand - {attribute(n, "name") for n in fields if key_of(n) in touched}


def by_name(pairs: Pairs) -> dict[str, list[str]]:
    """The values of each name."""
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return fields


def check_sendable(document: Document, form: Node, submitter: Node | None) -> None:
    """Refuse a form that the browser would not send: a required field is empty."""
    if has(form, "novalidate"):
        return
    if submitter is not None and has(submitter, "formnovalidate"):
        return
    fields = controls(document, form)
    given = {attribute(node, "name") for node in fields if any(_values(node))}
    for node in fields:
        name = attribute(node, "name")
        if has(node, "required") and not disabled_by(node) and name not in given:
            raise Impossible(
                f"The browser does not send the form, since {name!r} is required and "
                f"empty: give it a value, or put novalidate on the form.\n  "
                f"{brief(node)}"
            )


def _fill(document: Document, form: Node, name: str, value: Any) -> Node:
    fields = [
        node
        for node in controls(document, form)
        if attribute(node, "name") == name and not _is_button(node)
    ]
    if not fields:
        names = {attribute(n, "name") for n in controls(document, form)} - {""}
        listed = ", ".join(sorted(names)) or "none"
        raise Impossible(f"The form has no field {name!r}; its fields: {listed}.")
    usable = [node for node in fields if attribute(node, "type") != "hidden"]
    for node in usable or fields:
        _check_usable(node)
    match usable[0].tag, attribute(usable[0], "type").lower():
        case "select", _:
            _choose(document, usable[0], value)
        case "input", "checkbox":
            _check(document, usable, value)
        case "input", "radio":
            return _pick(document, usable, value)
        case _:
            _type(document, usable, value)
    return usable[0]


def _check_usable(node: Node) -> None:
    name = attribute(node, "name")
    if disabled_by(node):
        raise Impossible(f"The field {name!r} is disabled: {brief(node)}")
    if has(node, "readonly"):
        raise Impossible(f"The field {name!r} is read-only: {brief(node)}")
    if hidden_by(node):
        raise Impossible(f"The field {name!r} is hidden: {brief(node)}")
    if attribute(node, "type") == "file":
        raise Impossible(f"The field {name!r} takes files, which are not supported.")


def _type(document: Document, fields: list[Node], value: Any) -> None:
    values = value if isinstance(value, list | tuple) else [value]
    if len(values) > len(fields):
        raise Impossible(
            f"{len(values)} values for {len(fields)} field(s): {brief(fields[0])}"
        )
    for node, one in zip(fields, values, strict=False):
        typed = _text(one)
        longest = attribute(node, "maxlength")
        if longest.isdecimal() and len(typed) > int(longest):
            raise Impossible(
                f"{len(typed)} characters do not fit into maxlength={longest}: "
                f"{brief(node)}"
            )
        enter(document, node, typed)


def _check(document: Document, boxes: list[Node], value: Any) -> None:
    if isinstance(value, bool):
        if len(boxes) > 1:
            raise Impossible("Several boxes have this name: give a list of values.")
        enter(document, boxes[0], value)
        return
    chosen = _chosen(value, [_checked_value(box) for box in boxes])
    for box in boxes:
        enter(document, box, _checked_value(box) in chosen)


def _pick(document: Document, radios: list[Node], value: Any) -> Node:
    chosen = _chosen(value, [_checked_value(radio) for radio in radios])
    for radio in radios:
        enter(document, radio, _checked_value(radio) in chosen)
    return next(radio for radio in radios if _checked_value(radio) in chosen)


def _choose(document: Document, select: Node, value: Any) -> None:
    options = [option for option in select.css("option") if not disabled_by(option)]
    offered = [_option_value(o) for o in options if not has(o, "disabled")]
    chosen = _chosen(value, offered)
    if len(chosen) > 1 and not has(select, "multiple"):
        raise Impossible(f"One option can be chosen, not {value!r}: {brief(select)}")
    state = tuple(_option_value(option) in chosen for option in select.css("option"))
    enter(document, select, state)


def _chosen(value: Any, offered: list[str]) -> set[str]:
    values = value if isinstance(value, list | tuple | set) else [value]
    chosen = {_text(one) for one in values}
    if not chosen <= set(offered):
        raise Impossible(f"{value!r} is not offered; there is {', '.join(offered)}.")
    return chosen


def _values(node: Node) -> list[str]:
    """The values that a control sends."""
    match node.tag, attribute(node, "type").lower():
        case "input", "checkbox" | "radio":
            return [_checked_value(node)] if has(node, "checked") else []
        case "select", _:
            return _selected(node)
        case "input", "file":
            return []
        case "textarea", _:
            return [str(state_of(node))]
        case _:
            return [attribute(node, "value")]


def _selected(select: Node) -> list[str]:
    options = [o for o in select.css("option") if not has(o, "disabled")]
    chosen = [_option_value(o) for o in options if has(o, "selected")]
    if has(select, "multiple"):
        return chosen
    return chosen[-1:] or [_option_value(o) for o in options[:1]]


def _checked_value(node: Node) -> str:
    return attribute(node, "value") if has(node, "value") else "on"


def _option_value(option: Node) -> str:
    return attribute(option, "value") if has(option, "value") else option.text().strip()


def _is_button(node: Node) -> bool:
    return node.tag == "button" or attribute(node, "type").lower() in _BUTTONS


def _text(value: Any) -> str:
    match value:
        case bool():
            raise Impossible(f"{value!r} is for a checkbox: give a text, as one types.")
        case datetime() | date() | time():
            return value.isoformat()
        case _:
            return str(value)
