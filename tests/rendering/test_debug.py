"""What ``{% debug %}``, errors and logs show of a live page's context."""

import logging
import re
import sys
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import pytest
from django.template import VariableDoesNotExist

from liveflash.rendering.container import Container
from liveflash.rendering.renderer import (
    ContainerRenderer,
    PageTemplate,
    render_page,
    variables,
)
from tests.rendering.cases import (
    PAGE,
    SHAPES,
    CaseRenderer,
    case,
    html_pairs,
    install_templates,
    render_case,
    request,
)

DEBUG = {"DEBUG": True}
MODULES = "\n\n{&#x27;"  # the list of modules begins here


@dataclass
class Variables:
    """The variables of a view, some of which run code."""

    v: int = 1

    @property
    def computed(self) -> str:
        raise ValueError

    def method(self) -> str:
        raise ValueError


@dataclass(slots=True)
class Slotted:
    """Variables without a dictionary."""

    v: int = 1


def comparable(text: str) -> str:
    """Return a text without addresses and empty layers."""
    return re.sub(r" at 0x\w+|\{\}|, (?=\{)|^\[|\]$", "", text)


@pytest.mark.parametrize("shape", SHAPES)
def test_debug_shows_the_layers_of_djangos_context(shape: str) -> None:
    played = case("debug", "{% debug %}", {"v": 1}, {"v": 2}, settings=DEBUG)
    for ours, theirs in html_pairs(render_case(played, shape=shape)):
        # Not the modules, of which a first render loads some.
        shown = [comparable(text.partition(MODULES)[0]) for text in (ours, theirs)]
        assert shown[0] == shown[1]


def test_debug_sends_nothing_for_an_unchanged_page() -> None:
    played = case("debug", "{% debug %}", {"v": 1}, {}, {}, settings=DEBUG)
    assert [frame.tree for frame in render_case(played)][2] == {}


def test_debug_sends_a_changed_variable_without_the_modules() -> None:
    played = case("debug", "{% debug %}", {"v": 1}, {}, {"v": "new"}, settings=DEBUG)
    tree = [frame.tree for frame in render_case(played)][2]
    assert (set(tree), "new" in tree["0"]) == ({"0"}, True)


class LongModule(ModuleType):
    """A module with an empty line in its description."""

    def __repr__(self) -> str:
        return "loaded_later\n\n"


@pytest.mark.parametrize("kind", [ModuleType, LongModule])
def test_debug_sends_the_modules_once_one_is_loaded(
    monkeypatch: pytest.MonkeyPatch, kind: type[ModuleType]
) -> None:
    with install_templates({PAGE: "{% debug %}"}, settings=DEBUG):
        live = CaseRenderer(case("debug", "", {}))
        live.render({})
        live.render({})
        monkeypatch.setitem(sys.modules, "loaded_later", kind("loaded_later"))
        tree = live.render({})
    assert (set(tree), "loaded_later" in tree["1"]) == ({"1"}, True)


@pytest.mark.parametrize("source", [Variables(), Slotted()], ids=["dict", "slots"])
def test_debug_shows_what_a_view_has_stored_and_runs_no_code(source: object) -> None:
    page = PageTemplate(PAGE, request(), Container())
    with install_templates({PAGE: "{% debug %}"}, settings=DEBUG):
        plain = render_page(page, variables(source))
        live = str(ContainerRenderer(page).render(variables(source))["0"])
    shown = "{&#x27;v&#x27;: 1}"
    assert (shown in plain, shown in live) == (True, True)


def failing_lookup() -> Any:
    """Return the error of our lookup, and of Django's."""
    played = case("missing", "{{ v|default:missing }}", {"v": 0})
    with install_templates(played.templates):
        live = CaseRenderer(played)
        with pytest.raises(VariableDoesNotExist) as raised:
            live.render(played.start)
        return raised.value, live.error(played.start)


def test_the_error_of_a_lookup_shows_the_layers_of_djangos_context() -> None:
    ours, theirs = map(str, failing_lookup())
    prefix = "Failed lookup for key [missing] in "
    shown = [comparable(text.removeprefix(prefix)) for text in (ours, theirs)]
    assert shown[0] == shown[1]


def test_the_log_of_a_lookup_shows_no_object_of_ours(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG, "django.template")
    page = PageTemplate(PAGE, request(), Container())
    with install_templates({PAGE: "{{ missing }}"}):
        ContainerRenderer(page).render(variables(Variables()))
    assert ("'v': 1" in caplog.text, "liveflash.rendering." in caplog.text) == (
        True,
        False,
    )


def test_text_for_invalid_variables_names_them() -> None:
    options = {"string_if_invalid": "[%s]"}
    played = case("invalid", "{{ w }}{{ v.w }}", {"v": 1}, {"v": 2}, options=options)
    pairs = list(html_pairs(render_case(played)))
    assert (
        [ours for ours, _ in pairs]
        == [theirs for _, theirs in pairs]
        == (["[w][v.w]"] * 2)
    )
