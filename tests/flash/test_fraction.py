"""Messages that follow work: their level, their fraction, and their end."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.test import override_settings

from liveflash.flash import serialization
from liveflash.flash.flash import Flash
from liveflash.flash.message import new_message
from liveflash.flash.presentation import PresentedMessage, present, present_all


@dataclass
class Import:
    text: str
    fraction: float


def shown(value: Any, level: str = "loading", **options: Any) -> PresentedMessage:
    return present(new_message("import", value, level=level), **options)


@pytest.mark.parametrize(
    ("fraction", "expected"),
    [
        (0, 0),
        (0.4, 0.4),
        (1, 1),
        (-1, 0),
        (7, 1),
        (math.inf, 1),
        pytest.param(10**400, 1, id="an integer beyond any float"),
        pytest.param(-(10**400), 0, id="a negative one"),
        pytest.param(Fraction(10**400), 1, id="a rational one"),
        (Decimal("1e999"), 1),
        (Decimal("0.25"), 0.25),
        (Fraction(1, 2), 0.5),
        (1 / 3, 0.3333),
    ],
)
def test_a_fraction_is_shown_between_0_and_1(fraction: Any, expected: float) -> None:
    assert shown({"text": "Importing…", "fraction": fraction}).fraction == expected


def test_the_end_of_added_work_leaves_the_other_messages_of_its_key() -> None:
    flash = Flash()
    first = flash.put("job", "One…", replaces=False, level="loading")
    second = flash.put("job", "Two…", replaces=False, level="loading")
    flash.discard(first.id)
    flash.discard(second.id)
    flash.put("job", "Three.", replaces=False)
    assert (first.update("1.", level="info"), second.update("2.", level="info")) == (
        True,
        True,
    )
    assert [each.value for each in flash.messages] == ["Three.", "1.", "2."]


@pytest.mark.parametrize("value", ["Importing…", ["a", "b"], {"text": "Importing…"}])
def test_a_value_without_a_fraction_has_none(value: Any) -> None:
    assert shown(value).fraction is None


def test_a_fraction_of_none_shows_no_bar_and_no_line() -> None:
    message = shown({"text": "Importing…", "fraction": None})
    assert (message.fraction, message.pairs) == (None, [])


def test_a_dataclass_may_have_a_fraction() -> None:
    message = shown(Import("Importing…", 0.4))
    assert (message.text, message.fraction) == ("Importing…", 0.4)


def test_a_fraction_survives_being_stored() -> None:
    stored = serialization.dump([new_message("import", Import("Importing…", 0.4))])
    (message,) = serialization.load(stored)
    assert present(message).fraction == 0.4


@pytest.mark.parametrize(
    "fraction",
    ["40 %", "0.4", math.nan, Decimal("sNaN"), True, [0.4], object()],
)
def test_a_fraction_that_is_no_number_is_an_error(fraction: Any) -> None:
    with pytest.raises(ValueError, match="fraction"):
        Flash().put("import", {"text": "Importing…", "fraction": fraction})


def test_an_update_with_a_malformed_fraction_is_an_error() -> None:
    message = Flash().put("import", "Importing…")
    with pytest.raises(ValueError, match="'half'"):
        message.update("Importing…", fraction="half")  # type: ignore[arg-type]


def test_a_stored_fraction_that_is_no_number_is_a_line_of_the_message() -> None:
    message = new_message("import", {"text": "Importing…"})
    message.value["fraction"] = "a half"  # as a former version has stored it
    assert present(message).pairs == [("fraction", "a half")]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Row 4", {"text": "Row 4", "fraction": 0.4}),
        ({"title": "Import"}, {"title": "Import", "fraction": 0.4}),
        ({"text": "Row 4", "fraction": 0.1}, {"text": "Row 4", "fraction": 0.4}),
        (["Row 4"], {"items": ["Row 4"], "fraction": 0.4}),
        (Import("Row 4", 0.1), {"text": "Row 4", "fraction": 0.4}),
    ],
)
def test_an_update_adds_its_fraction_to_the_value(value: Any, expected: Any) -> None:
    flash = Flash()
    flash.put("import", "Importing…").update(value, fraction=0.4)
    assert flash["import"] == expected


@pytest.mark.parametrize("options", [{}, {"timeout": 5}])
def test_a_loading_message_stays(options: Any) -> None:
    assert shown("Importing…", **options).timeout is None


def test_a_loading_message_has_the_timeout_it_was_put_with() -> None:
    message = new_message("import", "Importing…", level="loading", timeout=5)
    assert present(message).timeout == 5


def test_a_loading_message_has_a_label() -> None:
    assert shown("Importing…").label == "Loading:"


def test_the_end_of_a_loading_message_has_the_time_of_its_level() -> None:
    flash = Flash()
    flash.put("import", "Importing…", level="loading").update("Done.", level="success")
    (message,) = present_all(flash, None, timeout=5, stay=False, max_open=5)
    assert message.timeout == 5


def dismissed(flash: Flash, way: str) -> None:
    match way:
        case "dismissed":
            flash.discard(flash.messages[0].id)
        case "all dismissed":
            flash.clear()


def test_a_loading_message_that_is_gone_has_no_updates() -> None:
    flash = Flash()
    job = flash.put("import", "Importing…", level="loading")
    flash.discard(job.id)
    assert (job.update("Row 4"), flash.messages) == (False, ())


@pytest.mark.parametrize("level", ["success", "error"])
@pytest.mark.parametrize("way", ["dismissed", "all dismissed"])
def test_the_end_of_a_dismissed_loading_message_is_shown(way: str, level: str) -> None:
    flash = Flash()
    job = flash.put("import", "Importing…", level="loading")
    dismissed(flash, way)
    job.update("Row 4")
    assert job.update("The end.", level=level)
    (message,) = flash.messages
    assert (message.id, message.value, message.level) == (job.id, "The end.", level)


def test_the_end_of_a_dismissed_loading_message_is_a_later_revision() -> None:
    flash = Flash()
    job = flash.put("import", "Importing…", level="loading")
    job.update("Row 4")
    flash.discard(job.id)
    job.update("Done.", level="success")
    assert flash.messages[0].revision == 2


@pytest.mark.parametrize(
    "end",
    [
        lambda flash, _job: flash.retract(),
        lambda flash, _job: flash.retract("import"),
        lambda _flash, job: job.clear(),
        lambda flash, _job: flash.put("import", "Another import"),
    ],
)
@pytest.mark.parametrize("is_dismissed", [True, False])
def test_a_loading_message_that_the_view_has_ended_stays_ended(
    end: Callable[[Flash, Any], Any], *, is_dismissed: bool
) -> None:
    flash = Flash()
    job = flash.put("import", "Importing…", level="loading")
    if is_dismissed:
        flash.discard(job.id)
    end(flash, job)
    before = flash.messages
    assert not job.update("Done.", level="success")
    assert flash.messages == before


def test_a_dismissed_message_of_another_level_stays_dismissed() -> None:
    flash = Flash()
    message = flash.put("info", "Saved.")
    flash.discard(message.id)
    assert not message.update("Failed.", level="error")


def test_a_page_remembers_a_few_dismissed_loading_messages() -> None:
    flash = Flash()
    jobs = [flash.put(f"job{n}", "Working…", level="loading") for n in range(30)]
    flash.clear()
    ended = [job.update("Done.", level="success") for job in jobs]
    assert ended == [False] * 10 + [True] * 20


@override_settings(LIVEFLASH_TIMEOUTS={"loading": 5})
def test_a_project_may_give_loading_messages_a_time() -> None:
    assert shown("Importing…").timeout == 5
