"""The check of templates that override those of version 0.1."""

from pathlib import Path

import pytest
from pytest_django import Settings

from liveflash.checks import CHECKS
from liveflash.checks.former_templates import OURS, check_former_templates

MESSAGE = '<div id="liveflash-{{ message.id }}" phx-hook="LiveflashMessage"></div>'
RENAMED = '<button phx-click="{% js push action.event %}">{{ action.label }}</button>'
ACTION = '<button phx-click="{% js push message.action.event %}">Undo</button>'
MORE = "<button phx-click=\"{% js toggle_attribute 'aria-expanded' 'true' 'false' %}\">"


@pytest.fixture
def templates(settings: Settings, tmp_path: Path) -> Path:
    """The directory of the project's templates."""
    (engine,) = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [tmp_path]}]
    return tmp_path


def override(templates: Path, name: str, source: str) -> None:
    path = templates / "liveflash" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source)


def found() -> list[tuple[str, str]]:
    return [(each.id or "", each.msg) for each in check_former_templates()]


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("flash/message.html", MESSAGE),
        ("flash/action.html", ACTION),
        ("flash/action.html", RENAMED),
        ("bootstrap/more.html", MORE),
        ("bell.html", "<button data-liveflash-open></button>"),
        ("history.html", "<div></div>"),
        ("daisyui/history.html", "<div></div>"),
    ],
)
def test_a_template_as_for_the_first_version_is_an_error(
    templates: Path, name: str, source: str
) -> None:
    override(templates, name, source)
    ((number, message),) = found()
    assert (number, name in message) == ("liveflash.E017", True)


@pytest.mark.parametrize("folder", ["", "bootstrap/", "daisyui/"])
def test_a_history_is_replaced_by_the_bell_beside_it(
    templates: Path, folder: str
) -> None:
    override(templates, f"{folder}history.html", "<div></div>")
    ((_number, message),) = found()
    assert f": liveflash/{folder}bell.html has replaced it" in message


def test_our_own_templates_override_those_of_this_version(templates: Path) -> None:
    for path in (OURS / "liveflash").rglob("*.html"):
        name = str(path.relative_to(OURS / "liveflash"))
        override(templates, name, path.read_text())
    assert found() == []


def test_a_template_that_adds_classes_is_right(templates: Path) -> None:
    extends = '{% extends "liveflash/flash/dismiss.html" %}'
    override(templates, "flash/dismiss.html", f"{extends}{{% block class %}} my-cross")
    assert found() == []


def test_the_templates_of_other_apps_are_left_alone(templates: Path) -> None:
    (templates / "action.html").write_text(ACTION)
    assert found() == []


def test_the_check_is_registered() -> None:
    assert check_former_templates in CHECKS
