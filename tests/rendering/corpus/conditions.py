"""Templates that show one thing or another."""

from datetime import UTC, datetime
from typing import Any

from django.utils.safestring import SafeString

from tests.rendering.cases import case
from tests.rendering.sample_objects import Falsy, Named, rows

NOON = datetime(2024, 3, 1, 12, 0, 5, tzinfo=UTC)


def _swap(name: str) -> Any:
    return lambda state: state[name].reverse()


CASES = [
    case("if", "<p>{% if a %}A{{ a }}{% endif %}</p>", {"a": 0}, {"a": 1}, {"a": 2}),
    case(
        "if-shown-again",
        "{% if a %}<b>{{ b }}</b>{% endif %}!",
        {"a": True, "b": 1},
        {"a": False},
        {"a": True, "b": "<"},
        {"a": False, "b": 3},
        {"a": True},
    ),
    case(
        "if-elif-else",
        "{% if a == 1 %}one{% elif a == 2 %}two {{ b }}{% elif a %}some{% else %}"
        "none {{ b }}{% endif %}.",
        {"a": 1, "b": "x"},
        {"a": 2},
        {"a": 3, "b": "y"},
        {"a": None},
        {"a": 2, "b": "z"},
    ),
    case(
        "if-operators",
        "{% if a and not b or c %}1{% endif %}{% if a > 1 and a <= 3 %}2{% endif %}"
        "{% if a in list %}3{% endif %}{% if a not in list %}4{% endif %}"
        "{% if b is None %}5{% endif %}{% if b is not None %}6{% endif %}"
        "{% if a != 2 %}7{% endif %}{% if a|add:1 >= 3 %}8{% endif %}"
        "{% if list|length == 2 %}9{% endif %}{% if a < missing %}!{% endif %}",
        {"a": 1, "b": None, "c": 0, "list": [1, 2]},
        {"a": 2, "b": 1},
        lambda s: s["list"].remove(2),
        {"c": 5, "a": 7},
    ),
    case(
        "if-missing",
        "{% if missing %}a{% elif missing.x|upper %}b{% else %}c{{ missing }}"
        "{% endif %}",
        {},
        {"missing": {"x": "y"}},
        {"missing": {}},
        {"missing": {"x": ""}},
    ),
    case(
        "if-index",
        "{% if d.1 %}d{% endif %}{% if l.1 %}l{% endif %}{% if m.1 == 'x' %}m"
        "{% endif %}",
        {"d": {1: "x"}, "l": [0, 1], "m": {1: "x", "1": "y"}},
        lambda s: s["d"].clear(),
        lambda s: (s["l"].pop(), s["m"].pop("1")),
    ),
    case(
        "if-truth-of-objects",
        "{% if v %}{{ v }}{% else %}no {{ v }}{% endif %}",
        {"v": Falsy()},
        {"v": []},
        {"v": Named("x")},
        {"v": 0.0},
        {"v": SafeString("")},
    ),
    case(
        "if-in-attributes",
        '<a class="x{% if a %} a-{{ a }}{% endif %}"{% if b %} title="{{ b }}"'
        "{% endif %}>",
        {"a": 0, "b": ""},
        {"a": 1},
        {"b": '"<'},
        {"a": 0, "b": "x"},
    ),
    case(
        "if-nested",
        "{% if a %}[{% if b %}({% if c %}{{ c }}{% else %}-{% endif %}){% endif %}]"
        "{% else %}{% if b %}b{% endif %}{% endif %}",
        {"a": 1, "b": 1, "c": 1},
        {"a": 0},
        {"a": 1, "c": 0},
        {"b": 0},
        {"b": 1, "c": 2},
    ),
    case(
        "if-with-callable",
        "{% if v.shout == 'ANN&' %}{{ v.shout }}{% else %}{{ v.title }}{% endif %}",
        {"v": Named("ann")},
        lambda s: setattr(s["v"], "name", "bob"),
        lambda s: setattr(s["v"], "name", "ann"),
    ),
    case(
        "ifchanged",
        "{% for r in rows %}{% ifchanged %}{{ r.name }}{% endifchanged %}"
        "{% ifchanged r.name %}<b>{% else %}<i>{% endifchanged %}{% endfor %}",
        {"rows": rows("a", "a", "b")},
        lambda s: s["rows"][1].update(name="b"),
        _swap("rows"),
        lambda s: s["rows"].append({"id": 9, "name": "a"}),
    ),
    case(
        "ifchanged-outside-of-loops",
        "{% ifchanged v %}{{ v }}{% endifchanged %}{% ifchanged %}x{% endifchanged %}",
        {"v": 1},
        {"v": 1},
        {"v": 2},
    ),
    case(
        "firstof",
        "{% firstof a b 'none<' %}{% firstof a b as f %}[{{ f }}]",
        {"a": 0, "b": ""},
        {"b": "<b>"},
        {"a": SafeString("<a>")},
        {"a": None, "b": None},
    ),
]
