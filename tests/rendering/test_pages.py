"""A live page: variables, errors, time, threads, reloading."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from django.template import defaultfilters
from django.utils import timezone

from liveflash.flash.flash import Flash
from liveflash.flash.message import Message
from liveflash.protocol.wire_tree import Rendered
from liveflash.rendering.container import Container
from liveflash.rendering.renderer import (
    ContainerRenderer,
    PageTemplate,
    render_page,
    variables,
)
from tests.rendering.cases import (
    FLASH,
    PAGE,
    CaseRenderer,
    case,
    html_pairs,
    install_templates,
    render_case,
    rendered_by_django,
    request,
)
from tests.rendering.sample_objects import Broken, Failing, Named, rows

FAILING: dict[str, tuple[str | dict[str, str], dict[str, Any]]] = {
    "property": ("{{ v.missing }}", {"v": Broken()}),
    "property-in-if": ("{% if v.missing %}x{% endif %}", {"v": Broken()}),
    "property-in-rows": (
        "{% for r in v %}{{ r.missing }}{% endfor %}",
        {"v": [Broken()]},
    ),
    "method": ("{{ v.type_error }}", {"v": Failing()}),
    "unpacking": ("{% for a, b in v %}{{ a }}{% endfor %}", {"v": [(1, 2, 3)]}),
    "unpacking-number": ("{% for a, b in v %}{{ a }}{% endfor %}", {"v": [1]}),
    "loop-over-number": ("{% for a in v %}{{ a }}{% endfor %}", {"v": 1}),
    "filter-argument": ("{{ v|default:missing }}", {"v": 0}),
    "include": ("{% include v %}", {"v": "none.html"}),
    "include-nothing": ("{% include v %}", {"v": None}),
    "extends": ("{% extends v %}", {"v": "none.html"}),
    "extends-nothing": ("{% extends missing %}", {}),
    "partial": ("{% partial p %}", {}),
    "tag-without-text": ("a{% nothing %}", {}),
    "tag-without-text-in-loop": ("{% for x in 'ab' %}{% nothing %}{% endfor %}", {}),
    "super-of-nothing": ("{% block a %}{{ block.super }}{% endblock %}", {}),
    "super-of-nothing-in-if": (
        "{% block a %}{% if 1 %}{{ block.super }}{% endif %}{% endblock %}",
        {},
    ),
    "super-of-nothing-in-inner-block": (
        "{% block a %}{% block b %}{{ block.super }}{% endblock %}{% endblock %}",
        {},
    ),
}


@pytest.mark.parametrize(("source", "state"), FAILING.values(), ids=FAILING)
def test_error_of_django_is_raised(
    source: str | dict[str, str], state: dict[str, Any]
) -> None:
    played = case("failing", source, state)
    with install_templates(played.templates):
        live = CaseRenderer(played)
        error = live.error(state)
        assert error is not None
        with pytest.raises(type(error)):
            live.render(state)


OUTSIDE_AUTOESCAPE: dict[str, tuple[str, dict[str, Any]]] = {
    "block": ("{% autoescape off %}{% liveflash %}{% endautoescape %}", {}),
    "included": ("{% autoescape off %}{% include 'tag.html' %}{% endautoescape %}", {}),
    "engine": ("{% liveflash %}", {"autoescape": False}),
}


@pytest.mark.parametrize(
    ("source", "options"), OUTSIDE_AUTOESCAPE.values(), ids=OUTSIDE_AUTOESCAPE
)
def test_messages_are_escaped_where_autoescape_is_off(
    source: str, options: dict[str, Any]
) -> None:
    flash = Flash([Message("m1", "info", "info", "<i>")])
    later = Flash([Message("m2", "info", "info", {"title": "<i>", "items": ["<i>"]})])
    templates = {PAGE: source, "tag.html": "{% liveflash %}"}
    played = case("off", templates, {FLASH: flash}, {FLASH: later}, options=options)
    html = [each for pair in html_pairs(render_case(played)) for each in pair]
    assert [each.count("<i>") for each in html] == [0, 0, 0, 0]
    assert [each.count("&lt;i&gt;") for each in html] == [1, 1, 2, 2]


@dataclass
class Shared:
    """The context of a view."""

    name: str = "n"
    turn: str = "mine"

    @property
    def title(self) -> str:
        return self.name.title()

    @property
    def missing(self) -> str:
        raise AttributeError


def test_variables_are_the_fields_of_an_object_under_later_layers() -> None:
    source = "{{ name }}{{ title }}{{ missing }}{{ turn }}{{ extra }}"
    with install_templates({PAGE: source}):
        live = ContainerRenderer(PageTemplate(PAGE, request(), Container()))
        tree = live.render(variables(Shared("ann")), {"turn": "<2>", "extra": 1})
    assert Rendered(tree).html == "annAnn&lt;2&gt;1"


def test_tags_write_nothing_into_the_variables_of_the_view() -> None:
    source = (
        "{% cycle 'a' 'b' as turn %}{{ turn }}{% assign 'name' 'x' %}{{ name }}"
        "{% for r in rows %}{% cycle turn %}{% endfor %}{{ turn }}"
    )
    shared = Shared()
    page = PageTemplate(PAGE, request(), Container())
    layers = (variables(shared), {"rows": rows("a", "b")})
    with install_templates({PAGE: source}):
        shown = Rendered(ContainerRenderer(page).render(*layers)).html
        plain = render_page(page, *layers)
    assert (shown, plain, shared) == ("aaxbaa", "aaxbaa", Shared())


@pytest.mark.parametrize("name", ["timesince", "timeuntil"])
def test_filters_that_read_the_clock_are_applied_at_each_render(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = count()
    monkeypatch.setattr(defaultfilters, name, lambda *_: str(next(times)))
    played = case("clock", f"{{{{ v|{name} }}}}", {"v": timezone.now()})
    with install_templates(played.templates):
        live = CaseRenderer(played)
        trees = [live.render(played.start) for _ in range(3)]
    assert trees == [{"s": ["", ""], "0": "0"}, {"0": "1"}, {"0": "2"}]


def test_random_is_applied_at_each_render() -> None:
    played = case("random", "{{ v|random }}", {"v": "abcdefgh"})
    with install_templates(played.templates):
        live = CaseRenderer(played)
        live.render(played.start)
        assert any(live.render(played.start) for _ in range(50))


@pytest.mark.parametrize(
    ("debug", "shown"),
    [
        pytest.param(True, "new 1!", id="while it is developed"),
        pytest.param(False, "old 1", id="not otherwise"),
    ],
)
def test_reloaded_template_is_sent_again(debug: bool, shown: str) -> None:
    state = {"v": 1}
    played = case("reloaded", "old {{ v }}", state)
    with install_templates(played.templates, {"debug": debug}):
        live = CaseRenderer(played)
        page = Rendered(live.render(state))
    with install_templates(
        {PAGE: "new {{ v }}{% if v %}!{% endif %}"}, {"debug": debug}
    ):
        page.merge(live.render(state))
    assert page.html == shown


@pytest.mark.parametrize("_again", range(5))
def test_threads_may_compile_one_template_at_once(_again: int) -> None:
    sources = {
        "base.html": "{% block a %}{% endblock %}{% include 'part.html' %}",
        "part.html": "{% partialdef p %}{{ r.name }}{% endpartialdef %}"
        "{% for r in rows %}{% partial p %}{% if r.id %}{{ r.name }}{% endif %}"
        "{% endfor %}",
        PAGE: (
            "{% extends 'base.html' %}{% block a %}{{ v }}{{ block.super }}"
            "{% endblock %}"
        ),
    }
    state = {"v": Named("n"), "rows": rows("a", "b")}

    def show(_number: int) -> str:
        live = ContainerRenderer(PageTemplate(PAGE, request(), Container()))
        shown = Rendered(live.render(state))
        shown.merge(live.render(state))
        return shown.html

    with install_templates(sources), ThreadPoolExecutor(8) as pool:
        assert set(pool.map(show, range(16))) == {rendered_by_django(PAGE, state)}
