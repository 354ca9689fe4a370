"""Block tags of other packages, each with contents that it treats in its own way."""

from typing import Any

from tests.rendering.cases import LANGUAGE, Case, case
from tests.rendering.sample_objects import Named, rows

ROWS = "{% for r in rows %}<b>{{ r.name }}</b>{% endfor %}"
INNER = f"{{{{ v }}}}{{% if v %}}<i>{{{{ v|upper }}}}</i>{{% endif %}}{ROWS}"
START: dict[str, Any] = {"v": "<1>", "w": 1, "rows": rows("a", "<b>")}


def _all_at_once(state: dict[str, Any]) -> None:
    state["rows"].insert(0, {"id": 7, "name": "c"})
    state["v"] = "x"


STEPS: tuple[Any, ...] = (
    {"v": "2"},
    {"rows": rows("a", "c", "d")},
    lambda s: s["rows"].reverse(),
    {"w": 0},
    {"v": "", "rows": []},
    {"w": 2},
    _all_at_once,
    {"v": "d"},
    {"v": "p", "w": 1},
    {"rows": []},
    {"v": " "},
)


def boxed(opened: str, source: str) -> str:
    return f"{{% {opened} %}}{source}{{% end{opened.split(maxsplit=1)[0]} %}}"


def alone(name: str, opened: str) -> Case:
    return case(name, boxed(opened, INNER), START, *STEPS)


def inside(name: str, opened: str) -> Case:
    """The tag in a loop, with itself in it."""
    inner = boxed(opened, "<i>{{ v }}{% cycle 'x' w %}</i>")
    row = boxed(opened, "{{ r.name }}" + inner)
    source = f"{{% for r in rows %}}{row}{{% endfor %}}{{{{ leaked }}}}"
    return case(f"{name} in a loop", source, START, *STEPS)


TAGS = {
    "a box": "box w",
    "a scope": "scope v",
    "contents shown twice": "echo",
    "contents rendered twice": "twice",
    "contents measured": "measured",
    "contents repeated": "repeat w",
    "contents captured": "capture got",
    "contents trimmed": "trim",
    "contents escaped": "escaped",
    "contents one by one": "each",
    "contents that may fail": "guarded",
    "contents in a context of their own": "alone v",
    "contents in a plain context": "flat",
    "contents with a name that stays": "leak v",
    "contents with flash by another name": "flashy",
    "contents without escaping": "raw w",
    "contents numbered": "numbered",
    "contents numbered anew": "numbered_and_again",
    "contents provided": "provide",
    "contents around": "around",
    "contents of a tag with a compiler": "compiled",
    "contents of a tag that passes through": "plainly",
    "a simple block": "framed v",
    "a simple block without context": "quoted by=w",
    "a simple block kept": "framed v as kept",
    "a simple block that changes": "louder",
    "ifchanged": "ifchanged",
    "ifchanged with values": "ifchanged w",
}

