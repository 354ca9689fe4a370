"""Includes, inclusion tags and partials."""

from typing import Any

from liveflash.flash.flash import Flash
from liveflash.flash.message import Message
from tests.rendering.cases import PAGE, case
from tests.rendering.sample_objects import Template

LIVE = "liveflash"


def _swap(name: str) -> Any:
    return lambda state: state[name].reverse()


def _flash(*values: Any) -> Flash:
    """Return a flash with fixed ids of messages."""
    return Flash(
        Message(f"m{at}", key, key, value) for at, (key, value) in enumerate(values, 1)
    )


BASE = (
    "<html>{% block head %}<title>{{ t }}</title>{% endblock %}{% block body %}base "
    "{{ v }}{% endblock %}</html>"
)
ROWS = [{"id": 1, "name": "a"}, {"id": 2, "name": "<b>"}]

CASES = [
    case(
        "include",
        {
            "part.html": "<b>{{ v }}{{ w }}</b>",
            PAGE: (
                "{% include 'part.html' %}{% include 'part.html' with v='x' %}"
                "{% include 'part.html' with w=v only %}{{ v }}"
            ),
        },
        {"v": 1, "w": 2},
        {"v": "<"},
        {"w": None},
    ),
    case(
        "include-variable",
        {
            "a.html": "a{{ v }}",
            "b.html": "b{{ v }}{% if v %}!{% endif %}",
            PAGE: "{% include name %}{{ v }}",
        },
        {"name": "a.html", "v": 1},
        {"name": "b.html"},
        {"v": 0},
        {"name": "a.html"},
        {"v": 2},
    ),
    case(
        "include-list-of-names",
        {"a.html": "a{{ v }}", "b.html": "b{{ v }}", PAGE: "{% include names %}"},
        {"names": ["none.html", "a.html"], "v": 1},
        lambda s: s["names"].insert(0, "b.html"),
        {"names": ("a.html",), "v": "<"},
    ),
    case(
        "include-template-object",
        {PAGE: "{% include part %}|{% include part with name='with' %}"},
        {"part": Template("<t>"), "name": "n"},
        {"name": "<m>"},
        {"part": Template("u")},
    ),
    case(
        "include-recursive",
        {
            "node.html": (
                "<li>{{ n.name }}{% for n in n.rows %}{% include 'node.html' %}"
                "{% endfor %}</li>"
            ),
            PAGE: "<ul>{% include 'node.html' with n=tree %}</ul>",
        },
        {"tree": {"id": 1, "name": "r", "rows": [{"id": 2, "name": "a", "rows": []}]}},
        lambda s: s["tree"]["rows"].insert(0, {"id": 3, "name": "<n>", "rows": []}),
        lambda s: s["tree"]["rows"][1]["rows"].append({"id": 4, "name": "deep"}),
        lambda s: s["tree"]["rows"].reverse(),
    ),
    case(
        "include-in-a-loop",
        {
            "row.html": (
                "{{ forloop.counter }}{{ r.name }}{% cycle 'a' 'b' %}"
                "{% ifchanged v %}{{ v }}{% endifchanged %}"
            ),
            PAGE: (
                "{% for r in rows %}{% include 'row.html' %}"
                "{% include 'row.html' with r=v only %}{% endfor %}"
            ),
        },
        {"rows": ROWS, "v": {"name": "v"}},
        _swap("rows"),
        lambda s: s["rows"].append({"id": 3, "name": "c"}),
    ),
    case(
        "include-of-several-in-a-loop",
        {
            "a.html": "a{{ r.name }}",
            "b.html": "<b>{{ r.name }}</b>{% if r.name %}.{% endif %}",
            PAGE: "{% for r in rows %}{% include r.part %}{% endfor %}",
        },
        {
            "rows": [
                {"id": 1, "name": "x", "part": "a.html"},
                {"id": 2, "name": "y", "part": "b.html"},
            ]
        },
        lambda s: s["rows"][0].update(part="b.html"),
        _swap("rows"),
        lambda s: s["rows"].insert(0, {"id": 5, "name": "z", "part": "a.html"}),
        lambda s: s["rows"].pop(0),
    ),
    case(
        "include-that-extends",
        {
            "base.html": "[{% block a %}base{{ v }}{% endblock %}]",
            "part.html": (
                "{% extends 'base.html' %}{% block a %}part {{ block.super }}"
                "{% endblock %}"
            ),
            PAGE: (
                "{% block a %}page{{ v }}{% endblock %}{% include 'part.html' %}"
                "{% for x in list %}{% include 'part.html' with v=x %}{% endfor %}"
            ),
        },
        {"v": 1, "list": [1, 2]},
        {"v": "<"},
        lambda s: s["list"].append(3),
    ),
    case(
        "include-that-extends-a-variable",
        {
            "one.html": "1{% block a %}{% endblock %}",
            "two.html": "2{% block a %}{% endblock %}",
            "part.html": "{% extends layout %}{% block a %}{{ v }}{% endblock %}",
            PAGE: "{% include 'part.html' %}",
        },
        {"layout": "one.html", "v": 1},
        {"layout": "two.html"},
        {"v": "<"},
    ),
    case(
        "include-sets-names",
        {
            "part.html": "{% firstof 'x' as n %}{{ n }}",
            PAGE: (
                "{% include 'part.html' %}{{ n }}{% include 'part.html' with n=1 %}"
                "{{ n }}"
            ),
        },
        {"n": "out"},
        {"n": "<"},
    ),
    case(
        "include-in-autoescape",
        {
            "part.html": "{{ v }}{% autoescape on %}{{ v }}{% endautoescape %}",
            PAGE: (
                "{% autoescape off %}{% include 'part.html' %}"
                "{% include 'part.html' with v=w only %}{% endautoescape %}"
                "{% include 'part.html' %}"
            ),
        },
        {"v": "<", "w": "&"},
        {"v": "<>"},
        {"w": ">"},
    ),
    case(
        "inclusion-tags",
        {
            "card.html": (
                "<h2>{{ title }}</h2>{% for r in rows %}{{ r.name }}{% endfor %}"
                "{{ own }}{{ v }}"
            ),
            PAGE: (
                "{% card v rows=rows %}{% card_of 'v' %}{% for r in rows %}"
                "{% card r.name %}{% endfor %}"
            ),
        },
        {"v": 1, "rows": ROWS, "own": "<o>"},
        {"v": "<"},
        _swap("rows"),
        lambda s: s["rows"].clear(),
    ),
    case(
        "partials",
        "{% partialdef p %}<b>{{ v }}</b>{% endpartialdef %}{% partial p %}"
        "{% with v=w %}{% partial p %}{% endwith %}{% partialdef q inline %}q{{ w }}"
        "{% endpartialdef %}{% partial q %}",
        {"v": 1, "w": 2},
        {"v": "<"},
        {"w": None},
    ),
    case(
        "partial-in-a-loop",
        "{% partialdef row %}{{ forloop.counter }}{{ r.name }}{% if forloop.last %}."
        "{% endif %}{% endpartialdef %}{% for r in rows %}{% partial row %}"
        "{% endfor %}",
        {"rows": ROWS},
        _swap("rows"),
        lambda s: s["rows"].insert(1, {"id": 7, "name": "n"}),
    ),
    case(
        "partial-with-state-in-a-loop",
        "{% partialdef row %}{% cycle 'a' 'b' %}{% ifchanged r.name %}{{ r.name }}"
        "{% endifchanged %}{% endpartialdef %}{% for r in rows %}{% partial row %}"
        "{% endfor %}",
        {"rows": ROWS},
        _swap("rows"),
        lambda s: s["rows"].insert(1, dict(s["rows"][0], id=7)),
    ),
    case(
        "partial-sets-names",
        "{% partialdef p %}{% firstof v as n %}{{ n }}{% endpartialdef %}{{ n }}"
        "{% partial p %}{{ n }}",
        {"v": 1, "n": "out"},
        {"v": "<"},
        {"n": 2},
    ),
    case(
        "partial-before-its-definition",
        "{% partial p %}{% partialdef p %}{{ v }}{% if v %}!{% endif %}"
        "{% endpartialdef %}",
        {"v": 1},
        {"v": 0},
    ),
    case(
        "partial-in-blocks",
        {
            "base.html": "{% block a %}{{ v }}{% endblock %}",
            PAGE: (
                "{% extends 'base.html' %}{% partialdef p %}p{{ v }}"
                "{% endpartialdef %}{% block a %}{{ block.super }}{% partial p %}"
                "{% endblock %}"
            ),
        },
        {"v": 1},
        {"v": "<"},
    ),
    case(
        "partial-as-page",
        {
            PAGE: (
                "outside {% partialdef p %}in {{ v }}{% for r in rows %}"
                "{% partial q %}{% endfor %}{% endpartialdef %}{% partialdef q %}"
                "{{ r.name }}{% endpartialdef %}"
            )
        },
        {"v": 1, "rows": ROWS},
        {"v": "<"},
        _swap("rows"),
        renders=f"{PAGE}#p",
    ),
    case(
        "partial-included",
        {
            "part.html": (
                "x{% partialdef p %}in {{ v }}{% if v %}!{% endif %}{% endpartialdef %}"
            ),
            PAGE: (
                "{% include 'part.html#p' %}{% include 'part.html#p' with v=w %}"
                "{% for r in rows %}{% include 'part.html#p' with v=r.name only %}"
                "{% endfor %}"
            ),
        },
        {"v": 1, "w": "", "rows": ROWS},
        {"v": "<"},
        _swap("rows"),
        {"w": 1},
    ),
    case(
        "partial-recursive",
        "{% partialdef node %}({{ n.name }}{% for n in n.rows %}{% partial node %}"
        "{% endfor %}){% endpartialdef %}{% with n=tree %}{% partial node %}"
        "{% endwith %}",
        {"tree": {"id": 1, "name": "r", "rows": [{"id": 2, "name": "a"}]}},
        lambda s: s["tree"]["rows"].append({"id": 3, "name": "<"}),
        lambda s: s["tree"]["rows"].reverse(),
    ),
    case(
        "partial-in-opaque-tags",
        "{% partialdef p %}<b> {{ v }}</b> <i></i>{% endpartialdef %}{% spaceless %}"
        "{% partial p %}{% endspaceless %}{% filter upper %}{% partial p %}"
        "{% endfilter %}",
        {"v": "x"},
        {"v": "<"},
    ),
]
