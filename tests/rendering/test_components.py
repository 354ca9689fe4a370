"""Which parts of a page a diff touches: components and elements with a root flag."""

import json
from collections.abc import Callable
from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liveflash.flash.flash import Flash
from liveflash.flash.message import Message
from liveflash.rendering.markup import elements, is_balanced
from liveflash.rendering.outline import Kind, Outline, outline
from tests.rendering.cases import (
    FLASH,
    PAGE,
    Case,
    Step,
    case,
    html_pairs,
    render_case,
)
from tests.rendering.official_client import OfficialClient
from tests.rendering.sample_objects import rows
from tests.rendering.test_hypothesis import drawing

Draw = Callable[..., Any]
TAGS = ("div", "form", "section", "details", "li", "p", "tr", "x-map")
PLACES = (
    "{% liveflash %}",
    "{% liveflash 'info' %}",
    "<form id='f'><input name='a'>{% if b %}{{ a }}{% endif %}</form>",
    "<div id='map'></div>",
    "<p>{{ a }}</p>",
    "<input value='{{ b }}'>",
    "{{ a }}",
    "text",
)


@st.composite
def _markup(draw: Draw, depth: int = 0) -> str:
    """Balanced markup with message tags in any place."""
    pieces = draw(st.lists(st.sampled_from(PLACES), max_size=3))
    if depth < 3:
        inner = _markup(depth + 1)
        for wrap in draw(st.lists(st.sampled_from(_WRAPPERS), max_size=2)):
            pieces.insert(draw(st.integers(0, len(pieces))), wrap(draw, draw(inner)))
    return "".join(pieces)


def _element(draw: Draw, inner: str) -> str:
    tag = draw(st.sampled_from(["div", "section", "form", "details", "x-map"]))
    if "<form" in inner and tag == "form":
        tag = "div"
    name = draw(st.sampled_from(["", " id='i{{ a }}'", " class='c'", " id='i'"]))
    return f"<{tag}{name}>{inner}</{tag}>"


def _branch(draw: Draw, inner: str) -> str:
    other = draw(st.sampled_from(["", "{% else %}<b id='n'>{{ b }}</b>"]))
    return f"{{% if a %}}{inner}{other}{{% endif %}}"


def _rows(draw: Draw, inner: str) -> str:
    around = draw(
        st.sampled_from([("<i>", "</i>"), ("", ""), (" <q id='q'>", "</q> ")])
    )
    return f"{{% for r in rows %}}{around[0]}{inner}{around[1]}{{% endfor %}}"


def _with(draw: Draw, inner: str) -> str:
    kind = draw(st.sampled_from(["with a=b", "language 'de'", "autoescape off"]))
    return f"{{% {kind} %}}{inner}{{% end{kind.split()[0]} %}}"


def _included(_draw: Draw, inner: str) -> str:
    return f"{inner}{{% include 'part.html' %}}"


_WRAPPERS = (_element, _element, _branch, _rows, _with, _included)

_flashes = st.lists(
    st.tuples(st.sampled_from(["info", "error", "own"]), st.sampled_from("ab<")),
    max_size=3,
    unique_by=lambda pair: pair[0],
).map(lambda pairs: Flash(Message(f"m-{k}-{ord(v)}", k, k, v) for k, v in pairs))
_values = st.sampled_from([0, 1, 2, "x", "<", ""])
_changes: st.SearchStrategy[Step] = st.one_of(
    _flashes.map(lambda flash: {FLASH: flash}),
    _flashes.map(lambda flash: {FLASH: flash}),
    _values.map(lambda value: {"a": value}),
    _values.map(lambda value: {"b": value}),
    st.permutations("uvw").map(lambda names: {"rows": rows(*names)}),
    st.sampled_from(["", "u", "uvwx"]).map(lambda names: {"rows": rows(*names)}),
)


@st.composite
def _cases(draw: Draw) -> Case:
    part = draw(_markup(2)).replace("{% include 'part.html' %}", "")
    templates = {PAGE: draw(_markup()), "part.html": part}
    start = {"a": 1, "b": 2, "rows": rows("u", "v"), FLASH: draw(_flashes)}
    changes = draw(st.lists(_changes, min_size=1, max_size=6))
    return Case("drawn", templates, start, tuple(changes))


@drawing
@given(_cases())
def test_page_with_components_equals_djangos_render(
    official_client: OfficialClient, case: Case
) -> None:
    frames = list(render_case(case, flash=True))
    theirs = [frame.html for frame in frames]
    assert [ours for ours, _theirs in html_pairs(frames)] == theirs
    assert official_client.show([frame.tree for frame in frames]) == theirs


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a < b > c",
        "<p>a</p>b",
        "<br><img src=x>",
        "<ul><li>a<li>b</ul>",
        "<p>a<p>b</p>",
        "<!-- <b> -->",
        "<script>'<b>'</script>",
        "<textarea><b></textarea>",
        "<a title='</a>'>b</a>",
        "<svg><path/></svg>",
        "<!doctype html><p></p>",
        "<DIV></div>",
    ],
)
def test_text_of_whole_elements_is_balanced(text: str) -> None:
    assert is_balanced(text)


@pytest.mark.parametrize(
    "text",
    [
        "<b>",
        "</b>",
        "<b><i></b></i>",
        "<div/>",
        "<script>",
        "<a title='>b</a>",
        "<a href=",
        "</div><div>",
        "<!-- --></p>",
        "<!-- <b>",
        "<p>a<p>b",
        "<span><p>a</span>",
        "<p><span><div></div></span></p>",
        "<a><b><a></a></b></a>",
        "<li><b><li></li></b></li>",
        "<select><div></div></select>",
        "<svg><p></p></svg>",
        "<h1><h2></h2></h1>",
        "<input name='id'>",
        "<form><div><form></form></div></form>",
    ],
)
def test_text_that_opens_or_closes_other_elements_is_not(text: str) -> None:
    assert not is_balanced(text)


