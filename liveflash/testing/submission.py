"""The data that a form sends.

It follows HTML's "constructing the entry list" (``form-control-infrastructure``),
without files, and the encoding of the official client (``view.ts``, serializeForm).
"""

from collections.abc import Set as AbstractSet
from urllib.parse import urlencode

from liveflash.testing.document import Document
from liveflash.testing.elements import (
    Key,
    Node,
    attribute,
    control_state,
    disabled_by,
    element_key,
    has_attribute,
    summary,
)
from liveflash.testing.exceptions import Impossible
from liveflash.testing.forms import box_value, controls, is_button, option_value

Pairs = list[tuple[str, str]]
PostData = dict[str, list[str]]


def check_sendable(document: Document, form: Node, submitter: Node | None) -> None:
    """Raise Impossible if the browser's validation finds a required field empty."""
    if has_attribute(form, "novalidate"):
        return
    if submitter is not None and has_attribute(submitter, "formnovalidate"):
        return
    fields = controls(document, form)
    filled = {attribute(node, "name") for node in fields if any(_values(node))}
    for node in fields:
        name = attribute(node, "name")
        is_required = has_attribute(node, "required") and not disabled_by(node)
        if is_required and name not in filled:
            raise Impossible(
                f"The browser does not send the form because {name!r} is required and "
                f"empty. Pass a value, or put novalidate on the form.\n  "
                f"{summary(node)}"
            )


def entries(document: Document, form: Node, submitter: Node | None = None) -> Pairs:
    """Return the names and values that the form sends."""
    pairs: Pairs = []
    for node in controls(document, form):
        is_sent = attribute(node, "name") and not disabled_by(node)
        if is_sent and (not is_button(node) or node == submitter):
            name = attribute(node, "name")
            pairs += [(name, value) for value in _values(node)]
    return pairs


def native_request(
    document: Document, form: Node, submitter: Node | None, page_url: str
) -> tuple[str, PostData | None]:
    """Return the URL and POST data of a form that the browser submits itself.

    The data is None for GET. Raise Impossible for a form without method and action.
    """
    action = attribute(form, "action") or page_url
    fields = [
        (name, value.replace("\n", "\r\n"))
        for name, value in entries(document, form, submitter)
    ]
    is_native = has_attribute(form, "action") or has_attribute(form, "method")
    match attribute(form, "method").lower():
        case "post":
            return action, _by_name(fields)
        case "" | "get" if is_native:
            return f"{action.partition('?')[0]}?{urlencode(fields)}", None
        case _:
            raise Impossible(
                f"The form has neither phx-submit nor an action: {summary(form)}"
            )


def change_fields(
    document: Document, form: Node, field: Node, used: AbstractSet[Key]
) -> str:
    """Return the encoded fields that ``phx-change`` sends after a change of ``field``.

    Fields outside of ``used``, which the user has not touched, are marked with
    ``_unused_``. A field with its own ``phx-change`` is sent alone.
    """
    pairs = entries(document, form)
    if has_attribute(field, "phx-change"):
        pairs = [pair for pair in pairs if pair[0] == attribute(field, "name")]
    unused = _unused_names(document, form, used)
    marked: Pairs = []
    for name, value in pairs:
        if name in unused:
            marked.append((f"_unused_{name}", ""))
        marked.append((name, value))
    return urlencode(marked)


def _unused_names(document: Document, form: Node, used: AbstractSet[Key]) -> set[str]:
    fields = [node for node in controls(document, form) if not is_button(node)]
    visible = {attribute(n, "name") for n in fields if attribute(n, "type") != "hidden"}
    return visible - {attribute(n, "name") for n in fields if element_key(n) in used}


def _by_name(pairs: Pairs) -> PostData:
    fields: PostData = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return fields


def _values(node: Node) -> list[str]:
    """Return the values that a control sends."""
    match node.tag, attribute(node, "type").lower():
        case "input", "checkbox" | "radio":
            return [box_value(node)] if has_attribute(node, "checked") else []
        case "select", _:
            return _selected_values(node)
        case "input", "file":
            return []
        case "textarea", _:
            return [str(control_state(node))]
        case _:
            return [attribute(node, "value")]


def _selected_values(select: Node) -> list[str]:
    options = [o for o in select.css("option") if not has_attribute(o, "disabled")]
    selected = [option_value(o) for o in options if has_attribute(o, "selected")]
    if has_attribute(select, "multiple"):
        return selected
    # Without a selection the browser shows and sends the first option.
    return selected[-1:] or [option_value(o) for o in options[:1]]
