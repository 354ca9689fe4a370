"""Templates beside the module of a view."""

import importlib
from collections.abc import Callable
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django import VERSION
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.test import Client
from django.urls import path
from pytest_django import Settings

from liveflash.pytest_plugin import live
from liveflash.testing import Live

__all__ = ["live"]

VIEW = "from liveflash import LiveView\n\nclass CounterView(LiveView): pass\n"
NUMBERS = count()

Project = Callable[..., ModuleType]


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a package that can be imported, in ``tmp_path``."""
    name = f"shop{next(NUMBERS)}"
    (tmp_path / name).mkdir()
    (tmp_path / name / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    return name


@pytest.fixture
def project(tmp_path: Path, package: str, settings: Settings) -> Project:
    """A function that writes files into the package and returns its module ``live``.

    Its view is the page at ``/``.
    """

    def create(**files: str) -> ModuleType:
        for name, text in {"live_py": VIEW, **files}.items():
            stem, _, suffix = name.rpartition("_")
            (tmp_path / package / f"{stem}.{suffix}").write_text(text)
        module = importlib.import_module(f"{package}.live")
        urls: Any = ModuleType("urls")
        urls.urlpatterns = [path("", module.CounterView.as_view())]
        settings.ROOT_URLCONF = urls
        return module

    return create


def body(client: Client) -> str:
    return client.get("/").content.decode()


def test_the_file_beside_the_module_is_the_template(
    project: Project, client: Client
) -> None:
    project(live_html="<h1>Beside</h1>")
    assert "<h1>Beside</h1>" in body(client)


def test_the_file_beside_the_module_wins_over_one_of_the_same_name_elsewhere(
    project: Project, client: Client, package: str, settings: Settings, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "templates" / package
    elsewhere.mkdir(parents=True)
    (elsewhere / "live.html").write_text("<h1>Elsewhere</h1>")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path / "templates"]}]
    project(live_html="<h1>Beside</h1>")
    assert "<h1>Beside</h1>" in body(client)


def test_template_name_wins_over_the_file(
    project: Project, client: Client, settings: Settings, tmp_path: Path
) -> None:
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    (tmp_path / "named.html").write_text("<h1>Named</h1>")
    named = VIEW.replace("pass", "template_name = 'named.html'")
    project(live_py=named, live_html="<h1>Beside</h1>")
    assert "<h1>Named</h1>" in body(client)


def test_a_subclass_inherits_the_file_of_its_base(
    project: Project, client: Client, package: str
) -> None:
    inherits = f"from {package}.shared import Shared\nclass CounterView(Shared): pass\n"
    shared = VIEW.replace("CounterView", "Shared")
    project(live_py=inherits, shared_py=shared, shared_html="<h1>Shared</h1>")
    assert "<h1>Shared</h1>" in body(client)


def test_a_subclass_has_a_file_of_its_own(
    project: Project, client: Client, package: str
) -> None:
    inherits = f"from {package}.shared import Shared\nclass CounterView(Shared): pass\n"
    shared = VIEW.replace("CounterView", "Shared")
    project(
        live_py=inherits,
        live_html="<h1>Own</h1>",
        shared_py=shared,
        shared_html="<h1>Shared</h1>",
    )
    assert "<h1>Own</h1>" in body(client)


def test_it_extends_templates_of_the_project(project: Project, client: Client) -> None:
    project(
        live_html='{% extends "base.html" %}{% block content %}<i>Own</i>{% endblock %}'
    )
    html = body(client)
    assert "<i>Own</i>" in html
    assert "<head>" in html


@pytest.mark.parametrize("name", ["./part.html", "{package}/part.html"])
def test_it_includes_its_neighbours(
    project: Project, client: Client, package: str, name: str
) -> None:
    included = name.format(package=package)
    project(live_html=f'{{% include "{included}" %}}', part_html="<b>Part</b>")
    assert "<b>Part</b>" in body(client)


def test_it_includes_a_partial_of_its_neighbour(
    project: Project, client: Client
) -> None:
    load = "" if VERSION >= (6,) else "{% load partials %}"
    project(
        live_html='{% include "./parts.html#row" %}',
        parts_html=load + "{% partialdef row %}<b>Row</b>{% endpartialdef %}",
    )
    assert "<b>Row</b>" in body(client)


def test_it_extends_its_neighbours(project: Project, client: Client) -> None:
    project(
        live_html='{% extends "./frame.html" %}{% block part %}Own{% endblock %}',
        frame_html="<b>{% block part %}{% endblock %}</b>",
    )
    assert "<b>Own</b>" in body(client)


def test_other_files_of_the_package_are_no_templates(
    project: Project, client: Client, package: str
) -> None:
    project(live_html="<h1>Beside</h1>", secrets_py="KEY = 1")
    body(client)
    with pytest.raises(TemplateDoesNotExist):
        get_template(f"{package}/secrets.py")


def test_files_above_the_package_are_no_templates(
    project: Project, client: Client, package: str, tmp_path: Path
) -> None:
    (tmp_path / "above.html").write_text("Above")
    project(live_html="<h1>Beside</h1>")
    body(client)
    with pytest.raises(TemplateDoesNotExist):
        get_template(f"{package}/../above.html")


def test_the_error_names_the_file_that_was_looked_for(
    project: Project, client: Client, package: str, tmp_path: Path
) -> None:
    project()
    missing = str(tmp_path / package / "live.html")
    with pytest.raises(ImproperlyConfigured) as raised:
        client.get("/")
    assert missing in str(raised.value)
    assert "template_name" in str(raised.value)


async def test_a_page_joins_with_it(project: Project, live: Live) -> None:
    project(live_html='<h1 id="title">Beside</h1>')
    page = await live("/")
    assert page.find("#title").text == "Beside"


@pytest.mark.parametrize(
    ("template", "problem"),
    [({}, "liveflash.E005"), ({"live_html": "{% if %}"}, "liveflash.E006")],
    ids=["missing", "broken"],
)
def test_checks_name_the_file(
    project: Project, template: dict[str, str], problem: str
) -> None:
    project(**template)
    (message,) = run_checks(tags=["liveflash"])
    assert message.id == problem
    assert "live.html" in f"{message.msg}{message.hint}"


def test_a_template_without_mistakes_passes_the_checks(project: Project) -> None:
    project(live_html="<h1>Beside</h1>")
    assert run_checks(tags=["liveflash"]) == []
