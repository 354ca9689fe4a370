"""Write the tables of settings, template tags and checks into the reference.

``python docs/reference_tables.py`` updates ``docs/reference.md`` from the code, between
the comments ``<!-- table: name -->`` and ``<!-- end of table -->``.
"""

import inspect
import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import django

PAGE = Path(__file__).with_name("reference.md")

if __name__ == "__main__":
    sys.path.insert(0, str(PAGE.parents[1]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()

import liveflash as package
from liveflash import checks, conf
from liveflash.contrib.admin.checks import check_order
from liveflash.flash.skins import PARTS_OF
from liveflash.protocol.js import COMMANDS, JS
from liveflash.rendering.message_stack import LAYOUTS, POSITIONS
from liveflash.templatetags import liveflash

_TABLE = re.compile(r"(<!-- table: (\w+) -->\n).*?(<!-- end of table -->)", re.DOTALL)
_SETTING = re.compile(
    r"Return (?P<what>.*?) \((?P<unit>[^()]*)\)\. Default: (?P<default>.*?)\."
    r"(?: (?P<rest>[A-Z].*))?"
)
_CHECK = re.compile(r"([EW]\d{3}): (.*?)(?= [EW]\d{3}: |$)")
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
    for function in _functions(conf):
        described = _SETTING.fullmatch(_text(function))
        if described is None:
            continue
        (name,) = _names_read(function)[:1]
        meaning = f"{_capital(described['what'])}. {described['rest'] or ''}"
        default = described["default"]
        yield _row(f"`LIVEFLASH_{name}`", meaning, described["unit"], default)


def tags_table() -> Iterator[str]:
    """Yield the template tags with their options."""
    yield from _head("Tag", "Meaning")
    for function, usage in _tags():
        meaning = re.sub(r"^(Compile ``.*?``, |Return )", "", _text(function))
        yield _row(f"`{usage}`", _capital(_with_values(meaning)))


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
    yield from _head("Id", "Problem", "Reported by")
    always = (*checks.CHECKS, check_order)
    commands = {"check": always, "check --deploy": checks.DEPLOY_CHECKS}
    found = sorted(
        (number, problem, command)
        for command, functions in commands.items()
        for function in functions
        for number, problem in _CHECK.findall(_text(function))
    )
    for number, problem, command in found:
        yield _row(f"`liveflash.{number}`", _capital(problem), f"`manage.py {command}`")


TABLES: dict[str, Callable[[], Iterator[str]]] = {
    "names": names_table,
    "settings": settings_table,
    "tags": tags_table,
    "commands": commands_table,
    "checks": checks_table,
}


def _functions(module: Any) -> Iterator[Callable[..., Any]]:
    """Yield the functions of a module in the order of its source."""
    for function in vars(module).values():
        if inspect.isfunction(function) and function.__module__.startswith(
            module.__name__
        ):
            yield function


def _names_read(function: Callable[..., Any]) -> list[str]:
    """Return the names of the settings that a function reads."""
    return re.findall(r"\bread\(\s*\"(\w+)\"", inspect.getsource(function))


def _tags() -> Iterator[tuple[Callable[..., Any], str]]:
    """Yield the function of each tag, and how the tag is written."""
    for name, compiler in liveflash.register.tags.items():
        if compiler.__module__.startswith("liveflash."):
            function = inspect.unwrap(compiler)
            written = _USAGE.search(_text(function)) if function is compiler else None
            yield function, written[1] if written else _usage(name, function)


def _usage(name: str, function: Callable[..., Any]) -> str:
    """Return a tag with its arguments and the defaults of its options."""
    _context, *parameters = inspect.signature(function).parameters.values()
    return f"{{% {' '.join([name, *map(_argument, parameters)])} %}}"


def _argument(parameter: inspect.Parameter) -> str:
    if parameter.kind is not parameter.KEYWORD_ONLY:
        is_required = parameter.default is parameter.empty
        return parameter.name if is_required else f"[{parameter.name}]"
    default = parameter.default
    shown = f'"{default}"' if isinstance(default, str) else default
    return f"{parameter.name}={shown}"


def _with_values(text: str) -> str:
    """Replace the names of constants in a docstring by their values."""
    constants = {"POSITIONS": POSITIONS, "LAYOUTS": LAYOUTS, "PARTS_OF": PARTS_OF}
    for name, values in constants.items():
        text = text.replace(name, ", ".join(f"``{value}``" for value in values))
    return text


def _text(described: Any) -> str:
    """Return a docstring as one line."""
    return " ".join((inspect.getdoc(described) or "").split())


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
