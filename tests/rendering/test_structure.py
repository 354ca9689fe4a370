"""The structure of trees, and the size of diffs."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
from django.utils.safestring import SafeString

from liveflash.protocol.wire_tree import Rendered, Tree
from liveflash.rendering.blocks import Block, Opaque
from liveflash.rendering.conditionals import Choice
from liveflash.rendering.container import Container
from liveflash.rendering.loops import Loop
from liveflash.rendering.message_slots import _MessageSlot
from liveflash.rendering.renderer import ContainerRenderer, PageTemplate, variables
from liveflash.rendering.scopes import Scope
from liveflash.rendering.slots import Slot, State
from tests.rendering.cases import (
    FLASH,
    PAGE,
    active_environment,
    install_templates,
    request,
    sent_as_json,
)
from tests.rendering.corpus import CASES
from tests.rendering.corpus.flash import flash
from tests.rendering.sample_objects import Named, Row, rows
from tests.rendering.simple_tags import CALLS

Join = Callable[[str, dict[str, Any]], "Client"]

# The classes of the nodes that Django renders as a whole.
OPAQUE = {
    *("BlockTranslateNode", "CsrfTokenNode", "CycleNode"),
    *("FilterNode", "FirstOfNode", "GetAvailableLanguagesNode"),
    *("GetCurrentLanguageBidiNode", "GetCurrentLanguageNode"),
    *("GetCurrentTimezoneNode", "GetLanguageInfoListNode", "GetLanguageInfoNode"),
    *("IfChangedNode", "JSNode"),
    *("LoremNode", "NowNode", "PrefixNode", "RegroupNode", "ResetCycleNode"),
    *("SimpleBlockNode", "SimpleNode", "SpacelessNode", "StaticNode"),
    *("TemplateTagNode", "TranslateNode", "URLNode", "VerbatimNode"),
    "WidthRatioNode",
    # {% include %} of a value that is no template, and tags that are not registered.
    "IncludeNode",
    *("AloneNode", "AroundNode", "BlockNode", "BoxNode", "CacheNode", "CaptureNode"),
    *("EachNode", "EchoNode", "EitherNode", "EscapedNode", "FlashyNode", "FlatNode"),
    *("GuardedNode", "LeakNode", "LooseNode", "MeasuredNode", "NumberedNode"),
    *("ProvideNode", "RawNode", "RepeatNode", "ScopeNode"),
    *("SpokenNode", "SteadyNode", "TrimNode", "TwiceNode"),
}

STRUCTURED: dict[str, str | dict[str, str]] = {
    "text": "text",
    "variables": "{{ v }}{{ rows.0.name }}{{ missing }}{{ v|upper|default:'x' }}",
    "if": "{% if v %}{{ v }}{% elif rows %}b{% else %}c{% endif %}",
    "for": "{% for r in rows %}{{ r.name }}{{ forloop.counter }}{% endfor %}",
    "for-empty": "{% for r in none %}{% empty %}{{ v }}{% endfor %}",
    "for-unpacking": "{% for k, x in d.items reversed %}{{ k }}{{ x }}{% endfor %}",
    "with": "{% with a=v %}{{ a }}{% endwith %}",
    "autoescape": "{% autoescape off %}{{ v }}{% endautoescape %}",
    "comment": "{# x #}{% comment %}{{ v }}{% endcomment %}{% load i18n %}",
    "include": {
        "part.html": "{{ v }}{% if v %}{{ v }}{% endif %}",
        PAGE: "{% include 'part.html' %}{% include part with v=1 only %}",
    },
    "include-recursive": {
        "part.html": (
            "{{ n.name }}{% for n in n.list %}{% include 'part.html' %}{% endfor %}"
        ),
        PAGE: "{% include 'part.html' with n=tree %}",
    },
    "include-that-extends": {
        "base.html": "{% block a %}{{ v }}{% endblock %}",
        "part.html": (
            "{% extends 'base.html' %}{% block a %}{{ block.super }}{% endblock %}"
        ),
        PAGE: "{% include 'part.html' %}",
    },
    "extends": {
        "base.html": (
            "{% block a %}{{ v }}{% endblock %}{% for r in rows %}{% block b %}"
            "{{ r.name }}{% endblock %}{% endfor %}"
        ),
        "middle.html": (
            "{% extends 'base.html' %}{% block a %}{{ block.super }}{{ v }}"
            "{% endblock %}"
        ),
        PAGE: (
            "{% extends 'middle.html' %}{% block a %}{% if v %}{{ block.super }}"
            "{% endif %}{% endblock %}{% block b %}{{ block.super }}{% endblock %}"
        ),
    },
    "extends-variable": {
        "base.html": "{% block a %}{{ v }}{% endblock %}",
        PAGE: "{% extends base %}{% block a %}{{ block.super }}{{ v }}{% endblock %}",
    },
    "partials": (
        "{% partialdef p %}{{ v }}{% endpartialdef %}{% partial p %}"
        "{% partialdef q inline %}{{ v }}{% endpartialdef %}"
        "{% for r in rows %}{% partial p %}{% endfor %}"
    ),
    "live": {
        "base.html": (
            "{% with a=v %}{% live %}{{ a }}{% block a %}{% endblock %}{% endlive %}"
            "{% endwith %}"
        ),
        PAGE: "{% extends 'base.html' %}{% block a %}{{ v }}{% endblock %}",
    },
    "places": (
        "{% localize off %}{{ v }}{% endlocalize %}{% language 'de' %}{{ v }}"
        "{% endlanguage %}{% timezone 'UTC' %}{{ v }}{% endtimezone %}"
        "{% localtime off %}{{ v }}{% endlocaltime %}"
    ),
    "registered-tags": (
        "{% compiled %}{{ v }}{% endcompiled %}{% plainly %}{{ v }}{% endplainly %}"
    ),
    "inclusion-tags": {
        "card.html": "{{ title }}{% for r in rows %}{{ r.name }}{% endfor %}",
        PAGE: "{% card v rows=rows %}",
    },
    "our-tags": (
        "{% live_key v %}{% for r in rows %}{% live_key r.id %}{{ r.id }}{% endfor %}"
        "<b phx-click=\"{% js push 'a' | hide '#b' %}\">"
    ),
}
STATE: dict[str, Any] = {
    "v": 1,
    "rows": rows("a", "b"),
    "none": (),
    "d": {"x": 1},
    "part": "part.html",
    "base": "base.html",
    "tree": {"name": "r", "list": [{"name": "a"}]},
}


@pytest.mark.parametrize("source", STRUCTURED.values(), ids=STRUCTURED)
def test_structured_nodes_are_never_opaque(source: str | dict[str, str]) -> None:
    assert set(opaque_nodes(source, STATE)) == set()


@pytest.mark.parametrize("options", ["", "skin='bootstrap'", "skin='daisyui'"])
def test_messages_are_opaque_only_in_their_translations(options: str) -> None:
    state = {FLASH: flash(info={"title": "T", "items": [1]}, error="e")}
    found = set(opaque_nodes(f"{{% liveflash {options} %}}", state))
    assert found == {"TranslateNode"}


def test_opaque_nodes_of_the_corpus_are_known() -> None:
    found: set[str] = set()
    for case in CASES:
        with install_templates(case.templates, case.options, case.settings):
            for state, _is_flash in case.states():
                found.update(opaque_nodes_in(Client(case.renders), state))
    assert found == OPAQUE


@pytest.mark.parametrize(
    "path", ["{% for r in rows %}", "{% if v %}", "{% with a=v %}"]
)
def test_contents_keep_their_structure_within_others(path: str) -> None:
    end = f"end{path.split()[1]}"
    inner = "<b>{{ v }}</b>{% if v %}<i>{{ v }}</i>{% endif %}"
    source = f"{path}{inner}{{% {end} %}}"
    assert set(opaque_nodes(source, STATE)) == set()


def test_registered_tag_is_compiled_with_its_contents() -> None:
    client = Client()
    with install_templates({PAGE: "{% compiled %}<b>{{ v }}</b>{% endcompiled %}"}):
        tree = client.render({"v": "t"})
    assert tree == {"0": "t", "s": ["<p><b>", "</b></p>"]}


def test_tag_that_passes_through_is_its_contents() -> None:
    client = Client()
    with install_templates({PAGE: "{% plainly %}<b>{{ v }}</b>{% endplainly %}"}):
        tree = client.render({"v": "t"})
    assert tree == {"0": "t", "s": ["<b>", "</b>"]}


def test_unregistered_tag_is_one_dynamic() -> None:
    client = Client()
    with install_templates({PAGE: "{% box v %}<b>{{ w }}</b>{% endbox %}"}):
        trees = [client.render({"v": "t", "w": w}) for w in "ab"]
    html = '<div title="t"><b>%s</b></div>'
    assert trees == [{"0": html % "a", "s": ["", ""]}, {"0": html % "b"}]


def test_unchanged_page_sends_nothing() -> None:
    for case in CASES:
        with install_templates(case.templates, case.options, case.settings):
            client = Client(case.renders)
            for state, _is_flash in case.states():
                client.render(state)
                assert (case.name, client.render(state)) == (case.name, {})


@pytest.mark.parametrize(("name", "asked"), [("noted", 1), ("noted_each_time", 2)])
def test_pure_filter_is_called_once_for_the_same_value(
    played: Join, name: str, asked: int
) -> None:
    CALLS.clear()
    client = played("{{ v|" + name + " }}", {"v": "x"})
    client.render({"v": "x"})
    assert len(CALLS) == asked


def test_pure_filter_is_called_for_another_value(played: Join) -> None:
    client = played("{{ v|noted }}", {"v": "x"})
    assert client.render({"v": "y"}) == {"0": "&lt;y&gt;"}


def test_option_shown_again_sends_no_statics(played: Join) -> None:
    client = played("<p>{% if v %}<b>{{ v }}</b>{% endif %}</p>", {"v": 0})
    trees = [client.render({"v": v}) for v in ("x", "", "y")]
    assert trees == [
        {"0": {"k": {"0": {"0": "x"}, "kc": 1}, "s": 0}, "p": {"0": ["<b>", "</b>"]}},
        {"0": {"k": {"kc": 0}}},
        {"0": {"k": {"0": {"0": "y"}, "kc": 1}}},
    ]


def test_each_branch_sends_its_statics_once(played: Join) -> None:
    source = (
        "{% if v == 1 %}a{{ v }}{% elif v == 2 %}b{{ v }}{% else %}c{{ v }}{% endif %}"
    )
    client = played(source, {"v": 1})
    trees = [client.render({"v": v}) for v in (2, 3, 1, 2, 3, 1)]
    assert [statics_in(tree) for tree in trees] == [
        [["b", ""]],
        [["c", ""]],
        *([[]] * 4),
    ]


def test_equal_branches_of_rows_share_their_statics() -> None:
    source = (
        "{% for r in rows %}{% if r.name %}<b>{{ r.name }}</b>{% endif %}{% endfor %}"
    )
    with install_templates({PAGE: source}):
        tree = Client(PAGE).render({"rows": rows("a", "b", "c")})
    assert statics_in(tree).count(["<b>", "</b>"]) == 1


TABLE = (
    "<table>{% for r in rows %}<tr id='{{ r.id }}'><td>{{ r.name }}</td>"
    "{% if r.tags %}<td>{{ r.tags.0 }}</td>{% endif %}</tr>{% endfor %}</table>"
)


ROW_STATICS = ["<tr id='", "'><td>", "</td>", "</tr>"]


def test_row_on_top_of_many_sends_one_row(played: Join) -> None:
    table = [Row(at, f"name {at}", [at]) for at in range(1000)]
    client = played(TABLE, {"rows": table})
    tree = client.render({"rows": [Row(5000, "new"), *table]})
    assert tree == {
        "0": {
            "k": {
                "0": {"0": {"s": 0, "r": 1, "0": "5000", "1": "new", "2": ""}},
                **{str(at): at - 1 for at in range(1, 1001)},
                "kc": 1001,
                "km": 1,
            }
        },
        "p": {"0": ROW_STATICS},
    }


def test_row_on_top_of_dictionaries_sends_one_row(played: Join) -> None:
    client = played(TABLE, {"rows": rows("a", "b")})
    tree = client.render({"rows": [{"id": 9, "name": "new"}, *rows("a", "b")]})
    row = {"0": {"s": 0, "r": 1, "0": "9", "1": "new", "2": ""}}
    assert tree == {
        "0": {"k": {"0": row, "1": 0, "2": 1, "kc": 3, "km": 1}},
        "p": {"0": ROW_STATICS},
    }


NAMES = "{% for r in rows %}<b>{{ r.name }}</b>{% endfor %}"


class Slotted:
    __slots__ = ("id", "name")

    def __init__(self, id: int, name: str) -> None:  # noqa: A002 - as rows have it
        self.id, self.name = id, name


class Pair(NamedTuple):
    id: int
    name: str


@pytest.mark.parametrize("kind", [Slotted, Pair, Row])
def test_row_on_top_leaves_the_others_of_any_class(played: Join, kind: Any) -> None:
    client = played(NAMES, {"rows": [kind(1, "a"), kind(2, "b")]})
    tree = client.render({"rows": [kind(3, "c"), kind(1, "a"), kind(2, "b")]})
    assert tree == {"0": {"k": {"0": {"0": "c"}, "1": 0, "2": 1, "kc": 3, "km": 1}}}


def test_finding_keys_changes_no_item(played: Join) -> None:
    row: defaultdict[str, Any] = defaultdict(list, name="a")
    played(NAMES, {"rows": [row]})
    assert row == {"name": "a"}


def test_permuted_rows_send_no_contents(played: Join) -> None:
    table = [Row(at, f"name {at}", [at]) for at in range(100)]
    client = played(TABLE, {"rows": table})
    tree = client.render({"rows": table[::-1]})
    assert tree == {
        "0": {"k": {**{str(at): 99 - at for at in range(100)}, "kc": 100, "km": 1}}
    }


def test_equal_rows_of_other_objects_send_nothing(played: Join) -> None:
    client = played(TABLE, {"rows": [Row(at, f"n{at}", [at]) for at in range(9)]})
    assert client.render({"rows": [Row(at, f"n{at}", [at]) for at in range(9)]}) == {}


def test_removed_row_sends_moves_only(played: Join) -> None:
    table = [Row(at, f"n{at}") for at in range(4)]
    client = played(TABLE, {"rows": table})
    tree = client.render({"rows": [table[0], *table[2:]]})
    assert tree == {"0": {"k": {"1": 2, "2": 3, "kc": 3, "km": 1}}}


def test_cell_changed_in_place_sends_the_cell(played: Join) -> None:
    table = [Row(at, Named(f"n{at}"), [at]) for at in range(1000)]
    client = played(TABLE, {"rows": table})
    table[500].name.name = "changed"
    tree = client.render({"rows": table})
    assert tree == {"0": {"k": {"500": {"0": {"1": "&lt;changed&gt;"}}, "kc": 1000}}}


class Lazy(SimpleNamespace):
    """An object that finds more attributes than it has."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return "found"


