"""Whatever the template, its context and the changes: it looks as Django renders it."""

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
def test_drawn_page_looks_as_django_renders_it(
    official_client: OfficialClient, case: Case
) -> None:
    frames = list(play_until_it_fails(case))
    theirs = [frame.html for frame in frames]
    assert [ours for ours, _theirs in shown(frames)] == theirs
    assert official_client.show([frame.tree for frame in frames]) == theirs


@drawing
@given(cases())
def test_drawn_page_shows_flash_as_django_renders_it(
    official_client: OfficialClient, case: Case
) -> None:
    frames = list(play_until_it_fails(case, flash=True))
    theirs = [frame.html for frame in frames]
    assert [ours for ours, _theirs in shown(frames)] == theirs
    assert official_client.show([frame.tree for frame in frames]) == theirs
