"""Generated templates, contexts and changes: a page equals Django's own render."""

from hypothesis import HealthCheck, given, settings

from tests.rendering.cases import Case, html_pairs, render_until_error
from tests.rendering.official_client import OfficialClient
from tests.rendering.strategies import cases

drawing = settings(
    deadline=None,
    derandomize=False,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@drawing
@given(cases())
def test_generated_page_equals_djangos_render(
    official_client: OfficialClient, case: Case
) -> None:
    frames = list(render_until_error(case))
    theirs = [frame.html for frame in frames]
    assert [ours for ours, _theirs in html_pairs(frames)] == theirs
    assert official_client.show([frame.tree for frame in frames]) == theirs


@drawing
@given(cases())
def test_generated_page_with_flash_equals_djangos_render(
    official_client: OfficialClient, case: Case
) -> None:
    frames = list(render_until_error(case, flash=True))
    theirs = [frame.html for frame in frames]
    assert [ours for ours, _theirs in html_pairs(frames)] == theirs
    assert official_client.show([frame.tree for frame in frames]) == theirs
