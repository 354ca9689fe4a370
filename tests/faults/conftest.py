"""Servers that are created once, and restarted where a test has stopped them."""

from collections.abc import Iterator

import pytest

from tests.faults.server import Server, serving


@pytest.fixture(scope="session")
def daphne(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving("daphne", tmp_path_factory.mktemp("daphne")) as server:
        yield server


@pytest.fixture(scope="session")
def uvicorn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving("uvicorn", tmp_path_factory.mktemp("uvicorn")) as server:
        yield server


@pytest.fixture(params=["daphne", "uvicorn"])
def server(request: pytest.FixtureRequest) -> Server:
    """The site, on each server in turn."""
    found: Server = request.getfixturevalue(request.param)
    if not found.is_running:
        found.start()
    return found
