"""The message stack as a component, and elements that the client may skip."""

from typing import Any

from django.utils.safestring import SafeString as Safe

from liveflash.flash.flash import Flash
from liveflash.flash.message import Message
from tests.rendering.cases import FLASH, LANGUAGE, PAGE, case
from tests.rendering.sample_objects import rows


def _flash(*values: tuple[str, Any]) -> Flash:
    """Return a flash with fixed ids of messages."""
    return Flash(
        Message(f"m{at}", key, key, value) for at, (key, value) in enumerate(values, 1)
    )


NONE: Any = {FLASH: _flash()}
ONE: Any = {FLASH: _flash(("info", "<i>"))}
TWO: Any = {FLASH: _flash(("info", "<i>"), ("error", {"title": "T", "items": ["a"]}))}
# A new message with the former key: another element.
OTHER: Any = {FLASH: Flash([Message("other", "info", "info", "o", revision=2)])}
CHANGES = (ONE, TWO, {"v": 2}, OTHER, NONE, {"v": 3}, ONE, NONE)

FORM = (
    "<main><h1>{{ v }}</h1><form id='f'><input name='a'><select name='s'>"
    "{% for r in rows %}<option value='{{ r.id }}'{% if r.id == v %} selected"
    "{% endif %}>{{ r.name }}</option>{% endfor %}</select></form><details><summary>"
    "{{ w }}</summary><textarea>{{ w }}</textarea></details><div id='map'></div></main>"
)

