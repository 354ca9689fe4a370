"""The code of the official client shows the page that Django renders."""

import pytest

from tests.rendering.corpus import CASES
from tests.rendering.official import OfficialClient
from tests.rendering.playing import Case, play


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_official_client_shows_the_page_that_django_renders(
    official_client: OfficialClient, case: Case
) -> None:
    frames = list(play(case))
    shown = official_client.show([frame.tree for frame in frames])
    assert shown == [frame.html for frame in frames]
