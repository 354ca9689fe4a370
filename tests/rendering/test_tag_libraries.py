"""Tags of packages that collect on a page: sekizai and django-webpack-loader."""

import json
from importlib import import_module
from pathlib import Path

import pytest

from tests.rendering.cases import PAGE, case, html_pairs, http_pairs, render_case

pytest.importorskip("sekizai")
pytest.importorskip("webpack_loader")

OPTIONS = {
    "libraries": {
        "sekizai_tags": "sekizai.templatetags.sekizai_tags",
        "webpack_loader": "webpack_loader.templatetags.webpack_loader",
    },
    "context_processors": [
        "django.template.context_processors.request",
        "sekizai.context_processors.sekizai",
    ],
}
STATS = {
    "status": "done",
    "publicPath": "/",
    "chunks": {"main": ["shared.js", "main.js"], "other": ["shared.js", "other.js"]},
    "assets": {
        name: {"name": name, "publicPath": f"/{name}"}
        for name in ("shared.js", "main.js", "other.js")
    },
}


PAGES: dict[str, dict[str, str]] = {
    "assets that the page has already": {
        PAGE: (
            "{% load webpack_loader %}"
            "{% block head %}{% render_bundle 'main' %}{% endblock %}"
            "{% live %}{{ v }}{% render_bundle 'other' %}{% endlive %}"
        )
    },
    "assets in a live page": {
        PAGE: (
            "{% load webpack_loader %}{{ v }}{% render_bundle 'main' %}"
            "{% for r in 'ab' %}{% render_bundle 'other' %}{% endfor %}"
        )
    },
    "parts that are shown in the head": {
        "base.html": (
            "{% load sekizai_tags %}<head>{% render_block 'css' %}</head>"
            "{% live %}{{ v }}{% block body %}{% endblock %}{% endlive %}"
            "{% render_block 'js' %}"
        ),
        PAGE: (
            "{% extends 'base.html' %}{% load sekizai_tags %}{% block body %}"
            "{% addtoblock 'js' %}{{ v }}{% endaddtoblock %}<p>{{ v }}</p>"
            "{% endblock %}"
        ),
    },
    "parts that are shown in an included template": {
        "part.html": "{% load sekizai_tags %}{% render_block 'js' %}<p>{{ v }}</p>",
        PAGE: (
            "{% load sekizai_tags %}{% block head %}{% addtoblock 'js' %}{{ v }}"
            "{% endaddtoblock %}{% endblock %}"
            "{% live %}{{ v }}{% include 'part.html' %}{% endlive %}"
        ),
    },
}


@pytest.fixture(autouse=True)
def build(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Have django-webpack-loader read the assets of a build from a file."""
    stats = tmp_path / "stats.json"
    stats.write_text(json.dumps(STATS))
    config = import_module("webpack_loader.config").user_config["DEFAULT"]
    monkeypatch.setitem(config, "STATS_FILE", str(stats))
    monkeypatch.setitem(config, "CACHE", False)
    monkeypatch.setitem(config, "SKIP_COMMON_CHUNKS", True)


@pytest.mark.parametrize("source", PAGES.values(), ids=PAGES)
def test_page_equals_djangos_render(source: dict[str, str]) -> None:
    start = {"v": "1"}
    played = case("library", source, start, {}, {"v": "<2>"}, {}, options=OPTIONS)
    pairs = [*html_pairs(render_case(played)), *http_pairs(played)]
    assert [ours for ours, _theirs in pairs] == [theirs for _ours, theirs in pairs]
