"""The pages are short, listed in the index, and linked without the help of Sphinx."""

import re
import runpy
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from tests.docs.blocks import ROOT

DOCS = ROOT / "docs"
INDEX = DOCS / "index.md"
PAGES = sorted(DOCS.glob("*.md"))
MAX_LINES = 320

_LINK = re.compile(r"\[[^\]]+\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)")


def name_of(page: Path) -> str:
    return page.name


def links(page: Path) -> list[tuple[str, str]]:
    """Return the file and the anchor of each relative link outside of code."""
    prose = [
        token.content
        for token in MarkdownIt().enable("table").parse(page.read_text("utf-8"))
        if token.type == "inline"
    ]
    return [found for text in prose for found in _LINK.findall(text)]


@cache
def anchors(page: Path) -> frozenset[str]:
    """Return the anchors that the repository gives to the headings of a page."""
    tokens = MarkdownIt().parse(page.read_text("utf-8"))
    titles = [
        following.content
        for token, following in pairwise(tokens)
        if token.type == "heading_open"
    ]
    return frozenset(
        re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles
    )


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_link_leads_to_a_file_and_to_a_heading(page: Path) -> None:
    broken = []
    for path, anchor in links(page):
        target = page.parent / path if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(f"{path}#{anchor}")
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_page_is_short(page: Path) -> None:
    assert len(page.read_text("utf-8").splitlines()) <= MAX_LINES


def test_the_index_lists_each_page_once() -> None:
    listed = re.findall(r"^\* \[[^\]]+\]\(([\w-]+\.md)\)", INDEX.read_text(), re.M)
    assert sorted(listed) == [page.name for page in PAGES if page != INDEX]


def test_the_navigation_of_sphinx_has_the_lists_of_the_index() -> None:
    toctrees = runpy.run_path(str(DOCS / "contents.py"))["toctrees"]
    found = "".join(toctrees(INDEX.read_text("utf-8"))).splitlines()
    assert [line for line in found if line.startswith(":caption:")][0:2] == [
        ":caption: Tutorial",
        ":caption: Messages",
    ]
    assert {page.stem for page in PAGES if page != INDEX} <= set(found)
