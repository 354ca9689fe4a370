"""The map of the package names files, functions and layers that exist."""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.docs.blocks import ROOT, blocks_of

PACKAGE = ROOT / "liveflash"
PAGE = ROOT / "docs" / "how-it-works.md"
SECURITY = ROOT / "SECURITY.md"

MAX_HOPS = 10

# A hop: `channel/join.py: open_page`.
_HOP = re.compile(r"`(?P<file>[\w/]+\.py): (?P<name>[\w.]+)`")


@cache
def names_in(path: Path) -> frozenset[str]:
    """Return the functions and classes that a module defines, with their members."""
    return frozenset(_definitions(ast.parse(path.read_text(encoding="utf-8")), ""))


def _definitions(parent: ast.Module | ast.ClassDef, prefix: str) -> Iterator[str]:
    for node in parent.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield f"{prefix}{node.name}"
        if isinstance(node, ast.ClassDef):
            yield from _definitions(node, f"{prefix}{node.name}.")


def journeys() -> dict[str, list[str]]:
    """Return the numbered hops of each journey, by its heading."""
    text = PAGE.read_text(encoding="utf-8")
    part = text.partition("## Journeys\n")[2].partition("\n## ")[0]
    _introduction, *sections = part.split("\n### ")
    return {
        section.partition("\n")[0]: re.findall(r"^\d+\. .*$", section, re.MULTILINE)
        for section in sections
    }


def modules_of_security() -> list[str]:
    """Return the modules and folders in the column "Where" of SECURITY.md."""
    text = SECURITY.read_text(encoding="utf-8")
    table = text.partition("| Threat | Defence | Where |")[2].partition("\n\n")[0]
    cells = [line.rstrip(" |").rpartition("|")[2] for line in table.splitlines()[2:]]
    return [name for cell in cells for name in re.findall(r"`([^`]+)`", cell)]


def layers() -> list[str]:
    """Return the layers that import-linter checks, from the top down."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    (found,) = (each["layers"] for each in contracts if each["type"] == "layers")
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize(("file", "name"), sorted(set(_HOP.findall(PAGE.read_text()))))
def test_a_hop_names_a_function_that_exists(file: str, name: str) -> None:
    assert name in names_in(PACKAGE / file)


def test_every_journey_has_at_most_ten_hops_with_a_name() -> None:
    found = journeys()
    assert len(found) == 10
    for heading, hops in found.items():
        assert 0 < len(hops) <= MAX_HOPS, heading
        assert all(map(_HOP.search, hops)), heading


def test_the_map_shows_the_layers_that_are_checked() -> None:
    (block,) = (each for each in blocks_of(PAGE) if each.language == "text")
    assert block.text.splitlines() == layers()


def test_the_modules_of_the_security_overview_exist() -> None:
    names = modules_of_security()
    assert names
    for name in names:
        paths = (PACKAGE / name, PACKAGE / f"{name}.py", ROOT / name)
        assert any(path.exists() for path in paths), name