CASES = [
    *(alone(f"around: {name}", opened) for name, opened in TAGS.items()),
    *(inside(f"around: {name}", opened) for name, opened in TAGS.items()),
    case(
        "around: contents that fail in the middle",
        {
            "one.html": "1{{ q.name }}{{ v }}",
            "two.html": "2{% for r in rows %}{{ r.id }}{{ w }}{% endfor %}",
            "broken.html": "{% extends 'none.html' %}",
            "page.html": (
                "{% for r in rows %}{% guarded %}<i>{{ w }}</i>{% with q=r %}{{ v }}"
                "{% include r.name %}{% endwith %}{{ w }}{% endguarded %}{{ q }}"
                "{% cycle 'a' 'b' 'c' %}{% template_name %}{% endfor %}{{ r }}"
                "{% guarded %}<i>{{ w }}</i>{% for r in rows %}{% with q=r %}{{ v }}"
                "{% include r.name %}{% endwith %}{{ w }}{% endfor %}{% endguarded %}"
                "{{ q }}{{ r }}"
            ),
        },
        {"v": 1, "w": 1, "rows": rows("one.html", "two.html", "one.html")},
        {"v": 2},
        lambda s: s["rows"][1].update(name="none.html"),
        {"v": 3},
        {"w": 2},
        lambda s: s["rows"][1].update(name="two.html"),
        lambda s: s["rows"][1].update(name="broken.html"),
        {"v": 4},
        lambda s: s["rows"].insert(0, {"id": 9, "name": "broken.html"}),
        {"rows": rows("one.html", "two.html")},
    ),
    case(
        "around: contents that stay where they fail",
        {
            "one.html": "1{{ v }}",
            "page.html": (
                "{% steady memory %}<i>{{ v }}</i>{{ w }}{% include p %}{{ w }}"
                "{% endsteady %}"
            ),
        },
        {"v": 1, "w": 1, "p": "one.html", "memory": {}},
        {"v": 2, "p": "none.html"},
        {"w": 2},
        {"p": "one.html"},
        {"v": 3},
    ),
    case(
        "around: contents that cannot be put together",
        "{{ v }}{% guarded %}{{ v }}{% escaping on=w %}{{ v }}{% endguarded %}{{ v }}",
        {"v": "<", "w": True},
        {"v": "&"},
        {"w": False},
        {"v": "<"},
    ),
    case(
        "around: contents that cannot be put together, kept back",
        "{% guarded %}{% raw w %}{{ v }}{% escaping on=w %}{{ v }}{% endraw %}"
        "{% endguarded %}{{ v }}",
        {"v": "<", "w": True},
        {"v": "&"},
        {"w": False},
        {"v": "<"},
    ),
    case(
        "around: contents that turn escaping off",
        "{{ v }}{% loose w %}{{ v }}{% endloose %}{{ v }}",
        {"v": "<", "w": True},
        {"v": "&"},
        {"w": False},
        {"v": "<"},
        {"w": True},
    ),
    case(
        "around: contents that count, where flash shows them",
        "{% for r in rows %}{% with q=flash.info|default:r.name %}{% ifchanged q %}"
        "<i>{{ q }}{% cycle 'x' 'y' %}</i>{% endifchanged %}{% endwith %}{% endfor %}",
        {"rows": rows("a", "b", "c")},
        {"rows": rows("a", "a", "c")},
        {"rows": rows("c", "b", "c")},
    ),
    case(
        "around: values that stay where escaping is turned off",
        "{% raw w %}{{ v }}{% for r in rows %}{{ r.name }}{% endfor %}{% endraw %}",
        {"w": 0, "v": "<", "rows": rows("<", "&")},
        {"w": 1},
        {"w": 0},
    ),
    case(
        "around: names that flash shows",
        "{% ifchanged v %}{% firstof v 'n' as q %}{{ q }}{% endifchanged %}"
        "{% if flash.info %}{{ q }}{% endif %}",
        {"v": 1},
        {"v": 2},
    ),
    case(
        "around: what is overridden, in several tags",
        {
            "base.html": "{% block a %}<i>{% cycle 'x' 'y' v %}</i>{% endblock %}",
            "page.html": (
                "{% extends 'base.html' %}{% block a %}"
                "{% quoted %}{% if flash.info %}{{ block.super }}{% endif %}"
                "{% endquoted %}{{ block.super }}{% quoted %}{{ block.super }}"
                "{% endquoted %}{% endblock %}"
            ),
        },
        {"v": 1},
        {"v": 2},
    ),
    case(
        "around: what is overridden, in a filter",
        {
            "base.html": "{% block a %}<i>{% cycle 'x' 'y' v %}</i>{% endblock %}",
            "page.html": (
                "{% extends 'base.html' %}{% block a %}{% filter upper %}"
                "{% if flash.info %}{{ block.super }}{% endif %}{% endfilter %}"
                "{{ block.super }}{% endblock %}"
            ),
        },
        {"v": 1},
        {"v": 2},
    ),
    case(
        "around: flash and names in a simple block",
        "{% louder %}{{ v }}{% for m in flash.messages %}{{ v }}<b>{% endfor %}"
        "{% endlouder %}{% quoted %}{% firstof v 'n' as q %}{{ q }}{% endquoted %}"
        "{% if flash.info %}{{ q }}{% endif %}",
        {"v": 1},
        {"v": 2},
    ),
    case(
        "around: texts that are in the tag's own",
        "{% quoted by=v %}{{ w }}{% if v %}{{ v }}{% endif %}{% endquoted %}",
        {"v": "q", "w": "q"},
        {"w": "<q>"},
        {"v": "", "w": ""},
        {"v": "/q"},
        {"w": "/"},
        {"v": "&lt;", "w": "&"},
        {"w": ";"},
    ),
    case(
        "around: one of two contents",
        "{% either how %}<i>{{ v }}</i>{% or %}{{ v }}" + ROWS + "{% endeither %}",
        {"how": 1, **START},
        *({"how": how} for how in (2, "12", "21", "", 1, "22", "11", "2121", 12, 0)),
        *STEPS,
        {"how": "21"},
    ),
    case(
        "around: equal contents",
        "{% either how %}{{ v }}{% or %}{{ v }}{% endeither %}",
        {"how": "12", "v": "p"},
        *({"how": how} for how in (2, 1, "21", 2)),
        {"v": "x"},
        {"how": "12"},
        {"v": ""},
        {"v": "y", "how": "21"},
    ),
    case(
        "around: contents rendered by another tag",
        "{% for r in rows %}{% around %}<i>{{ v }}{{ r.name }}{% numbered %}{{ r.id }}"
        "{% endnumbered %}</i>{% around %}{{ v }}{% endaround %}{% endaround %}"
        "{% provide %}[{{ r.name }}{{ v }}]{% endprovide %}{% endfor %}",
        START,
        *STEPS,
    ),
    case(
        "around: a tag that is rendered here and there",
        {
            "base.html": (
                "{% block a %}{% numbered %}{{ v }}{% numbered %}{{ w }}"
                "{% endnumbered %}{% endnumbered %}{% endblock %}"
            ),
            "page.html": (
                "{% extends 'base.html' %}{% block a %}{{ block.super }}"
                "{{ block.super }}{% filter upper %}{{ block.super }}{% endfilter %}"
                "{% box w %}{{ block.super }}{% endbox %}{{ block.super }}"
                "{% endblock %}"
            ),
        },
        START,
        *STEPS,
    ),
    case(
        "around: a template in itself",
        {
            "part.html": (
                "{% box n.name %}<i>{{ n.name }}</i>{% for n in n.list %}"
                "{% include 'part.html' %}{% endfor %}{{ boxed }}{% endbox %}"
            ),
            "page.html": "{% include 'part.html' with n=tree %}",
        },
        {"tree": {"name": "a", "list": [{"name": "b", "list": [{"name": "c"}]}]}},
        lambda s: s["tree"]["list"].append({"name": "<d>", "list": [{"name": ""}]}),
        lambda s: s["tree"]["list"].reverse(),
        lambda s: s["tree"].update(name=""),
        lambda s: s["tree"].update(name="z"),
    ),
    case(
        "around: another language",
        "{% spoken l %}{{ n }}{% translate 'Yes' %}{% endspoken %}{{ n }}",
        {"l": "de", "n": 1234.5, LANGUAGE: "en"},
        {"l": "en"},
        {"n": 0.25},
        {"l": None, LANGUAGE: "de"},
        {"l": "de"},
    ),
    case(
        "around: objects that change while they stay",
        "{% box w %}{{ o }}{{ o.title }}{% endbox %}{% raw w %}{{ o }}{% endraw %}",
        {"w": 1, "o": Named("<a>")},
        lambda s: s["o"].rename("<b>"),
        {"w": 0},
        lambda s: s["o"].rename("c"),
        {"w": 1},
    ),
    case(
        "around: a block and a partial",
        {
            "base.html": (
                "{% partialdef p %}{% box v %}{{ v }}{% endbox %}{% endpartialdef %}"
                "{% box w %}{% block a %}{% partial p %}{% endblock %}{% endbox %}"
                "{% partial p %}"
            ),
            "page.html": (
                "{% extends 'base.html' %}{% block a %}<i>{{ v }}{{ boxed }}</i>"
                "{{ block.super }}{% endblock %}"
            ),
        },
        START,
        *STEPS,
    ),
    case(
        "around: the live region",
        "{% leak w %}{% live %}{% box w %}{{ v }}{{ leaked }}{% endbox %}{% endlive %}"
        "{% endleak %}",
        START,
        *STEPS,
    ),
    case(
        "around: the cache",
        "{% load cache %}{% cache 0 a v %}{{ v }}" + ROWS + "{% endcache %}",
        START,
        *STEPS,
    ),
    case(
        "around: nothing but text",
        "{% box v %}text{% endbox %}{% box w %}{% endbox %}",
        START,
        *STEPS,
    ),
]
