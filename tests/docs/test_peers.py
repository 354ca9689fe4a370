"""The comparison with others names tests that exist, and answers in every row."""

import re
from functools import cache
from pathlib import Path

import pytest

from tests.docs.blocks import ROOT

PAGE = ROOT / "docs" / "peers.md"
NOBODY = "\N{EN DASH}"

# A proof: `[a click shows a message](../tests/browser/test_messages.py)` names the
# function test_a_click_shows_a_message of that file.
_PROOF = re.compile(r"\[(?P<words>[^\]]+)\]\((?P<path>\.\./tests/[^)]+)\)")
_PROVED = re.compile(r"yes: \[[^\]]+\]\(\.\./tests/[^)]+\)")
_EXPLAINED = re.compile(r"(?:part|no): \S.+")
_TEST = re.compile(r"^(?:async )?def (test_\w+)\(", re.MULTILINE)


@cache
def text() -> str:
    return PAGE.read_text(encoding="utf-8")


def table(header: str) -> list[list[str]]:
    """Return the cells of all tables that begin with ``header``."""
    found = []
    for part in text().split(f"\n{header}\n")[1:]:
        lines = part.partition("\n\n")[0].splitlines()[1:]
        found += [
            [cell.strip() for cell in line.strip("|").split("|")] for line in lines
        ]
    return found


def rows() -> list[list[str]]:
    return table("| Feature | Who else | liveflash |")


def peers() -> set[str]:
    return {row[0] for row in table("| Name | What was read | Version |")}


def proofs() -> list[tuple[str, str]]:
    """Return the file and the function of each proof, once."""
    found = [(each["path"], each["words"]) for each in _PROOF.finditer(text())]
    return sorted({(path, f"test_{'_'.join(words.split())}") for path, words in found})


def names_of(path: Path) -> list[str]:
    return _TEST.findall(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(("path", "name"), proofs())
def test_a_proof_is_a_test_that_exists(path: str, name: str) -> None:
    assert name in names_of(PAGE.parent / path)


def test_every_row_has_a_feature_the_peers_and_an_answer() -> None:
    assert [row for row in rows() if len(row) != 3 or not all(row)] == []


def test_a_yes_has_a_proof_and_any_other_answer_a_reason() -> None:
    answers = [row[2] for row in rows() if row[2] != "TODO-24"]
    unfounded = [
        answer
        for answer in answers
        if not (_PROVED.match(answer) or _EXPLAINED.match(answer))
    ]
    assert (len(answers) > 50, unfounded) == (True, [])


def test_only_peers_that_were_read_are_named() -> None:
    named = [re.sub(r" ?\([^)]*\)", "", row[1]).split(", ") for row in rows()]
    unknown = {name for names in named for name in names if name != NOBODY} - peers()
    assert (len(peers()), unknown) == (9, set())


def test_no_feature_is_listed_twice() -> None:
    features = [row[0] for row in rows()]
    assert sorted(set(features)) == sorted(features)


def test_no_answer_is_left_open() -> None:
    assert [row[0] for row in rows() if "TODO" in row[2]] == []
