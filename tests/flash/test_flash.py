"""Flash as a value: the ordered messages of a page, and their stored form."""

import json
import logging
import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import IntEnum, StrEnum
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import hypothesis
import pytest
from django.forms.utils import ErrorDict, ErrorList
from django.template import Context, Template
from django.utils import translation
from django.utils.functional import SimpleLazyObject, lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy
from hypothesis import strategies

from liveflash.flash import serialization, values
from liveflash.flash.flash import Flash
from liveflash.flash.message import Message, new_message
from liveflash.flash.values import decode, encode

SAFE = mark_safe("<b>bold</b>")


def flash_of(**values: Any) -> Flash:
    page = Flash()
    for key, value in values.items():
        page.put(key, value)
    return page


def stored(value: Any) -> Any:
    """``value`` after a visit to a store that holds JSON."""
    return decode(json.loads(json.dumps(encode(value))))


def kind(value: Any) -> tuple[type, Any]:
    return type(value), value


def rendered(source: str, value: Any) -> str:
    return Template(source).render(Context({"value": value}))


def test_a_new_page_has_no_messages() -> None:
    assert Flash() == {}


def test_flash_reads_as_a_mapping_of_its_values() -> None:
    assert flash_of(info="Saved.", error="No.") == {"info": "Saved.", "error": "No."}


def test_the_last_put_of_a_key_wins() -> None:
    page = flash_of(info="first", error="No.")
    page.put("info", "second")
    assert page == {"info": "second", "error": "No."}


def test_a_message_put_again_moves_to_the_end() -> None:
    page = flash_of(info=1, error=2, debug=3)
    page.put("info", 4)
    assert list(page.items()) == [("error", 2), ("debug", 3), ("info", 4)]


def test_the_same_text_put_again_is_a_new_message() -> None:
    page = flash_of(info="Saved.")
    (first,) = page.messages
    page.put("info", "Saved.")
    (second,) = page.messages
    assert (second.value, second.id != first.id) == ("Saved.", True)


def test_a_put_stores_its_options() -> None:
    page = Flash()
    page.put("saved", "Done.", level="success", timeout=2.5)
    (message,) = page.messages
    assert message == Message(message.id, "saved", "success", "Done.", 2.5)


def test_the_level_is_the_key_where_none_is_given() -> None:
    (message,) = flash_of(info="Saved.").messages
    assert message == Message(message.id, "info", "info", "Saved.", None)


def test_a_value_is_kept_as_it_is() -> None:
    value = object()
    assert flash_of(info=value)["info"] is value


def test_of_several_messages_of_a_key_the_newest_is_read() -> None:
    page = Flash([Message(str(n), "info", "info", n) for n in range(3)])
    assert (dict(page), len(page)) == ({"info": 2}, 1)


def test_a_put_replaces_all_messages_of_its_key() -> None:
    page = Flash([Message(str(n), "info", "info", n) for n in range(3)])
    page.put("info", "one")
    assert [message.value for message in page.messages] == ["one"]


def test_an_absent_key_raises_key_error() -> None:
    with pytest.raises(KeyError, match="info"):
        Flash()["info"]


def test_clear_without_a_key_removes_all() -> None:
    page = flash_of(info=1, error=2)
    page.clear()
    assert page == {}


def test_clear_removes_the_messages_of_its_key() -> None:
    page = flash_of(info=1, error=2)
    page.clear("info")
    assert page == {"error": 2}


def test_clearing_an_absent_key_changes_nothing() -> None:
    page = flash_of(info=1)
    before = page.messages
    page.clear("error")
    assert page.messages == before


def test_discard_removes_one_message_by_its_id() -> None:
    page = Flash([Message(str(n), "info", "info", n) for n in range(3)])
    page.discard("1")
    assert [message.id for message in page.messages] == ["0", "2"]


def test_discarding_an_unknown_id_changes_nothing() -> None:
    page = flash_of(info=1)
    before = page.messages
    page.discard("unknown")
    assert page.messages == before


