"""Filters that are registered as in pyview."""

from collections.abc import Callable

import pytest
from django.template import Context, Engine

from liveflash.pyview.vendor.ibis import filters


class Markup(str):
    """A text with ``__html__``, as markupsafe has it."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


@filters.register
def shout(text: str) -> str:
    """Return a text that is to be escaped."""
    return f"{text.upper()}!"


@filters.register()
def whisper(text: str) -> str:
    """Return a text in brackets."""
    return f"({text})"


@filters.register("bold")
def in_bold(text: str) -> Markup:
    """Return HTML."""
    return Markup(f"<b>{text}</b>")


@filters.register
@filters.register("twice")
def repeated(text: str, times: int = 2) -> str:
    """Return a text several times."""
    return text * times


@pytest.fixture
def render() -> Callable[[str], str]:
    """A function that renders a template with ``x``."""
    engine = Engine(builtins=["liveflash.pyview.filters"])

    def render(source: str) -> str:
        return engine.from_string(source).render(Context({"x": "a<b"}))

    return render


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("{{ x|shout }}", "A&lt;B!"),
        ("{{ x|whisper }}", "(a&lt;b)"),
        ("{{ x|bold }}", "<b>a<b</b>"),
        ("{{ x|twice }}", "a&lt;ba&lt;b"),
        ("{{ x|repeated:3 }}", "a&lt;ba&lt;ba&lt;b"),
        ("{{ x|len }}", "3"),
        ("{% if x|len != 1 %}many{% endif %}", "many"),
    ],
)
def test_a_filter_in_a_template(
    render: Callable[[str], str], source: str, html: str
) -> None:
    assert render(source) == html


def test_a_filter_that_is_registered_later(render: Callable[[str], str]) -> None:
    render("{{ x }}")
    filters.register("late")(str.title)
    assert render("{{ x|late }}") == "A&lt;B"


def test_a_registered_function_stays_callable() -> None:
    assert shout("a") == "A!"