@pytest.mark.parametrize("name", ["name", "class", "ﬁ"])
@pytest.mark.parametrize("kind", [SimpleNamespace, Lazy, dict])
def test_part_of_a_row_of_any_kind_that_changes_in_place_is_sent(
    played: Join, kind: Callable[..., Any], name: str
) -> None:
    client = played(
        f"{{% for r in rows %}}{{{{ r.{name} }}}}{{% endfor %}}",
        state := {"rows": [kind(**{name: f"n{at}"}) for at in range(9)]},
    )
    unchanged = client.render(state)
    row = state["rows"][5]
    (row if kind is dict else vars(row))[name] = "changed"
    assert (unchanged, client.render(state)) == (
        {},
        {"0": {"k": {"5": {"0": "changed"}, "kc": 9}}},
    )


@pytest.mark.parametrize(
    ("source", "change", "shown"),
    [
        ("{{ a }}-{{ b }}", {"b": True}, "1-True"),
        ("{{ a }}-{{ b }}", {"b": SafeString("<i>")}, "1-<i>"),
        ("{{ a }}-{{ b|add:1 }}", {"b": 2}, "1-3"),
        ("{{ a }}-{{ b }}-{{ a }}", {"a": 2}, "2-1-2"),
        ("{% if a %}{{ a }}{{ b }}{% endif %}", {"b": "c"}, "1c"),
        ("{% for a in 'xy' %}{{ a }}{{ b }}{% endfor %}", {"b": "c"}, "xcyc"),
        ("{% with a='w' %}{{ a }}{{ b }}{% endwith %}", {"b": "c"}, "wc"),
        ("{% assign 'a' b %}{{ a }}{{ b }}", {"b": "c"}, "cc"),
    ],
)
@pytest.mark.parametrize("kind", [SimpleNamespace, Lazy, dict])
def test_variable_of_a_context_of_any_kind_that_changes_is_sent(
    kind: Callable[..., Any], source: str, change: dict[str, Any], shown: str
) -> None:
    shared = kind(a=1, b=1)
    with install_templates({PAGE: source}):
        live = ContainerRenderer(PageTemplate(PAGE, request(), Container()))
        model = Rendered(live.render(variables(shared)))
        unchanged = live.render(variables(shared))
        (shared if kind is dict else vars(shared)).update(change)
        model.merge(live.render(variables(shared)))
    assert (unchanged, model.html) == ({}, shown)


