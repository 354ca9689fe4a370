"""Callbacks by position or by the names of their parameters: which rule wins."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import ParseResult

import pytest
from django.http import QueryDict
from django.test import RequestFactory

from liveflash import InfoEvent, LiveView, LiveViewSocket, event
from liveflash.exceptions import ConversionError
from liveflash.pyview import Depends, Session
from liveflash.views import lifecycle
from liveflash.views.binding import Parameter

if TYPE_CHECKING:
    from tests.live import Socket


@dataclass
class Paging:
    page: int = 1


def repository() -> str:
    return "rows"


async def never(*args: Any) -> None:
    raise AssertionError("called")


def new_view(*bases: type, **attributes: Any) -> type[LiveView[Any]]:
    created: type[LiveView[Any]] = type("View", bases, attributes)
    return created


class ByPosition:
    """Callbacks with the documented parameters, under any name."""

    def mount(self, sock: Any, _session: Any) -> None: ...

    def handle_params(self, address: ParseResult, query: QueryDict, sock: Any) -> None:
        """Have annotations that say nothing about a field."""

    def handle_event(
        self, name: Any, data: dict[str, Any], sock: LiveViewSocket[Any]
    ) -> None: ...

    def handle_info(self, message: InfoEvent, sock: "Socket") -> None: ...

    def disconnect(self, sock: object) -> None: ...


class OwnNames:
    """Known names in their own places may have any annotation."""

    def handle_params(self, url: str, params: Paging, socket: Any) -> None: ...

    def handle_event(self, event: str, payload: Paging, socket: Any) -> None: ...

    def handle_info(self, event: str, socket: Any) -> None: ...


class WithRest:
    def mount(self, *args: Any) -> None: ...

    def handle_params(self, page: int, *args: Any) -> None: ...

    def handle_event(self, event: str, *args: Any, **kwargs: Any) -> None: ...


class ValuesOfTheProject:
    """What was scheduled is of any type."""

    def handle_info(self, tick: Paging, socket: Any) -> None: ...

    def disconnect(self, sock: "Socket") -> None: ...


class ScheduledTexts:
    def handle_info(self, name: str, sock: Any) -> None: ...


class WithKeywords:
    def mount(self, socket: Any, session: Any, **options: Any) -> None: ...


class Unions:
    def handle_event(
        self, a: object, data: QueryDict | Mapping[str, Any], c: Any
    ) -> None: ...


class PositionalOnly:
    def mount(self, sock: Any, sess: Any, /) -> None: ...


@pytest.mark.parametrize(
    "callbacks",
    [
        ByPosition,
        OwnNames,
        WithRest,
        ValuesOfTheProject,
        ScheduledTexts,
        WithKeywords,
        Unions,
        PositionalOnly,
    ],
)
def test_the_documented_parameters_are_passed_by_position(callbacks: type) -> None:
    view = new_view(callbacks, LiveView)
    assert (dict(view.bindings), view.binding_errors) == ({}, ())


class Fewer:
    def mount(self, socket: Any) -> None: ...

    def handle_params(self, socket: Any, page: int = 1) -> None: ...

    def handle_event(self, socket: Any, amount: int) -> None: ...

    def handle_info(self, socket: Any) -> None: ...

    def disconnect(self) -> None: ...


class Swapped:
    def mount(self, session: Any, socket: Any) -> None: ...

    def handle_params(self, params: Any, url: Any, socket: Any) -> None: ...

    def handle_event(self, socket: Any, event: Any, payload: Any) -> None: ...

    def handle_info(self, socket: Any, event: Any) -> None: ...

    def disconnect(self, session: Any) -> None: ...


class AsInPhoenix:
    def mount(self, params: Any, session: Any, socket: Any) -> None: ...

    def handle_params(self, params: Any, url: Any, socket: Any) -> None: ...

    def handle_event(self, event: Any, params: Any, socket: Any) -> None: ...

    def handle_info(self, socket: Any) -> None: ...

    def disconnect(self, user: Any) -> None: ...


class AnotherName:
    """As many parameters as documented, one of which names another value."""

    def mount(self, socket: Any, user: Any) -> None: ...

    def handle_params(self, url: Any, request: Any, socket: Any) -> None: ...

    def handle_event(self, event: Any, params: Any, socket: Any) -> None: ...

    def handle_info(self, user: Any, socket: Any) -> None: ...

    def disconnect(self, request: Any) -> None: ...


class Defaults:
    def mount(self, socket: Any, size: Any = 20) -> None: ...

    def handle_params(self, page: Any, order: Any = "", socket: Any = None) -> None: ...

    def handle_event(self, event: Any, amount: Any = 1, socket: Any = None) -> None: ...

    def handle_info(self, event: Any, loud: Any = False) -> None: ...

    def disconnect(self, late: Any = False) -> None: ...


class Dependencies:
    def mount(self, socket: Any, session: Session) -> None: ...

    def handle_params(
        self, url: Any, params: Any, socket: Any = Depends(repository)
    ) -> None: ...

    def handle_event(
        self, event: Any, rows: Annotated[str, Depends(repository)], socket: Any
    ) -> None: ...

    def handle_info(self, event: Any, socket: Any, *, rows: Any = 1) -> None: ...

    def disconnect(self, rows: Any = Depends(repository)) -> None: ...


@pytest.mark.parametrize(
    "callbacks", [Fewer, Swapped, AsInPhoenix, AnotherName, Defaults, Dependencies]
)
def test_other_parameters_are_passed_by_name(callbacks: type) -> None:
    view = new_view(callbacks, LiveView)
    assert (set(view.bindings), view.binding_errors) == (
        {"mount", "handle_params", "handle_event", "handle_info", "disconnect"},
        (),
    )


@pytest.mark.parametrize("annotation", [int, str, Paging, list[int], int | None])
def test_the_annotation_of_a_field_in_a_documented_place_means_by_name(
    annotation: Any,
) -> None:
    def handle_event(self: Any, event: Any, amount: Any, socket: Any) -> None: ...

    handle_event.__annotations__["amount"] = annotation
    view = new_view(LiveView, handle_event=handle_event)
    assert set(view.bindings) == {"handle_event"}


def test_a_subclass_inherits_how_its_callbacks_are_called() -> None:
    parent = new_view(Fewer, LiveView)
    child = new_view(parent, mount=ByPosition.mount)
    assert "mount" in parent.bindings
    assert set(child.bindings) == set(parent.bindings) - {"mount"}


def logged(function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        return function(*args, **kwargs)

    return call


def test_a_decorated_callback_has_the_parameters_of_its_function() -> None:
    view = new_view(LiveView, mount=logged(Fewer.mount))
    assert set(view.bindings) == {"mount"}


def test_a_static_method_has_no_self() -> None:
    def mount(socket: Any, session: Any) -> None: ...

    view = new_view(LiveView, mount=staticmethod(mount))
    assert dict(view.bindings) == {}


def unknown(self: Any, socket: Any, page: int) -> None: ...


def payload_of_mount(self: Any, socket: Any, payload: Any) -> None: ...


def everything(self: Any, socket: Any, **options: Any) -> None: ...


def positional(self: Any, socket: Any, /) -> None: ...


def dependent(self: Any, socket: Any, rows: Any = Depends(lambda page: page)) -> None:
    """Have a dependency with an unknown parameter."""


def rest_and_dependency(
    self: Any, *args: Any, rows: Any = Depends(repository)
) -> None: ...


def circular(self: Any, socket: Any, rows: "Annotated[Any, Depends(loop)]") -> None: ...


def loop(rows: "Annotated[Any, Depends(loop)]") -> None: ...


def generator() -> Any:
    yield "rows"


async def async_generator() -> Any:
    yield "rows"


def generated(self: Any, socket: Any, rows: Any = Depends(generator)) -> None: ...


def generated_async(
    self: Any, socket: Any, rows: Any = Depends(async_generator)
) -> None: ...


def field_of_object(self: Any, socket: Any, what: type) -> None: ...


def field_of_nothing(self: Any, socket: Any, what: "Nowhere") -> None: ...  # type: ignore[name-defined] # noqa: F821


def own_url(self: Any, socket: Any, user: int) -> None: ...


@pytest.mark.parametrize(
    ("callback", "function", "told"),
    [
        ("mount", unknown, "no value has the name 'page'"),
        ("handle_info", unknown, "no value has the name 'page'"),
        ("disconnect", unknown, "no value has the name 'page'"),
        ("mount", payload_of_mount, "no value has the name 'payload'"),
        ("mount", everything, "would accept anything"),
        ("mount", positional, "remove the '/'"),
        ("mount", rest_and_dependency, "would accept anything"),
        ("mount", circular, "loop depends on itself"),
        ("mount", generated, "'generator' yields: return the value"),
        ("mount", generated_async, "'async_generator' yields: return the value"),
        ("mount", dependent, "no value has the name 'page'"),
        ("handle_params", field_of_object, "not a type that a payload"),
        ("handle_event", field_of_nothing, "define it in the module"),
        ("handle_event", own_url, "'user' is a value of the page"),
    ],
)
def test_a_callback_that_no_call_can_fill_is_an_error_of_its_use(
    callback: str, function: Any, told: str
) -> None:
    view = new_view(LiveView, **{callback: function})
    with pytest.raises(TypeError, match=told):
        view().get(RequestFactory().get("/"))


async def test_the_end_of_background_work_is_passed_by_name() -> None:
    class View(LiveView[Any]):
        def handle_async(self, result: str, socket: Any) -> Any:
            return result, socket

    async def call(bound: Any) -> Any:
        return bound()

    args = ("a name", "a result", "a socket")
    called: Any = lifecycle.call_callback(View(), "handle_async", args, call)
    assert await called == ("a result", "a socket")


def test_a_callback_can_be_called_directly() -> None:
    class View(LiveView[Any]):
        def handle_event(self, socket: Any, amount: int = 1) -> int:
            return amount

    assert View().handle_event("a socket", amount=3) == 3


@dataclass
class Branch:
    """A tree, which a payload may nest as deep as JSON."""

    name: str = ""
    branches: list["Branch"] = field(default_factory=list)


def branches(depth: int) -> dict[str, Any]:
    tree: dict[str, Any] = {"name": "leaf"}
    for _ in range(depth):
        tree = {"branches": [tree]}
    return tree


def test_a_dataclass_may_have_fields_of_its_own_type() -> None:
    class View(LiveView[Any]):
        @event
        async def grow(self, tree: Branch, socket: Any) -> None: ...

    assert set(View.event_handlers) == {"grow"}
    tree = Parameter("tree", Branch, Branch()).read(branches(2))
    assert tree == Branch("", [Branch("", [Branch("leaf")])])


def test_a_value_that_nests_too_deep_is_not_converted() -> None:
    parameter = Parameter("tree", Branch, inspect.Parameter.empty)
    with pytest.raises(ConversionError, match="'tree' nests too deep"):
        parameter.read(branches(900))
