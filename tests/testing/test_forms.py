"""Filling in and submitting forms."""

from datetime import date
from typing import Any
from urllib.parse import parse_qsl

import pytest

from liveflash.testing import Impossible, Live, Page

UNTOUCHED = [
    ("text", ""),
    ("when", "2024-01-01"),
    ("long", "one\ntwo"),
    ("many", "b"),
    ("one", "x"),
    ("pick", "2"),
    ("secret", "s"),
    ("fixed", "f"),
    ("how", "draft"),
    ("outside", "out"),
]


def sent(page: Page) -> list[tuple[str, str]]:
    """Return the fields that the view received last."""
    line = page.find_all("#log li")[-1].text
    return parse_qsl(line.split(" ", 1)[1], keep_blank_values=True)


async def test_a_form_is_sent_unchanged(live: Live) -> None:
    page = await live("/stage/")
    await page.submit("#form")
    assert sent(page) == UNTOUCHED


async def test_all_kinds_of_fields_are_filled(live: Live) -> None:
    page = await live("/stage/")
    data = {
        "text": "a&b",
        "when": date(2024, 2, 29),
        "long": "<1>\n2",
        "yes": True,
        "many": ["a"],
        "one": "y",
        "pick": 1,
        "picks": ["p", "q"],
        "outside": "in",
    }
    await page.submit("#form", data)
    assert dict(sent(page)) == {
        "text": "a&b",
        "when": "2024-02-29",
        "long": "<1>\n2",
        "yes": "on",
        "many": "a",
        "one": "y",
        "pick": "1",
        "picks": "q",
        "secret": "s",
        "fixed": "f",
        "how": "draft",
        "outside": "in",
    }


async def test_the_clicked_button_is_sent(live: Live) -> None:
    page = await live("/stage/")
    await page.click("#final")
    assert ("how", "final") in sent(page)


async def test_submit_accepts_a_button_with_data(live: Live) -> None:
    page = await live("/stage/")
    await page.submit("#final", {"text": "x"})
    assert {("how", "final"), ("text", "x")} <= set(sent(page))


REFUSED = [
    pytest.param({"nowhere": 1}, "no field 'nowhere'; its fields: ", id="no field"),
    pytest.param({"text": "123456"}, "maxlength=5", id="too long"),
    pytest.param({"text": True}, "is for a checkbox", id="bool for a text"),
    pytest.param({"text": ["a", "b"]}, "2 values for 1", id="too many texts"),
    pytest.param({"when": ""}, "'when' is required and empty", id="required"),
    pytest.param({"many": True}, "pass a list", id="bool for several boxes"),
    pytest.param({"many": ["c"]}, r"is not offered\. Choices: a, b", id="no such box"),
    pytest.param({"one": "z"}, "Choices: x, y", id="no such radio"),
    pytest.param({"pick": "3"}, "Choices: 1, 2", id="a disabled option"),
    pytest.param({"pick": ["1", "2"]}, "Only one option", id="two of one"),
    pytest.param({"secret": "x"}, "is hidden", id="hidden"),
    pytest.param({"off": "x"}, "is disabled", id="disabled"),
    pytest.param({"fixed": "x"}, "is read-only", id="read-only"),
    pytest.param({"file": "x"}, "is for files", id="a file"),
]


@pytest.mark.parametrize(("data", "reason"), REFUSED)
async def test_impossible_input_is_refused(
    live: Live, data: dict[str, Any], reason: str
) -> None:
    page = await live("/stage/")
    with pytest.raises(Impossible, match=reason):
        await page.submit("#form", data)


async def test_a_form_without_action_is_refused(live: Live) -> None:
    page = await live("/stage/")
    with pytest.raises(Impossible, match="neither phx-submit nor an action"):
        await page.submit("#mute")


async def test_an_element_outside_a_form_is_refused(live: Live) -> None:
    page = await live("/stage/")
    with pytest.raises(Impossible, match="no form, nor in one"):
        await page.submit("#put")


async def test_a_change_sends_the_form_and_its_target(live: Live) -> None:
    page = await live("/stage/")
    await page.change("#form [name=text]", "a")
    fields = sent(page)
    assert (fields[0], fields[-1], ("_unused_when", "") in fields) == (
        ("text", "a"),
        ("_target", "text"),
        True,
    )


async def test_several_changes_are_sent_in_order(live: Live) -> None:
    page = await live("/stage/")
    await page.change("#form", {"text": "a", "yes": True})
    targets = [dict(sent_line(line.text))["_target"] for line in page.find_all("li")]
    assert (targets, ("text", "a") in sent(page)) == (["text", "yes"], True)


def sent_line(text: str) -> list[tuple[str, str]]:
    return parse_qsl(text.split(" ", 1)[1], keep_blank_values=True)


async def test_a_field_with_phx_change_sends_only_itself(live: Live) -> None:
    page = await live("/stage/")
    await page.change("[name=own]", "x")
    assert sent(page) == [("own", "x"), ("_target", "own")]


async def test_a_change_without_phx_change_is_refused(live: Live) -> None:
    page = await live("/stage/")
    with pytest.raises(Impossible, match="Nothing handles a change"):
        await page.change("[name=other]", "x")


async def test_entered_text_stays_while_its_field_is_rendered_alike(live: Live) -> None:
    page = await live("/stage/")
    await page.change("#form", {"text": "a"})
    await page.submit("#form")
    await page.submit("#form")
    assert ("text", "a") in sent(page)


async def test_a_reset_drops_entered_values(live: Live) -> None:
    page = await live("/stage/")
    await page.change("#form", {"text": "a"})
    await page.click("#reset")
    await page.submit("#form")
    assert ("text", "") in sent(page)


async def test_a_label_checks_its_box(live: Live) -> None:
    page = await live("/stage/")
    await page.click("#label")
    assert ("labelled", "on") in sent(page)


async def test_a_radio_button_is_clicked(live: Live) -> None:
    page = await live("/stage/")
    await page.click("#y")
    assert [value for name, value in sent(page) if name == "one"] == ["y"]
