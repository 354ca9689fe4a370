"""Fixtures of the rendering tests."""

from collections.abc import Iterator

import pytest

from tests.rendering.official_client import OfficialClient, bundled


@pytest.fixture(scope="session")
def official_client(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[OfficialClient]:
    with bundled(tmp_path_factory.mktemp("client")) as client:
        yield client
