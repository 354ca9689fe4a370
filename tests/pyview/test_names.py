"""The names of pyview, imported from ``liveflash.pyview``."""

import importlib
import json
import subprocess
import sys
from typing import Any

import pytest

import liveflash
from liveflash import pyview
from liveflash.pyview import js, live_socket
from liveflash.pyview.params import Params

NAMES = [
    ("liveflash.pyview", "LiveView LiveViewSocket ConnectedLiveViewSocket"),
    (
        "liveflash.pyview",
        "UnconnectedSocket is_connected js JsCommands Depends Session",
    ),
    ("liveflash.pyview", "InfoEvent event info AutoEventDispatch BaseEventHandler"),
    ("liveflash.pyview.events", "InfoEvent event info AutoEventDispatch"),
    ("liveflash.pyview.events", "BaseEventHandler"),
    ("liveflash.pyview.live_view", "LiveView LiveViewSocket"),
    ("liveflash.pyview.live_socket", "pub_sub_hub ConnectedLiveViewSocket"),
]


@pytest.mark.parametrize(("module", "names"), NAMES)
def test_a_module_has_the_names_of_pyview(module: str, names: str) -> None:
    imported = importlib.import_module(module)
    assert [name for name in names.split() if not hasattr(imported, name)] == []


@pytest.mark.parametrize("name", ["ConnectedLiveViewSocket", "UnconnectedSocket"])
def test_the_sockets_of_pyview_are_one_class(name: str) -> None:
    assert getattr(pyview, name) is liveflash.LiveViewSocket


@pytest.mark.parametrize(
    ("name", "way_out"),
    [
        ("Stream", "socket.context"),
        ("LiveComponent", "include it"),
        ("PyView", "as_view()"),
        ("uploads", "ordinary form"),
        ("changesets", "Django form"),
    ],
)
def test_a_name_without_an_equivalent_says_the_way_out(name: str, way_out: str) -> None:
    with pytest.raises(ImportError, match="is not available in liveflash") as raised:
        exec(f"from liveflash.pyview import {name}")  # noqa: S102
    assert way_out in str(raised.value)


def test_an_unknown_name_is_an_ordinary_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        pyview.nothing  # noqa: B018


def test_the_names_can_be_imported_before_there_are_settings() -> None:
    code = "import liveflash.pyview.events, liveflash.pyview.live_socket"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env={},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


CALLS: list[Any] = [
    pytest.param(
        js.toggle("#m", in_transition="a", out_transition=("b", "c", "d")),
        ["toggle", {"to": "#m", "ins": [["a"], [], []], "outs": [["b"], ["c"], ["d"]]}],
        id="toggle",
    ),
    pytest.param(
        js.set_attribute(("a", "b"), to="#m"),
        ["set_attr", {"attr": ["a", "b"], "to": "#m"}],
        id="set_attribute",
    ),
    pytest.param(
        js.set_attribute("hidden"),
        ["set_attr", {"attr": ["hidden", ""]}],
        id="set_attribute, empty",
    ),
    pytest.param(
        js.toggle_attribute(("a", "b", "c")),
        ["toggle_attr", {"attr": ["a", "b", "c"]}],
        id="toggle_attribute",
    ),
    pytest.param(
        js.toggle_attribute("hidden"),
        ["toggle_attr", {"attr": ["hidden", ""]}],
        id="toggle_attribute, empty",
    ),
    pytest.param(
        js.dispatch("copy", "#text"),
        ["dispatch", {"event": "copy", "to": "#text"}],
        id="dispatch",
    ),
]


@pytest.mark.parametrize(("commands", "expected"), CALLS)
def test_commands_accept_the_arguments_of_pyview(commands: Any, expected: Any) -> None:
    assert json.loads(str(commands)) == [expected]


def test_a_chain_keeps_the_arguments_of_pyview() -> None:
    chain: Any = js.hide("#a").push("save")
    chained = chain.set_attribute(("a", "b"))
    assert [command for command, _args in json.loads(str(chained))] == [
        "hide",
        "push",
        "set_attr",
    ]


def test_params_are_lists_of_the_query_and_values_of_the_path() -> None:
    params = Params({"c": ["100", "7"], "id": 5, "none": []})
    found: list[Any] = [params["c"], params["id"], params.get("c"), params.get("id")]
    found += [
        params.getlist("id"),
        params.get("x", "y"),
        params.has("x"),
        "c" in params,
    ]
    assert found == [["100", "7"], 5, "100", "5", ["5"], "y", False, True]


def test_params_give_exactly_one_value_or_raise() -> None:
    params = Params({"a": ["1"], "b": ["1", "2"]})
    with pytest.raises(KeyError, match="2 values"):
        params.getone("b")
    assert params.getone("a") == "1"


def test_params_can_be_listed() -> None:
    params = Params({"a": ["1", "2"], "b": 3})
    found = (params.keys(), dict(params.items()), list(params.multi_items()))
    assert found == (
        ["a", "b"],
        {"a": "1", "b": "3"},
        [("a", "1"), ("a", "2"), ("b", "3")],
    )
    flat = params.to_flat_dict()
    assert (flat, params.raw(), len(params), list(params)) == (
        {"a": ["1", "2"], "b": "3"},
        {"a": ["1", "2"], "b": 3},
        2,
        ["a", "b"],
    )


async def test_the_hub_broadcasts(monkeypatch: pytest.MonkeyPatch) -> None:
    await live_socket.pub_sub_hub.send_all_on_topic_async("nobody", {"a": 1})
