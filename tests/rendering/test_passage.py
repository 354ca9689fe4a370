"""Tags that are declared to show their contents as they are."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.template import TemplateSyntaxError

from tests.rendering.playing import LANGUAGE, Case, Frame, case, play, shown
from tests.rendering.things import rows

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)

CASES = [
    case(
        "a box around rows",
        "{% box v %}{% for r in rows %}<p>{{ boxed }} {{ r.name }}</p>{% endfor %}"
        "{% endbox %}",
        {"v": "<t>", "rows": rows("a", "<b>")},
        {"rows": rows("a", "<c>", "d")},
        {"v": "u"},
        {"v": ""},
        {"v": "w"},
    ),
    case(
        "a box in a box in a loop",
        "{% for r in rows %}{% box r.name %}{% box v %}{{ r.id }}{% endbox %}"
        "{% endbox %}{% endfor %}",
        {"v": "", "rows": rows("a", "b")},
        {"v": "x"},
        {"rows": rows("b", "a", "")},
    ),
    case(
        "contents that depend on the place",
        "{% localize off %}{{ n }}{% endlocalize %}{% timezone z %}{{ t }}"
        "{% endtimezone %}{% localtime off %}{{ t }}{% endlocaltime %}",
        {"n": 1234.5, "t": NOON, "z": "Europe/Paris", LANGUAGE: "de"},
        {"z": "Asia/Tokyo"},
        {"z": None},
        {LANGUAGE: "en"},
    ),
]


@pytest.mark.parametrize("flash", [False, True], ids=["all", "only flash"])
@pytest.mark.parametrize("played", CASES, ids=[each.name for each in CASES])
def test_a_passage_looks_as_django_renders_it(played: Case, flash: bool) -> None:
    looks = list(shown(play(played, flash=flash)))
    assert [ours for ours, _ in looks] == [theirs for _, theirs in looks]


def frames(source: str, start: dict[str, Any], *steps: Any) -> list[Frame]:
    return list(play(case("a case", source, start, *steps)))


def test_contents_keep_their_structure() -> None:
    source = "{% box v %}{% for r in rows %}<p>{{ r.name }}</p>{% endfor %}{% endbox %}"
    start = {"v": "t", "rows": rows("a", "b")}
    *_, last = frames(source, start, {"rows": rows("a", "c")})
    row = {"k": {"1": {"0": "c"}, "kc": 2}}
    assert last.tree == {"1": {"k": {"0": {"0": row}, "kc": 1}}}


def test_contents_shown_again_send_no_statics() -> None:
    source = "{% box v %}<p>{{ v }}</p>{% endbox %}"
    *_, last = frames(source, {"v": "t"}, {"v": ""}, {"v": "u"})
    assert last.tree == {
        "0": '<div title="u">',
        "1": {"k": {"0": {"0": "u"}, "kc": 1}},
        "2": "</div>",
    }


def test_contents_shown_twice_are_an_error() -> None:
    with pytest.raises(TemplateSyntaxError, match="EchoNode shows its contents twice"):
        frames("{% echo %}{{ v }}{% endecho %}", {"v": 1})
