"""Pages of components show after the join and after events what Django renders."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.servers import unmeasured

ROOT = Path(__file__).resolve().parents[3]
URLS = ["/page/", "/inside/"]

pytest.importorskip("django_components")


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What the pages show, by URL; the library changes Django's templates for good."""
    run_dir = {"LIVEFLASH_TEST_DIR": str(tmp_path_factory.mktemp("components"))}
    done = subprocess.run(
        [sys.executable, "-m", "tests.projects.components.clicks"],
        cwd=ROOT,
        env={**unmeasured(), **run_dir},
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize("url", URLS)
def test_components_equal_djangos_render(outcome: Any, url: str) -> None:
    assert outcome[url]["shown"] == outcome[url]["loaded"]


@pytest.mark.parametrize("url", URLS)
def test_components_read_what_was_provided_around_them(outcome: Any, url: str) -> None:
    assert "<b>2: 1</b>" in outcome[url]["shown"][2]


@pytest.mark.parametrize("url", URLS)
def test_unchanged_components_are_not_sent(outcome: Any, url: str) -> None:
    assert outcome[url]["unchanged"] == {}


@pytest.mark.parametrize("url", URLS)
def test_messages_show_beside_components(outcome: Any, url: str) -> None:
    assert outcome[url]["texts"] == ["Put"]
