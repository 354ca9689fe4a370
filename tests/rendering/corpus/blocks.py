"""Blocks, and what they override."""

from typing import Any

from liveflash.flash.flash import Flash
from liveflash.flash.message import Message
from tests.rendering.cases import PAGE, case
from tests.rendering.sample_objects import Failing

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
        "block-super-that-fails-in-silence",
        {
            "base.html": "{% block body %}<i>{{ v }}</i>{% raising f %}{% endblock %}",
            PAGE: "{% extends 'base.html' %}{% block body %}[{{ block.super }}]{{ v }}"
            "{% endblock %}",
        },
        {"v": 1, "f": None},
        {"f": Failing()},
        {"v": 2},
        {"f": None},
    ),
    case(
        "block-super",
        {
            "base.html": BASE,
            PAGE: (
                "{% extends 'base.html' %}{% block body %}[{{ block.super }}|"
                "{{ block.super }}]{{ v }}{% endblock %}"
            ),
        },
        {"v": 1},
        {"v": "<"},
        {"t": 2},
    ),
    case(
        "block-super-three-levels",
        {
            "base.html": (
                "{% block a %}base {{ v }}{% endblock %}-{% block b %}b{{ v }}"
                "{% endblock %}"
            ),
            "middle.html": (
                "{% extends 'base.html' %}{% block a %}mid {{ block.super }} {{ w }}"
                "{% endblock %}"
            ),
            PAGE: (
                "{% extends 'middle.html' %}{% block a %}page {{ block.super }}"
                "{% endblock %}{% block b %}{{ block.super }}!{% endblock %}"
            ),
        },
        {"v": 1, "w": 1},
        {"w": "<"},
        {"v": "<"},
        {"v": None, "w": None},
    ),
    case(
        "block-super-filtered",
        {
            "base.html": "{% block a %}base {{ v }}{% endblock %}",
            "middle.html": (
                "{% extends 'base.html' %}{% block a %}mid {% filter upper %}"
                "{{ block.super }}{% endfilter %}{% endblock %}"
            ),
            PAGE: (
                "{% extends 'middle.html' %}{% block a %}page {{ block.super }}"
                "{{ block.super|upper }}{% endblock %}"
            ),
        },
        {"v": "x"},
        {"v": "<y>"},
        {"v": ""},
    ),
    case(
        "block-super-filtered-three-times",
        {
            "base.html": "{% block a %}base {{ v }}{% endblock %}",
            "one.html": (
                "{% extends 'base.html' %}{% block a %}one {% filter upper %}"
                "{{ block.super }}{% endfilter %}{% endblock %}"
            ),
            "two.html": (
                "{% extends 'one.html' %}{% block a %}two {{ block.super }}"
                "{% endblock %}"
            ),
            PAGE: (
                "{% extends 'two.html' %}{% block a %}{% spaceless %}<p> "
                "{{ block.super }} </p>{% endspaceless %}{% with x=block.super %}"
                "{{ x }}{% endwith %}{% endblock %}"
            ),
        },
        {"v": "x"},
        {"v": "<y>"},
        {"v": ""},
    ),
    case(
        "block-super-filtered-below-one-that-is-not",
        {
            "base.html": "{% block a %}base {{ v }}{% endblock %}",
            "middle.html": (
                "{% extends 'base.html' %}{% block a %}mid {% filter upper %}"
                "{{ block.super }}{% endfilter %}{% endblock %}"
            ),
            PAGE: (
                "{% extends 'middle.html' %}{% block a %}page {{ block.super }}"
                "{% endblock %}"
            ),
        },
        {"v": "x"},
        {"v": "<y>"},
        {"v": ""},
    ),
    case(
        "block-without-a-parent",
        "{% block a %}{{ v }}{{ block.name }}{% endblock %}",
        {"v": 1},
        {"v": 2},
    ),
    case(
        "names-set-upward-by-cycle",
        "{% cycle 'a' 'b' as c %}{% for r in rows %}{% cycle c %}{{ c }}{% endfor %}"
        "{{ c }}"
        "{% with x=1 %}{% cycle 'p' 'q' as v silent %}{{ v }}{% endwith %}{{ v }}",
        {"v": "own", "rows": ROWS},
        {"v": "other"},
        lambda s: s["rows"].pop(),
    ),
    case(
        "block-super-at-the-top",
        {
            "base.html": "{% block a %}{{ v }}{{ block.super }}{% endblock %}",
            PAGE: "{% extends 'base.html' %}",
        },
        {"v": 1},
        {"v": 2},
    ),
    case(
        "block-in-what-is-included",
        {
            "base.html": "{% block a %}{% endblock %}{% block b %}{% endblock %}",
            "part.html": "{{ block.name }}{{ block.super }}{{ v }}",
            PAGE: "{% extends 'base.html' %}{% block a %}{% include 'part.html' %}"
            "{% endblock %}{% partialdef p %}{{ block.name }}{% endpartialdef %}"
            "{% block b %}{% partial p %}{% include 'part.html' only %}{% endblock %}",
        },
        {"v": 1},
        {"v": 2},
    ),
    case(
        "block-super-in-elif",
        {
            "base.html": "{% block a %}{{ v }}{% endblock %}",
            PAGE: "{% extends 'base.html' %}{% block a %}{% if w %}w"
            "{% elif block.super == '1' %}one{% elif block.name == 'a' %}a{% endif %}"
            "{% endblock %}",
        },
        {"v": 1},
        {"v": 2},
        {"w": 1},
    ),
    case(
        "block-super-that-fails",
        {
            "base.html": "{% block a %}base {{ v|default:missing }}{% endblock %}",
            PAGE: "{% extends 'base.html' %}{% block a %}page {{ block.super }}"
            "{{ v }}{% endblock %}",
        },
        {"v": 0},
        {"v": 1},
        {"missing": "found"},
        {"v": 0},
    ),
    case(
        "block-as-variable",
        {
            "base.html": "{% block a %}{{ block.name }}{% endblock %}",
            PAGE: (
                "{% extends 'base.html' %}{% block a %}{{ block.name }}"
                "{% with b=block %}{{ b.name }}{{ b.super }}{% endwith %}"
                "{% if block.super %}s{% endif %}{% firstof block.super %}"
                "{% endblock %}"
            ),
        },
        {"v": 1},
        {"v": 2},
    ),
    case(
        "blocks-in-if-and-for",
        {
            "base.html": (
                "{% if v %}{% block a %}a{{ v }}{% endblock %}{% endif %}"
                "{% for r in rows %}{% block row %}{{ r.name }}{% endblock %}"
                "{% endfor %}{% with x=v %}{% block b %}{{ x }}{% endblock %}"
                "{% endwith %}"
            ),
            PAGE: (
                "{% extends 'base.html' %}{% block row %}{{ forloop.counter }}"
                "{{ block.super }}{% if forloop.last %}.{% endif %}{% endblock %}"
                "{% block b %}{{ x }}{{ block.super }}{% endblock %}"
            ),
        },
        {"v": 0, "rows": ROWS},
        {"v": 1},
        _swap("rows"),
        lambda s: s["rows"].append({"id": 5, "name": "n"}),
    ),
    case(
        "block-super-in-a-loop-that-counts-above",
        {
            "base.html": "{% block a %}{{ forloop.counter }}{{ r.name }}{% endblock %}",
            PAGE: (
                "{% extends 'base.html' %}{% block a %}{% for r in rows %}"
                "{{ block.super }},{% endfor %}{% endblock %}"
            ),
        },
        {"rows": ROWS},
        _swap("rows"),
        lambda s: s["rows"].pop(),
    ),
    case(
        "block-overridden-uses-loop-of-the-base",
        {
            "base.html": "{% for r in rows %}{% block row %}{% endblock %}{% endfor %}",
            PAGE: (
                "{% extends 'base.html' %}{% block row %}{{ forloop.counter }}"
                "{{ forloop.first }}{% ifchanged r.name %}{{ r.name }}"
                "{% endifchanged %}{% endblock %}"
            ),
        },
        {"rows": ROWS},
        _swap("rows"),
        lambda s: s["rows"].append(dict(s["rows"][1])),
    ),
    case(
        "blocks-in-blocks",
        {
            "base.html": (
                "{% block a %}a{% block b %}b{{ v }}{% endblock %}{% endblock %}"
            ),
            "middle.html": (
                "{% extends 'base.html' %}{% block a %}A{% block c %}c{{ v }}"
                "{% endblock %}{{ block.super }}{% endblock %}"
            ),
            PAGE: (
                "{% extends 'middle.html' %}{% block b %}B{{ block.super }}"
                "{% endblock %}{% block c %}C{{ block.super }}{% endblock %}"
            ),
        },
        {"v": 1},
        {"v": "<"},
    ),
    case(
        "blocks-in-opaque-tags",
        {
            "base.html": (
                "{% spaceless %}<p> {% block a %}a{{ v }}{% endblock %} </p>"
                "{% endspaceless %}{% filter upper %}{% block b %}b{% endblock %}"
                "{% endfilter %}"
            ),
            PAGE: (
                "{% extends 'base.html' %}{% block a %}<b>{{ block.super }}</b> <i>"
                "{{ v }}</i>{% endblock %}{% block b %}{{ block.super }}{{ v }}"
                "{% endblock %}"
            ),
        },
        {"v": "x"},
        {"v": "<"},
        {"v": ""},
    ),
    case(
        "block-names-set-inside-are-gone",
        {
            "base.html": (
                "{% block a %}{% firstof 'a' as x %}{{ x }}{% endblock %}[{{ x }}]"
                "{% block b %}{% assign 'x' 'b' %}{% endblock %}[{{ x }}]"
                "{% block c %}{% autoescape off %}{% firstof 'c' as x %}"
                "{% endautoescape %}{% endblock %}[{{ x }}]"
                "{% block d %}{% blocktranslate asvar x %}d{% endblocktranslate %}"
                "{% endblock %}[{{ x }}]"
                "{% block e %}{% cycle 'e' 'f' as x %}{% cycle x %}{% endblock %}["
                "{{ x }}]"
                "{% block f %}{% for v in list %}{% firstof v as x %}{% endfor %}"
                "{% if 1 %}{% firstof 'f' as x %}{% endif %}{{ x }}{% endblock %}["
                "{{ x }}"
                "]"
            ),
            PAGE: "{% extends 'base.html' %}",
        },
        {"x": "out", "list": [1]},
        {"x": "<"},
        {"x": ""},
    ),
    case(
        "block-names-set-by-a-partial-are-gone",
        "{% partialdef p %}{% firstof 'p' as x %}{% endpartialdef %}"
        "{% block a %}{% partial p %}{{ x }}{% endblock %}[{{ x }}]"
        "{% block b %}{% partialdef q inline %}{% firstof 'q' as x %}"
        "{% endpartialdef %}{{ x }}{% endblock %}[{{ x }}]",
        {"x": "out"},
        {"x": "<"},
    ),
    case(
        "block-super-sets-names",
        {
            "base.html": (
                "{% block a %}{% firstof 'a' as x %}{{ x }}{% endblock %}[{{ x }}]"
            ),
            PAGE: (
                "{% extends 'base.html' %}{% block a %}{{ block.super }}{{ x }}"
                "{% endblock %}"
            ),
        },
        {"x": "out"},
        {"x": "<"},
    ),
]
