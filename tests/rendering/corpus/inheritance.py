"""Templates that extend others."""

from typing import Any

from liveflash.flash.flash import Flash
from liveflash.flash.message import Message
from tests.rendering.cases import PAGE, case

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
        "template-that-tags-find-in-a-chain",
        {
            "base.html": (
                "{% template_name %}{% live %}{% template_name %}{{ v }}"
                "{% block a %}{% endblock %}{% include 'part.html' %}"
                "{% template_name %}{% endlive %}"
            ),
            "part.html": (
                "{% extends 'part_base.html' %}{% block b %}{% template_name %}{{ v }}"
                "{% endblock %}"
            ),
            "part_base.html": "{% block b %}{% endblock %}{% template_name %}",
            "middle.html": "{% extends 'base.html' %}",
            PAGE: (
                "{% extends 'middle.html' %}{% block a %}{% template_name %}"
                "{{ block.super }}{% endblock %}"
            ),
        },
        {"v": 1},
        {"v": "<"},
    ),
    case(
        "super-of-the-outermost-block",
        {
            "base.html": (
                "{% block a %}<i>{{ block.super }}{{ v }}{% block b %}"
                "{{ block.super }}{{ block.super|default:'none' }}{% endblock %}"
                "{% if v %}{{ block.super }}{% endif %}</i>{% endblock %}"
            ),
            PAGE: (
                "{% extends 'base.html' %}{% block a %}{{ block.super }}{{ v }}"
                "{{ block.super }}{% endblock %}"
            ),
        },
        {"v": 1},
        {"v": "<"},
        {"v": ""},
    ),
    case(
        "super-outside-of-blocks",
        {
            "part.html": "{{ block.super }}{{ v }}{% block b %}{{ v }}{% endblock %}",
            "base.html": (
                "{{ block.super }}{% block a %}base {{ v }}{% endblock %}"
                "{% include 'part.html' %}"
            ),
            PAGE: (
                "{% extends 'base.html' %}{% block a %}{{ v }}"
                "{% include 'part.html' %}{% endblock %}"
            ),
        },
        {"v": 1},
        {"v": "<"},
    ),
    case(
        "extends",
        {
            "base.html": BASE,
            PAGE: "{% extends 'base.html' %}{% block body %}page {{ v }}{% endblock %}",
        },
        {"t": "T", "v": 1},
        {"v": "<"},
        {"t": "<t>"},
    ),
    case(
        "extends-without-blocks",
        {"base.html": BASE, PAGE: "{% extends 'base.html' %}ignored {{ v }}"},
        {"t": "T", "v": 1},
        {"v": "<"},
    ),
    case(
        "extends-with-text-before",
        {
            "base.html": BASE,
            PAGE: (
                "<!-- before -->\n{# c #}{% extends 'base.html' %}{% block head %}"
                "{% endblock %}"
            ),
        },
        {"t": "T", "v": 1},
        {"v": 2},
    ),
    case(
        "extends-text-before-at-each-level",
        {
            "base.html": BASE,
            "middle.html": (
                "M{% extends 'base.html' %}{% block head %}m{{ t }}{% endblock %}"
            ),
            PAGE: "P{% extends 'middle.html' %}{% block body %}{{ v }}{% endblock %}",
        },
        {"t": "T", "v": 1},
        {"v": 2},
        {"t": "<"},
    ),
    case(
        "extends-variable",
        {
            "one.html": (
                "one {% block a %}{{ v }}{% endblock %}{% for r in rows %}"
                "{{ r.name }}{% endfor %}"
            ),
            "two.html": "two {% if v %}{% block a %}{{ v }}{% endblock %}{% endif %}",
            PAGE: (
                "{% extends layout %}{% block a %}page {{ block.super }}{% endblock %}"
            ),
        },
        {"layout": "one.html", "v": 1, "rows": ROWS},
        {"v": 2},
        {"layout": "two.html"},
        {"v": ""},
        {"layout": "one.html"},
        _swap("rows"),
    ),
    case(
        "extends-constant-with-variable-filter",
        {
            "one.html": "one {% block a %}{{ v }}{% endblock %}",
            "two.html": "two {% block a %}{{ v }}{% endblock %}",
            PAGE: (
                "{% extends kind|add:'.html' %}{% block a %}page {{ v }}{% endblock %}"
            ),
            "other.html": "{% extends 'o'|add:rest %}",
        },
        {"kind": "one", "v": 1},
        {"v": 2},
        {"kind": "two"},
    ),
    case(
        "extends-constant-with-variable-argument",
        {
            "one.html": "one {% block a %}{{ v }}{% endblock %}",
            "one2.html": "two {% block a %}{{ v }}{% endblock %}",
            PAGE: "{% extends 'one'|add:rest %}{% block a %}page {{ v }}{% endblock %}",
        },
        {"rest": ".html", "v": 1},
        {"rest": "2.html"},
        {"v": 2},
    ),
    case(
        "extends-middle-variable",
        {
            "one.html": "one {% block a %}{{ v }}{% endblock %}",
            "two.html": "two {% block a %}{{ v }}{% endblock %}",
            "middle.html": (
                "{% extends layout %}{% block a %}mid {{ block.super }}{% endblock %}"
            ),
            PAGE: (
                "{% extends 'middle.html' %}{% block a %}page {{ block.super }}"
                "{% endblock %}"
            ),
        },
        {"layout": "one.html", "v": 1},
        {"layout": "two.html"},
        {"v": "<"},
    ),
    case(
        "extends-relative",
        {
            "dir/base.html": (
                "base {% block a %}{{ v }}{% endblock %}{% include './part.html' %}"
            ),
            "dir/part.html": "part {{ v }}",
            "dir/page.html": (
                "{% extends './base.html' %}{% block a %}{{ block.super }}"
                "{% include '../top.html' %}{% endblock %}"
            ),
            "top.html": "top {{ v }}",
        },
        {"v": 1},
        {"v": "<"},
        renders="dir/page.html",
    ),
    case(
        "extends-recursively-through-include",
        {
            "base.html": "({% block a %}{{ v }}{% endblock %})",
            "inner.html": (
                "{% extends 'base.html' %}{% block a %}inner {{ block.super }}"
                "{% endblock %}"
            ),
            PAGE: (
                "{% extends 'base.html' %}{% block a %}page {{ block.super }}"
                "{% include 'inner.html' %}{{ block.super }}{% endblock %}"
            ),
        },
        {"v": 1},
        {"v": "<"},
        {"v": ""},
    ),
]
