"""The builder ``JS``: what it puts on the wire, and what it refuses."""

import datetime as dt
import json
import uuid
from collections.abc import Callable
from copy import copy, deepcopy
from dataclasses import FrozenInstanceError
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy, override

from liveflash import JS
from tests.url_samples import LEAVING, STAYING

SCALE = ("ease-out duration-300", "opacity-0", "opacity-100")
SCALE_WIRE = '[["ease-out","duration-300"],["opacity-0"],["opacity-100"]]'

WIRE = {
    "push": (JS().push("save"), '["push",{"event":"save"}]'),
    "push-with-all": (
        JS().push("x", value={"id": 1}, target="#a", loading=".b", page_loading=True),
        '["push",{"event":"x","value":{"id":1},"target":"#a","loading":".b",'
        '"page_loading":true}]',
    ),
    "push-to-component": (
        JS().push("x", target=3),
        '["push",{"event":"x","target":3}]',
    ),
    "show-itself": (JS().show(), '["show",{}]'),
    "show": (
        JS().show("#a", transition=SCALE, display="flex", time=300, blocking=False),
        f'["show",{{"to":"#a","transition":{SCALE_WIRE},"display":"flex","time":300,'
        '"blocking":false}]',
    ),
    "hide": (
        JS().hide("#a", transition="fade out", time=0),
        '["hide",{"to":"#a","transition":[["fade","out"],[],[]],"time":0}]',
    ),
    "toggle": (
        JS().toggle("#a", in_=SCALE, out="fade", display="grid"),
        f'["toggle",{{"to":"#a","ins":{SCALE_WIRE},"outs":[["fade"],[],[]],'
        '"display":"grid"}]',
    ),
    "add_class": (
        JS().add_class(" a  b ", to="#x", transition=list(SCALE)),
        f'["add_class",{{"names":["a","b"],"to":"#x","transition":{SCALE_WIRE}}}]',
    ),
    "remove_class": (
        JS().remove_class(["a", "b c"]),
        '["remove_class",{"names":["a","b","c"]}]',
    ),
    "toggle_class": (
        JS().toggle_class("a", blocking=True),
        '["toggle_class",{"names":["a"],"blocking":true}]',
    ),
    "transition": (
        JS().transition("shake", to="#x", time=500),
        '["transition",{"transition":[["shake"],[],[]],"to":"#x","time":500}]',
    ),
    "set_attribute": (
        JS().set_attribute("aria-expanded", value=True, to="#x"),
        '["set_attr",{"attr":["aria-expanded","true"],"to":"#x"}]',
    ),
    "set_attribute-empty": (
        JS().set_attribute("hidden", ""),
        '["set_attr",{"attr":["hidden",""]}]',
    ),
    "set_attribute-number": (
        JS().set_attribute("tabindex", -1),
        '["set_attr",{"attr":["tabindex","-1"]}]',
    ),
    "remove_attribute": (
        JS().remove_attribute("open", to="#x"),
        '["remove_attr",{"attr":"open","to":"#x"}]',
    ),
    "toggle_attribute": (
        JS().toggle_attribute("open", "true"),
        '["toggle_attr",{"attr":["open","true"]}]',
    ),
    "toggle_attribute-between": (
        JS().toggle_attribute("aria-expanded", "true", "false", to="#x"),
        '["toggle_attr",{"attr":["aria-expanded","true","false"],"to":"#x"}]',
    ),
    "ignore_attributes": (
        JS().ignore_attributes(["open", "data-*"], to="#x"),
        '["ignore_attrs",{"attrs":["open","data-*"],"to":"#x"}]',
    ),
    "dispatch": (
        JS().dispatch("app:copy", to="#x", detail={"a": 1}, bubbles=False),
        '["dispatch",{"event":"app:copy","to":"#x","detail":{"a":1},"bubbles":false}]',
    ),
    "dispatch-blocking": (
        JS().dispatch("app:move", blocking=True),
        '["dispatch",{"event":"app:move","blocking":true}]',
    ),
    "dispatch-not-blocking": (
        JS().dispatch("app:move", blocking=False),
        '["dispatch",{"event":"app:move"}]',
    ),
    "focus": (JS().focus("main"), '["focus",{"to":"main"}]'),
    "focus_first": (JS().focus_first("#x"), '["focus_first",{"to":"#x"}]'),
    "push_focus": (JS().push_focus(), '["push_focus",{}]'),
    "pop_focus": (JS().pop_focus(), '["pop_focus",{}]'),
    "navigate": (JS().navigate("/a"), '["navigate",{"href":"/a","replace":false}]'),
    "patch": (
        JS().patch("?page=2", replace=True),
        '["patch",{"href":"?page=2","replace":true}]',
    ),
    "exec": (
        JS().exec("phx-remove", to="#x"),
        '["exec",{"attr":"phx-remove","to":"#x"}]',
    ),
    "to-closest": (
        JS().hide({"closest": ".card"}),
        '["hide",{"to":{"closest":".card"}}]',
    ),
    "to-inner-pair": (JS().show(("inner", "ul")), '["show",{"to":{"inner":"ul"}}]'),
    "to-document": (JS().show({"document": "ul"}), '["show",{"to":"ul"}]'),
    "none-is-left-out": (
        JS().push("x", value=None, target=None).hide(None, time=None),
        '["push",{"event":"x"}],["hide",{}]',
    ),
    "lazy-string": (
        JS().navigate(reverse_lazy("settings")),
        '["navigate",{"href":"/settings/","replace":false}]',
    ),
    "colon-in-path": (
        JS().patch("a/b:c"),
        '["patch",{"href":"a/b:c","replace":false}]',
    ),
}