def test_since_gives_what_was_put_later() -> None:
    page = flash_of(info=1, error=2)
    earlier = page.messages
    page.put("info", 3)
    page.put("debug", 4)
    assert [message.value for message in page.changed_since(earlier)] == [3, 4]


def test_since_gives_the_same_text_put_again() -> None:
    page = flash_of(info="Saved.")
    earlier = page.messages
    page.put("info", "Saved.")
    assert page.changed_since(earlier) == page.messages


def test_repr_shows_the_values() -> None:
    assert repr(flash_of(info="Saved.")) == "Flash({'info': 'Saved.'})"


@pytest.mark.parametrize("name", ["clear", "put", "discard"])
def test_a_template_cannot_change_flash(name: str) -> None:
    page = flash_of(info="Saved.")
    text = Template(f"{{{{ flash.{name} }}}}").render(Context({"flash": page}))
    assert (text, dict(page)) == ("", {"info": "Saved."})


BAD_NAMES = [
    pytest.param("", ValueError, id="empty"),
    pytest.param(None, TypeError, id="None"),
    pytest.param(1, TypeError, id="number"),
    pytest.param(b"info", TypeError, id="bytes"),
    pytest.param(["info"], TypeError, id="list"),
    pytest.param(gettext_lazy("info"), TypeError, id="lazy"),
]


@pytest.mark.parametrize(("key", "error"), BAD_NAMES)
def test_a_put_refuses_a_key(key: Any, error: type[Exception]) -> None:
    with pytest.raises(error, match="flash key"):
        Flash().put(key, "value")


@pytest.mark.parametrize(
    ("level", "error"), [bad for bad in BAD_NAMES if bad.id != "None"]
)
def test_a_put_refuses_a_level(level: Any, error: type[Exception]) -> None:
    with pytest.raises(error, match="flash level"):
        Flash().put("info", "value", level=level)


@pytest.mark.parametrize(
    ("key", "error"), [bad for bad in BAD_NAMES if bad.id != "None"]
)
def test_a_clear_refuses_a_key(key: Any, error: type[Exception]) -> None:
    with pytest.raises(error, match="flash key"):
        Flash().clear(key)


@pytest.mark.parametrize(
    ("timeout", "error"),
    [
        pytest.param(0, ValueError, id="zero"),
        pytest.param(-1, ValueError, id="negative"),
        pytest.param(float("nan"), ValueError, id="nan"),
        pytest.param("5", TypeError, id="string"),
        pytest.param(timedelta(seconds=5), TypeError, id="timedelta"),
        pytest.param(Decimal(5), TypeError, id="decimal"),
    ],
)
def test_a_put_refuses_a_timeout(timeout: Any, error: type[Exception]) -> None:
    with pytest.raises(error, match="timeout"):
        Flash().put("info", "value", timeout=timeout)


def test_a_refused_put_leaves_what_was_there() -> None:
    page = flash_of(info="Saved.")
    with pytest.raises(ValueError, match="timeout"):
        page.put("info", "other", timeout=0)
    assert page == {"info": "Saved."}


def test_messages_round_trip_with_id_order_level_and_timeout() -> None:
    messages = (
        Message("b", "saved", "success", "Done.", 2.5),
        Message("a", "error", "error", {"title": "No."}),
    )
    assert (
        serialization.load(json.loads(json.dumps(serialization.dump(messages))))
        == messages
    )


def test_a_message_round_trips_with_reported_times() -> None:
    message = Message("b", "saved", "success", "Done.", math.inf, "x", 3)
    told = message.with_time_left(2.5, is_paused=True)
    assert serialization.load(json.loads(json.dumps(serialization.dump([told])))) == (
        told,
    )


def test_a_paused_message_keeps_its_time() -> None:
    message = Message("a", "info", "info", "Hi", 8, running_since=0).with_time_left(
        2.5, is_paused=True
    )
    assert message.remaining == 2.5