CASES = [
    case("messages-in-a-page", "<p>{{ v }}</p>{% liveflash %}", {"v": 1}, *CHANGES),
    case(
        "messages-in-a-block-of-a-parent",
        {
            "base.html": (
                "<body>{% live %}{% block top %}<div class='m'>{% liveflash %}</div>"
                "{% endblock %}<main>{% block body %}{% endblock %}</main>{% endlive %}"
            ),
            PAGE: (
                "{% extends 'base.html' %}{% block top %}<b>{{ v }}</b>"
                "{{ block.super }}{% endblock %}{% block body %}{{ v }}{% endblock %}"
            ),
        },
        {"v": 1},
        *CHANGES,
    ),
    case(
        "messages-in-an-included-template",
        {
            "top.html": "<header>{{ v }}{% liveflash %}</header>\n",
            PAGE: "{% include 'top.html' %}<p>{{ v }}</p>",
        },
        {"v": 1},
        *CHANGES,
    ),
    case(
        "messages-in-a-branch",
        "{% if v %}<div>{% liveflash %}{{ v }}</div>{% else %}no{% endif %}",
        {"v": 1},
        *(ONE, {"v": 0}, TWO, {"v": 2}, NONE, {"v": 0}, ONE, {"v": 3}, OTHER),
    ),
    case(
        "messages-in-rows",
        "<ul>{% for r in rows %}<li>{{ r.name }}{% liveflash r.name %}</li>{% endfor %}"
        "</ul>",
        {"rows": rows("info", "error")},
        *(ONE, TWO, {"rows": rows("error", "info")}, OTHER),
        lambda state: state["rows"].pop(0),
        *(TWO, {"rows": []}, ONE, {"rows": rows("info", "x", "error")}, TWO, NONE),
    ),
    case(
        "messages-with-options-of-variables",
        "{% liveflash position=p max=v skin=s %}{{ v }}",
        {"p": "top", "v": 1, "s": "plain"},
        *(ONE, TWO, {"v": 2}, {"s": "bootstrap"}, OTHER, {"p": "bottom"}, TWO),
        {"s": "daisyui"},
        NONE,
    ),
    case(
        "messages-in-another-language",
        "{% language 'de' %}<div>{% liveflash %}</div>{% endlanguage %}{% liveflash %}",
        {"v": 1, LANGUAGE: "en"},
        *(ONE, TWO, {LANGUAGE: "fr"}, OTHER, NONE),
    ),
    case(
        "messages-by-a-template-of-one-element-with-space-around",
        {
            "own.html": (
                "{% load l10n %}\n <ol>{% for m in messages %}<li>{{ m.text }}</li>"
                "{% endfor %}</ol>\n\n"
            ),
            PAGE: "<p>{{ v }}</p>{% liveflash template='own.html' %}",
        },
        {"v": 1},
        *CHANGES,
    ),
    case(
        "messages-by-a-template-of-several-elements",
        {
            "own.html": "{% for m in messages %}<p>{{ m.text }}</p>{% endfor %}!",
            PAGE: "<p>{{ v }}</p>{% liveflash template='own.html' %}{% liveflash %}",
        },
        {"v": 1},
        *CHANGES,
    ),
    case(
        "messages-by-a-template-that-extends",
        {
            "base.html": "<section>{% block m %}base{% endblock %}</section>",
            "own.html": (
                "{% extends 'base.html' %}{% block m %}{{ block.super }}"
                "{% for message in messages %}{% include parts.body %}{% endfor %}"
                "{% endblock %}"
            ),
            PAGE: "<p>{{ v }}</p>{% liveflash template='own.html' %}",
        },
        {"v": 1},
        *CHANGES,
    ),
    case(
        "messages-with-unbalanced-markup",
        "<p>{{ v }}</p>{% liveflash %}",
        {"v": 1},
        *(ONE, {FLASH: _flash(("info", Safe("a</span></div>")))}, {"v": 2}, TWO, NONE),
    ),
    case(
        "messages-where-the-page-reads-flash",
        "{% if v %}{{ flash.info }}{% endif %}{% liveflash %}{{ v }}",
        {"v": 0},
        *(ONE, NONE, {"v": 1}, TWO, NONE, OTHER),
    ),
    case(
        "elements-beside-a-value-that-changes",
        FORM,
        {"v": 1, "w": 1, "rows": rows("a", "b", "c")},
        *({"v": 2}, {"w": 2}, {"v": 3, "w": "<"}, {"rows": rows("x")}, {"v": 1}),
    ),
    case(
        "elements-in-rows-and-branches",
        (
            "<table>{% for r in rows %}<tr><td><input name='{{ r.id }}'></td>"
            "<td>{{ r.name }}</td></tr>{% endfor %}</table>{% if v %}<form><input "
            "name='q' value='{{ v }}'>{{ w }}</form>{% else %}<details>{{ w }}"
            "</details>{% endif %}"
        ),
        {"v": 1, "w": 1, "rows": rows("a", "b", "c")},
        *({"v": 0}, {"w": 2}, {"v": 2}, {"rows": rows("c", "b")}, {"w": 3}),
        lambda state: state["rows"].reverse(),
        {"rows": rows("c", "b", "a", "d")},
    ),
    case(
        "elements-that-a-branch-closes",
        (
            "<div id='r'>{% for r in rows %}<b>{{ r.name }}</b>{% if r.id == v %}"
            "</div><div id='next'>{% endif %}{% endfor %}</div><form id='f'>"
            "<input></form>{{ v }}"
        ),
        {"v": 0, "rows": rows("a", "b", "c")},
        *({"v": 2}, {"v": 1}, {"rows": rows("x")}, {"v": 0}),
    ),
    case(
        "elements-that-included-templates-open-and-close",
        {
            "start.html": "<div id='{{ v }}'>",
            "end.html": "</div>",
            PAGE: (
                "<main id='m'>{% include 'start.html' %}<form id='f'>{{ w }}</form>"
                "{% include 'end.html' %}</main>{{ v }}"
            ),
        },
        {"v": 1, "w": 1},
        *({"v": 2}, {"w": 2}),
    ),
    case(
        "elements-with-values-that-open-and-close",
        "<div id='a'>{{ v|safe }}<form id='f'></form></div><div id='b'>{{ w }}</div>",
        {"v": "x", "w": 1},
        *({"w": 2}, {"v": "</div><div>"}, {"w": 3}, {"v": "<b>x</b>"}, {"w": 4}),
    ),
    case(
        "elements-whose-tags-have-values",
        (
            "<{{ t }} id='a'>{{ v }}</{{ t }}><h{{ n }} id='h'>{{ v }}</h{{ n }}>"
            "<div {% if v %}id='d'{% endif %} class='{{ v }}'><form>{{ w }}</form>"
            "</div>"
        ),
        {"t": "section", "n": 2, "v": 1, "w": 1},
        *({"v": 0}, {"t": "b"}, {"n": 3}, {"w": 2}),
    ),
    case(
        "elements-in-text-and-comments",
        (
            "<!-- <form> {{ v }} --><script>if (1 < 2) '<form id=\"x\">{{ v }}'"
            "</script>"
            "<textarea id='t'><b>{{ w }}</textarea><p id='p'>{{ v }}<p id='q'>{{ w }}"
            "<ul id='u'><li>{{ v }}<li>{{ w }}</ul><svg id='s'><path d='{{ v }}'/>"
            "</svg>"
            "<a title='>' id='l'>{{ w }}</a><br id='x'>{{ v }}"
        ),
        {"v": 1, "w": 1},
        *({"v": 2}, {"w": 2}, {"v": 3, "w": 3}),
    ),
]
