"""Event handlers and the conversion of their arguments."""

import contextlib
import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any, Literal
from uuid import UUID

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from liveflash import LiveView, event
from liveflash.exceptions import ConversionError, Refused
from liveflash.views.converters import check_annotation, convert
from liveflash.views.events import call_handler, collect
from tests.conftest import OpenPage
from tests.protocol_client.page import refusal


@dataclass
class Address:
    street: str
    number: int = 1
    floor: int | None = None


@dataclass
class Person:
    name: str
    address: Address
    tags: list[str]


@dataclass
class Even:
    number: int

    def __post_init__(self) -> None:
        if self.number % 2:
            raise ValueError("odd")


class Size(Enum):
    SMALL = 1
    LARGE = 2


@dataclass
class Visit:
    day: date | Literal["today"]


@dataclass
class Doubled:
    number: int
    double: int = field(init=False)

    def __post_init__(self) -> None:
        self.double = 2 * self.number


def answer(function: Any, payload: Any) -> Any:
    """Return what a handler returns for a payload."""
    view: type[LiveView[Any]]
    view = type("View", (LiveView,), {"handler": event("go")(function)})
    return call_handler(view(), "go", payload, "the socket", lambda bound: bound())


def form(text: str) -> QueryDict:
    return QueryDict(text)


CONVERTED = [
    pytest.param(str, "a", "a", id="str"),
    pytest.param(int, "-7", -7, id="int of text"),
    pytest.param(int, 7, 7, id="int of JSON"),
    pytest.param(float, "1.5", 1.5, id="float of text"),
    pytest.param(float, 2, 2.0, id="float of a whole number"),
    pytest.param(bool, "on", True, id="bool of a checked box"),
    pytest.param(bool, "false", False, id="bool of text"),
    pytest.param(bool, True, True, id="bool of JSON"),
    pytest.param(Decimal, "1.10", Decimal("1.10"), id="Decimal of text"),
    pytest.param(Decimal, 1.1, Decimal("1.1"), id="Decimal of a number"),
    pytest.param(date, "2024-02-29", date(2024, 2, 29), id="date"),
    pytest.param(time, "23:59", time(23, 59), id="time"),
    pytest.param(
        datetime, "2024-01-01T00:00Z", datetime(2024, 1, 1, tzinfo=UTC), id="datetime"
    ),
    pytest.param(UUID, "0" * 32, UUID(int=0), id="UUID"),
    pytest.param(Literal["a", 2], "2", 2, id="Literal"),
    pytest.param(Size, "2", Size.LARGE, id="Enum of text"),
    pytest.param(Size, 1, Size.SMALL, id="Enum of JSON"),
    pytest.param(bool, "", False, id="bool of a blank"),
    pytest.param(int, " +07 ", 7, id="int of padded text"),
    pytest.param(date | str, "today", "today", id="union of texts"),
    pytest.param(Visit, {"day": "today"}, Visit("today"), id="union in a dataclass"),
    pytest.param(list, ["a"], ["a"], id="list of texts"),
    pytest.param(dict[str, int], {"a": 1}, {"a": 1}, id="dict of numbers"),
    pytest.param(Doubled, {"number": 2, "double": 9}, Doubled(2), id="computed field"),
    pytest.param(int | None, "", None, id="optional, empty"),
    pytest.param(int | None, None, None, id="optional, null"),
    pytest.param(int | None, "3", 3, id="optional, given"),
    pytest.param(int | str, "x", "x", id="union"),
    pytest.param(list[int], ["1", 2], [1, 2], id="list"),
    pytest.param(set[int], [1, 1], {1}, id="set"),
    pytest.param(tuple[int, ...], [1, 2], (1, 2), id="tuple"),
    pytest.param(tuple[int, str], ["1", "a"], (1, "a"), id="tuple of two"),
    pytest.param(dict[str, Any], {"a": 1}, {"a": 1}, id="dict"),
    pytest.param(Any, [None], [None], id="Any"),
    pytest.param(Address, {"street": "S"}, Address("S"), id="dataclass"),
    pytest.param(
        Person,
        {"name": "A", "address": {"street": "S", "number": "2"}, "tags": ["t"]},
        Person("A", Address("S", 2), ["t"]),
        id="dataclass in a dataclass",
    ),
]


@pytest.mark.parametrize(("annotation", "raw", "expected"), CONVERTED)
def test_a_value_is_converted_to_its_annotation(
    annotation: Any, raw: Any, expected: Any
) -> None:
    check_annotation(annotation)
    value = convert(raw, annotation)
    assert (type(value), value) == (type(expected), expected)


