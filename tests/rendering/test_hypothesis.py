"""Generated templates, contexts and changes: a page equals Django's own render."""

from hypothesis import HealthCheck, given, settings

from tests.rendering.drawn import cases
from tests.rendering.official import OfficialClient
from tests.rendering.playing import Case, play_until_it_fails, shown

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
    frames = list(play_until_it_fails(case))
    theirs = [frame.html for frame in frames]
    assert [ours for ours, _theirs in shown(frames)] == theirs
    assert official_client.show([frame.tree for frame in frames]) == theirs


@drawing
@given(cases())
def test_generated_page_with_flash_equals_djangos_render(
    official_client: OfficialClient, case: Case
) -> None:
    frames = list(play_until_it_fails(case, flash=True))
    theirs = [frame.html for frame in frames]
    assert [ours for ours, _theirs in shown(frames)] == theirs
    assert official_client.show([frame.tree for frame in frames]) == theirs
