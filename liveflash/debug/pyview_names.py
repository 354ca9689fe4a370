"""Variables that pyview's templates have and Django's show as an empty text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.template.base import Lexer, Token, TokenType

from liveflash.debug import pyview_syntax

_NAME = re.compile(
    r"""(?:"[^"]*"|'[^']*')|(?<![\w.])(?P<path>(?P<root>loop|self)(?:\.\w+)+)"""
)
_BINDING = r"\bas {0}\b|\b{0}=|\bfor\b[^%]*\b{0}\b[^%]*\bin\b"
_OTHER_TEMPLATE = re.compile(
    r"""(?:extends|include)\s+(?P<quote>["'])(.+?)(?P=quote)"""
)
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*["']?\s*$""")


@dataclass(frozen=True, slots=True)
class Usage:
    """A variable of pyview in a template, and how to write it for Django."""

    name: str
    line: int
    hint: str


def names_of_pyview(source: str, *, is_in_loop: bool) -> Iterator[Usage]:
    """Yield the variables of a template that only pyview has.

    ``is_in_loop`` says that another template includes it in a ``{% for %}``.
    """
    bound = {
        root for root in ("loop", "self") if re.search(_BINDING.format(root), source)
    }
    attribute = ""
    for token, is_inside in _tokens(source):
        if token.token_type is TokenType.TEXT:
            found = _ATTRIBUTE.search(token.contents)
            attribute = found[1] if found else ""
            continue
        for name, root in _names_in(token):
            is_known = root == "self" or is_inside or is_in_loop
            if is_known and root not in bound:
                yield Usage(name, token.lineno or 0, _hint(token, name, attribute))


def templates_used(source: str) -> Iterator[tuple[str, bool]]:
    """Yield the templates that a template names, and whether it does so in a loop."""
    for token, is_in_loop in _tokens(source):
        if token.token_type is TokenType.BLOCK:
            found = _OTHER_TEMPLATE.match(token.contents)
            if found:
                yield found[2], is_in_loop


def _tokens(source: str) -> Iterator[tuple[Token, bool]]:
    """Yield the tokens outside of comments, and whether they are in a loop."""
    depth, is_comment = 0, False
    for token in Lexer(source).tokenize():
        tag = token.contents.split(" ")[0]
        is_block = token.token_type is TokenType.BLOCK
        if is_block and tag in ("comment", "endcomment"):
            is_comment = tag == "comment"
        elif is_block and tag in ("for", "endfor"):
            depth += 1 if tag == "for" else -1
        if not is_comment and token.token_type is not TokenType.COMMENT:
            yield token, depth > 0


def _names_in(token: Token) -> Iterator[tuple[str, str]]:
    for found in _NAME.finditer(token.contents):
        if found["root"]:
            yield found["path"], found["root"]


def _hint(token: Token, name: str, attribute: str) -> str:
    if name.startswith("self."):
        return _self_hint(name.partition(".")[2], attribute)
    if token.token_type is TokenType.VAR:
        return pyview_syntax.hint_for_variable(token.contents) or _LENGTH_HINT
    return pyview_syntax.hint_for_block(token.contents) or _LENGTH_HINT


_LENGTH_HINT = "Read the |length of the list, or another variable of forloop."


def _self_hint(name: str, attribute: str) -> str:
    if attribute.startswith("phx-"):
        return f'Write the name of the event: {attribute}="{name}".'
    return (
        f"Write {{{{ view.{name} }}}} for an attribute of the view, or the name of an "
        f'event itself, such as phx-click="{name}".'
    )