REFUSED = [
    pytest.param(str, 1, id="str of a number"),
    pytest.param(str, None, id="str of null"),
    pytest.param(str, {"text": "x", "url": "/x/"}, id="str of an object"),
    pytest.param(str, ["x"], id="str of a list"),
    pytest.param(str | None, {"text": "x"}, id="optional str of an object"),
    pytest.param(list[str], [{"text": "x"}], id="list of str of objects"),
    pytest.param(int, "1.0", id="int of a fraction"),
    pytest.param(int, 1.0, id="int of a JSON fraction"),
    pytest.param(int, True, id="int of a bool"),
    pytest.param(int, "1_000", id="int with an underscore"),
    pytest.param(int, "٣", id="int of another script"),
    pytest.param(int, "9" * 5000, id="int without an end"),
    pytest.param(int, "", id="int of nothing"),
    pytest.param(float, "nan", id="float nan"),
    pytest.param(float, "1e999", id="float with an exponent"),
    pytest.param(float, 10**400, id="float too large"),
    pytest.param(bool, "maybe", id="bool of another word"),
    pytest.param(bool, 1, id="bool of a number"),
    pytest.param(Decimal, "1e999999999", id="Decimal with an exponent"),
    pytest.param(Decimal, "NaN", id="Decimal nan"),
    pytest.param(date, "2024-02-30", id="date that is none"),
    pytest.param(datetime, "today", id="datetime of a word"),
    pytest.param(UUID, "0", id="UUID too short"),
    pytest.param(Literal["a"], "b", id="Literal of another"),
    pytest.param(list[int], "1", id="list of no list"),
    pytest.param(list[int], ["a"], id="list of unfit items"),
    pytest.param(tuple[int, str], ["1"], id="tuple too short"),
    pytest.param(dict, [], id="dict of a list"),
    pytest.param(set[dict[str, int]], [{}], id="set of objects"),
    pytest.param(Address, {}, id="dataclass that lacks a field"),
    pytest.param(Address, "S", id="dataclass of a text"),
    pytest.param(Even, {"number": 1}, id="dataclass that refuses"),
    pytest.param(int | None, "x", id="optional of another"),
    pytest.param(Size, "3", id="Enum of another value"),
    pytest.param(list, [{"text": "x"}], id="list of objects"),
    pytest.param(dict[str, int], {"a": "x"}, id="dict of another type"),
]


@pytest.mark.parametrize(("annotation", "raw"), REFUSED)
def test_a_value_of_another_type_is_refused(annotation: Any, raw: Any) -> None:
    with pytest.raises(ConversionError):
        convert(raw, annotation)


ANNOTATIONS = [case.values[0] for case in CONVERTED]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(st.sampled_from(ANNOTATIONS), JSON)
def test_any_json_is_converted_or_refused(annotation: Any, raw: Any) -> None:
    with contextlib.suppress(ConversionError):
        convert(raw, annotation)


def test_parameters_are_taken_by_name_in_any_order() -> None:
    def handler(self: Any, socket: Any, age: int, event: str, payload: Any) -> Any:
        return socket, age, event, payload

    payload = {"age": "7", "more": 1}
    assert answer(handler, payload) == ("the socket", 7, "go", payload)


def test_keyword_only_parameters_are_filled_too() -> None:
    def handler(self: Any, socket: Any, *, name: str, loud: bool = True) -> Any:
        return socket, name, loud

    assert answer(handler, {"name": "Ada"}) == ("the socket", "Ada", True)


def test_a_dash_in_the_payload_is_an_underscore_in_python() -> None:
    def handler(self: Any, user_id: int) -> int:
        return user_id

    assert answer(handler, {"user-id": "3"}) == 3


def test_a_form_gives_the_last_value_or_all() -> None:
    def handler(self: Any, a: str, b: list[int], c: list[str], d: bool) -> Any:
        return a, b, c, d

    sent = form("a=1&a=2&b=1&b=2")
    assert answer(handler, sent) == ("2", [1, 2], [], False)


def test_a_dataclass_is_filled_from_the_fields_of_a_form() -> None:
    def handler(self: Any, address: Address) -> Address:
        return address

    sent = form("street=S&number=5&floor=")
    assert answer(handler, sent) == Address("S", 5, None)


def test_a_missing_parameter_is_its_default_or_none() -> None:
    def handler(self: Any, a: int | None, b: str = "b", *, c: float = 0.5) -> Any:
        return a, b, c

    assert answer(handler, {}) == (None, "b", 0.5)


UNBOUND = [
    pytest.param({}, id="missing"),
    pytest.param({"age": "old"}, id="of another type"),
    pytest.param([], id="a list"),
    pytest.param(None, id="null"),
    pytest.param("age", id="a text"),
    pytest.param(form(""), id="an empty form"),
]


