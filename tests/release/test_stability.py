"""The page on stability names what the code has."""

import json
import re
import runpy
import tomllib
from pathlib import Path

import pytest
from django.apps import apps

import liveflash
from liveflash.management import commands
from liveflash.templatetags import liveflash as tags
from tests.docs.blocks import ROOT

PAGE = (ROOT / "docs" / "stability.md").read_text(encoding="utf-8")
PACKAGE = Path(liveflash.__file__).parent
TEMPLATES = PACKAGE / "templates" / "liveflash"
STYLES = (PACKAGE / "static" / "liveflash" / "liveflash.css").read_text()
CLIENT = ROOT / "client"
SCRIPTS = "\n".join(path.read_text() for path in (CLIENT / "src").glob("*.ts"))
INTERNAL_TEMPLATES = {"liveflash/messages.html", "liveflash/no_bell.html"}
INTERNAL_ELEMENTS = {"liveflash-page"}
INTERNAL_PROPERTIES = {"from", "keyboard", "layout", "safe-inline"}


def section(name: str) -> str:
    """Return the text below a marker, up to the next heading."""
    return re.split(r"^##|^<!--", PAGE.split(f"<!-- names: {name} -->")[1], flags=re.M)[
        0
    ]


def names(section_name: str, pattern: str) -> set[str]:
    return set(re.findall(pattern, section(section_name)))


def test_the_tags_are_those_of_the_library() -> None:
    own = {
        name for name in tags.register.tags if not name.startswith(("part", "start"))
    }
    assert names("tags", r"\{% (\w+) %\}") == own


def test_the_templates_are_those_of_the_package() -> None:
    whole = {f"liveflash/{path.name}" for path in TEMPLATES.glob("*.html")}
    parts = {path.name for path in (TEMPLATES / "flash").glob("*.html")}
    assert names("templates", r"`(liveflash/\w+\.html)`") == whole - INTERNAL_TEMPLATES
    assert names("templates", r"`(\w+\.html)`") == parts


def test_the_elements_are_those_of_the_client() -> None:
    defined = set(re.findall(r'customElements\.define\("([\w-]+)"', SCRIPTS))
    assert names("browser", r"`<([\w-]+)>`") == defined - INTERNAL_ELEMENTS


@pytest.mark.parametrize("name", sorted(names("browser", r"`liveflash:(\w+)`")))
def test_the_client_has_the_event(name: str) -> None:
    assert f"liveflash:{name}" in SCRIPTS


def test_the_functions_are_those_of_the_client() -> None:
    (given,) = re.findall(r"Object\.assign\(given, \{ ([\w, ]+) \}", SCRIPTS)
    functions = names("browser", r"`liveflash\.(\w+)`")
    assert functions == {*given.split(", "), "client"}


def test_the_properties_are_those_of_the_stylesheet() -> None:
    found = set(re.findall(r"--liveflash-([a-z-]+)", STYLES)) - INTERNAL_PROPERTIES
    assert names("styles", r"`--liveflash-([a-z-]+)`") == found


def test_the_package_has_the_classes() -> None:
    sources = "\n".join(path.read_text() for path in TEMPLATES.rglob("*.html"))
    listed = names("styles", r"`(liveflash[a-z-]*)`")
    assert listed - set(re.findall(r"[\w-]+", sources)) == set()


def test_the_tables_are_those_of_the_models() -> None:
    tables = {
        model._meta.db_table for model in apps.get_app_config("liveflash").get_models()
    }
    assert names("tables", r"`(liveflash_[a-z]+)`") == tables


def test_the_package_has_the_command() -> None:
    found = {path.stem for path in Path(commands.__path__[0]).glob("[!_]*.py")}
    assert found == names("tables", r"`manage\.py (\w+)`")


def test_the_versions_are_those_of_nox(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")  # which the file extends
    combinations = runpy.run_path(str(ROOT / "noxfile.py"))["COMBINATIONS"]
    head, *rows = re.findall(r"^\| (.+) \|$", section("versions"), re.M)
    versions = [cell.removeprefix("Django ") for cell in head.split(" | ")[1:]]
    named = {
        (row.split(" | ")[0], django)
        for row in rows
        for django, cell in zip(versions, row.split(" | ")[1:], strict=True)
        if cell != "no"
    }
    assert named == set(combinations)


def test_the_classifiers_name_the_same_versions() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    classifiers = "\n".join(project["classifiers"])
    pythons = re.findall(r"Python :: (3\.\d+)$", classifiers, re.M)
    assert pythons == re.findall(r"^\| (3\.\d+)", PAGE, re.M)
    djangos = re.findall(r"Django :: (\d\.\d)$", classifiers, re.M)
    assert djangos == re.findall(r"Django (\d\.\d) \|", PAGE)


def test_the_client_has_the_versions() -> None:
    packages = json.loads((CLIENT / "package.json").read_text())["dependencies"]
    assert dict(re.findall(r"`(phoenix\w*)` ([\d.]+\d)", PAGE)) == packages
