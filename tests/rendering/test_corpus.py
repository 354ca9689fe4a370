"""A live page equals Django's own render, for every tag and filter."""

import re
from importlib import import_module
from typing import Any

import django
import pytest
from django.template import defaultfilters, defaulttags, loader_tags
from django.template.library import Library

from tests.rendering.cases import (
    LIBRARIES,
    SHAPES,
    Case,
    html_pairs,
    http_pairs,
    render_case,
)
from tests.rendering.corpus import CASES

KNOWN: list[Library] = [
    *(defaultfilters.register, defaulttags.register, loader_tags.register),
    *(import_module(name).register for name in LIBRARIES[:-3]),
]
SOURCES = "".join(source for case in CASES for source in case.templates.values())


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_page_equals_djangos_render(case: Case, shape: str) -> None:
    pairs = list(html_pairs(render_case(case, shape=shape)))
    assert [ours for ours, _theirs in pairs] == [theirs for _ours, theirs in pairs]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_page_with_flash_equals_djangos_render(case: Case) -> None:
    pairs = list(html_pairs(render_case(case, flash=True)))
    assert [ours for ours, _theirs in pairs] == [theirs for _ours, theirs in pairs]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_http_response_equals_djangos_render(case: Case) -> None:
    pairs = list(http_pairs(case))
    assert [ours for ours, _theirs in pairs] == [theirs for _ours, theirs in pairs]


def test_corpus_has_every_tag() -> None:
    used = set(re.findall(r"{%\s*(\w+)", SOURCES))
    # That of django-template-partials that it calls deprecated.
    without = {"startpartial"} if django.VERSION < (6,) else set()
    assert _names(library.tags for library in KNOWN) - used == without


def test_corpus_has_every_filter() -> None:
    used = set(re.findall(r"\|(\w+)", SOURCES))
    assert _names(library.filters for library in KNOWN) - used == set()


def test_corpus_is_large() -> None:
    assert (len(CASES) >= 150, len({case.name for case in CASES})) == (True, len(CASES))


def _names(registered: Any) -> set[str]:
    return {name for names in registered for name in names}
