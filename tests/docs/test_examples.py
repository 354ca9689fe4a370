"""Examples convert texts from the browser before a message shows them."""

import ast
from collections.abc import Iterator

from tests.docs.blocks import ROOT, blocks_of, pages

SHOWING = {"put_flash", "push_flash", "apush_flash", "update"}
OF_THE_EVENT = {"self", "socket", "payload", "event"}


def examples() -> Iterator[tuple[str, ast.Module]]:
    """Yield the Python code of the documentation and of the demo."""
    for page in pages():
        for block in blocks_of(page):
            if block.language == "python" and block.kind in ("file", "addition"):
                yield str(block), ast.parse(block.content)
    for module in [ROOT / "tests/example.py", *(ROOT / "demo_project").rglob("*.py")]:
        yield module.name, ast.parse(module.read_text(encoding="utf-8"))


def is_payload(node: ast.expr) -> bool:
    """Return whether an expression is a part of a payload without a type."""
    match node:
        case ast.Name(id="payload") | ast.Attribute(attr="payload"):
            return True
        case ast.Subscript(value=value):
            return is_payload(value)
        case ast.Call(func=ast.Attribute(value=value, attr="get" | "pop")):
            return is_payload(value)
        case ast.Dict(values=values):
            return any(map(is_payload, values))
    return False


def shown_parts(code: ast.Module) -> list[str]:
    """Return the arguments of messages that are unconverted parts of a payload."""
    return [
        ast.unparse(argument)
        for node in ast.walk(code)
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", getattr(node.func, "id", "")) in SHOWING
        for argument in node.args
        if is_payload(argument)
    ]


def untyped_parameters(code: ast.Module) -> list[str]:
    """Return the parameters of event handlers without an annotation."""
    return [
        f"{node.name}({parameter.arg})"
        for node in ast.walk(code)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and any(ast.unparse(each).startswith("event") for each in node.decorator_list)
        for parameter in (*node.args.args, *node.args.kwonlyargs)
        if parameter.annotation is None and parameter.arg not in OF_THE_EVENT
    ]


def test_no_example_shows_an_unconverted_payload() -> None:
    found = {where: shown_parts(code) for where, code in examples()}
    assert {where: parts for where, parts in found.items() if parts} == {}


def test_every_event_handler_annotates_its_parameters() -> None:
    found = {where: untyped_parameters(code) for where, code in examples()}
    assert {where: names for where, names in found.items() if names} == {}


def test_unconverted_parts_of_a_payload_are_found() -> None:
    code = ast.parse(
        "socket.put_flash('info', payload['text'])\n"
        "push_flash('info', {'body': event.payload.get('a', '')}, user=user)\n"
        "socket.put_flash('info', str(payload['text']))\n"
        "socket.put_flash('info', f\"Hello {payload['name']}\")\n"
    )
    assert shown_parts(code) == [
        "payload['text']",
        "{'body': event.payload.get('a', '')}",
    ]
