"""Every page of the documentation works when it is followed block by block."""

import re
from pathlib import Path

import pytest

from tests.docs import project
from tests.docs.blocks import ROOT, blocks_of, pages

# The live page that is visited when the server of a page runs.
LIVE_PATHS = {"tutorial.md": "/", "README.md": "/settings/"}

# Blocks of other systems, which cannot be run here.
QUOTATIONS = {"from-djust.md": 1, "from-phoenix.md": 2}


def name_of(page: Path) -> str:
    return page.name


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_a_page_can_be_followed(page: Path, tmp_path: Path) -> None:
    count = project.follow(page, tmp_path, LIVE_PATHS.get(page.name, "/"))
    assert project.bundle(tmp_path) == ""
    project.translate(tmp_path)
    if count and any(tmp_path.iterdir()):
        output = project.judge(tmp_path)
        assert re.search(r"\nexit 0$", output), output


def test_only_known_blocks_are_quotations() -> None:
    quoted = {
        page.name: sum(block.kind == "quotation" for block in blocks_of(page))
        for page in pages()
    }
    assert {name: count for name, count in quoted.items() if count} == QUOTATIONS


def test_the_testing_page_contains_named_files() -> None:
    page = ROOT / "docs" / "testing.md"
    blocks = [block for block in blocks_of(page) if block.kind == "file"]
    assert {block.path for block in blocks} >= {
        "mysite/live.py",
        "templates/settings.html",
    }
