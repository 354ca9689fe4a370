"""A new user installs the wheel, and follows the README word for word."""

import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from tests.docs import project, shell
from tests.docs.blocks import ROOT


@pytest.fixture
def python(tmp_path: Path) -> Path:
    """A Python without liveflash: its other packages are those of the tests."""
    made = tmp_path / "venv"
    venv.create(made, with_pip=True)
    python = made / "bin" / "python"
    paths = {"base": str(made), "platbase": str(made)}
    packages = Path(sysconfig.get_path("purelib", vars=paths))
    others = tmp_path / "others"
    others.mkdir()
    for path in Path(sysconfig.get_path("purelib")).iterdir():
        if "liveflash" not in path.name:
            (others / path.name).symlink_to(path)
    (packages / "others.pth").write_text(str(others))
    return python


def test_the_readme_can_be_followed(python: Path, dist: Path, tmp_path: Path) -> None:
    folder = tmp_path / "project"
    folder.mkdir()
    variables = shell.environment(folder, str(python)) | {"PIP_FIND_LINKS": str(dist)}
    project.follow(ROOT / "README.md", folder, "/settings/", variables)
    told = subprocess.run(
        [python, "-c", "import liveflash; print(liveflash.__file__)"],
        capture_output=True,
        text=True,
        check=True,
        cwd=folder,
        env=variables,
    )
    assert Path(told.stdout.strip()).is_relative_to(tmp_path), sys.executable