SELECTOR = "a CSS selector, {'closest': selector} or {'inner': selector}"

REFUSED: dict[str, tuple[Callable[[], JS], type[Exception], str]] = {
    "selector-type": (
        lambda: JS().hide(5),  # type: ignore[arg-type]
        TypeError,
        f"JS.hide(): to=5 cannot be used; pass {SELECTOR}.",
    ),
    "selector-empty": (
        lambda: JS().hide(""),
        ValueError,
        "JS.hide(): to='' is empty; pass a value, or leave it out.",
    ),
    "selector-scope": (
        lambda: JS().hide({"outer": ".a"}),
        TypeError,
        f"JS.hide(): to={{'outer': '.a'}} cannot be used; pass {SELECTOR}.",
    ),
    "event-missing": (
        lambda: JS().push(None),  # type: ignore[arg-type]
        TypeError,
        "JS.push(): event=None cannot be used; pass a string.",
    ),
    "option-unknown": (
        lambda: JS().hide("#a", display="flex"),  # type: ignore[call-arg]
        TypeError,
        "JS.hide() got an unexpected keyword argument 'display'",
    ),
    "value-type": (
        lambda: JS().push("x", value=[1]),  # type: ignore[arg-type]
        TypeError,
        "JS.push(): value=[1] cannot be used; pass a dict.",
    ),
    "target-flag": (
        lambda: JS().push("x", target=True),
        TypeError,
        "JS.push(): target=True cannot be used; pass a string.",
    ),
    "flag-type": (
        lambda: JS().push("x", page_loading=1),  # type: ignore[arg-type]
        TypeError,
        "JS.push(): page_loading=1 cannot be used; pass True or False.",
    ),
    "time-type": (
        lambda: JS().hide(time="200"),  # type: ignore[arg-type]
        TypeError,
        "JS.hide(): time='200' cannot be used; pass milliseconds as an integer.",
    ),
    "time-negative": (
        lambda: JS().hide(time=-1),
        ValueError,
        "JS.hide(): time=-1 is negative; pass 0 or more.",
    ),
    "transition-parts": (
        lambda: JS().hide(transition=("a", "b")),
        ValueError,
        "JS.hide(): transition=('a', 'b') has 2 parts; pass a string of classes, or "
        "three: (during, start, end).",
    ),
    "names-type": (
        lambda: JS().add_class(["a", 1]),  # type: ignore[list-item]
        TypeError,
        "JS.add_class(): names=1 cannot be used; pass a string.",
    ),
    "attribute-value-missing": (
        lambda: JS().set_attribute("a", None),  # type: ignore[arg-type]
        TypeError,
        "JS.set_attribute(): value=None cannot be used; pass a string.",
    ),
    "scheme": (
        lambda: JS().navigate("JavaScript:alert(1)"),
        ValueError,
        "JS.navigate(): href='JavaScript:alert(1)' may leave this site; pass a path "
        "('/page/?a=b'), and use an ordinary link for another site.",
    ),
    "destination-empty": (
        lambda: JS().patch(" "),
        ValueError,
        "JS.patch(): href=' ' is empty; pass a value, or leave it out.",
    ),
    "click-with-detail": (
        lambda: JS().dispatch("click", detail={}),
        ValueError,
        "JS.dispatch(): a click cannot have detail={}, since browsers "
        "set it to a number; dispatch a custom event and click() in its listener.",
    ),
    "blocking-with-done": (
        lambda: JS().dispatch("x", detail={"done": 1}, blocking=True),
        ValueError,
        "JS.dispatch(): detail={'done': 1} has the key 'done', which blocking=True "
        "reserves for a function; rename the key.",
    ),
    "not-json": (
        lambda: JS().push("x", value={"a": {1}}),
        TypeError,
        "JS.push(): {'event': 'x', 'value': {'a': {1}}} cannot be sent as JSON: Object "
        "of type set is not JSON serializable. Pass strings, finite numbers, booleans, "
        "None, dates, lists and dicts.",
    ),
}


