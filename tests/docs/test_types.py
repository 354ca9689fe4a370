"""The projects of the documentation pass type checkers and Django's test runner."""

import json
import re
import sys
from pathlib import Path

import pytest

from tests.docs import project

PAGES = ["forms.md", "handlers.md", "testing.md"]

CHECKED = {
    "forms.md": ["mysite/live.py"],
    "handlers.md": ["mysite/live.py", "mysite/typed.py", "test_handlers.py"],
    "testing.md": ["mysite/live.py", "test_settings.py", "test_reports.py", "tests.py"],
}

MYPY = """
[mypy]
plugins = mypy_django_plugin.main
[mypy.plugins.django-stubs]
django_settings_module = mysite.settings
"""

STRICT = {"typeCheckingMode": "standard", "reportMissingTypeStubs": False}


@pytest.fixture(scope="module")
def mypy_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for what mypy has found out about the packages."""
    return tmp_path_factory.mktemp("mypy_cache")


def mypy(folder: Path, cache: Path, *files: str) -> str:
    """Return the output of mypy, in strict mode, for files of a project."""
    return project.run(folder, "mypy", "--strict", f"--cache-dir={cache}", *files)


def pyright(folder: Path, *files: str) -> str:
    """Return the output of pyright for files of a project."""
    return project.run(folder, "pyright", "--pythonpath", sys.executable, *files)


def test_the_project_passes_in_djangos_own_runner(tmp_path: Path) -> None:
    project.make("testing.md", tmp_path)
    output = project.run(tmp_path, "django", "test", "tests")
    assert re.search(r"Ran 2 tests .*\n\nOK", output), output


@pytest.mark.parametrize("page", PAGES)
def test_mypy_accepts_the_project_in_strict_mode(
    page: str, tmp_path: Path, mypy_cache: Path
) -> None:
    project.make(page, tmp_path)
    (tmp_path / "mypy.ini").write_text(MYPY)
    output = mypy(tmp_path, mypy_cache, *CHECKED[page])
    assert "Success: no issues found" in output, output


@pytest.mark.parametrize("page", PAGES)
def test_pyright_accepts_the_project(page: str, tmp_path: Path) -> None:
    project.make(page, tmp_path)
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(STRICT))
    output = pyright(tmp_path, *CHECKED[page])
    assert "0 errors" in output, output


def test_a_mistake_in_types_is_found(tmp_path: Path, mypy_cache: Path) -> None:
    project.make("handlers.md", tmp_path)
    typed = tmp_path / "mysite" / "typed.py"
    typed.write_text(typed.read_text().replace("context.count", "context.total"))
    output = [
        mypy(tmp_path, mypy_cache, "mysite/typed.py"),
        pyright(tmp_path, "mysite/typed.py"),
    ]
    assert ['"Cart" has no attribute "total"' in output[0], "total" in output[1]] == [
        True,
        True,
    ]