def test_rows_by_live_key_keep_their_identity(played: Join) -> None:
    source = (
        "{% for r in rows %}{% live_key r.code %}<p>{{ r.code }}{{ r.v }}</p>"
        "{% endfor %}"
    )
    table = [{"code": code, "v": 1} for code in "abc"]
    client = played(source, {"rows": table})
    tree = client.render({"rows": [{"code": "c", "v": 1}, {"code": "a", "v": 2}]})
    assert tree == {"0": {"k": {"0": 2, "1": [0, {"1": "2"}], "kc": 2, "km": 1}}}


def test_include_of_the_same_template_sends_its_statics_once_in_a_tree() -> None:
    sources = {
        "part.html": "<b>{{ r.name }}</b>",
        PAGE: "{% for r in rows %}{% include 'part.html' %}{% endfor %}",
    }
    with install_templates(sources):
        tree = Client(PAGE).render({"rows": rows("a", "b", "c")})
    assert statics_in(tree).count(["<b>", "</b>"]) == 1


class Watched:
    """Counts how often its text is read."""

    def __init__(self) -> None:
        self.asked = 0

    def __str__(self) -> str:
        self.asked += 1
        return "text"


@pytest.mark.parametrize(
    "source",
    [
        "{% liveflash %}",
        "{% block messages %}<div>{% liveflash %}</div>{% endblock %}",
        "{% for r in rows %}{% liveflash 'info' %}{% endfor %}",
        "{% with key='info' %}{% if v %}{% liveflash key %}{% endif %}{% endwith %}",
    ],
    ids=["alone", "in a block", "in a loop", "in a branch"],
)
def test_messages_alone_touch_nothing_else(played: Join, source: str) -> None:
    watched = Watched()
    rest = (
        "{{ w }}{{ w|upper }}{% for r in rows %}{{ w }}{{ r.name }}{% cycle 'a' 'b' %}"
        "{% url 'settings' as u %}{% endfor %}{% if v %}{{ w }}{% endif %}"
        "{% with x=w %}{{ x }}{% endwith %}{% filter upper %}{{ w }}{% endfilter %}"
        "{% block a %}{{ w }}{% endblock %}{% translate 'Yes' %}{% markup w %}"
    )
    state = {"w": watched, "v": 1, "rows": rows("a", "b")}
    client = played(rest + source, {**state, FLASH: flash()})
    asked = watched.asked
    tree = client.render({**state, FLASH: flash(info="<i>")}, only_flash=True)
    assert (watched.asked - asked, set(tree)) == (0, {"c"})


