"""The official client's own code shows what Django renders."""

import pytest

from tests.rendering.corpus import CASES
from tests.rendering.official import OfficialClient
from tests.rendering.playing import Case, play


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_client_shows_page_as_django_renders_it(
    official_client: OfficialClient, case: Case
) -> None:
    frames = list(play(case))
    shown = official_client.show([frame.tree for frame in frames])
    assert shown == [frame.html for frame in frames]
