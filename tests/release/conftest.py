"""Fixtures for a release that is built from the files in git.

The variables of the nox session ``wheel`` select a release that is built already, and a
Python in which it is installed.
"""

import os
import sysconfig
import venv
from pathlib import Path

import pytest
from filelock import FileLock

from tests.release.build import build

DIST = "LIVEFLASH_DIST"
PYTHON = "LIVEFLASH_PYTHON"


@pytest.fixture(scope="session")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the sdist, and the wheel that was built from it.

    Processes that share the tests share the folder.
    """
    if DIST in os.environ:
        return Path(os.environ[DIST])
    run = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        run = run.parent
    copy = run / "checkout"
    with FileLock(run / "checkout.lock"):
        if not (copy / "dist").exists():
            build(copy)
    return copy / "dist"


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python without liveflash: its other packages are those of the tests.

    Under nox, a Python in which liveflash is installed from the wheel.
    """
    if PYTHON in os.environ:
        return Path(os.environ[PYTHON])
    folder = tmp_path_factory.mktemp("installed")
    made = folder / "venv"
    venv.create(made, with_pip=True)
    paths = {"base": str(made), "platbase": str(made)}
    packages = Path(sysconfig.get_path("purelib", vars=paths))
    others = folder / "others"
    others.mkdir()
    for path in Path(sysconfig.get_path("purelib")).iterdir():
        if "liveflash" not in path.name:
            (others / path.name).symlink_to(path)
    (packages / "others.pth").write_text(str(others))
    return made / "bin" / "python"
