"""Write the tables of names, settings, template tags and checks into the reference.

``python docs/reference_tables.py`` updates ``docs/reference.md`` from the code, between
the comments ``<!-- table: name -->`` and ``<!-- end of table -->``.
"""

import inspect
import os
import re
import sys
from collections.abc import Callable, Iterator
from operator import itemgetter
from pathlib import Path
from typing import Any

import django
from django.core.management.base import CommandParser

PAGE = Path(__file__).with_name("reference.md")

if __name__ == "__main__":
    sys.path.insert(0, str(PAGE.parents[1]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()

import liveflash as package
from liveflash import checks, conf
from liveflash.contrib.admin.checks import check_order
from liveflash.flash.message import MessageOptions
from liveflash.management.commands.liveflash_inbox import Command
from liveflash.protocol.js import COMMANDS, JS
from liveflash.rendering.message_stack import LAYOUTS, POSITIONS
from liveflash.templatetags import liveflash

_TABLE = re.compile(
    r"(<!-- table: ([\w ]+) -->\n).*?(<!-- end of table -->)", re.DOTALL
)
_SETTING = re.compile(
    r"Return (?P<what>.*?) \((?P<unit>[^()]*)\)\. Default: (?P<default>.*?)\."
    r"(?: (?P<rest>[A-Z].*))?"
)
_CHECK = re.compile(r"([EW]\d{3}): (.*?\.) ([A-Z].*?)(?= [EW]\d{3}: |$)")
_OPTION = re.compile(
    r"(?P<name>\w+) \((?P<values>[^()]*)\): (?P<meaning>.*?)"
    r"(?: Default: (?P<default>.*?)\.)?(?= \w+ \([^()]*\): |$)"
)
LEVELS = {"E": "error", "W": "warning"}
_BY_NAME = inspect.Parameter.KEYWORD_ONLY
_USAGE = re.compile(r"``(\{% .*? %\})``")


def update(page: str) -> str:
    """Return the text of the page with tables that fit the code."""

    def table(match: re.Match[str]) -> str:
        rows = "\n".join(TABLES[match[2]]())
        return f"{match[1]}\n{rows}\n\n{match[3]}"

    return _TABLE.sub(table, page)


def names_table() -> Iterator[str]:
    """Yield the names that ``import liveflash`` provides."""
    yield from _head("Name", "Meaning")
    for name in package.__all__:
        first_sentence = _text(getattr(package, name)).partition(". ")[0].rstrip(".")
        yield _row(f"`{name}`", f"{first_sentence}.")


def settings_table() -> Iterator[str]:
    """Yield the settings, from the functions of ``liveflash.conf``."""
    yield from _head("Setting", "Meaning", "Unit", "Default")
    for name, function in sorted(_readers(), key=itemgetter(0)):
        described = _SETTING.fullmatch(_text(function))
        if described is None:
            continue
        meaning = f"{_capital(described['what'])}. {described['rest'] or ''}"
        default = described["default"]
        yield _row(f"`LIVEFLASH_{name}`", meaning, described["unit"], default)


def tags_table() -> Iterator[str]:
    """Yield the template tags, without what ``options_table`` has."""
    yield from _head("Tag", "Meaning")
    for function, usage in _tags():
        parts = (part for part in _paragraphs(function) if not _OPTION.match(part))
        meaning = re.sub(r"^(Compile ``.*?``, |Return )", "", " ".join(parts))
        yield _row(f"`{usage}`", _capital(meaning))


def options_table() -> Iterator[str]:
    """Yield the arguments and options of the template tags, one in a row."""
    yield from _head("Tag", "Option", "Values", "Default", "Meaning")
    for function, _usage in _tags():
        tag = f"`{function.__name__}`"
        for option in options_of(function):
            default = option["default"] or _default(function, option["name"])
            values = _with_values(option["values"])
            meaning = _capital(option["meaning"])
            yield _row(tag, f"`{option['name']}`", values, default, meaning)


def options_of(function: Any) -> list[re.Match[str]]:
    """Return the options that the docstring of a tag or a class describes."""
    described = filter(_OPTION.match, _paragraphs(function))
    return [match for part in described for match in _OPTION.finditer(part)]


def message_options_table() -> Iterator[str]:
    """Yield the options of a message, from the class that declares them."""
    yield from _head("Option", "Values", "Default", "Meaning")
    for option in options_of(MessageOptions):
        values, meaning = option["values"], option["meaning"]
        yield _row(f"`{option['name']}`", values, option["default"] or "", meaning)


def inbox_options_table() -> Iterator[str]:
    """Yield the options of the management command."""
    yield from _head("Option", "Meaning")
    parser = CommandParser(prog="liveflash_inbox", add_help=False)
    Command().add_arguments(parser)
    for action in parser._actions:  # noqa: SLF001 - argparse has no public list
        value = "" if action.nargs == 0 else " …"
        meaning = _capital(action.help or "")
        yield _row(f"`{action.option_strings[0]}{value}`", f"{meaning}.")


def commands_table() -> Iterator[str]:
    """Yield the commands of ``{% js %}`` with their arguments."""
    yield from _head("Command", "Arguments", "Options", "Meaning")
    for name, command in COMMANDS.items():
        options = [each for each in command.takes if each not in command.positional]
        yield _row(
            f"`{name}`",
            ", ".join(f"`{each}`" for each in command.positional),
            ", ".join(f"`{each.rstrip('_')}=`" for each in options),
            _text(getattr(JS, name)),
        )


def checks_table() -> Iterator[str]:
    """Yield the system checks, in the order of their ids."""
    yield from _head("Id", "Level", "Problem", "Way out")
    always = (*checks.CHECKS, check_order)
    options = {"": always, " with `--deploy`": checks.DEPLOY_CHECKS}
    found = sorted(
        (number, f"{LEVELS[number[0]]}{option}", problem, way_out)
        for option, functions in options.items()
        for function in functions
        for number, problem, way_out in _CHECK.findall(_text(function))
    )
    for number, level, problem, way_out in found:
        described = (_with_values(_capital(text)) for text in (problem, way_out))
        yield _row(f"`liveflash.{number}`", level, *described)


TABLES: dict[str, Callable[[], Iterator[str]]] = {
    "names": names_table,
    "settings": settings_table,
    "tags": tags_table,
    "options": options_table,
    "message options": message_options_table,
    "inbox options": inbox_options_table,
    "commands": commands_table,
    "checks": checks_table,
}


def _readers() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield the settings without their prefix, each with the function that reads it."""
    for function in vars(conf).values():
        if inspect.isfunction(function) and function.__module__.startswith(
            conf.__name__
        ):
            source = inspect.getsource(function)
            for name in re.findall(r"\bread\(\s*\"(\w+)\"", source)[:1]:
                yield name, function


def _tags() -> Iterator[tuple[Callable[..., Any], str]]:
    """Yield the function of each tag, and how the tag is written."""
    for name, compiler in liveflash.register.tags.items():
        if compiler.__module__.startswith("liveflash."):
            function = inspect.unwrap(compiler)
            written = _USAGE.search(_text(function)) if function is compiler else None
            yield function, written[1] if written else _usage(name, function)


def _usage(name: str, function: Callable[..., Any]) -> str:
    """Return a tag with its arguments; a table has its options."""
    _context, *parameters = inspect.signature(function).parameters.values()
    given = [_argument(each) for each in parameters if each.kind is not _BY_NAME]
    has_options = len(given) < len(parameters)
    return f"{{% {' '.join([name, *given, *['option=value …'] * has_options])} %}}"


def _argument(parameter: inspect.Parameter) -> str:
    is_required = parameter.default is parameter.empty
    return parameter.name if is_required else f"[{parameter.name}]"


def _default(function: Callable[..., Any], option: str) -> str:
    """Return the default that the signature of a tag has; "required" without one."""
    parameter = inspect.signature(function).parameters[option]
    default = parameter.default
    if default is parameter.empty:
        return "required"
    return f'`"{default}"`' if isinstance(default, str) else f"`{default}`"


def _with_values(text: str) -> str:
    """Replace the names of constants in a docstring by their values."""
    constants = {
        "POSITIONS": POSITIONS,
        "LAYOUTS": LAYOUTS,
        "SKINS": conf.SKINS,
        "PLAIN_PAGES": conf.PLAIN_PAGES,
    }
    for name, values in constants.items():
        listed = ", ".join(f'``"{value}"``' for value in values)
        text = re.sub(rf"\bone of {name}\b", f"one of {listed}", text)
    return text


def _text(described: Any) -> str:
    """Return a docstring as one line."""
    return " ".join((inspect.getdoc(described) or "").split())


def _paragraphs(described: Any) -> list[str]:
    """Return the paragraphs of a docstring, each as one line."""
    parts = (inspect.getdoc(described) or "").split("\n\n")
    return [" ".join(part.split()) for part in parts]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _head(*titles: str) -> Iterator[str]:
    yield _row(*titles)
    yield _row(*("---" for _title in titles))


def _row(*cells: str) -> str:
    escaped = (cell.strip().replace("``", "`").replace("|", "\\|") for cell in cells)
    return f"| {' | '.join(escaped)} |"


if __name__ == "__main__":
    PAGE.write_text(update(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
