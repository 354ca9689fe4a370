"""``{% js %}``: the commands of ``JS`` as a template tag.

Put ``{% js push 'save' id=item.pk | hide '#form' %}`` in an attribute. Chain commands
with a ``|`` that has a space on each side. Every argument is a filter expression.
Arguments are checked against ``COMMANDS`` when the template is compiled.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from keyword import iskeyword
from typing import Any

from django.template import Context, Node, TemplateSyntaxError
from django.template.base import (
    FilterExpression,
    Parser,
    Token,
    Variable,
    kwarg_re,
)
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from liveflash.protocol.js import COMMANDS, JS
from liveflash.protocol.js_commands import Command

Expressions = dict[str, FilterExpression]
Argument = tuple[str | None, FilterExpression]

CHAINED = "Commands are chained by a | with a space on each side."
CONSTANTS = frozenset({"True", "False", "None"})


@dataclass(frozen=True, slots=True)
class Call:
    """A command with its arguments by name; ``extra`` is added to push's value."""

    command: Command
    given: Expressions
    extra: Expressions

    def add_to(self, js: JS, context: Context) -> JS:
        """Return ``js`` with the command added, resolved in ``context``."""
        given = _resolve(self.given, context)
        if self.extra:
            extra = _resolve(self.extra, context)
            given["value"] = _merge(given.get("value"), extra)
        try:
            added: JS = getattr(js, self.command.name)(**given)
        except (TypeError, ValueError) as error:
            kind = TypeError if isinstance(error, TypeError) else ValueError
            raise kind(f"{{% js %}}: {error}") from error
        return added

    def is_fixed(self) -> bool:
        """Return whether the arguments are the same in every context."""
        return all(map(_is_fixed, [*self.given.values(), *self.extra.values()]))


class JSNode(Node):
    """Commands for an attribute, always escaped.

    ``fixed`` is the text of commands that are the same in every context, otherwise
    None.
    """

    def __init__(self, calls: Sequence[Call]) -> None:
        self.calls = calls
        fixed = all(call.is_fixed() for call in calls)
        self.fixed: SafeString | None = self._build(Context()) if fixed else None

    def render(self, context: Context) -> SafeString:
        """Return the commands as escaped JSON, even if autoescape is off."""
        return self._build(context) if self.fixed is None else self.fixed

    def _build(self, context: Context) -> SafeString:
        js = JS()
        for call in self.calls:
            js = call.add_to(js, context)
        return js.__html__()


def do_js(parser: Parser, token: Token) -> JSNode:
    """Compile ``{% js command argument option=value | command … %}``, client commands.

    They run in order. Write the tag in an attribute such as ``phx-click``.
    """
    chain = _chain(token.split_contents()[1:])
    calls = [_call(parser, name, bits) for name, *bits in chain]
    try:
        return JSNode(calls)
    except (TypeError, ValueError) as error:
        raise TemplateSyntaxError(str(error)) from error


def _chain(bits: list[str]) -> list[list[str]]:
    """Split the arguments of the tag into commands."""
    commands: list[list[str]] = [[]]
    for bit in bits:
        if bit == "|":
            commands.append([])
        else:
            commands[-1].append(bit)
    if not all(commands):
        raise _error(f"a command is missing. {CHAINED} {_known()}")
    return commands


def _call(parser: Parser, name: str, bits: list[str]) -> Call:
    """Return a command with its arguments by name, or raise TemplateSyntaxError."""
    if name not in COMMANDS:
        raise _error(f"there is no command {name!r}. {_known()} {CHAINED}")
    command = COMMANDS[name]
    arguments = [_argument(parser, bit) for bit in bits]
    positional = list(takewhile(lambda argument: argument[0] is None, arguments))
    call = Call(command, _place(command, positional), {})
    for key, expression in arguments[len(positional) :]:
        _add_option(call, key, expression)
    _require(call)
    return call


def _argument(parser: Parser, bit: str) -> Argument:
    match = kwarg_re.match(bit)
    key, text = (match[1], match[2]) if match else (None, bit)
    try:
        return key, parser.compile_filter(text)
    except TemplateSyntaxError as error:
        hint = f" {CHAINED}" if "|" in text else ""
        raise _error(f"{str(error).rstrip('.')}.{hint}") from error


def _place(command: Command, positional: Sequence[Argument]) -> Expressions:
    """Name the positional arguments in the order of the signature."""
    room = len(command.positional)
    if len(positional) > room:
        raise _error(
            f"{command.name} has no place for {positional[room][1]}. {_takes(command)}"
        )
    pairs = zip(command.positional, positional, strict=False)
    return {name: expression for name, (_, expression) in pairs}


def _add_option(call: Call, key: str | None, expression: FilterExpression) -> None:
    """Add an option; an unknown option of push becomes a part of its value."""
    command = call.command
    if key is None:
        raise _error(
            f"{command.name} has {expression} after an option; put it before them. "
            f"{_takes(command)}"
        )
    name = f"{key}_" if iskeyword(key) else key
    if command.name == "push" and name not in _options(command):
        into, name = call.extra, key
    elif name in command.takes:
        into = call.given
    else:
        raise _error(f"{command.name} has no option {key!r}. {_takes(command)}")
    if name in into:
        raise _error(f"{command.name} is given {key!r} twice; give it once.")
    into[name] = expression


def _require(call: Call) -> None:
    missing = [name for name in call.command.required if name not in call.given]
    if missing:
        raise _error(
            f"{call.command.name} is missing {', '.join(missing)}. "
            f"{_takes(call.command)}"
        )


def _error(message: str) -> TemplateSyntaxError:
    return TemplateSyntaxError(f"{{% js %}}: {message}")


def _known() -> str:
    return f"The commands are: {', '.join(COMMANDS)}."


def _options(command: Command) -> list[str]:
    return [name for name in command.takes if name not in command.positional]


def _takes(command: Command) -> str:
    """Describe the arguments of a command, optional ones in brackets."""
    places = [
        name if name in command.required else f"[{name}]" for name in command.positional
    ]
    options = [f"{name.rstrip('_')}=" for name in _options(command)]
    rest = ["any other name= for its value"] if command.name == "push" else []
    return f"It takes: {', '.join([*places, *options, *rest]) or 'nothing'}."


def _resolve(expressions: Expressions, context: Context) -> dict[str, Any]:
    return {name: each.resolve(context) for name, each in expressions.items()}


def _merge(value: Any, extra: dict[str, Any]) -> Any:
    """Update push's value with its keywords; JS rejects a value that is no mapping."""
    if value is None:
        return extra
    return {**value, **extra} if isinstance(value, Mapping) else value


def _is_fixed(expression: FilterExpression) -> bool:
    """Return whether an expression is a literal in every language."""
    var: object = expression.var
    if expression.filters or isinstance(var, Promise):
        return False
    if isinstance(var, Variable):
        return var.literal is not None or str(var) in CONSTANTS
    return True