@pytest.mark.parametrize(
    ("text", "is_whole"),
    [
        ("<div></div>", True),
        ("<tr><td></td></tr>", True),
        ("<table><tr></tr></table>", True),
        ("<table><div></div></table>", False),
        ("<form><tr></tr></form>", False),
        ("<div><td></td></div>", False),
        ("<li>a", False),
        ("<table><tr><div></div></tr></table>", False),
        ("<table>a<tr></tr></table>", False),
        ("<tr><form></form></tr>", False),
        ("<form><p><input type=hidden name=id></p></form>", False),
        ("<form><input name=i></form>", True),
        ("<ul><li><p>a<li>b</ul>", True),
    ],
)
def test_element_that_a_browser_changes_is_not_whole(text: str, is_whole: bool) -> None:
    (element,) = elements(text) or []
    assert element.is_whole == is_whole


def _shape(part: Outline | int) -> Any:
    """Return an outline as its tag, or the number of a dynamic."""
    if isinstance(part, int):
        return part
    return [part.statics[0].split(">")[0].lstrip("<"), *map(_shape, part.parts)]


@pytest.mark.parametrize(
    ("source", "kind", "shape"),
    [
        ("<p>@</p><form>@</form>", Kind.SCOPE, ["p", 0, ["form", 1]]),
        ("<p>@</p><form></form>", Kind.SCOPE, ["p", 0, ["form"]]),
        ("<p>@</p><h1>text</h1>", Kind.SCOPE, ["p", 0]),
        ("<p>@</p><h1 id='a'>text</h1>", Kind.SCOPE, ["p", 0, ["h1 id='a'"]]),
        ("<form>@</form>", Kind.SCOPE, ["form", 0]),
        (
            "<div><form>@<input></form>@</div>",
            Kind.SCOPE,
            ["div", ["form", 0, ["input"]], 1],
        ),
        ("<form id='@'><input></form>@", Kind.SCOPE, ["", ["form id='", 0], 1]),
        (
            "<form class='@'><input></form>@",
            Kind.SCOPE,
            ["", ["form class='", 0, ["input"]], 1],
        ),
        ("<tr><td>@</td></tr>", Kind.ROW, ["", ["tr", 0]]),
        ("<li>@</li>", Kind.ROW, ["li", 0]),
        ("<tr id='@'><td id='b'>x</td></tr>", Kind.ROW, ["", ["tr id='", 0]]),
        ("<tr><td><input></td><td>@</td></tr>", Kind.ROW, ["", ["tr", ["td"], 0]]),
        ("<p id='@'>@</p>", Kind.BRANCH, ["p id='", 0, 1]),
        ("<div id='@'>@</div>", Kind.FLAT, ["div id='", 0, 1]),
        ("<table id='a'>@</table>@", Kind.SCOPE, ["", ["table id='a'", 0], 1]),
        ("<p><b id='a'>@</b></p>@", Kind.SCOPE, ["p", 0, 1]),
        (
            "<p><button id='a'>@</button></p>@",
            Kind.SCOPE,
            ["p", ["button id='a'", 0], 1],
        ),
        ("<input type='hidden'>@", Kind.SCOPE, ["input type='hidden'", 0]),
        ("<a@ id='b'>@</a><form></form>@", Kind.SCOPE, ["", ["a", 0, 1], ["form"], 2]),
    ],
)
def test_elements_that_hold_state_are_trees(
    source: str, kind: Kind, shape: list[Any]
) -> None:
    found = outline(tuple(source.split("@")), kind)
    assert found is not None
    assert _shape(found) == shape


@pytest.mark.parametrize(
    ("attributes", "is_tree"),
    [
        ("id='@'", True),
        ('class=">" id="a"', True),
        ("  id='a'", True),
        ("@ id='a'", True),
        ("id=a", False),
        ("ID='a'", False),
        ("id = 'a'", False),
        ("\n\tid='a'", False),
        ("hidden @", False),
        ("", True),
    ],
)
def test_element_is_a_tree_if_the_client_recognises_it(
    attributes: str, is_tree: bool
) -> None:
    source = f"<form {attributes}></form>@"
    found = outline(tuple(source.split("@")), Kind.SCOPE)
    assert found is not None
    assert any(isinstance(part, Outline) for part in found.parts) == is_tree


@pytest.mark.parametrize(
    ("source", "has_roots"),
    [
        ("{{ a }}<form {% if a %}hidden{% endif %}></form>", True),
        ("{{ a }}<form {% if a %}id=f{% endif %}></form>", False),
        ("{{ a }}<form {{ a }}></form>", False),
        ("<script>{% if a %}<form></form>{% endif %}</script>", False),
        ("<script>{% liveflash %}</script>", False),
        ("<p>{% liveflash %}</p>", False),
        ("<p>{% if a %}{% liveflash %}{% endif %}</p>", False),
        ("<p>{{ a }}</p>{% liveflash %}", True),
    ],
)
def test_elements_are_skipped_only_if_the_client_finds_them_again(
    source: str, has_roots: bool
) -> None:
    (frame,) = render_case(case("tag", source, {"a": 1}))
    assert ('"r": 1' in json.dumps(frame.tree)) == has_roots


@pytest.mark.parametrize(
    "part",
    ["<", "<!--", "<a ", "<a '", '<a b="', "</p", "<p>", "<div>", "<li><p>", "<!x>"],
)
def test_time_to_read_markup_grows_with_its_length(part: str) -> None:
    started = process_time()
    is_balanced(part * (200_000 // len(part)))
    assert process_time() - started < 5
