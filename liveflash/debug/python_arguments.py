"""Arguments as pyview's templates have them, written for Django's templates."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

# A string, or a name after an optional |, which ( may follow.
_PART = re.compile(
    r"""(?P<string>"[^"]*"|'[^']*')"""
    r"""|(?P<pipe>\|\s*)?(?<![\w.])(?P<name>[A-Za-z_][\w.]*)(?P<open>\()?"""
)
_BRACKET = re.compile(r"""(?:"[^"]*"|'[^']*')|(?P<open>[(\[{])|(?P<close>[)\]}])""")


class NoEquivalentError(ValueError):
    """An expression that Django's template language does not have."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name in an expression.

    ``pipe`` is the | before a filter, with the spaces after it. ``arguments`` is the
    source between the brackets of a call, otherwise None.
    """

    name: str
    pipe: str
    arguments: str | None


def parts_of(text: str) -> Iterator[str | Name]:
    """Yield the names of an expression, and the text between them.

    Raise NoEquivalentError if a bracket is not closed.
    """
    position = 0
    while found := _PART.search(text, position):
        yield text[position : found.start()]
        position = found.end()
        if found["string"]:
            yield found[0]
            continue
        arguments = None
        if found["open"]:
            end = _closing_bracket(text, position)
            arguments, position = text[position:end], end + 1
        yield Name(found["name"], found["pipe"] or "", arguments)
    yield text[position:]


def split_pipes(text: str) -> list[str]:
    """Return an expression and its filters, without the | between them."""
    parts, depth, start = [], 0, 0
    for found in re.finditer(r"""(?:"[^"]*"|'[^']*')|[(\[{]|[)\]}]|\|""", text):
        if found[0] == "|" and depth == 0:
            parts.append(text[start : found.start()].strip())
            start = found.end()
        depth += (found[0] in "([{") - (found[0] in ")]}")
    return [*parts, text[start:].strip()]


def parse_arguments(source: str) -> list[ast.expr]:
    """Return the arguments of a call; raise NoEquivalentError for other text."""
    try:
        call = ast.parse(f"f({source})", mode="eval").body
    except (SyntaxError, ValueError) as error:
        raise NoEquivalentError(source) from error
    if not isinstance(call, ast.Call) or call.keywords:
        raise NoEquivalentError(source)
    return call.args


def django_argument(argument: ast.expr, quote: str = '"') -> str:
    """Return an argument for a Django tag or filter: a constant or a variable.

    Strings are between ``quote`` unless they contain it.
    """
    match argument:
        case ast.Constant(value=str() as text):
            for each in (quote, '"', "'"):
                if each not in text:
                    return f"{each}{text}{each}"
            raise NoEquivalentError(text)
        case ast.Constant() | ast.Name() | ast.Attribute():
            return ast.unparse(argument)
    raise NoEquivalentError(ast.unparse(argument))


def _closing_bracket(text: str, start: int) -> int:
    depth = 1
    for found in _BRACKET.finditer(text, start):
        depth += bool(found["open"]) - bool(found["close"])
        if depth == 0:
            return found.start()
    raise NoEquivalentError(text)