def test_reported_times_decide_if_a_stored_message_has_expired() -> None:
    over = Message("a", "info", "info", "Hi", 8, running_since=0)
    dismissed, other = new_message("info", "Hi"), new_message("info", "Hi")
    times = {"a": (3.0, True), dismissed.id: (0.0, False), "absent": (1.0, False)}
    loaded = serialization.load(serialization.dump([over, dismissed, other]), times)
    assert [message.id for message in loaded] == ["a", other.id]


def test_a_put_message_is_updated_in_place() -> None:
    page = Flash()
    progress = page.put("import", "40 %", level="info", timeout=5)
    page.put("error", "No.")
    assert progress.update("Done.", level="success") is True
    assert [(m.id == progress.id, m.value, m.level, m.timeout, m.revision)
            for m in page.messages] == [
        (True, "Done.", "success", 5, 1),
        (False, "No.", "error", None, 0),
    ]  # fmt: skip


def test_an_update_restarts_the_timeout() -> None:
    page = Flash(
        [Message("a", "info", "info", "Hi", 8, running_since=0, seconds_left=1)]
    )
    page.update("a", "Ho")
    (message,) = page.messages
    assert (message.seconds_left, math.ceil(message.remaining or 0)) == (None, 8)


def test_a_message_that_is_gone_is_not_updated() -> None:
    page = Flash()
    first = page.put("info", "First")
    page.put("info", "Second")
    assert (first.update("Third"), first.clear(), dict(page)) == (
        False,
        False,
        {"info": "Second"},
    )


def test_a_put_message_is_taken_back() -> None:
    page = Flash()
    put = page.put("info", "First")
    assert (put.clear(), dict(page)) == (True, {})


@pytest.mark.parametrize(
    ("value", "told", "level"),
    [
        pytest.param("text", None, "info", id="key"),
        pytest.param({"level": "error"}, None, "error", id="value"),
        pytest.param({"level": "error"}, "debug", "debug", id="option"),
        pytest.param({"level": 3}, None, "info", id="value of another type"),
        pytest.param({"level": ""}, None, "info", id="empty value"),
    ],
)
def test_a_level_is_given_or_derived(value: Any, told: str | None, level: str) -> None:
    assert new_message("info", value, level=told).level == level


ROUND_TRIPS = [
    pytest.param("text", id="str"),
    pytest.param("<b>plain & ünï ☃ 𝄞</b>", id="markup and non-ASCII"),
    pytest.param("", id="empty str"),
    pytest.param(SAFE, id="SafeString"),
    pytest.param(None, id="None"),
    pytest.param(True, id="bool"),
    pytest.param(10**30, id="int"),
    pytest.param(1.5, id="float"),
    pytest.param([1, "a", None, [SAFE]], id="list"),
    pytest.param((1, ("a",), []), id="tuple"),
    pytest.param({"title": "T", "fields": ["a", SAFE]}, id="dict"),
    pytest.param({}, id="empty dict"),
    pytest.param(datetime(2024, 2, 29, 12, 30, 1, 5), id="datetime"),  # noqa: DTZ001
    pytest.param(datetime(2024, 2, 29, tzinfo=UTC), id="datetime in UTC"),
    pytest.param(
        datetime(2024, 2, 29, tzinfo=timezone(timedelta(hours=-3, minutes=-30))),
        id="datetime in a zone",
    ),
    pytest.param(date(2024, 2, 29), id="date"),
    pytest.param(time(23, 59, 59, 999999), id="time"),
    pytest.param(timedelta(days=-1, seconds=5, microseconds=7), id="timedelta"),
    pytest.param(Decimal("1.10"), id="Decimal"),
    pytest.param(Decimal("-Infinity"), id="infinite Decimal"),
    pytest.param(UUID(int=7), id="UUID"),
    pytest.param({1: "int", None: "none", (1, "a"): "tuple"}, id="dict of odd keys"),
    pytest.param({UUID(int=1): {date(2024, 1, 1): [Decimal(1)]}}, id="nested odd keys"),
    pytest.param({"~": "safe", "v": "<b>"}, id="dict with the tag key"),
    pytest.param({"~": "unheard of"}, id="dict with the tag key alone"),
    pytest.param([{"a": ({"~": [SAFE]},)}], id="all of it, nested"),
]


