"""Each project is served by a process of its own, to Chromium."""

from collections.abc import Iterator
from itertools import count

import pytest
from playwright.async_api import BrowserContext

from tests.browser import conftest as browsers
from tests.browser.conftest import browser, context, expected, open_page
from tests.browser.daphne import Site, serving

__all__ = ["browser", "context", "expected", "open_page"]

NUMBERS = count()


def pytest_runtest_setup(item: pytest.Function) -> None:
    """Without a browser its tests fail in CI, and are skipped elsewhere."""
    if "browser" in item.fixturenames:
        browsers.pytest_runtest_setup(item)


@pytest.fixture(scope="module")
def site(request: pytest.FixtureRequest) -> Site:
    """The project in the folder of the tests."""
    project = request.module.__package__
    return Site(f"{project}.settings", "tests.projects.asgi:application", "/stage/")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, site: Site) -> Iterator[str]:
    """The address of the project."""
    with serving(tmp_path_factory.mktemp("project"), site=site) as address:
        yield address


@pytest.fixture
async def name(context: BrowserContext) -> str:
    """The name of a user of the staff."""
    name = f"ada{next(NUMBERS)}"
    await context.request.get(f"/users/{name}/")
    return name
