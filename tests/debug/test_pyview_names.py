"""Variables of pyview's templates that Django shows as nothing."""

import pytest

from liveflash.debug.pyview_names import Usage, names_of_pyview, templates_used

LOOP = "{{% for x in xs %}}{}{{% endfor %}}"


def found(source: str, *, is_in_loop: bool = False) -> list[Usage]:
    return list(names_of_pyview(source, is_in_loop=is_in_loop))


@pytest.mark.parametrize(
    ("written", "spelling"),
    [
        ("{{ loop.index }}", "{{ forloop.counter0 }}"),
        ("{{ loop.index|add:1 }}", "{{ forloop.counter0|add:1 }}"),
        ("{% if loop.is_first %}{% endif %}", "{% if forloop.first %}"),
        ("{{ loop.parent.index }}", "{{ forloop.parentloop.counter0 }}"),
    ],
)
def test_a_variable_of_loops(written: str, spelling: str) -> None:
    (usage,) = found(LOOP.format(written))
    assert spelling in usage.hint


def test_a_variable_of_loops_without_an_equivalent() -> None:
    (usage,) = found(LOOP.format("{{ loop.changed }}"))
    assert "forloop" in usage.hint


def test_a_variable_of_loops_in_an_included_template() -> None:
    (usage,) = found("{{ loop.index }}", is_in_loop=True)
    assert usage.name == "loop.index"


def test_the_name_of_an_event() -> None:
    (usage,) = found('<a phx-submit="{{ self.save }}">')
    assert 'phx-submit="save"' in usage.hint


def test_an_attribute_of_the_view() -> None:
    (usage,) = found("<p>{{ self.title }}</p>")
    assert "{{ view.title }}" in usage.hint


def test_the_line_is_named() -> None:
    (usage,) = found("\n\n{{ self.title }}")
    assert usage.line == 3


@pytest.mark.parametrize(
    "source",
    [
        "{{ loop.index }}",
        LOOP.format("{{ forloop.counter0 }}{{ x.loop.index }}{{ 'loop.index' }}"),
        "{% for loop in loops %}{{ loop.index }}{% endfor %}",
        LOOP.format("{% with loop=x %}{{ loop.index }}{% endwith %}"),
        "{% with x as self %}{{ self.title }}{% endwith %}",
        "{% comment %}{{ self.title }}{% endcomment %}{# {{ self.title }} #}",
        "{% verbatim %}{{ self.title }}{% endverbatim %}",
    ],
    ids=["no-loop", "django", "for", "with", "as", "comments", "verbatim"],
)
def test_a_template_that_reads_none(source: str) -> None:
    assert found(source) == []


def test_the_templates_that_a_template_names() -> None:
    source = '{% extends "a.html" %}{% include "./b.html" with x=1 %}{% include c %}'
    inside = LOOP.format("{% include 'd.html' %}")
    assert list(templates_used(source + inside)) == [
        ("a.html", False),
        ("./b.html", False),
        ("d.html", True),
    ]
