"""The shapes of trees and diffs, and what the client makes of them."""

from typing import Any

import pytest

from liveflash.protocol import wire_tree
from liveflash.protocol.wire_tree import Rendered

ROW = ["<li>", "</li>"]


def test_annotations_that_are_not_there_are_left_out() -> None:
    assert wire_tree.annotations() == {}


def test_annotations_ride_on_the_tree() -> None:
    riders = wire_tree.annotations(
        title="News", events=[("greet", {"a": 1})], reply={"b": 2}
    )
    assert riders == {"t": "News", "e": [["greet", {"a": 1}]], "r": {"b": 2}}


def test_a_comprehension_says_how_many_entries_it_has() -> None:
    assert wire_tree.comprehension({"0": {"0": "a"}}, 2) == {
        "k": {"0": {"0": "a"}, "kc": 2}
    }


def test_a_comprehension_says_that_entries_moved() -> None:
    assert wire_tree.comprehension({"1": 0}, 2, moved=True) == {
        "k": {"1": 0, "kc": 2, "km": 1}
    }


def test_shared_statics_are_numbered() -> None:
    assert (wire_tree.templates({}), wire_tree.templates({0: ("a", "b")})) == (
        {},
        {"p": {"0": ["a", "b"]}},
    )


@pytest.mark.parametrize(
    ("changes", "html"),
    [
        pytest.param({}, "<ul><li>a</li><li>b</li></ul>", id="nothing"),
        pytest.param(
            {"0": {"k": {"1": {"0": "c"}, "kc": 2}}},
            "<ul><li>a</li><li>c</li></ul>",
            id="entry",
        ),
        pytest.param({"0": {"k": {"kc": 1}}}, "<ul><li>a</li></ul>", id="fewer"),
        pytest.param({"0": {"k": {"kc": 0}}}, "<ul></ul>", id="none"),
        pytest.param(
            {"0": {"k": {"0": 1, "1": 0, "kc": 2, "km": 1}}},
            "<ul><li>b</li><li>a</li></ul>",
            id="moved",
        ),
        pytest.param(
            {"0": {"k": {"0": {"0": "n"}, "1": [0, {"0": "A"}], "kc": 2, "km": 1}}},
            "<ul><li>n</li><li>A</li></ul>",
            id="inserted",
        ),
        pytest.param({"0": "x"}, "<ul>x</ul>", id="text"),
        pytest.param({"s": ["<p>", "</p>"], "0": "y"}, "<p>y</p>", id="all anew"),
    ],
)
def test_a_diff_is_merged(changes: Any, html: str) -> None:
    entries = {"0": {"0": "a"}, "1": {"0": "b"}}
    tree = {"s": 0, **wire_tree.comprehension(entries, 2)}
    rendered = Rendered({"s": ["<ul>", "</ul>"], "0": tree, "p": {"0": ROW}})
    rendered.merge(changes)
    assert rendered.html == html
