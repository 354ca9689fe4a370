"""``{% liveflash %}`` in another look: skins, single parts, another template."""

import re
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import pytest
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.http import HttpRequest
from django.template import engines
from django.test import RequestFactory
from django.utils import translation
from pytest_django import Settings

from liveflash import put_flash
from liveflash.flash.skins import PARTS, PARTS_OF
from liveflash.rendering.container import ANNOUNCER

AddTemplate = Callable[[str, str], None]


@pytest.fixture
def request_() -> HttpRequest:
    request = RequestFactory().get("/")
    request.session = SessionStore()
    return request


@pytest.fixture
def templates(settings: Settings, tmp_path: Path) -> AddTemplate:
    """Add a template to the project's own."""
    configured = deepcopy(settings.TEMPLATES)
    configured[0]["DIRS"] = [tmp_path, *configured[0]["DIRS"]]
    settings.TEMPLATES = configured

    def add(name: str, source: str) -> None:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(source, encoding="utf-8")

    return add


def render_with_patterns(source: str, request: HttpRequest) -> str:
    """Render a template with the given tags."""
    template = engines["django"].from_string("{% load liveflash %}" + source)
    return str(template.render({}, request))


def render(source: str, request: HttpRequest) -> str:
    """Render a template with the given tags, without the patterns for the client."""
    html = render_with_patterns(source, request)
    return re.sub(r"<liveflash-page.*?</liveflash-page>", "", html, flags=re.DOTALL)


@pytest.mark.parametrize("name", ["mine.html", "partials.html#mine"])
def test_one_tag_may_show_another_template(
    request_: HttpRequest,
    templates: AddTemplate,
    name: str,
) -> None:
    shown = "{% for message in messages %}{{ message.key }};{% endfor %}"
    templates("mine.html", shown)
    templates(
        "partials.html",
        f"{{% load liveflash %}}{{% partialdef mine %}}{shown}{{% endpartialdef %}}",
    )
    put_flash(request_, "info", "x")
    html = render(f'{{% liveflash template="{name}" %}}{{% liveflash %}}', request_)
    assert html.startswith(f"info;{ANNOUNCER}<liveflash-stack")


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("skin", PARTS_OF)
def test_a_project_may_override_one_part_alone(
    request_: HttpRequest,
    templates: AddTemplate,
    skin: str,
    part: str,
) -> None:
    action = {"label": "Undo", "event": "undo"}
    value = {"title": "T", "url": "/x/", "action": action, "fraction": 0.4}
    value["actions"] = [{"label": "Open", "url": "/x/"}]
    put_flash(request_, "info", value, icon="bell")
    put_flash(request_, "error", "x")
    tag = f'{{% liveflash max=1 skin="{skin}" %}}'
    templates(PARTS_OF[skin][part], "<i>mine</i>")
    html = render_with_patterns(tag, request_)
    assert ("<i>mine</i>" in html, 'id="liveflash"' in html) == (True, True)


@pytest.mark.parametrize("skin", PARTS_OF)
def test_a_fraction_is_a_bar_that_the_text_names(
    request_: HttpRequest, skin: str
) -> None:
    put_flash(request_, "job", {"text": "x", "fraction": 0.25}, level="loading")
    html = render(f'{{% liveflash skin="{skin}" %}}', request_)
    bar = re.search(r'<progress .*aria-labelledby="(.*?)" max="1" value="0.25">', html)
    assert bar is not None
    assert f'<div id="{bar[1]}" data-liveflash-text>' in html


def test_a_bar_has_its_number_in_every_language(request_: HttpRequest) -> None:
    put_flash(request_, "job", {"text": "x", "fraction": 0.25})
    with translation.override("de"):
        assert 'value="0.25"' in render("{% liveflash %}", request_)


def test_a_message_without_a_fraction_has_no_bar(request_: HttpRequest) -> None:
    put_flash(request_, "job", "x", level="loading")
    html = render("{% liveflash %}", request_)
    assert ("<progress" in html, "-text" in html.split("data-liveflash-text")[0]) == (
        False,
        False,
    )


def test_a_project_may_add_to_a_part(
    request_: HttpRequest, templates: AddTemplate
) -> None:
    templates(
        "liveflash/flash/dismiss.html",
        '{% extends "liveflash/flash/dismiss.html" %}'
        "{% block class %} small{% endblock %}",
    )
    put_flash(request_, "info", "x")
    html = render("{% liveflash %}", request_)
    assert re.findall(r'class="(.*?)" data-liveflash-dismiss', html) == [
        "liveflash-dismiss small"
    ]


DRESSED = {
    "bootstrap": {
        "info": "alert alert-info",
        "success": "alert alert-success",
        "warning": "alert alert-warning",
        "error": "alert alert-danger",
        "custom": "alert alert-secondary",
    },
    "daisyui": {
        "info": "alert alert-info",
        "success": "alert alert-success",
        "warning": "alert alert-warning",
        "error": "alert alert-error",
        "custom": "alert",
    },
}


@pytest.mark.parametrize("level", DRESSED["daisyui"])
@pytest.mark.parametrize("skin", DRESSED)
def test_a_skin_dresses_messages_by_their_level(
    request_: HttpRequest, settings: Settings, skin: str, level: str
) -> None:
    settings.LIVEFLASH_SKIN = skin
    put_flash(request_, level, "x")
    html = render(f'{{% liveflash "{level}" %}}', request_)
    assert re.findall(r'class="liveflash-message (.*?)"', html) == [
        DRESSED[skin][level]
    ]


def test_a_tag_may_have_a_skin_of_its_own(
    request_: HttpRequest, settings: Settings
) -> None:
    settings.LIVEFLASH_SKIN = "daisyui"
    put_flash(request_, "info", "x")
    html = render('{% liveflash skin="bootstrap" %}', request_)
    assert re.findall(r'class="liveflash-message (.*?)"', html) == ["toast show"]


@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize(
    ("skin", "classes"),
    [
        ("plain", "liveflash-bell-open"),
        ("bootstrap", "liveflash-bell-open btn btn-outline-secondary"),
        ("daisyui", "liveflash-bell-open btn"),
    ],
)
def test_a_skin_dresses_the_history(
    request_: HttpRequest, settings: Settings, skin: str, classes: str, debug: bool
) -> None:
    settings.DEBUG = debug
    html = render(f'{{% liveflash_history skin="{skin}" %}}', request_)
    assert re.findall(r'class="(.*?)" data-liveflash-use="open"', html) == [classes]


def test_unknown_skin_of_the_history(request_: HttpRequest) -> None:
    told = (
        "liveflash_history %}: skin must be one of plain, bootstrap, daisyui, not 'x'"
    )
    with pytest.raises(ValueError, match=told):
        render('{% liveflash_history skin="x" %}', request_)