@pytest.mark.parametrize("payload", UNBOUND)
def test_a_refused_payload_has_a_fixed_reason(payload: Any) -> None:
    def handler(self: Any, age: int) -> None:
        raise AssertionError("called")

    with pytest.raises(Refused) as refused:
        answer(handler, payload)
    assert refused.value.reason == "malformed event"


def test_the_log_names_the_parameter_and_not_its_value(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def handler(self: Any, age: int) -> None: ...

    with pytest.raises(Refused):
        answer(handler, {"age": "a secret"})
    told = caplog.messages[-1]
    assert ("'age' is not a valid int" in told, "secret" in told) == (True, False)


class Parent(LiveView[Any]):
    @event
    def save(self) -> str:
        return "parent"

    @event("close", "cancel")
    def leave(self) -> str:
        return "left"

    def helper(self) -> str:
        return "never by name"


class Child(Parent):
    @event()
    def save(self) -> str:
        return "child"

    def leave(self) -> str:
        return "no handler any more"


def test_only_declared_handlers_are_in_the_table() -> None:
    assert (set(Parent.event_handlers), set(Child.event_handlers)) == (
        {"save", "close", "cancel"},
        {"save"},
    )


def test_a_subclass_overrides_a_handler() -> None:
    called: Any = call_handler(Child(), "save", {}, None, lambda bound: bound())
    assert called == "child"


def test_the_table_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        Child.event_handlers["x"] = Parent.event_handlers["save"]  # type: ignore[index]


def with_rest(self: Any, **rest: Any) -> None: ...


def with_object(self: Any, what: object) -> None: ...


def with_unknown(self: Any, what: "Nowhere") -> None: ...  # type: ignore[name-defined] # noqa: F821


@pytest.mark.parametrize(
    ("function", "told"),
    [
        pytest.param(with_rest, "name the parameters", id="**rest"),
        pytest.param(with_object, "take the whole payload", id="another type"),
        pytest.param(with_unknown, "define it in the module", id="unknown name"),
    ],
)
def test_a_handler_that_no_payload_can_fill_is_an_error_of_its_class(
    function: Any, told: str
) -> None:
    with pytest.raises(TypeError, match=told):
        type("View", (LiveView,), {"handler": event(function)})


def test_two_handlers_of_one_event_are_an_error_of_their_class() -> None:
    def one(self: Any) -> None: ...

    def two(self: Any) -> None: ...

    with pytest.raises(TypeError, match="both handle 'go'"):
        type("View", (LiveView,), {"one": event("go")(one), "two": event("go")(two)})


@pytest.mark.parametrize("name", [1, "", None])
def test_an_event_name_is_a_non_empty_text(name: Any) -> None:
    with pytest.raises(TypeError, match="write @event"):
        event(name)


def test_built_in_event_names_are_reserved() -> None:
    with pytest.raises(ValueError, match="are reserved"):
        event("lv:clear-flash")


def test_annotations_of_reserved_parameters_are_not_evaluated() -> None:
    def handler(self: Any, socket: "Nowhere", name: "str") -> str:  # type: ignore[name-defined] # noqa: F821
        return name

    assert answer(handler, json.loads('{"name": "Ada"}')) == "Ada"


def test_a_plain_live_view_has_no_handlers() -> None:
    assert (dict(LiveView.event_handlers), collect(LiveView)) == ({}, {})


@pytest.mark.parametrize(
    "name", ["mount", "handle_event", "as_view", "__class__", "event_handlers", ""]
)
async def test_a_client_cannot_call_undeclared_methods(
    live: OpenPage, name: str
) -> None:
    page = await live("/quiet/")
    reply = await page.event(name, {"socket": "x", "session": {}})
    assert refusal(reply) == "unknown event"


HOSTILE: list[Any] = [
    None,
    [],
    "x",
    {"when": {"$gt": 0}},
    {"when": ["1"]},
    {"when": "1" * 5000},
    {"when": True},
]


@pytest.mark.parametrize("payload", HOSTILE)
async def test_a_hostile_payload_gets_the_same_error_and_the_page_goes_on(
    live: OpenPage, settings: Settings, payload: Any
) -> None:
    settings.ROOT_URLCONF = "tests.testing.site"
    page = await live("/handlers/")
    reply = await page.send("event", {"type": "x", "event": "later", "value": payload})
    after = await page.event("greet", {"name": "<b>"})
    assert (refusal(reply), after["status"], "Hello &lt;b&gt;." in page.html) == (
        "malformed event",
        "ok",
        True,
    )
