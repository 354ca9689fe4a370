"""Flash in all the places that a template can bring it to."""

from typing import Any

from liveflash.flash.flash import Flash
from liveflash.flash.message import Message
from tests.rendering.cases import FLASH, PAGE, case
from tests.rendering.sample_objects import rows

ROWS = rows("a", "<b>", "c")


def flash(**values: Any) -> Flash:
    """Return a flash with fixed ids of messages."""
    return Flash(Message(f"m-{key}", key, key, value) for key, value in values.items())


STEPS = (
    {FLASH: flash(info="<i>")},
    {FLASH: flash(info="a", error="e")},
    {FLASH: flash(error="a")},
    {FLASH: flash()},
    {FLASH: flash(info="<b>")},
    {FLASH: flash(error="all")},
    {FLASH: flash(info="c", error="e", other=1)},
    {FLASH: flash(error="e", other=1)},
)

# What each template shows depends on v, rows and flash.
TEMPLATES: dict[str, str | dict[str, str]] = {
    "value": "{{ v }}{{ flash.info }}{{ none|default:flash }}{{ flash|length }}",
    "filters": "{{ flash.info|default:v|upper }}{{ none|default:flash|length }}",
    "condition": "{% if flash.info %}{{ v }}{% else %}{{ v }}!{% endif %}{{ v }}",
    "condition-with-operators": (
        "{% if v and flash.info == 'a' or not flash %}x{{ v }}{% endif %}{{ v }}"
    ),
    "elif": "{% if not v %}a{% elif flash.error %}b{{ v }}{% else %}c{% endif %}",
    "elif-in-a-tag": (
        "{% spaceless %}{% if not v %}a{% elif flash.info %}b{% else %}c{% endif %}"
        "{% endspaceless %}{{ v }}"
    ),
    "loop": (
        "{% for k, x in flash.items %}{{ k }}{{ x }}{{ v }}{% empty %}-{% endfor %}"
    ),
    "loop-over-messages": (
        "{% for m in flash.messages %}{% cycle 'odd' 'even' %}{{ m.key }}{{ m.value }}"
        "{% ifchanged m.level %}{{ m.level }}{% endifchanged %}{{ forloop.counter }}"
        "{% endfor %}"
    ),
    "empty": "{% for r in none %}{% empty %}{{ flash.info }}{{ v }}{% endfor %}",
    "rows": (
        "{% for r in rows %}{{ r.name }}{% if r.name == flash.info %}*{% endif %}"
        "{% endfor %}"
    ),
    "rows-with-cycle": (
        "{% for r in rows %}{% cycle 'a' 'b' %}{{ flash.info }}{{ r.name }}{% endfor %}"
    ),
    "cycle-where-flash-decides": (
        "{% for r in rows %}{% if flash.info == r.name or flash.error %}"
        "{% cycle 'a' 'b' %}{% ifchanged v %}{{ v }}{% endifchanged %}{% endif %}"
        "{% endfor %}"
    ),
    "cycle-in-two-places": (
        "{% cycle 'a' 'b' 'c' as c %}{% if flash.info %}{% cycle c %}{% endif %}"
        "{% cycle c %}{{ c }}"
    ),
    "cycle-silent": (
        "{% for r in rows %}{% cycle 'a' 'b' as c silent %}"
        "{% if flash.info %}{{ c }}{% endif %}{{ r.name }}{% endfor %}"
    ),
    "cycle-of-flash": (
        "{% for r in rows %}{% cycle flash.info 'x' as c %}{% cycle c %}{{ c }}"
        "{% endfor %}"
    ),
    "resetcycle": (
        "{% for r in rows %}{% if flash.info %}{% cycle 'a' 'b' 'c' %}{% endif %}"
        "{% if r.id == 2 %}{% resetcycle %}{% endif %}{% endfor %}"
    ),
    "with": (
        "{% with f=flash.info g=v %}{{ f }}{{ g }}{% if f %}{{ v }}{% endif %}"
        "{% endwith %}"
    ),
    "with-of-with": (
        "{% with f=flash %}{% with x=f.info|default:v %}{{ x }}{% endwith %}"
        "{% endwith %}"
    ),
    "with-shadowing-flash": (
        "{% with flash=v f=flash.info %}{{ flash }}{{ f }}{% endwith %}{{ flash.info }}"
    ),
    "loop-shadowing-flash": (
        "{% for flash in rows %}{{ flash.name }}{% endfor %}{{ flash.info }}"
    ),
    "names-set-before": (
        "{% url 'settings' as u %}{% plus v 1 as p %}{% firstof flash.info u %}"
        "{% if flash.info %}{{ u }}{{ p }}{% endif %}{% peek 'p' %}"
    ),
    "names-set-in-rows": (
        "{% for r in rows %}{% plus r.id v as p %}{% if flash.info %}{{ p }}{% endif %}"
        "{% endfor %}"
    ),
    "names-set-to-flash": (
        "{% firstof flash.info v as f %}{{ f }}{% if f %}{{ f|upper }}{% endif %}"
        "{% markup f %}{% filter upper %}{{ f }}{% endfilter %}"
    ),
    "names-set-to-flash-in-a-loop": (
        "{% for r in rows %}[{{ last }}]{% firstof flash.info r.name as last %}"
        "{% endfor %}"
    ),
    "names-set-where-flash-decides": (
        "{% if flash.info %}{% plus v 1 as p %}{% else %}{% plus v 2 as p %}{% endif %}"
        "{{ p }}{% for r in rows %}{{ p }}{% endfor %}"
    ),
    "names-set-by-contents": (
        "{% capture c %}{{ flash.info }}{% endcapture %}{{ c }}{{ v }}"
    ),
    "names-set-in-autoescape": (
        "{% autoescape off %}{% firstof v as x %}{% endautoescape %}"
        "{% if flash.info %}{{ x }}{% endif %}"
    ),
    "regroup": (
        "{% regroup flash.messages by level as levels %}{% for l in levels %}"
        "{{ l.grouper }}{{ l.list|length }}{% endfor %}"
    ),
    "tag-that-does-not-name-it": "{% newest %}{{ v }}{% newest as n %}{{ n }}",
    "tag-around": (
        "{% spaceless %}<p> {{ flash.info }} </p>{% endspaceless %}{% filter upper %}"
        "{% if flash.error %}e{% endif %}{% endfilter %}"
        "{% framed v %}{{ flash.info }}{% endframed %}"
        "{% scope flash.info %}{{ scoped }}{% endscope %}{% twice %}{{ flash.info }}"
        "{% endtwice %}"
    ),
    "blocktranslate": (
        "{% blocktranslate %}Hi {{ flash }}{% endblocktranslate %}"
        "{% blocktranslate with m=flash.info %}Got {{ m }}{% endblocktranslate %}"
        "{% blocktranslate asvar t %}T {{ flash }}{% endblocktranslate %}{{ t }}"
        "{% blocktranslate count n=flash|length %}one{% plural %}{{ n }} more"
        "{% endblocktranslate %}{% translate 'Yes' %}"
    ),
    "include": {
        "part.html": (
            "{{ flash.info }}{{ x }}{{ v }}{% for r in rows %}{{ r.name }}{% endfor %}"
        ),
        PAGE: (
            "{% include 'part.html' with x=flash.error w=v %}"
            "{% include 'part.html' only %}"
            "{% include 'part.html' with x=flash.info v=1 only %}"
        ),
    },
    "include-named-by-flash": {
        "one.html": "one{{ v }}",
        "two.html": "two{{ v }}",
        PAGE: "{% include flash.error|yesno:'one.html,two.html' %}",
    },
    "include-in-a-tag": {
        "part.html": "{{ flash.info }}{{ v }}",
        PAGE: "{% spaceless %}{% include 'part.html' %}{% endspaceless %}{{ v }}",
    },
    "include-with-shadowed-flash": {
        "part.html": "{{ flash.info }}{{ f.info }}",
        PAGE: "{% include 'part.html' with flash=v f=flash %}{% with flash=v f=flash %}"
        "{% include 'part.html' %}{% endwith %}",
    },
    "inclusion-tag": {
        "card.html": "{{ title }}{{ own }}{% for r in rows %}{{ r.name }}{% endfor %}",
        PAGE: "{% card flash.info %}{% card v %}{% card_of 'flash' %}",
    },
    "partials": (
        "{% partialdef p %}{{ flash.info }}{{ v }}{% cycle 'a' 'b' %}"
        "{% endpartialdef %}"
        "{% partialdef q %}{% firstof flash.info 'x' as n %}{% endpartialdef %}"
        "{% partial p %}{% partial q %}{{ n }}{% for r in rows %}{% partial p %}"
        "{% endfor %}"
    ),
    "partial-that-sets-names": (
        "{% partialdef q %}{% firstof v as n %}{% endpartialdef %}"
        "{% partial q %}{% if flash.info %}{{ n }}{% endif %}"
    ),
    "blocks": {
        "base.html": (
            "{% block a %}{{ flash.info }}{{ v }}{% cycle 'a' 'b' %}{% endblock %}"
            "{% block b %}{{ v }}{% endblock %}"
        ),
        PAGE: (
            "{% extends 'base.html' %}{% block a %}{% if flash.info %}"
            "{{ block.super }}{% endif %}{{ block.super }}{% endblock %}"
            "{% block b %}{{ block.super }}{% firstof flash.error v %}{% endblock %}"
        ),
    },
    "block-super-in-a-tag": {
        "base.html": (
            "{% block a %}{{ flash.info }}{% endblock %}{% block b %}{{ v }}"
            "{% endblock %}"
        ),
        PAGE: (
            "{% extends 'base.html' %}{% block a %}{{ v }}{% filter upper %}"
            "{{ block.super }}{% endfilter %}"
            "{{ block.super|lower }}{% with x=block.super %}{{ x }}{% endwith %}"
            "{% endblock %}"
            "{% block b %}{% if block.super == '5' %}{{ block.super }}{% endif %}"
            "{% endblock %}"
        ),
    },
    "block-in-a-tag": {
        "base.html": "{% filter upper %}{% block a %}{% endblock %}{% endfilter %}",
        PAGE: "{% extends 'base.html' %}{% block a %}{{ flash.info }}{% endblock %}",
    },
    "live-after-names-of-flash": (
        "{% with f=flash %}{% firstof flash.info v as n %}{% live %}{{ f.info }}"
        "{{ n }}{{ v }}"
        "{% for r in rows %}{{ r.name }}{{ n }}{% endfor %}{% endlive %}{% endwith %}"
    ),
    "live-after-names": (
        "{% plus v 1 as n %}{% live %}{% if flash.info %}{{ n }}{% endif %}"
        "{% endlive %}"
    ),
    "messages": (
        "{% liveflash %}{% liveflash 'info' %}{{ v }}{% for r in rows %}{{ r.name }}"
        "{% endfor %}"
    ),
    "js": "<b phx-click=\"{% js push flash.info|default:'x' id=v %}\">",
    "extends-flash": {
        "one.html": "one{% block a %}{% endblock %}",
        "two.html": "two{% block a %}{% endblock %}",
        PAGE: (
            "{% extends flash.error|yesno:'one.html,two.html' %}{% block a %}{{ v }}"
            "{% endblock %}"
        ),
    },
    "autoescape": (
        "{% autoescape off %}{{ flash.info }}{{ v }}{% endautoescape %}{{ flash.info }}"
    ),
    "cache": "{% cache 0 part %}{{ flash.info }}{% endcache %}{{ v }}",
}

