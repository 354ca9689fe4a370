"""Tests that are copied into the project of a page, beside the page's own tests."""

import doctest
import importlib
from pathlib import Path

import pytest
from django.core.management import call_command
from django.template import engines

HERE = Path(__file__).parent


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
