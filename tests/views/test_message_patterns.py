"""The patterns of a page for the messages of its script."""

import json
from typing import Any

import pytest
from django.utils import translation
from selectolax.lexbor import LexborHTMLParser

from liveflash.conf import SKINS
from liveflash.views.message_patterns import patterns


def found(**options: Any) -> dict[str, str]:
    """Return the HTML of the patterns by name."""
    tree = LexborHTMLParser(patterns(options))
    named = tree.css("template[data-liveflash-pattern]")
    return {
        each.attributes["data-liveflash-pattern"] or "": each.html or ""
        for each in named
    }


def values(name: str, **options: Any) -> Any:
    tree = LexborHTMLParser(patterns(options))
    (node,) = tree.css(f"template[data-{name}]")
    return json.loads(node.attributes[f"data-{name}"] or "")


@pytest.mark.parametrize("skin", SKINS)
def test_a_page_has_a_pattern_of_a_message_and_of_the_button(skin: str) -> None:
    assert set(found(skin=skin)) >= {"message", "more", "all"}


@pytest.mark.parametrize("skin", ["plain", "bootstrap"])
def test_levels_that_look_alike_share_a_pattern(skin: str) -> None:
    assert set(found(skin=skin)) == {"message", "more", "all"}


def test_a_level_with_classes_of_its_own_has_a_pattern() -> None:
    html = found(skin="daisyui")
    assert "alert-error" in html["message error"]
    assert "alert-error" not in html["message"]


@pytest.mark.parametrize("placeholder", ["[label]", "[title]", "[text]", 'href="#url"'])
@pytest.mark.parametrize("skin", SKINS)
def test_a_pattern_has_a_place_for_each_part(skin: str, placeholder: str) -> None:
    assert placeholder in found(skin=skin)["message"]


def test_patterns_are_in_the_language_of_the_page() -> None:
    with translation.override("de"):
        german = (values("labels")["error"], found()["message"])
    with translation.override("en"):
        english = (values("labels")["error"], found()["message"])
    assert german[0] != english[0]
    assert german[1] != english[1]


@pytest.mark.parametrize(
    ("options", "seconds"),
    [
        ({}, {"debug": 8, "info": 8, "success": 8, "warning": 12}),
        ({"timeout": 3}, {"": 3}),
        ({"timeout": None}, {"": None}),
        ({"stay": True}, {}),
    ],
)
def test_a_page_says_how_long_messages_are_shown(
    options: dict[str, Any], seconds: dict[str, Any]
) -> None:
    assert values("timeouts", **options) == seconds
