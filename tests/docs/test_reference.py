"""The tables of the reference contain what the code has."""

import re
import runpy

from liveflash import checks
from liveflash.protocol.js import COMMANDS
from liveflash.templatetags.liveflash import register
from tests.docs.blocks import ROOT

DOCS = ROOT / "docs"
PAGE = (DOCS / "reference.md").read_text(encoding="utf-8")
MODULES = [path.read_text() for path in (ROOT / "liveflash").rglob("*.py")]
SETTINGS = [path.read_text() for path in (ROOT / "liveflash" / "conf").rglob("*.py")]


def first_cells(table: str) -> list[str]:
    """Return the code in the first cells of a table of the page."""
    text = PAGE.partition(f"<!-- table: {table} -->")[2].partition("<!-- end")[0]
    return re.findall(r"^\| `(.+?)` \|", text.replace("\\|", ""), re.MULTILINE)


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
    ours = {
        name
        for name, function in register.tags.items()
        if function.__module__.startswith("liveflash.")
    }
    assert {cell.split()[1] for cell in first_cells("tags")} == ours


def test_every_client_command_is_listed() -> None:
    assert first_cells("commands") == list(COMMANDS)


def test_each_check_names_its_ids() -> None:
    functions = (*checks.CHECKS, *checks.DEPLOY_CHECKS)
    assert all(re.search(r"\b[EW]\d{3}: ", each.__doc__ or "") for each in functions)
