"""What tags leave behind for others: on the request, in a context, in a cycle."""

from collections.abc import Iterator
from typing import Any

from liveflash.flash.flash import Flash
from liveflash.flash.message import Message
from tests.rendering.cases import FLASH, PAGE, Case, Step, case

# What leaves something behind, and what shows it.
KINDS = {
    "in META": ("{% crumb v %}", "{% crumbs %}"),
    "in an attribute": ("{% asset v %}", "{% asset v %}{% asset 'other' %}"),
    "on a request that is given": ("{% asset_for request v %}", "{% asset v %}"),
    "where middleware collects": ("{% collect v %}", "{% collection %}"),
    "in the state of a template": ("{% mark v %}", "{% marks %}"),
    "in the state of the page": ("{% mark_page v %}", "{% marks %}"),
    "in the outermost layer": ("{% set_globally 'g' v %}", "{{ g }}"),
    "in the layer with a name": ("{% set_upward 'w' v %}", "{{ w }}"),
    "in a cycle": ("{% cycle c %}", "{% cycle c %}{{ c }}"),
    "in a cycle that is reset": (
        "{% cycle c %}{% cycle c %}{% resetcycle c %}",
        "{% cycle c %}{{ c }}",
    ),
}
CYCLE = "{% cycle v 'b' 'c' as c silent %}"
STEPS: tuple[Step, ...] = ({"v": "<2>"}, {}, {"rows": [3]}, {})


def _within(leaves: str, live: str) -> Iterator[tuple[str, str]]:
    """Yield pages of one template."""
    yield "alone", leaves + live
    yield "block", f"{{% block a %}}{leaves}{{% endblock %}}{live}"
    yield "if", f"{{% if v %}}{leaves}{{% endif %}}{live}"
    loop = f"{{% for r in rows %}}{leaves}{{% endfor %}}"
    yield "loop", loop + live
    yield "with", f"{{% with q=v %}}{leaves}{{% endwith %}}{live}"
    yield "loop in with", f"{{% with q=v %}}{loop}{{% endwith %}}{live}"
    yield "with around all", f"{{% with q=v %}}{leaves}{live}{{% endwith %}}"
    yield "if around all", f"{{% if 1 %}}{leaves}{live}{{% endif %}}"
    yield "spaceless", f"{{% spaceless %}}{leaves}{{% endspaceless %}}{live}"
    definition = f"{{% partialdef p %}}{leaves}{{% endpartialdef %}}"
    yield "partial", f"{definition}{{% partial p %}}{live}"


def _across(leaves: str, live: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield pages of several templates."""
    include = {PAGE: f"{{% include 'part.html' %}}{live}", "part.html": leaves}
    yield "include", include
    yield "include by variable", include | {PAGE: f"{{% include part %}}{live}"}
    yield (
        "include that extends",
        include
        | {
            "part.html": (
                f"{{% extends 'base.html' %}}{{% block z %}}{leaves}{{% endblock %}}"
            ),
            "base.html": "{% block z %}{% endblock %}",
        },
    )
    if "request" not in leaves:
        yield "inclusion tag", {PAGE: "{% card v %}" + live, "card.html": leaves}
    yield (
        "block that extends",
        {
            PAGE: f"{{% extends 'base.html' %}}{{% block a %}}{leaves}{{% endblock %}}",
            "base.html": "{% block a %}{% endblock %}" + live,
        },
    )
    yield (
        "block that is overridden",
        {
            PAGE: (
                "{% extends 'base.html' %}{% block a %}{{ block.super }}{% endblock %}"
            ),
            "base.html": f"{{% block a %}}{leaves}{{% endblock %}}{live}",
        },
    )


def _cases() -> Iterator[Case]:
    start = {"v": "1", "w": "w", "rows": [1, 2], "part": "part.html"}
    for kind, (leaves, shows) in KINDS.items():
        live = f"{{% live %}}{shows}<p>{{{{ v }}}}</p>{{% endlive %}}"
        if "cycle" in kind:
            for place, page in _within(leaves, live):
                yield case(f"left {kind}: {place}", CYCLE + page, start, *STEPS)
            continue
        inside = f"{leaves}{{% for r in rows %}}{leaves}{{% endfor %}}{shows}"
        pages: dict[str, Any] = dict([*_within(leaves, live), *_across(leaves, live)])
        pages["live region"] = f"{{% live %}}{inside}{{% endlive %}}"
        pages["live page"] = inside
        pages["unbalanced page"] = f"{leaves}{shows}<p>{{{{ end|safe }}}}"
        for place, source in pages.items():
            yield case(
                f"left {kind}: {place}", source, start | {"end": "</p></b>"}, *STEPS
            )


OWN = "<ul>{% crumbs %}{% for m in messages %}<li>{{ m.text }}</li>{% endfor %}</ul>"

CASES = [
    *_cases(),
    case(
        "left for a project's own template of messages",
        {
            PAGE: "{% crumb v %}{% live %}{{ v }}{% liveflash %}{% endlive %}",
            "liveflash/flash.html": OWN,
        },
        {"v": 1},
        {FLASH: Flash([Message("m1", "info", "info", "<i>")])},
        {"v": "<"},
        {FLASH: Flash()},
    ),
    case(
        "left by a project's own template of messages",
        {
            PAGE: "{% live %}{{ v }}{% liveflash %}{% crumbs %}{% endlive %}",
            "liveflash/flash.html": "{% crumb v %}{% crumb messages|length %}" + OWN,
        },
        {"v": 1},
        {FLASH: Flash([Message("m1", "info", "info", "<i>")])},
        {"v": "<"},
        {FLASH: Flash()},
    ),
]