@pytest.mark.parametrize("value", ROUND_TRIPS)
def test_a_value_round_trips(value: Any) -> None:
    assert kind(stored(value)) == kind(value)


@pytest.mark.parametrize("value", ROUND_TRIPS)
def test_the_stored_form_of_what_comes_back_is_the_same(value: Any) -> None:
    assert encode(stored(value)) == encode(value)


def test_a_key_that_is_safe_stays_safe() -> None:
    assert [kind(key) for key in stored({SAFE: 1})] == [(SafeString, SAFE)]


def test_a_plain_string_never_becomes_safe() -> None:
    forged = {"~": "safe", "v": "<b>"}
    values = [forged, [forged], {"a": forged}, {1: forged}, (forged,)]
    assert rendered("{{ value }}", stored(values)) == rendered("{{ value }}", values)


@pytest.mark.parametrize(
    ("value", "html"),
    [
        pytest.param(SAFE, "<b>bold</b>", id="safe"),
        pytest.param("<b>", "&lt;b&gt;", id="plain"),
    ],
)
def test_a_template_escapes_what_was_not_safe(value: str, html: str) -> None:
    assert rendered("{{ value }}", stored(value)) == html


def test_a_lazy_translation_is_stored_in_the_language_of_that_moment() -> None:
    with translation.override("de"):
        value = stored([gettext_lazy("Yes")])
    assert value == ["Ja"]


def test_a_lazy_safe_string_stays_safe() -> None:
    value = stored(lazy(format_html, SafeString)("<i>{}</i>", "<b>"))
    assert kind(value) == (SafeString, "<i>&lt;b&gt;</i>")


@pytest.mark.parametrize(
    "inner",
    [
        pytest.param("text", id="str"),
        pytest.param(3, id="int"),
        pytest.param([1], id="list"),
        pytest.param(Decimal(1), id="Decimal"),
    ],
)
def test_a_lazy_object_is_stored_as_its_value(inner: Any) -> None:
    assert stored(SimpleLazyObject(lambda: inner)) == inner


class Colour(StrEnum):
    RED = "red"


class Number(IntEnum):
    ONE = 1


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        pytest.param(Colour.RED, "red", id="str"),
        pytest.param(Number.ONE, 1, id="int"),
        pytest.param(OrderedDict(a=1), {"a": 1}, id="dict"),
    ],
)
def test_of_a_subclass_the_built_in_is_stored(value: Any, plain: Any) -> None:
    assert kind(encode(value)) == kind(plain)


@dataclass(frozen=True)
class Line:
    name: str
    price: Decimal


@dataclass
class Order:
    title: str
    lines: list[Line]
    text: Any = SAFE
    by_name: dict[str, Line] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"Order <{self.title}>"


ORDER = Order(
    "A & B", [Line("x", Decimal("1.5"))], by_name={"y": Line("<y>", Decimal())}
)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("{{ value }}", id="text"),
        pytest.param("{{ value.title }}", id="field"),
        pytest.param("{{ value.text }}", id="safe field"),
        pytest.param("{{ value.lines.0.price }}", id="nested in a list"),
        pytest.param("{{ value.by_name.y.name }}", id="nested in a dict"),
        pytest.param("{% for l in value.lines %}{{ l }}{% endfor %}", id="nested text"),
        pytest.param("{{ value.missing }}", id="absent"),
    ],
)
def test_a_template_reads_the_same_of_a_dataclass(source: str) -> None:
    assert rendered(source, stored(ORDER)) == rendered(source, ORDER)


