"""Hints for templates that are written as for pyview."""

from typing import Any

import pytest
from django.template import TemplateSyntaxError, engines
from django.test import Client
from django.urls import path
from pytest_django import Settings

from liveflash import LiveView
from liveflash.debug.pyview_syntax import hint_for_block, hint_for_variable


class PageView(LiveView[Any]):
    """A view with a template that tests replace."""

    template_name = "page.html"

    def mount(self, socket: Any, session: Any) -> None:
        """Name the included template."""
        socket.context = {"part": "part.html"}


urlpatterns = [path("", PageView.as_view())]


@pytest.mark.parametrize(
    ("written", "spelling"),
    [
        ("js|js.push:'save'", "{% js push 'save' %}"),
        ("js|js.push:event", "{% js push event %}"),
        ("js | js.push('save')", "{% js push 'save' %}"),
        ('js.push("save", {"id": 1})', "{% js push 'save' id=1 %}"),
        ('js.push("go", {"user-id": 1})', "{% js push 'go' value=payload %}"),
        ('js.show("#bq")', "{% js show '#bq' %}"),
        ("js.hide(\"[a='b']\")", """{% js hide "[a='b']" %}"""),
        (
            'js.push("add") | js.transition("#counter", "bounce", 200)',
            "{% js push 'add' | transition 'bounce' to='#counter' time=200 %}",
        ),
        (
            'js | js.add_class("#a", "b", "c") | js.dispatch("copy", "#d")',
            "{% js add_class 'b c' to='#a' | dispatch 'copy' to='#d' %}",
        ),
        ("js | js.pop_focus()", "{% js pop_focus %}"),
        ('js | js.exec("data-a", "#b")', "{% js exec 'data-a' to='#b' %}"),
        (
            'js | js.set_attribute(("open", ""), "#b")',
            "{% js set_attribute 'open' '' to='#b' %}",
        ),
        ("task.text | truncatewords(15)", "{{ task.text | truncatewords:15 }}"),
        ("names|join(', ')", '{{ names|join:", " }}'),
        ("x|upper()", "{{ x|upper }}"),
        ("x|slice(0, 1)|f(a)", '{{ x|slice:"0:1"|f:a }}'),
        ("x|slice(2)", '{{ x|slice:"2:" }}'),
        ("when|dtformat('%m-%d %I:%M %p')", '{{ when|date:"m-d h:i A" }}'),
        ("names|len", "{{ names|length }}"),
        ("names|index(2)", "{{ names.2 }}"),
        ("n|even", "{{ n|divisibleby:2 }}"),
        ("x|f(a, 'b')", '{% f x a "b" %}'),
        ("x|lower|f('a', 2)|upper", "{% f x|lower"),
        ('errors.get("name", "")', "{{ errors.name }}"),
        ('errors.get("name", "?")|upper', '{{ errors.name|default:"?"|upper }}'),
        ("cart.total()", "{{ cart.total }}"),
        ("loop.index", "{{ forloop.counter0 }}"),
        ("loop.count", "{{ forloop.counter }}"),
        ("loop.is_last", "{{ forloop.last }}"),
        ("loop.parent.index0", "{{ forloop.parentloop.counter0 }}"),
        ("a or b", "{% firstof a b %}"),
        ("ok ?? a :: 'b'", "{% if ok %}{{ a }}{% else %}{{ 'b' }}{% endif %}"),
    ],
)
def test_a_variable_is_written_out_for_django(written: str, spelling: str) -> None:
    assert spelling in hint_for_variable(written)


@pytest.mark.parametrize(
    ("written", "spelling"),
    [
        ("cycle 'bg-white', 'bg-gray-50'", "{% cycle 'bg-white' 'bg-gray-50' %}"),
        ("if names|len > 1 && ok || late", "{% if names|length > 1 and ok or late %}"),
        ("for x in xs|reversed", "{% for x in xs reversed %}"),
        ('if errors.get("name")', "{% if errors.name %}"),
        ('include "a.html" with b=c & d=e', '{% include "a.html" with b=c d=e %}'),
        ("if loop.is_first", "{% if forloop.first %}"),
    ],
)
def test_a_tag_is_written_out_for_django(written: str, spelling: str) -> None:
    assert spelling in hint_for_block(written)


def test_the_library_of_commands_is_named() -> None:
    assert "{% load liveflash %}" in hint_for_variable("js.show('#bq')")


def test_a_call_with_arguments_has_no_equivalent() -> None:
    assert "cannot pass arguments" in hint_for_variable("chart(300, 100)")


@pytest.mark.parametrize(
    "written",
    ["name", "name|upper", "name|default:'js.push(1)'", "a.b.0", 'x|f:"loop.index"'],
)
def test_what_django_writes_alike_has_no_hint(written: str) -> None:
    assert hint_for_variable(written) == ""


@pytest.mark.parametrize("written", ["x|f(", "x|f('", "js.push(", "js.push(1 2)", "||"])
def test_what_nobody_understands_has_no_hint(written: str) -> None:
    assert hint_for_variable(written) == ""


def commands_for_django() -> list[str]:
    """Return the commands that the hints above write out."""
    (mark,) = test_a_variable_is_written_out_for_django.pytestmark  # type: ignore[attr-defined]
    return [spelling for _, spelling in mark.args[1] if spelling.startswith("{% js")]


@pytest.mark.parametrize("spelling", commands_for_django())
def test_the_tag_of_a_hint_can_be_compiled(spelling: str) -> None:
    engines["django"].from_string("{% load liveflash %}" + spelling)


@pytest.mark.parametrize(
    "source", ["{{ x|len }}", "{% include part %}"], ids=["page", "included"]
)
def test_the_error_of_a_page_has_the_hint(
    client: Client, settings: Settings, source: str
) -> None:
    sources = {"page.html": source, "part.html": "{{ x|len }}"}
    loader = ("django.template.loaders.locmem.Loader", sources)
    (engine,) = settings.TEMPLATES
    options = {**engine["OPTIONS"], "loaders": [loader]}
    settings.TEMPLATES = [{"BACKEND": engine["BACKEND"], "OPTIONS": options}]
    settings.ROOT_URLCONF = __name__
    with pytest.raises(TemplateSyntaxError) as raised:
        client.get("/")
    assert raised.value.__notes__ == ["Write {{ x|length }}."]
