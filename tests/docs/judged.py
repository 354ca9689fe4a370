"""Tests that are copied into the project of a page, beside the page's own tests."""

import doctest
import importlib
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.template import engines

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"

STACK = re.compile(r"\{% liveflash( \w+=.*?)? %\}")
BLOCK_OF_A_STACK = re.compile(r"\{% block messages %\}.*?\{% endblock %\}", re.DOTALL)


def modules() -> list[str]:
    """Return the modules of the project without its tests, which pytest imports."""
    paths = (path.relative_to(HERE) for path in sorted(HERE.glob("**/*.py")))
    return [
        ".".join(path.with_suffix("").parts)
        for path in paths
        if not path.name.startswith(("test", "manage", "conftest"))
        and not path.parts[0].startswith(".")
        and "migrations" not in path.parts
    ]


def test_the_system_checks_pass() -> None:
    call_command("check", fail_level="ERROR")


@pytest.mark.parametrize("module", modules())
def test_a_module_can_be_imported(module: str) -> None:
    importlib.import_module(module)


def test_nothing_is_installed_twice() -> None:
    for names in (settings.INSTALLED_APPS, settings.MIDDLEWARE):
        assert len(names) == len(set(names)), names


def test_no_page_has_two_stacks() -> None:
    """The base template has the stack, unless a block can replace it."""
    for path in TEMPLATES.glob("*.html"):
        text = path.read_text(encoding="utf-8")
        parent = re.match(r"\{% extends \"(.+?)\" %\}", text)
        if parent and STACK.search(BLOCK_OF_A_STACK.sub("", text)):
            base = (TEMPLATES / parent[1]).read_text(encoding="utf-8")
            assert not STACK.search(base), path.name


def test_the_templates_compile() -> None:
    for path in HERE.glob("**/*.html"):
        template = engines["django"].from_string(path.read_text(encoding="utf-8"))
        if path.parent.name == "fragments":
            template.render({})


def test_the_python_sessions_print_the_expected_output() -> None:
    names = [path.name for path in sorted(HERE.glob("*.pycon"))]
    tried = [
        doctest.testfile(name, module_relative=False, optionflags=doctest.ELLIPSIS)
        for name in names
    ]
    assert [result.failed for result in tried] == [0] * len(names)
