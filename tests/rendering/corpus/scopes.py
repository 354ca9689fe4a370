"""Names, and how far they reach."""

from datetime import UTC, datetime
from typing import Any

from django.utils.safestring import SafeString

from tests.rendering.cases import LANGUAGE, case
from tests.rendering.sample_objects import Named, rows

NOON = datetime(2024, 3, 1, 12, 0, 5, tzinfo=UTC)


def _swap(name: str) -> Any:
    return lambda state: state[name].reverse()


CASES = [
    case(
        "with",
        "{% with a=b.c d='<'|safe %}{{ a }}{{ d }}{{ b.c }}{% endwith %}{{ a }}",
        {"b": {"c": 1}, "a": "outer"},
        lambda s: s["b"].update(c="<"),
        {"a": 2},
        {"b": {}},
    ),
    case(
        "with-old-form",
        "{% with b.c as a %}{{ a }}{% endwith %}",
        {"b": {"c": 1}},
        lambda s: s["b"].update(c=2),
        {"b": None},
    ),
    case(
        "with-nested-in-loops",
        "{% for r in rows %}{% with r=r.name n=forloop.counter %}{{ n }}{{ r }}"
        "{% with n=r %}{{ n }}{% endwith %}{% endwith %}{{ r.id }}{% endfor %}",
        {"rows": rows("a", "b")},
        _swap("rows"),
        lambda s: s["rows"].append({"id": 5, "name": "<"}),
    ),
    case(
        "with-values-refer-to-the-outside",
        "{% with a=b b=a %}{{ a }}{{ b }}{% endwith %}",
        {"a": 1, "b": 2},
        {"a": 3},
        {"b": 3},
    ),
    case(
        "with-names-set-inside-are-gone",
        "{% with a=1 %}{% firstof 'in' as x %}{{ x }}{% endwith %}[{{ x }}]",
        {},
        {"x": "out"},
        {"x": "<"},
    ),
    case(
        "places-by-variables",
        "{% language l %}{{ n }}{% translate 'Yes' %}{% endlanguage %}{{ n }}"
        "{% timezone z %}{{ t }}{% localtime off %}{{ t }}{% endlocaltime %}"
        "{% endtimezone %}{% localize off %}{{ n }}{% endlocalize %}",
        {"n": 1234.5, "t": NOON, "z": "Europe/Paris", "l": "de", LANGUAGE: "en"},
        {"z": "Asia/Tokyo"},
        {"l": "en"},
        {"z": None},
        {LANGUAGE: "de"},
        {"l": None},
    ),
    case(
        "places-by-flash",
        "{% language flash.info|yesno:'de,en' %}{{ n }}{% endlanguage %}{{ n }}",
        {"n": 1234.5},
        {"n": 0.5},
    ),
    case(
        "autoescape",
        "{{ v }}{% autoescape off %}{{ v }}{% autoescape on %}{{ v }}{{ v|safe }}"
        "{% endautoescape %}{{ v|upper }}{{ v|escape }}{% endautoescape %}{{ v }}",
        {"v": "<"},
        {"v": SafeString("<&>")},
        {"v": "<&>"},
        {"v": Named("&")},
    ),
    case(
        "autoescape-off-around-all",
        "{% autoescape off %}{% for r in rows %}{{ r.name }}{% if r.id %}{{ r }}"
        "{% endif %}{% endfor %}{% endautoescape %}{{ rows }}",
        {"rows": rows("<a>", "b")},
        lambda s: s["rows"].append({"id": 0, "name": "<>"}),
        lambda s: s["rows"].pop(0),
    ),
    case(
        "autoescape-off-in-the-engine",
        "{{ v }}{% autoescape on %}{{ v }}{% endautoescape %}{{ v|force_escape }}",
        {"v": "<"},
        {"v": SafeString("<b>")},
        {"v": ["<"]},
        options={"autoescape": False},
    ),
    case(
        "names-set-by-tags",
        "{% url 'settings' as u %}{% now 'Y' as y %}{% plus a 1 as p %}{{ u }}{{ p }}"
        "{% if y %}{% plus p 1 as p %}{{ p }}{% endif %}{{ p }}",
        {"a": 1},
        {"a": 5},
        {"u": "shadowed", "p": "shadowed"},
    ),
    case(
        "names-set-in-if-and-autoescape",
        "{% if a %}{% firstof a as x %}{% endif %}{{ x }}{% autoescape off %}"
        "{% firstof b as y %}{{ y }}{% endautoescape %}{{ y }}",
        {"a": 0, "b": "<"},
        {"a": "<x>"},
        {"b": SafeString("<y>"), "a": None},
    ),
    case(
        "names-set-by-tags-that-do-not-say-so",
        "{% assign 'x' a %}{{ x }}{% for v in list %}{% assign 'x' v %}{{ x }}"
        "{% endfor %}{{ x }}{% capture y %}{{ a }}{% endcapture %}{{ y }}",
        {"a": 1, "list": [1, "<"]},
        {"a": "<"},
        lambda s: s["list"].clear(),
    ),
    case(
        "escaping-turned-off-by-a-tag",
        "{{ v }}{% if a %}{% escaping on=False %}{% endif %}{{ v }}{{ v|upper }}",
        {"v": "<", "a": False},
        {"a": True},
        {"v": "<>"},
        {"a": False},
    ),
    case(
        "tag-that-pushes-context",
        "{% scope v %}{{ scoped }}{% for r in list %}{{ scoped }}{{ r }}{% endfor %}"
        "{% endscope %}{{ scoped }}",
        {"v": 1, "list": [1]},
        {"v": "<"},
        lambda s: s["list"].append(2),
    ),
    case(
        "tag-that-transforms",
        "{% twice %}a{{ v }}{% if v %}b{% endif %}{% endtwice %}"
        "{% for r in list %}{% twice %}{{ r }}{% endtwice %}{% endfor %}",
        {"v": "x", "list": ["a"]},
        {"v": ""},
        lambda s: s["list"].append("<b>"),
    ),
    case(
        "simple-tags",
        "{% plus a b %}{% plus a b as c %}{{ c }}{% markup t %}{% peek 'c' %}"
        "{% markup t as m %}{{ m }}",
        {"a": 1, "b": 2, "t": "<"},
        {"a": 5},
        {"t": SafeString("<i>")},
    ),
    case(
        "simple-block-tag",
        "{% framed t %}{{ v }}{% if v %}!{% endif %}{% endframed %}"
        "{% framed 'x' as f %}{{ v }}{% endframed %}[{{ f }}]",
        {"t": "<", "v": "<"},
        {"v": ""},
        {"own": "<own>", "t": "t"},
    ),
]