def test_a_dataclass_survives_being_stored_twice() -> None:
    twice = stored(stored(ORDER))
    assert (str(twice), twice.lines[0].price, twice.text) == (
        "Order <A & B>",
        Decimal("1.5"),
        SAFE,
    )


def test_a_dataclass_may_have_any_field_names() -> None:
    @dataclass
    class Odd:
        self: str = "s"
        text: str = "t"
        attributes: str = "a"
        fields: str = "f"

    back = stored(Odd())
    names = ("self", "text", "attributes", "fields")
    assert [getattr(back, name) for name in names] == ["s", "t", "a", "f"]


def test_a_dataclass_may_be_the_key_of_a_dict() -> None:
    ((key, value),) = stored({Line("x", Decimal(1)): "first"}).items()
    assert (key.name, value) == ("x", "first")


def test_a_dataclass_comes_back_without_its_class() -> None:
    assert type(stored(ORDER)) is values.StoredDataclass


class Plain:
    def __str__(self) -> str:
        return "<plain>"


class Html(Plain):
    def __html__(self) -> str:
        return "<html>"


class SafeText:
    def __str__(self) -> str:
        return mark_safe("<i>safe</i>")


@pytest.mark.parametrize(
    ("make", "text"),
    [
        pytest.param(Plain, "<plain>", id="text"),
        pytest.param(Html, "<plain>", id="html, which templates do not ask for"),
        pytest.param(SafeText, mark_safe("<i>safe</i>"), id="safe text"),
        pytest.param(lambda: 1 + 2j, "(1+2j)", id="complex"),
        pytest.param(lambda: Line, str(Line), id="class of a dataclass"),
    ],
)
def test_an_unknown_value_is_stored_as_its_text(
    make: Callable[[], Any], text: str
) -> None:
    assert kind(stored(make())) == kind(text)


def test_an_unknown_value_shows_the_same_after_it_was_stored() -> None:
    values = [Plain(), Html(), SafeText()]
    source = "{% for each in value %}{{ each }}{% endfor %}"
    assert rendered(source, stored(values)) == rendered(source, values)


def test_form_errors_show_the_same_after_they_were_stored() -> None:
    errors = ErrorDict(name=ErrorList(["Enter a <name>."]))
    assert rendered("{{ value }}", stored(errors)) == rendered("{{ value }}", errors)


def test_an_unknown_type_is_warned_of_once(caplog: pytest.LogCaptureFixture) -> None:
    class Unheard(SimpleNamespace):
        pass

    encode([Unheard(), {"a": Unheard()}])
    encode(Unheard())
    (record,) = caplog.records
    assert (record.name, record.levelno, "Unheard cannot" in record.getMessage()) == (
        "liveflash",
        logging.WARNING,
        True,
    )


def test_a_known_value_is_not_warned_of(caplog: pytest.LogCaptureFixture) -> None:
    encode([ORDER, {1: SAFE}, gettext_lazy("Yes")])
    assert caplog.records == []


ATOMS = (
    strategies.none()
    | strategies.booleans()
    | strategies.integers()
    | strategies.floats(allow_nan=False)
    | strategies.text()
    | strategies.text().map(mark_safe)
    | strategies.decimals(allow_nan=False)
    | strategies.uuids()
    | strategies.datetimes(timezones=strategies.none() | strategies.just(UTC))
    | strategies.dates()
    | strategies.times()
    | strategies.timedeltas()
)
KEYS = strategies.sampled_from(["~", "v", "safe", ""]) | ATOMS
VALUES = strategies.recursive(
    ATOMS,
    lambda inner: (
        strategies.lists(inner)
        | strategies.lists(inner).map(tuple)
        | strategies.dictionaries(KEYS, inner)
        | strategies.fixed_dictionaries({"~": inner, "v": inner})
    ),
    max_leaves=20,
)


@hypothesis.settings(deadline=None)
@hypothesis.given(VALUES)
def test_every_value_round_trips(value: Any) -> None:
    back = stored(value)
    assert (back, encode(back)) == (value, encode(value))
