"""Translate the client commands of pyview's templates into ``{% js %}``."""

import ast
import re
from functools import partial

from liveflash.debug.python_arguments import (
    NoEquivalentError,
    django_argument,
    parse_arguments,
    split_pipes,
)

_COMMAND = re.compile(r"js\.(?P<name>\w+)(?:\((?P<arguments>.*)\)|:(?P<argument>.+))?")

# Commands that take the selector as their last argument, or none.
_SELECTOR_LAST = ("dispatch", "remove_attribute", "exec")
_OF_CLASSES = ("add_class", "remove_class", "toggle_class")
_OF_ATTRIBUTES = ("set_attribute", "toggle_attribute")

# Attributes are usually between double quotes.
_argument = partial(django_argument, quote="'")


def js_tag(expression: str) -> str | None:
    """Return the tag for the commands of a variable; None if it has none.

    Raise NoEquivalentError for commands that are not understood.
    """
    parts = split_pipes(expression)
    commands = parts[1:] if parts[0] == "js" else parts
    if not commands or not commands[0].startswith("js."):
        return None
    return f"{{% js {' | '.join(map(_command, commands))} %}}"


def _command(text: str) -> str:
    found = _COMMAND.fullmatch(text)
    if found is None:
        raise NoEquivalentError(text)
    source = found["arguments"] or found["argument"] or ""
    return " ".join(
        [found["name"], *_arguments(found["name"], parse_arguments(source))]
    )


def _arguments(name: str, given: list[ast.expr]) -> list[str]:
    match given:
        case [event, payload] if name == "push":
            return [_argument(event), *_value(payload)]
        case [selector, *names] if name in _OF_CLASSES and names:
            return [_joined(names), f"to={_argument(selector)}"]
        case [selector, motion, *time] if name == "transition":
            times = [f"time={_argument(each)}" for each in time[:1]]
            to = f"to={_argument(selector)}"
            return [_argument(motion), to, *times]
        case [ast.Tuple(elts=values), *selector] if name in _OF_ATTRIBUTES:
            return [*map(_argument, values), *_to(selector)]
        case [first, *selector] if name in _SELECTOR_LAST:
            return [_argument(first), *_to(selector)]
    return list(map(_argument, given))


def _value(payload: ast.expr) -> list[str]:
    """Return the values of a push by name if their names allow that."""
    if not isinstance(payload, ast.Dict):
        return [f"value={_argument(payload)}"]
    keys = [getattr(key, "value", None) for key in payload.keys]
    if not all(isinstance(key, str) and key.isidentifier() for key in keys):
        return ["value=payload"]
    values = map(_argument, payload.values)
    return [f"{key}={value}" for key, value in zip(keys, values, strict=True)]


def _joined(names: list[ast.expr]) -> str:
    """Return classes as one argument."""
    texts = [getattr(each, "value", None) for each in names]
    if all(isinstance(text, str) for text in texts):
        return _argument(ast.Constant(" ".join(map(str, texts))))
    if len(names) == 1:
        return _argument(names[0])
    raise NoEquivalentError(ast.unparse(names[0]))


def _to(selector: list[ast.expr]) -> list[str]:
    return [f"to={_argument(each)}" for each in selector[:1]]
