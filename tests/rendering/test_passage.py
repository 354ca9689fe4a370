"""Tags that nobody registered keep the structure of contents that they show."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.template import Node

from liveflash.protocol.rendered import Rendered
from liveflash.rendering.renderer import django_template
from tests.rendering.playing import (
    LANGUAGE,
    PAGE,
    Frame,
    Playing,
    case,
    play,
    play_until_it_fails,
    rendered_by_django,
    shown,
    stage,
)
from tests.rendering.things import rows

ROWS = "{% for r in rows %}<p>{{ r.name }}</p>{% endfor %}"
START: dict[str, Any] = {"v": "t", "w": "u", "rows": rows("a", "b")}
CHANGED = {"rows": rows("a", "c")}
# What then changes in the loop, as the contents of a tag that stand behind a text.
CELL = {"k": {"1": {"0": "c"}, "kc": 2}}
CONTENTS = {"k": {"0": {"0": CELL}, "kc": 1}}


def trees(source: Any, start: dict[str, Any], *steps: Any) -> list[Any]:
    return [frame.tree for frame in frames(source, start, *steps)]


def frames(source: Any, start: dict[str, Any], *steps: Any) -> list[Frame]:
    return list(play(case("a case", source, start, *steps)))


@pytest.mark.parametrize(
    "tag",
    [
        pytest.param("scope v", id="shown as they are"),
        pytest.param("box v", id="in a box"),
        pytest.param("measured", id="rendered twice"),
        pytest.param("quoted by=v", id="simple block"),
        pytest.param("framed v", id="simple block with context"),
        pytest.param("alone rows", id="in another context"),
        pytest.param("cloned v", id="shown by another of its class"),
        pytest.param("abstract v", id="class of another class"),
        pytest.param("counted", id="class that hears of subclasses"),
        pytest.param("guarded", id="guarded"),
        pytest.param("raw v", id="without escaping"),
        pytest.param("ifchanged", id="ifchanged"),
        pytest.param("ifchanged v", id="ifchanged with a value"),
        pytest.param("cache 0 name v", id="cache"),
    ],
)
def test_contents_keep_their_structure(tag: str) -> None:
    inner = ROWS.replace("rows", "a") if "alone" in tag else ROWS
    source = f"{{% {tag} %}}{inner}{{% end{tag.split(maxsplit=1)[0]} %}}"
    assert trees(source, START, CHANGED)[1] == {"0": {"1": CONTENTS}}


@pytest.mark.parametrize(
    "tag", ["localize off", "localtime on", "timezone 'Asia/Tokyo'", "language 'de'"]
)
def test_contents_in_another_place_keep_their_structure(tag: str) -> None:
    source = f"{{% {tag} %}}{ROWS}{{% end{tag.split(maxsplit=1)[0]} %}}"
    assert trees(source, START, CHANGED)[1] == {"0": {"0": CELL}}


@pytest.mark.parametrize(
    "tag",
    [
        pytest.param("louder", id="changed"),
        pytest.param("escaped", id="escaped"),
        pytest.param("each", id="one by one"),
        pytest.param("flat", id="in a plain context"),
        pytest.param("sealed", id="class without subclasses"),
    ],
)
def test_contents_that_do_not_show_as_they_are_are_one_text(tag: str) -> None:
    source = f"{{% {tag} %}}{ROWS}{{% end{tag} %}}"
    join, diff = frames(source, START, CHANGED)
    assert (join.tree["0"], diff.tree) == (join.html, {"0": diff.html})


def test_the_text_around_contents_travels_alone() -> None:
    source = f"{{% box v %}}{ROWS}{{% endbox %}}"
    assert trees(source, START, {"v": "x"})[1] == {"0": {"0": '<div title="x">'}}


def test_contents_shown_again_send_no_statics() -> None:
    source = "{% box v %}<p>{{ w }}</p>{% endbox %}"
    assert trees(source, START, {"v": ""}, {"v": "y", "w": "z"})[1:] == [
        {"0": {"0": "<hr>", "1": {"k": {"kc": 0}}, "2": ""}},
        {
            "0": {
                "0": '<div title="y">',
                "1": {"k": {"0": {"0": "z"}, "kc": 1}},
                "2": "</div>",
            }
        },
    ]


def test_contents_handed_to_a_template_keep_their_structure() -> None:
    templates = {
        "card.html": "<h1>{{ title }}</h1>",
        PAGE: f"{{% in_card %}}{ROWS}{{% endin_card %}}",
    }
    assert trees(templates, START, CHANGED)[1] == {"0": {"1": CONTENTS}}


def test_one_of_two_contents_shows() -> None:
    source = "{% either v %}<i>{{ w }}</i>{% or %}<b>{{ w }}</b>{% endeither %}"
    assert trees(source, {"v": 1, "w": "a"}, {"v": 2}, {"w": "c"})[1:] == [
        {
            "0": {
                "1": {"k": {"kc": 0}},
                "2": "",
                "3": {"k": {"0": {"0": "a"}, "kc": 1}, "s": 0},
                "4": "</p>",
            },
            "p": {"0": ["<b>", "</b>"]},
        },
        {"0": {"3": {"k": {"0": {"0": "c"}, "kc": 1}}}},
    ]


def test_contents_in_contents_keep_their_structure() -> None:
    source = f"{{% box v %}}{{% scope w %}}{ROWS}{{% endscope %}}{{% endbox %}}"
    inner = {"k": {"0": {"0": {"1": CONTENTS}}, "kc": 1}}
    assert trees(source, START, CHANGED)[1] == {"0": {"1": inner}}


def test_rows_around_contents_keep_their_identity() -> None:
    source = (
        "{% for r in rows %}{% box r.id %}<b>{{ r.name }}</b>{% endbox %}{% endfor %}"
    )
    moved = [{"id": 2, "name": "b"}, {"id": 1, "name": "x"}]
    changes = {"0": {"1": {"k": {"0": {"0": "x"}, "kc": 1}}}}
    assert trees(source, START, {"rows": moved})[1] == {
        "0": {"k": {"0": 1, "1": [0, changes], "kc": 2, "km": 1}}
    }


def test_contents_that_show_in_another_language_are_sent_anew() -> None:
    source = "{% spoken v %}{{ n }}{% endspoken %}"
    start = {"v": "en", "n": 1.5, LANGUAGE: "en"}
    assert trees(source, start, {"v": "de"})[1] == {
        "0": {"1": {"k": {"0": {"0": "1,5"}, "kc": 1}, "s": 0}},
        "p": {"0": ["", ""]},
    }


def test_contents_are_found_again_where_their_text_was_ambiguous() -> None:
    source = "{% quoted %}{{ v }}{% endquoted %}"
    *_, last = trees(source, {"v": "q"}, {"v": "x"}, {"v": "y"})
    assert last == {"0": {"1": {"k": {"0": {"0": "y"}, "kc": 1}}}}


def test_contents_that_look_like_the_tag_are_sent_alone() -> None:
    source = "{% quoted %}{{ v }}{% endquoted %}"
    *_, last = trees(source, {"v": "x"}, {"v": "q"})
    assert last == {"0": {"1": {"k": {"0": {"0": "q"}, "kc": 1}}}}


def test_a_text_before_contents_that_look_like_the_tag_is_sent_alone() -> None:
    source = "{% box v %}{{ w }}{% endbox %}"
    *_, last = trees(source, {"v": "x", "w": 7}, {"w": "d", "v": "yy"})
    assert last == {
        "0": {"0": '<div title="yy">', "1": {"k": {"0": {"0": "d"}, "kc": 1}}}
    }


def test_it_can_be_said_what_a_tag_becomes() -> None:
    (tree,) = trees("{% compiled %}<b>{{ v }}</b>{% endcompiled %}", START)
    assert tree == {"0": "t", "s": ["<p><b>", "</b></p>"]}


def test_the_nodes_of_a_template_are_left_as_they_are() -> None:
    source = f"{{% box v %}}{{% scope w %}}{ROWS}{{% endscope %}}{{% endbox %}}"
    with stage({PAGE: source}):
        template = django_template(PAGE)
        nodes = template.nodelist.get_nodes_by_type(Node)
        before = [(type(node), dict(vars(node))) for node in nodes]
        Playing(case("a case", source, START)).render(START)
        assert template is django_template(PAGE)
        assert [(type(node), dict(vars(node))) for node in nodes] == before


def test_contents_are_rendered_once() -> None:
    asked: list[int] = []

    class Asked:
        def __str__(self) -> str:
            asked.append(1)
            return "x"

        def __deepcopy__(self, _memo: Any) -> Any:
            return self

    ours_and_djangos = 2
    frames("{% box v %}{{ o }}{% endbox %}", {"v": 1, "o": Asked()})
    assert len(asked) == ours_and_djangos


def test_contents_may_go_as_deep_as_django_goes() -> None:
    tree: dict[str, Any] = {"name": "z"}
    for depth in range(75):
        tree = {"name": f"<{depth}>", "list": [tree]}
    templates = {
        "part.html": (
            "{% box n.name %}{{ n.name }}{% for n in n.list %}"
            "{% include 'part.html' %}{% endfor %}{% endbox %}"
        ),
        PAGE: "{% include 'part.html' with n=tree %}",
    }
    played = case("deep", templates, {"tree": tree}, lambda s: s["tree"].update(name=1))
    looks = list(shown(play_until_it_fails(played)))
    assert [ours for ours, _ in looks] == [theirs for _, theirs in looks]


def test_threads_may_render_the_same_tags_at_once() -> None:
    source = (
        f"{{% for r in rows %}}{{% box r.name %}}{ROWS}{{% endbox %}}{{% endfor %}}"
    )

    def look(number: int) -> bool:
        states = [{"rows": rows(*"abc", str(turn * number))} for turn in range(20)]
        live = Playing(case("threads", source, states[0]))
        client = Rendered(live.render(states[0]))
        is_right = True
        for state in states:
            client.merge(live.render(state))
            is_right &= client.html == rendered_by_django(PAGE, state)
        return is_right

    with stage({PAGE: source}), ThreadPoolExecutor(8) as pool:
        assert all(pool.map(look, range(16)))
