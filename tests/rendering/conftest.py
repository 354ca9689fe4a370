"""Fixtures of the rendering tests, and how many examples are drawn.

``pytest tests/rendering --hypothesis-profile nightly`` draws many.
"""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.rendering.official import OfficialClient, bundled

settings.register_profile("nightly", deadline=None, max_examples=20_000)


@pytest.fixture(scope="session")
def official_client(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[OfficialClient]:
    with bundled(tmp_path_factory.mktemp("client")) as client:
        yield client
