"""The demo imports only what its installation provides."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
OURS = {"demo_project", "liveflash"}


def imported() -> Iterator[str]:
    """Yield the packages that modules of the demo import."""
    for module in (ROOT / "demo_project").rglob("*.py"):
        if "node_modules" in module.parts:
            continue
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            match node:
                case ast.Import(names=names):
                    yield from (name.name.partition(".")[0] for name in names)
                case ast.ImportFrom(module=str(name)):
                    yield name.partition(".")[0]


def installed() -> set[str]:
    """Return the distributions that liveflash and the demo require."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    lines = (ROOT / "demo_project/requirements.txt").read_text(encoding="utf-8")
    stated = re.findall(r"^[^#\s].*$", lines, re.MULTILINE)
    required = [*project["project"]["dependencies"], *stated]
    return {canonicalize_name(Requirement(each).name) for each in required}


def test_the_demo_imports_only_what_is_installed_for_it() -> None:
    foreign = set(imported()) - OURS - sys.stdlib_module_names
    providers = packages_distributions()
    missing = {
        name
        for name in foreign
        if not {canonicalize_name(each) for each in providers[name]} & installed()
    }
    assert missing == set()


def test_the_demo_has_imports_of_other_packages() -> None:
    assert {"django", "django_tasks", "pygments"} <= set(imported())