def test_messages_alone_read_no_rows(played: Join) -> None:
    asked: list[int] = []

    class Items(list[Any]):
        def __iter__(self) -> Iterator[Any]:
            asked.append(1)
            return super().__iter__()

    source = "{% for r in rows %}{{ r.name }}{% endfor %}{% liveflash %}"
    state = {"rows": Items(rows("a", "b"))}
    client = played(source, {**state, FLASH: flash()})
    asked.clear()
    tree = client.render({**state, FLASH: flash(info="x")}, only_flash=True)
    assert (asked, set(tree)) == ([], {"c"})


class Client:
    """Renders a template for one client."""

    def __init__(self, name: str = PAGE) -> None:
        self.live = ContainerRenderer(PageTemplate(name, request(), Container()))

    def render(self, state: dict[str, Any], *, only_flash: bool = False) -> Tree:
        with active_environment(state, self.live.page.request) as variables:
            return sent_as_json(self.live.render(variables, only_flash=only_flash))


@pytest.fixture
def played() -> Iterator[Join]:
    """Join a page of one template."""
    with ExitStack() as stack:

        def join(source: str, state: dict[str, Any]) -> Client:
            stack.enter_context(install_templates({PAGE: source}))
            client = Client()
            client.render(state)
            return client

        yield join


