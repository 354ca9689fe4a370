"""Fixtures for a release that is built from the files in git."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.blocks import ROOT


def tracked(*folders: str) -> list[str]:
    """The files of the repository, those that are not committed yet too."""
    git = shutil.which("git") or "git"
    told = subprocess.run(
        [git, "ls-files", "--cached", "--others", "--exclude-standard", *folders],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [name for name in told.stdout.splitlines() if (ROOT / name).is_file()]


@pytest.fixture(scope="session")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the sdist, and the wheel that was built from it."""
    copy = tmp_path_factory.mktemp("checkout")
    for name in tracked():
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, copy / name)
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", str(copy)],
        capture_output=True,
        check=True,
    )
    return copy / "dist"
