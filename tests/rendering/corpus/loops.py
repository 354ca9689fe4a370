"""Loops, and tags that count in them."""

from datetime import UTC, datetime
from typing import Any

from django.utils.safestring import SafeString

from tests.rendering.cases import case
from tests.rendering.sample_objects import Named, Point, Row, Uncounted, rows

NOON = datetime(2024, 3, 1, 12, 0, 5, tzinfo=UTC)


def _swap(name: str) -> Any:
    return lambda state: state[name].reverse()


CASES = [
    case(
        "for",
        "<ul>{% for v in list %}<li>{{ v }}</li>{% endfor %}</ul>",
        {"list": [1, 2]},
        lambda s: s["list"].append("<"),
        {"list": []},
        {"list": ["x", 2, 1]},
    ),
    case(
        "for-rows-by-id",
        "{% for r in rows %}<p id='r{{ r.id }}'>{{ r.name }}</p>{% endfor %}",
        {"rows": rows("a", "b", "c")},
        lambda s: s["rows"].insert(0, {"id": 7, "name": "<new>"}),
        _swap("rows"),
        lambda s: s["rows"].pop(1),
        lambda s: s["rows"][0].update(name="changed"),
        {"rows": rows("z", "y")},
    ),
    case(
        "for-rows-of-several-kinds",
        "{% for r in rows %}<b>{{ r.name }}</b>{% endfor %}",
        {"rows": [{"id": 1, "name": "a"}, Named("b"), "c", None, ["d"]]},
        {},
        _swap("rows"),
        {},
        lambda s: s["rows"][3].rename("<c>"),
        lambda s: s["rows"][4].update(name="<d>"),
    ),
    case(
        "for-moved-and-changed",
        "{% for r in rows %}{{ r.name }}{% if r.tags %}({% for t in r.tags %}{{ t }},"
        "{% endfor %}){% endif %};{% endfor %}",
        {"rows": [Row(1, "a", [1]), Row(2, "b"), Row(3, "c", ["x", "y"])]},
        lambda s: (s["rows"].reverse(), s["rows"][0].tags.clear()),
        lambda s: (s["rows"].insert(0, s["rows"].pop()), s["rows"][2].tags.append(5)),
        lambda s: (s["rows"].insert(1, Row(4, "n", [1, 2])), s["rows"].pop(0)),
        lambda s: (s["rows"].reverse(), s["rows"][1].tags.append(3)),
    ),
    case(
        "for-empty",
        "{% for v in list %}{{ v }}{% empty %}nothing {{ a }}{% endfor %}",
        {"list": [], "a": 1},
        {"a": 2},
        {"list": [1]},
        {"list": None, "a": 3},
        {"list": ["x"]},
    ),
    case(
        "for-over-missing",
        "{% for v in m %}{{ v }}{% empty %}e{% endfor %}",
        {},
        {"m": "ab"},
        {"m": None},
    ),
    case(
        "for-reversed",
        "{% for v in list reversed %}{{ forloop.counter }}{{ v }} {% endfor %}",
        {"list": [1, 2, 3]},
        lambda s: s["list"].append(4),
        lambda s: s["list"].pop(0),
        {"list": "ab"},
    ),
    case(
        "for-unpacking",
        "{% for k, v in pairs %}{{ k }}={{ v }};{% endfor %}"
        "{% for k, v in d.items %}{{ k }}:{{ v }}{% endfor %}",
        {"pairs": [(1, 2), ["a", "<"]], "d": {"x": 1}},
        lambda s: s["pairs"].append("yz"),
        lambda s: s["d"].update(y=2),
        lambda s: s["d"].pop("x"),
    ),
    case(
        "for-forloop",
        "{% for v in list %}{{ forloop.counter }}{{ forloop.counter0 }}"
        "{{ forloop.revcounter }}{{ forloop.revcounter0 }}"
        "{% if forloop.first %}F{% endif %}{% if forloop.last %}L{% endif %}{{ v }}"
        "{% endfor %}{{ forloop }}",
        {"list": ["a", "b"]},
        lambda s: s["list"].insert(0, "c"),
        lambda s: s["list"].clear(),
        {"list": [1]},
    ),
    case(
        "for-forloop-as-a-whole",
        "{% for v in list %}{{ forloop }}{% with f=forloop %}{{ f.counter }}"
        "{% endwith %}{% endfor %}",
        {"list": [1]},
        {"list": [1, 2]},
        {"list": []},
    ),
    case(
        "for-rows-whose-parts-change-in-themselves",
        "{% for r in rows %}<p>{{ r.name }}{% if r.tags %}{{ r.id }}{% endif %}"
        "{% endfor %}",
        {"rows": [Row(1, Named("a"), []), Row(2, Named("b"), [1])]},
        lambda s: setattr(s["rows"][1].name, "name", "c"),
        lambda s: s["rows"][0].tags.append(1),
        lambda s: (s["rows"].reverse(), s["rows"][0].name.rename("d")),
    ),
    case(
        "for-forloop-in-elif",
        "{% for v in list %}{% if v == 1 %}a{% elif v and not forloop.last %}b"
        "{% elif forloop.first %}c{% endif %}{% endfor %}",
        {"list": [2, 1, 3]},
        _swap("list"),
        lambda s: s["list"].append(0),
        {"list": [0]},
    ),
    case(
        "for-parentloop",
        "{% for r in grid %}{% for c in r %}{{ forloop.parentloop.counter }}."
        "{{ forloop.counter }}={{ c }} {% endfor %}|{% endfor %}",
        {"grid": [[1, 2], [3]]},
        lambda s: s["grid"].insert(0, ["n"]),
        lambda s: s["grid"][2].append("<"),
        lambda s: s["grid"].reverse(),
    ),
    case(
        "for-parentloop-through-a-loop-that-does-not-count",
        "{% for a in x %}{% for b in y %}{% for c in z %}"
        "{{ forloop.parentloop.parentloop.counter }}{{ forloop.parentloop.last }}"
        "{% endfor %}{% endfor %}{% endfor %}",
        {"x": [1, 2], "y": [1, 2], "z": [1]},
        lambda s: s["x"].append(3),
        lambda s: s["y"].pop(),
    ),
    case(
        "for-nested-of-one-name",
        "{% for v in grid %}{% for v in v %}{{ v }}{% endfor %}{{ v|length }}"
        "{% endfor %}",
        {"grid": [[1, 2], "ab"]},
        lambda s: s["grid"].append([5]),
        lambda s: s["grid"][0].append(9),
    ),
    case(
        "for-over-uncounted",
        "{% for v in u %}{{ v }}{{ forloop.revcounter }}{% empty %}-{% endfor %}",
        {"u": Uncounted(1, 2)},
        {"u": Uncounted()},
        {"u": Uncounted("<", 1, 2)},
        {"u": {"b": 1, "a": 2}},
    ),
    case(
        "for-over-range-and-text",
        "{% for v in a %}{{ v }},{% endfor %}{% for c in t %}{{ c }}.{% endfor %}",
        {"a": range(3), "t": "a<c"},
        {"a": range(1, 5)},
        {"t": SafeString("<>")},
    ),
    case(
        "for-ids-of-all-kinds",
        "{% for r in rows %}{{ r.id }}:{{ r.name }} {% endfor %}",
        {"rows": [Row(1, "a"), Row(True, "b"), Row("1", "c"), Row(None, "d")]},
        _swap("rows"),
        lambda s: s["rows"].insert(1, Row([1], "list")),
        lambda s: s["rows"].append(Row(1.0, "float")),
        _swap("rows"),
    ),
    case(
        "for-one-object-twice",
        "{% for r in rows %}{{ forloop.counter }}{{ r.name }} {% endfor %}",
        {"rows": [Row(1, "a")]},
        lambda s: s["rows"].append(s["rows"][0]),
        lambda s: setattr(s["rows"][0], "name", "b"),
        lambda s: s["rows"].insert(1, Row(2, "c")),
        lambda s: s["rows"].pop(0),
    ),
    case(
        "for-id-changes-in-place",
        "{% for r in rows %}{{ r.id }}{{ r.name }} {% endfor %}",
        {"rows": rows("a", "b", "c")},
        lambda s: s["rows"][0].update(id=2),
        lambda s: (s["rows"][1].update(id=1), s["rows"].reverse()),
        lambda s: s["rows"].insert(0, {"id": 2, "name": "x"}),
    ),
    case(
        "for-live-key",
        "{% for r in rows %}{% live_key r.name %}{{ r.name }}={{ r.v }} {% endfor %}",
        {"rows": [{"name": n, "v": n * 2} for n in "abc"]},
        _swap("rows"),
        lambda s: s["rows"].insert(0, {"name": "b", "v": "twice"}),
        lambda s: s["rows"].append({"v": "no name"}),
        _swap("rows"),
    ),
    case(
        "for-live-key-of-any-value",
        "{% for r in rows %}{% live_key r.k %}{{ r.k }} {% endfor %}",
        {"rows": [{"k": [1]}, {"k": {"a": 1}}, {"k": None}, {"k": Point(1, 2)}]},
        _swap("rows"),
        lambda s: s["rows"].append({"k": (1, [2])}),
        lambda s: s["rows"].pop(0),
    ),
    case(
        "for-unpacking-with-live-key",
        "{% for k, v in pairs %}{% live_key k %}{{ k }}={{ v }} {% endfor %}",
        {"pairs": [("a", 1), ("b", 2)]},
        _swap("pairs"),
        lambda s: s["pairs"].insert(0, ("c", "<")),
        lambda s: s["pairs"].pop(),
    ),
    case(
        "for-names-set-in-an-entry-stay-for-the-next",
        "{% for v in list %}[{{ seen }}]{% firstof v as seen %}{{ seen }}{% endfor %}"
        "{{ seen }}",
        {"list": [1, 2, 3]},
        _swap("list"),
        lambda s: s["list"].pop(),
        {"seen": "outer"},
    ),
    case(
        "for-names-set-in-an-entry-when-unpacking",
        "{% for a, b in list %}[{{ seen }}]{% firstof a as seen %}{{ seen }}"
        "{% endfor %}",
        {"list": [(1, 2), (3, 4)], "seen": "outer"},
        _swap("list"),
        {"seen": "other"},
    ),
    case(
        "for-loop-variable-is-shadowed",
        "{% for v in list %}{{ v }}{% firstof 'x' as v %}{{ v }}{% endfor %}{{ v }}",
        {"list": [1, 2], "v": "outer"},
        {"list": [3]},
        {"v": "other"},
    ),
    case(
        "for-in-attributes",
        "<p class='{% for c in list %}{{ c }} {% endfor %}' {% for k, v in d.items %}"
        '{{ k }}="{{ v }}" {% endfor %}>',
        {"list": ["a", "b"], "d": {"id": "x"}},
        lambda s: s["list"].remove("a"),
        lambda s: s["d"].update(title='"<'),
    ),
    case(
        "for-two-over-one-list",
        "{% for r in rows %}{{ r.name }}{% endfor %}-{% for r in rows %}{{ r.id }}"
        "{% endfor %}",
        {"rows": rows("a", "b")},
        _swap("rows"),
        lambda s: s["rows"].clear(),
        {"rows": rows("c")},
    ),
    case(
        "for-nested-lists-move",
        "{% for g in groups %}<h1>{{ g.name }}</h1>{% for r in g.rows %}{{ r.name }}"
        "{% empty %}-{% endfor %}{% endfor %}",
        {
            "groups": [
                {"id": 1, "name": "g", "rows": rows("a", "b")},
                {"id": 2, "name": "h", "rows": []},
            ]
        },
        _swap("groups"),
        lambda s: s["groups"][0]["rows"].extend(rows("c")),
        lambda s: s["groups"].insert(
            0, {"id": 3, "name": "new", "rows": rows("x", "y")}
        ),
        lambda s: (s["groups"].reverse(), s["groups"][1]["rows"].clear()),
    ),
    case(
        "cycle",
        "{% for r in rows %}{% cycle 'odd' v '<' %}{{ r.name }}{% endfor %}",
        {"rows": rows("a", "b", "c", "d"), "v": "even"},
        lambda s: s["rows"].pop(0),
        {"v": "<e>"},
        _swap("rows"),
    ),
    case(
        "cycle-as",
        "{% for r in rows %}{% cycle 'a' 'b' as c %}{{ c }}{% cycle c %}{{ c }}"
        "{% endfor %}",
        {"rows": rows("a", "b", "c")},
        lambda s: s["rows"].pop(),
        _swap("rows"),
    ),
    case(
        "cycle-silent",
        "{% for r in rows %}{% cycle 'a' 'b' as c silent %}<p class='{{ c }}'>"
        "{{ r.name }}{% endfor %}",
        {"rows": rows("a", "b", "c")},
        lambda s: s["rows"].insert(0, {"id": 9, "name": "n"}),
        lambda s: s["rows"].pop(1),
    ),
    case(
        "cycle-in-if",
        "{% for r in rows %}{% if r.name %}{% cycle 'a' 'b' %}{% endif %}{% endfor %}",
        {"rows": rows("x", "", "y", "z")},
        lambda s: s["rows"][1].update(name="w"),
        lambda s: s["rows"][0].update(name=""),
    ),
    case(
        "resetcycle",
        "{% for g in grid %}{% for v in g %}{% cycle 'a' 'b' as c %}{{ v }}{% endfor %}"
        "{% resetcycle c %}{% resetcycle %}{% endfor %}",
        {"grid": [[1, 2, 3], [4]]},
        lambda s: s["grid"][0].pop(),
        lambda s: s["grid"].insert(0, [0]),
    ),
    case(
        "regroup",
        "{% regroup rows by kind as kinds %}{% for k in kinds %}{{ k.grouper }}:"
        "{% for r in k.list %}{{ r.name }}{% endfor %};{% endfor %}"
        "{% for name, list in kinds %}{{ name }}{{ list|length }}{% endfor %}",
        {
            "rows": [
                {"kind": 1, "name": "a"},
                {"kind": 1, "name": "b"},
                {"kind": 2, "name": "c"},
            ]
        },
        lambda s: s["rows"][1].update(kind=2),
        lambda s: s["rows"].append({"kind": 3, "name": "<"}),
        _swap("rows"),
    ),
]
