"""The live region, and our own tags."""

from typing import Any

from django.utils.safestring import SafeString as Safe

from liveflash.flash.flash import Flash
from liveflash.flash.message import Message
from tests.rendering.cases import FLASH, PAGE, case
from tests.rendering.sample_objects import Named, Row, rows

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
        "live",
        "<html>{{ v }}{% live %}<p>{{ v }}</p>{% if v %}!{% endif %}{% endlive %}"
        "{{ w }}</html>",
        {"v": 1, "w": 1},
        {"v": "<"},
        {"w": 2},
        {"v": ""},
    ),
    case(
        "live-in-a-base",
        {
            "base.html": (
                "<html>{% block head %}{% endblock %}{% live %}<main>{% block body %}"
                "base {{ v }}{% endblock %}</main>{% endlive %}</html>"
            ),
            PAGE: (
                "{% extends 'base.html' %}{% block head %}{{ v }}{% endblock %}"
                "{% block body %}page {{ v }}{{ block.super }}{% endblock %}"
            ),
        },
        {"v": 1},
        {"v": "<"},
        {"v": None},
    ),
    case(
        "live-after-names-are-set",
        "{% with a=v %}{% url 'settings' as u %}{% if v %}{% firstof 'set' as i %}"
        "{% endif %}"
        "{% cycle 'c1' 'c2' as c %}{% cycle c %}{% blocktranslate asvar t %}T{{ v }}"
        "{% endblocktranslate %}"
        "{% assign 'own' v %}{% capture got %}{{ v }}{% endcapture %}"
        "{% autoescape off %}{% firstof v as off %}{% endautoescape %}"
        "{% for x in 'ab' %}{% firstof x as loop %}{% endfor %}"
        "{% partialdef p inline %}{% firstof 'in' as pi %}{% endpartialdef %}"
        "{% live %}{{ a }}{{ u }}{{ i }}{{ c }}{{ t }}{{ own }}{{ got }}{{ off }}"
        "{{ loop }}{{ pi }}{% endlive %}{% endwith %}",
        {"v": 1},
        {"v": "<"},
        {"v": ""},
    ),
    case(
        "live-after-a-partial-has-set-names",
        "{% partialdef p %}{% firstof v as n %}{% endpartialdef %}{% partial p %}"
        "{% live %}{{ n }}{% endlive %}",
        {"v": 1},
        {"v": "<"},
    ),
    case(
        "live-in-a-block",
        {
            "base.html": (
                "{% with w=v %}{% block body %}{% live %}base {{ v }}{% endlive %}"
                "{% endblock %}{% endwith %}"
            ),
            PAGE: (
                "{% extends 'base.html' %}{% block body %}{% firstof w as x %}"
                "{% live %}page {{ w }}{{ x }}{% endlive %}{% endblock %}"
            ),
        },
        {"v": 1},
        {"v": "<"},
    ),
    case(
        "live-in-a-block-with-super",
        {
            "base.html": "{% block body %}base {{ v }}{% endblock %}",
            PAGE: (
                "{% extends 'base.html' %}{% block body %}{% live %}{{ block.super }}"
                "{% filter upper %}{{ block.super }}x{% endfilter %}{{ block.name }}"
                "{% endlive %}{% endblock %}"
            ),
        },
        {"v": 1},
        {"v": "<"},
    ),
    case(
        "live-overridden-away",
        {
            "base.html": (
                "<html>{% block body %}{% live %}{{ v }}{% endlive %}{% endblock %}"
                "</html>"
            ),
            PAGE: (
                "{% extends 'base.html' %}{% block body %}plain {{ v }}{% endblock %}"
            ),
        },
        {"v": 1},
        {"v": "<"},
    ),
    case(
        "live-in-an-if",
        "{% if 1 %}x{% live %}{{ v }}{% if v %}!{% endif %}{% endlive %}{% endif %}"
        "{{ v }}",
        {"v": 1},
        {"v": "<"},
        {"v": "<"},
        {"v": 0},
    ),
    case(
        "live-in-a-tag-that-renders-it-twice",
        "{% measured %}{% live %}<p>{{ v }}</p>{% endlive %}{% endmeasured %}",
        {"v": 1},
        {"v": "<"},
    ),
    case(
        "live-in-a-tag-that-changes-it",
        "{% spaceless %}{% live %}<p>{{ v }}</p> <b> </b> {% endlive %}"
        "{% endspaceless %}",
        {"v": 1},
        {"v": "<"},
    ),
    case(
        "live-in-a-tag-that-renders-parts-of-it-later",
        "{% deferring %}{% live %}<p>{% later %}{{ v }}{% endlater %}</p>{% endlive %}"
        "{% enddeferring %}",
        {"v": 1},
        {"v": "<"},
    ),
    case(
        "live-in-a-tag-that-removes-comments",
        "{% uncommented %}{% live %}<p>{{ v }}</p><!-- a -->{% endlive %}"
        "{% enduncommented %}",
        {"v": 1},
        {"v": "<"},
    ),
    case(
        "live-in-autoescape-off",
        "{% autoescape off %}{% live %}{{ v }}{% endlive %}{% endautoescape %}",
        {"v": "<a>"},
        {"v": "<"},
    ),
    case(
        "live-in-an-include",
        {
            "part.html": (
                "part {% live %}{{ v }}{% for r in rows %}{{ r.name }}{% endfor %}"
                "{% endlive %}"
            ),
            PAGE: "{{ v }}{% include 'part.html' %}",
        },
        {"v": 1, "rows": ROWS},
        {"v": "<"},
        {"v": "<"},
        _swap("rows"),
    ),
    case(
        "live-or-not-by-layout",
        {
            "one.html": "1 {% live %}{% block a %}{% endblock %}{{ v }}{% endlive %}",
            "two.html": (
                "2 {% if v %}{% live %}{% block a %}{% endblock %}{% endlive %}"
                "{% endif %}"
            ),
            PAGE: "{% extends layout %}{% block a %}<b>{{ v }}</b>{% endblock %}",
        },
        {"layout": "one.html", "v": 1},
        {"layout": "two.html"},
        {"v": 2},
        {"layout": "one.html"},
        {"v": 3},
    ),
    case(
        "live-in-a-partial-page",
        {PAGE: "{% partialdef p %}a{% live %}{{ v }}{% endlive %}{% endpartialdef %}"},
        {"v": 1},
        {"v": "<"},
        renders=f"{PAGE}#p",
    ),
    case(
        "flash",
        "{% if flash.error %}<p>{{ flash.error }}</p>{% endif %}{{ flash.info }}"
        "{% for k, v in flash.items %}{{ k }}{{ v }}{% endfor %}{{ flash|length }}",
        {FLASH: _flash()},
        {FLASH: _flash(("info", "<i>"))},
        {FLASH: _flash(("error", "e"), ("info", 5))},
        {FLASH: _flash()},
    ),
    case(
        "liveflash-tag",
        "{% liveflash %}",
        {FLASH: _flash()},
        {FLASH: _flash(("info", "<i>"))},
        {FLASH: _flash(("info", {"title": "T", "items": ["<a>"]}), ("error", "e"))},
        {FLASH: _flash(("error", "e"))},
        {FLASH: _flash()},
    ),
    case(
        "liveflash-tags-with-autoescape-off",
        "{% autoescape off %}{% liveflash %}{% liveflash 'info' %}{{ v }}"
        "{% liveflash_history %}<a {% live_patch v %}>{% endautoescape %}{{ v }}",
        {FLASH: _flash(("info", "<i>")), "v": "/?<"},
        {FLASH: _flash(("info", {"title": "<i>", "items": ["<i>", Safe("<b>")]}))},
        {FLASH: _flash(("<i>", "<i>"), ("info", 5)), "v": "/?>"},
        {FLASH: _flash()},
    ),
    case(
        "liveflash-tag-in-an-engine-without-autoescape",
        "{% liveflash %}{{ v }}",
        {FLASH: _flash(("info", "<i>")), "v": "<"},
        {FLASH: _flash(("info", Safe("<b>")), ("error", "<i>"))},
        {FLASH: _flash()},
        options={"autoescape": False},
    ),
    case(
        "liveflash-tag-with-a-key",
        "{% liveflash 'info' %}<main>{{ v }}</main>{% liveflash key %}",
        {FLASH: _flash(("info", 1)), "v": 1, "key": "error"},
        {FLASH: _flash(("info", 1), ("error", "<"))},
        {"v": 2, "key": "info"},
        {FLASH: _flash()},
    ),
    case(
        "js",
        "<b phx-click=\"{% js push 'a' id=v | hide '#b' %}\" phx-x=\""
        "{% js push 'fixed' %}\">{% for r in rows %}<i phx-click=\""
        "{% js push 'x' id=r.id %}\">{% endfor %}",
        {"v": 1, "rows": ROWS},
        {"v": "\"<'"},
        _swap("rows"),
        lambda s: s["rows"].pop(),
    ),
    case(
        "links-and-scripts",
        "{% liveflash_meta %}{% liveflash_scripts %}<a {% live_patch v %}><a "
        "{% live_navigate v replace=True %}>{% liveflash_history %}"
        "{% liveflash_bell %}",
        {"v": "/a?b=1&c", "csrf_token": "t"},
        {"v": "/<"},
        {"csrf_token": "u"},
    ),
    case(
        "live-key-outside-of-loops",
        "{% live_key v %}{{ v }}{% for r in rows %}{% if r.id %}{% live_key r.name %}"
        "{{ r.name }}{% endif %}{% endfor %}",
        {"v": 1, "rows": ROWS},
        {"v": 2},
        _swap("rows"),
    ),
    case(
        "page-of-everything",
        {
            "base.html": (
                "<!doctype html>{% with site='S' %}{% live %}<header>{% liveflash %}"
                "{{ site }}</header>{% block main %}{% endblock %}{% endlive %}"
                "{% endwith %}"
            ),
            "row.html": (
                "<tr id='{{ r.id }}'{% if r.id == selected %} class='on'{% endif %}"
                "><td>{{ r.name|default:'-' }}</td>{% for t in r.tags %}<td>{{ t }}"
                "</td>{% empty %}<td/>{% endfor %}</tr>"
            ),
            PAGE: (
                "{% extends 'base.html' %}{% block main %}<table>{% for r in rows %}"
                "{% include 'row.html' %}{% empty %}none{% endfor %}</table>"
                "{% if error %}<p>{{ error }}</p>{% else %}{{ o.title }}{% endif %}"
                "{% endblock %}"
            ),
        },
        {
            "rows": [Row(1, "a", [1]), Row(2, "b")],
            "selected": 1,
            "o": Named("n"),
            FLASH: _flash(),
        },
        lambda s: (s["rows"].reverse(), s.update(selected=2)),
        {FLASH: _flash(("info", "saved"))},
        lambda s: (
            s["rows"].insert(0, Row(3, "", ["<x>"])),
            s["rows"][1].tags.append(1),
        ),
        {"error": "<e>", "rows": []},
        {"rows": rows("p", "q"), "error": None, FLASH: _flash()},
    ),
]