UNDO = {"label": "<Undo>", "event": "undo", "value": {"id": 3}, "kind": "primary"}
OPEN = {"label": "Open", "url": "/a/?b=1&c=2", "open": "new"}
NEXT = {"label": "Next", "url": "/next/", "open": "patch"}
LATER = {"label": "Later", "dismiss": True, "kind": "cancel"}

RICH_STEPS = (
    {FLASH: flash(info={"text": "a", "actions": [UNDO]})},
    {FLASH: flash(info={"text": "a", "actions": [UNDO, OPEN]}, error="e")},
    {FLASH: flash(info={"text": "a", "actions": [NEXT, LATER], "action": UNDO})},
    {FLASH: flash(info="a", error={"text": "b", "actions": [LATER, OPEN]})},
    {FLASH: Flash([Message("m-i", "i", "i", "x", icon="bell", is_dismissible=False)])},
    {FLASH: Flash([Message("m-i", "i", "i", "x", icon="/a.png?b=1&c=2", revision=1)])},
    {FLASH: Flash([Message("m-i", "i", "i", "x", revision=2)])},
    {FLASH: flash()},
    {FLASH: flash(info={"text": "a", "actions": [OPEN, UNDO]})},
)

RICH_CASES = [
    case(
        f"flash-rich-{skin}",
        f"{{% liveflash skin='{skin}' countdown=True %}}{{{{ v }}}}"
        f"{{% liveflash 'info' skin='{skin}' %}}",
        {"v": 5, FLASH: flash()},
        *RICH_STEPS,
    )
    for skin in ("plain", "bootstrap", "daisyui")
]

CASES = RICH_CASES + [
    case(
        f"flash-{name}",
        source,
        {"v": 5, "rows": ROWS, "none": (), FLASH: flash()},
        *STEPS,
    )
    for name, source in TEMPLATES.items()
]
