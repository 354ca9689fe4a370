"""The files of a release are these, and no others."""

import re
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path
from zipfile import ZipFile

from tests.docs.blocks import ROOT
from tests.release.build import tracked

BUILT = {
    f"liveflash/static/liveflash/{name}"
    for name in (
        *("LICENSES.txt", "client.json", "development.js"),
        *("elements.d.ts", "elements.js"),
        *("liveflash.js", "liveflash-client.js"),
        *("liveflash-bell.js", "liveflash-touch.js"),
    )
}
TRANSLATIONS = {
    str(path.with_suffix(".mo")) for path in map(Path, tracked("liveflash/locale/*.po"))
}
PACKAGE = set(tracked("liveflash")) | BUILT | TRANSLATIONS
BESIDE = {"CHANGELOG.md", "LICENSE", "PKG-INFO", "README.md", "pyproject.toml"}
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
NAME = f"liveflash-{VERSION}"


def test_the_changelog_has_the_version_and_its_date() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text()
    unreleased, released, *_ = re.findall(r"^## (.+)$", changelog, re.M)
    assert unreleased == "Unreleased"
    assert re.fullmatch(rf"{re.escape(VERSION)} \(\d{{4}}-\d\d-\d\d\)", released)


def test_there_are_an_sdist_and_a_wheel(dist: Path) -> None:
    assert {path.name for path in dist.iterdir()} == {
        f"{NAME}.tar.gz",
        f"{NAME}-py3-none-any.whl",
    }


def test_the_wheel_has_the_package(dist: Path) -> None:
    with ZipFile(dist / f"{NAME}-py3-none-any.whl") as wheel:
        files = {name for name in wheel.namelist() if not name.endswith("/")}
    metadata = {
        f"{NAME}.dist-info/{name}"
        for name in (
            *("METADATA", "RECORD", "WHEEL", "entry_points.txt"),
            *("licenses/LICENSE", "licenses/liveflash/static/liveflash/LICENSES.txt"),
        )
    }
    assert files == PACKAGE | metadata


def test_the_sdist_has_what_the_wheel_is_built_from(dist: Path) -> None:
    with tarfile.open(dist / f"{NAME}.tar.gz") as sdist:
        files = {each.name.partition("/")[2] for each in sdist if each.isfile()}
    client = {name for name in tracked("client") if "/tests/" not in name}
    assert files - {".gitignore"} == PACKAGE | client | BESIDE


def test_the_registry_takes_the_description(dist: Path) -> None:
    files = sorted(str(path) for path in dist.iterdir())
    done = subprocess.run(
        [sys.executable, "-m", "twine", "--no-color", "check", "--strict", *files],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout.count("PASSED"), done.returncode) == (2, 0), done.stdout
