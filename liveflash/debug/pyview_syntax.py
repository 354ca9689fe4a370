"""Hints for templates written for pyview, in ibis, its template language.

Each hint is the Django equivalent of an expression that Django refuses, or shows as an
empty text.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import django
from django.template import TemplateSyntaxError
from django.template.base import TokenType

from liveflash.debug.python_arguments import (
    Name,
    NoEquivalentError,
    django_argument,
    parse_arguments,
    parts_of,
)
from liveflash.debug.pyview_js import js_tag

CALL = (
    " Django's templates cannot pass arguments to a call. Compute the value in the "
    "view, or make it a property of the context."
)
LOAD = " Its tag needs {% load liveflash %}."
SIMPLE_TAG = (
    " Django's filters take one argument. Write {spelling}, a tag of "
    "@register.simple_tag."
)

_FILTERS = {
    "len": "length",
    "e": "escape",
    "esc": "escape",
    "dtformat": "date",
    "divisible_by": "divisibleby",
    "titlecase": "title",
    "prettyprint": "pprint",
    "if_undefined": "default_if_none",
    "even": "divisibleby:2",
    "str": 'stringformat:"s"',
    "repr": 'stringformat:"r"',
}
_LOOP = {
    "index": "counter0",
    "index0": "counter0",
    "count": "counter",
    "first": "first",
    "is_first": "first",
    "last": "last",
    "is_last": "last",
    "parent": "parentloop",
    "revindex": "revcounter",
    "revindex0": "revcounter0",
}
if django.VERSION >= (6,):
    _LOOP["length"] = "length"

# From the codes of strftime to those of the filter ``date``.
_DATE = dict(zip("YymdBbAaHIMSpfjzZ", "YymdFMlDHhisAuzOT", strict=True))
_TERNARY = re.compile(r"(.+?)\s*\?\?\s*(.+?)\s*::\s*(.+)")
_OR = re.compile(r"[\w.]+(?:\s+or\s+[\w.]+)+")


def hint_for_error(error: TemplateSyntaxError) -> str:
    """Return how to write the token of an error; empty if nothing is known."""
    token = getattr(error, "token", None)
    if token is None:
        return ""
    is_variable = token.token_type is TokenType.VAR
    hint_for = hint_for_variable if is_variable else hint_for_block
    return hint_for(token.contents)


@contextmanager
def hints() -> Iterator[None]:
    """Add a note with the Django spelling to the error of a template."""
    try:
        yield
    except TemplateSyntaxError as error:
        hint = hint_for_error(error).strip()
        if hint and hint not in getattr(error, "__notes__", ()):
            error.add_note(hint)
        raise


def hint_for_variable(expression: str) -> str:
    """Return how to write the contents of ``{{ … }}``; empty if nothing is known."""
    expression = expression.strip()
    try:
        spelling = _tag_for(expression) or f"{{{{ {_rewrite(expression)} }}}}"
    except NoEquivalentError:
        return ""
    except _CallError:
        return CALL
    except _NeedsTagError as error:
        return SIMPLE_TAG.format(spelling=error)
    if spelling == f"{{{{ {expression} }}}}":
        return ""
    needs_load = spelling.startswith("{% js ")
    return f" Write {spelling}.{LOAD if needs_load else ''}"


def hint_for_block(contents: str) -> str:
    """Return how to write the contents of ``{% … %}``; empty if nothing is known."""
    contents = contents.strip()
    try:
        spelling = _block(contents)
    except (NoEquivalentError, _NeedsTagError):
        return ""
    except _CallError:
        return CALL
    return "" if spelling == contents else f" Write {{% {spelling} %}}."


class _CallError(ValueError):
    """A call with arguments."""


class _NeedsTagError(ValueError):
    """A filter with several arguments; the message is the tag for it."""


def _tag_for(expression: str) -> str | None:
    """Return the tag for client commands or a condition; None for anything else."""
    if _OR.fullmatch(expression):
        values = re.split(r"\s+or\s+", expression)
        return f"{{% firstof {' '.join(values)} %}}"
    if found := _TERNARY.fullmatch(expression):
        test, yes, no = map(_rewrite, found.groups())
        return (
            f"{{% if {test} %}}{{{{ {yes} }}}}{{% else %}}{{{{ {no} }}}}{{% endif %}}"
        )
    return js_tag(expression)


def _block(contents: str) -> str:
    tag, _, rest = contents.partition(" ")
    match tag:
        case "cycle":
            rest = _outside_strings(rest, ",", "")
        case "include":
            rest = _outside_strings(rest, r"\s*&\s*", " ")
        case "if" | "elif":
            rest = _outside_strings(rest, r"\s*&&\s*", " and ")
            rest = _outside_strings(rest, r"\s*\|\|\s*", " or ")
        case "for":
            rest = re.sub(r"\s*\|\s*reversed$", " reversed", rest)
    return f"{tag} {_rewrite(rest)}".rstrip()


def _outside_strings(text: str, pattern: str, replacement: str) -> str:
    """Replace a pattern wherever it is not inside a string."""
    return re.sub(
        rf"""("[^"]*"|'[^']*')|{pattern}""",
        lambda found: found[1] or replacement,
        text,
    )


def _rewrite(text: str) -> str:
    """Return an expression with its names, calls and filters as in Django."""
    written = ""
    for part in parts_of(text):
        if isinstance(part, str):
            written += part
        elif part.pipe:
            written = _add_filter(written, part)
        else:
            written += _name(part.name, part.arguments)
    return written


def _add_filter(written: str, part: Name) -> str:
    values = list(map(django_argument, parse_arguments(part.arguments or "")))
    name = part.name
    match name, values:
        case "slice", [start]:
            values = [f'"{start}:"']
        case "slice", [*bounds] if bounds:
            values = [f'"{":".join(bounds)}"']
        case "index", [position]:
            return f"{written.rstrip()}.{position}"
        case "dtformat", [pattern]:
            values = [_date_format(pattern)]
        case _, [_, _, *_]:
            words = " ".join([name, written.strip(), *values])
            raise _NeedsTagError(f"{{% {words} %}}")
    return written + part.pipe + ":".join([_FILTERS.get(name, name), *values])


def _date_format(pattern: str) -> str:
    """Return the format of the filter ``date`` for one of ``strftime``."""
    return re.sub(r"%-?(\w)", lambda found: _DATE.get(found[1], found[0]), pattern)


def _name(name: str, source: str | None) -> str:
    if name.startswith("loop."):
        return _loop_name(name)
    if source is None:
        return name
    values = list(map(django_argument, parse_arguments(source)))
    owner, _, method = name.rpartition(".")
    match method, values:
        case "get", [key, *default] if owner and re.fullmatch(r'"\w+"|\d+', key):
            entry = f"{owner}.{key}".replace('"', "")
            fallback = [f"default:{each}" for each in default[:1] if each != '""']
            return "|".join([entry, *fallback])
        case _, []:
            return name
    raise _CallError(name)


def _loop_name(name: str) -> str:
    """Return the variable of Django's ``forloop`` for one of ibis' ``loop``."""
    attributes = name.split(".")[1:]
    known = [_LOOP.get(each) for each in attributes]
    if None in known:
        raise NoEquivalentError(name)
    return ".".join(["forloop", *map(str, known)])