def opaque_nodes(source: str | dict[str, str], state: dict[str, Any]) -> Iterator[str]:
    """Yield the classes of the opaque nodes of a page."""
    with install_templates({PAGE: source} if isinstance(source, str) else source):
        yield from opaque_nodes_in(Client(), state)


def opaque_nodes_in(client: Client, state: dict[str, Any]) -> Iterator[str]:
    client.render(state)
    if client.live._block is not None:
        yield from _opaque_in(client.live._block, client.live._state)


def _opaque_in(block: Block, state: State) -> Iterator[str]:
    for slot in block.slots:
        if isinstance(slot, Opaque):
            yield type(slot._node).__name__
        for inner, kept in _shown_in(slot, state):
            yield from _opaque_in(inner, kept)


def _shown_in(slot: Slot, state: State) -> Iterator[tuple[Block, State]]:
    """Yield the blocks in a slot, each with its state."""
    kept = state[slot.index]
    match slot:
        case Scope():
            yield kept[:2]
        case _MessageSlot():
            yield kept._compiled.block, kept._state
        case Choice():
            for _match, option in slot._branches:
                if state[option.index]:
                    yield option._block, state[option.index][0]
        case Loop():
            # A row of values alone needs no state.
            yield from ((slot._block, row) for row in kept.states if row is not None)
            if slot._empty is not None and state[slot._empty.index]:
                yield slot._empty._block, state[slot._empty.index][0]


def statics_in(tree: Tree) -> list[list[str]]:
    """Return all statics in a tree."""
    found = [value for key, value in tree.items() if key == "s" and value != 0]
    found = [value for value in found if isinstance(value, list)]
    found += tree.get("p", {}).values()
    for key, part in tree.items():
        if key != "p" and isinstance(part, dict):
            found += statics_in(part)
    return found