@pytest.mark.parametrize(("js", "wire"), WIRE.values(), ids=WIRE)
def test_a_command_is_what_the_client_reads(js: JS, wire: str) -> None:
    assert str(js) == f"[{wire}]"


@pytest.mark.parametrize(("build", "kind", "message"), REFUSED.values(), ids=REFUSED)
def test_what_the_client_could_not_run_is_refused(
    build: Callable[[], JS], kind: type[Exception], message: str
) -> None:
    with pytest.raises((TypeError, ValueError)) as caught:
        build()
    assert (caught.type, str(caught.value)) == (kind, message)


NAVIGATION = pytest.mark.parametrize("command", ["navigate", "patch"])


@NAVIGATION
@pytest.mark.parametrize("href", STAYING.values(), ids=STAYING)
def test_navigation_leads_to_this_site(command: str, href: str) -> None:
    js = getattr(JS(), command)(href)
    assert json.loads(str(js)) == [[command, {"href": href, "replace": False}]]


@NAVIGATION
@pytest.mark.parametrize("href", LEAVING.values(), ids=LEAVING)
def test_navigation_does_not_leave_this_site(command: str, href: str) -> None:
    with pytest.raises(ValueError, match="may leave this site") as raised:
        getattr(JS(), command)(href)
    assert str(raised.value).startswith(f"JS.{command}(): href={href!r} ")


def test_a_number_that_json_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be sent as JSON"):
        JS().dispatch("x", detail={"a": float("nan")})


def test_commands_run_in_their_order() -> None:
    js = JS().push("save", value={"id": 1}).hide("#x")
    assert (
        str(js) == '[["push",{"event":"save","value":{"id":1}}],["hide",{"to":"#x"}]]'
    )


def test_no_command_is_an_empty_list() -> None:
    assert str(JS()) == "[]"


def test_a_value_may_be_anything_that_django_sends_as_json() -> None:
    value = {
        "day": dt.date(2024, 2, 29),
        "price": Decimal("1.50"),
        "id": uuid.UUID(int=1),
        "text": gettext_lazy("Yes"),
        "list": ("ä", None),
    }
    with override("de"):
        js = JS().push("x", value=value)
    assert str(js) == (
        '[["push",{"event":"x","value":{"day":"2024-02-29","price":"1.50",'
        '"id":"00000000-0000-0000-0000-000000000001","text":"Ja","list":["ä",null]}}]]'
    )


def test_what_was_built_does_not_change_with_its_value() -> None:
    value = {"ids": [1]}
    js = JS().push("x", value=value)
    value["ids"].append(2)
    assert str(js) == '[["push",{"event":"x","value":{"ids":[1]}}]]'


def test_a_method_leaves_its_builder_as_it_is() -> None:
    js = JS().hide("#x")
    js.show("#x")
    assert js == JS().hide("#x")


def test_a_builder_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        JS()._ops = ("x",)


def test_a_copy_is_equal() -> None:
    js = JS().hide("#x")
    assert copy(js) == deepcopy(js) == js


def test_equal_commands_are_one_in_a_set() -> None:
    one = JS().toggle("#x", in_="a", out="b")
    two = JS().toggle(out="b", in_="a", to="#x")
    assert {one, two, JS().toggle("#x")} == {one, JS().toggle("#x")}


def test_repr_shows_the_commands() -> None:
    assert repr(JS().pop_focus()) == '<JS [["pop_focus",{}]]>'


def test_html_is_escaped_for_either_quote() -> None:
    js = JS().push("it's", value={"a": '<b>&"'})
    assert js.__html__() == (
        "[[&quot;push&quot;,{&quot;event&quot;:&quot;it&#x27;s&quot;,&quot;value&quot;:"
        "{&quot;a&quot;:&quot;&lt;b&gt;&amp;\\&quot;&quot;}}]]"
    )


def test_a_variable_in_a_template_is_escaped() -> None:
    context = Context({"js": JS().hide("#x")})
    assert Template("{{ js }}").render(context) == (
        "[[&quot;hide&quot;,{&quot;to&quot;:&quot;#x&quot;}]]"
    )
