"""The tables of the reference contain what the code has."""

import inspect
import re
import runpy
from typing import Any

import pytest

from liveflash import checks
from liveflash.flash.message import MessageOptions
from liveflash.protocol.js import COMMANDS
from liveflash.templatetags.liveflash import register
from tests.docs.blocks import ROOT

DOCS = ROOT / "docs"
PAGE = (DOCS / "reference.md").read_text(encoding="utf-8")
MODULES = [path.read_text() for path in (ROOT / "liveflash").rglob("*.py")]
SETTINGS = [path.read_text() for path in (ROOT / "liveflash" / "conf").rglob("*.py")]


def rows(table: str) -> list[list[str]]:
    """Return the cells of a table of the page, without its head."""
    text = PAGE.partition(f"<!-- table: {table} -->")[2].partition("<!-- end")[0]
    lines = text.replace("\\|", "").strip().splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def first_cells(table: str) -> list[str]:
    """Return the code in the first cells of a table of the page."""
    return [row[0].strip("`") for row in rows(table)]


def our_tags() -> dict[str, Any]:
    """Return the function of each tag of liveflash."""
    return {
        name: inspect.unwrap(function)
        for name, function in register.tags.items()
        if function.__module__.startswith("liveflash.")
    }


def test_the_tables_are_up_to_date() -> None:
    tables = runpy.run_path(str(DOCS / "reference_tables.py"))
    assert tables["update"](PAGE) == PAGE, "Run `make reference`."


def test_every_setting_is_listed_once() -> None:
    read = {
        name for each in SETTINGS for name in re.findall(r'\bread\(\s*"(\w+)"', each)
    }
    assert sorted(first_cells("settings")) == sorted(
        f"LIVEFLASH_{name}" for name in read
    )


def test_every_check_is_listed_once() -> None:
    ids = {
        name for each in MODULES for name in re.findall(r'"(liveflash\.\w\d+)"', each)
    }
    assert first_cells("checks") == sorted(ids)
    assert ids


def test_every_tag_is_listed() -> None:
    assert [cell.split()[1] for cell in first_cells("tags")] == list(our_tags())


def test_every_option_of_a_tag_has_a_row() -> None:
    taken = [
        (name, parameter)
        for name, function in our_tags().items()
        for parameter in inspect.signature(function).parameters
        if parameter not in ("context", "parser", "token")
    ]
    listed = [(row[0].strip("`"), row[1].strip("`")) for row in rows("options")]
    assert (listed, len(taken) > 0) == (taken, True)


def test_every_option_of_a_message_has_a_row() -> None:
    assert first_cells("message options") == list(MessageOptions.__annotations__)


@pytest.mark.parametrize("table", ["settings", "options", "message options", "checks"])
def test_a_row_has_no_empty_cell(table: str) -> None:
    assert [row for row in rows(table) if not all(row)] == []


def test_the_level_of_a_check_is_that_of_its_id() -> None:
    levels = {"E": "error", "W": "warning"}
    listed = {(row[0].strip("`"), row[1].split()[0]) for row in rows("checks")}
    assert listed == {(cell, levels[cell[-4]]) for cell in first_cells("checks")}


def test_every_client_command_is_listed() -> None:
    assert first_cells("commands") == list(COMMANDS)


def test_each_check_names_its_ids() -> None:
    functions = (*checks.CHECKS, *checks.DEPLOY_CHECKS)
    assert all(re.search(r"\b[EW]\d{3}: ", each.__doc__ or "") for each in functions)
