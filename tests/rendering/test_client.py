"""The code of the official client shows the page that Django renders."""

import pytest

from tests.rendering.cases import Case, render_case
from tests.rendering.corpus import CASES
from tests.rendering.official_client import OfficialClient


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_official_client_shows_the_page_that_django_renders(
    official_client: OfficialClient, case: Case
) -> None:
    frames = list(render_case(case))
    shown = official_client.show([frame.tree for frame in frames])
    assert shown == [frame.html for frame in frames]
