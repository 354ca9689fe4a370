"""Lookups of variables."""

from collections import OrderedDict, defaultdict
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django.http import QueryDict
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString

from liveflash.flash.flash import Flash
from tests.rendering.cases import case
from tests.rendering.sample_objects import (
    Answering,
    Attributed,
    Called,
    Counted,
    Failing,
    Intercepting,
    Named,
    Point,
    Row,
    Slotted,
    Subscripted,
    Uncalled,
    Unchangeable,
)

NOON = datetime(2024, 3, 1, 12, 0, 5, tzinfo=UTC)
NUMBERS: dict[str, Any] = {
    "i": 1234567,
    "f": 1234.5,
    "d": Decimal("1234.50"),
    "b": True,
    "z": -0.0,
}
DATES: dict[str, Any] = {
    "dt": NOON,
    "d": date(2024, 1, 2),
    "t": time(13, 5),
    "td": timedelta(hours=30),
    "n": datetime(2024, 7, 1, 1, 2),  # noqa: DTZ001 - naive on purpose
}

CASES = [
    case("text", "no variables at all <b>&amp;</b>", {}, {"v": 1}),
    case("nothing", "", {}, {"v": 1}),
    case("only-a-variable", "{{ v }}", {"v": "<"}, {"v": ""}, {"v": "x"}),
    case(
        "dictionary",
        "{{ d.a }}{{ d.b.c }}{{ d.missing }}{{ d.1 }}{{ d.items|length }}",
        {"d": {"a": 1, "b": {"c": "<"}, 1: "one"}},
        lambda s: s["d"].update(a=2, missing="found"),
        lambda s: s["d"]["b"].clear(),
        {"d": {"b": None, "1": "text one"}},
    ),
    case(
        "dictionary-methods-shadowed-by-keys",
        "{{ d.items }}{{ d.keys }}{{ d.get }}{% for k in d.values %}{{ k }}"
        "{% endfor %}",
        {"d": {"items": "<i>", "keys": 2}},
        lambda s: s["d"].pop("items"),
        lambda s: s["d"].update(values=["v"], get="g"),
        {"d": {}},
    ),
    case(
        "attributes",
        "{{ o.name }}{{ o.title }}{{ o.cached }}{{ o.shout }}{{ o.missing }}"
        "{{ o.child.name }}",
        {"o": Named("ann", child=Named("kid"))},
        lambda s: setattr(s["o"], "name", "<bob>"),
        lambda s: setattr(s["o"].child, "name", "&"),
        {"o": Named("ann")},
        {"o": None},
    ),
    case(
        "one-name-several-kinds-of-objects",
        "{% for o in list %}{{ o.name }},{% endfor %}",
        {"list": [Named("a"), {"name": "<d>"}, Slotted("s"), Row(1, "row")]},
        lambda s: s["list"].append(Subscripted(name="item")),
        lambda s: s["list"].extend([Subscripted(), Answering("p"), Intercepting("i")]),
        lambda s: s["list"].extend(
            [Called("c"), Uncalled("u"), Unchangeable("x"), Named]
        ),
        lambda s: s["list"].extend(["text", 5, None, ["list"], Point(1, 2)]),
    ),
    case(
        "attributes-set-on-the-class-and-on-the-object",
        "{{ o.shout }}{{ o.title }}{{ o.with_argument }}{{ o.extra }}{{ o.cached }}",
        {"o": Named("ann")},
        lambda s: s["o"].__dict__.update(shout="instance", title="never seen"),
        lambda s: s["o"].__dict__.update(extra=lambda: "<called>", cached="&"),
        lambda s: s["o"].__dict__.update(extra=Uncalled("u"), shout=Called("c")),
    ),
    case(
        "list-indexes",
        "{{ l.0 }}{{ l.1.0 }}{{ l.2 }}{{ t.1 }}{{ s.0 }}",
        {"l": ["a", ["<"]], "t": (1, 2), "s": "xyz"},
        lambda s: s["l"].insert(0, ["n"]),
        {"t": (1,), "s": ""},
        {"l": []},
    ),
    case(
        "getitem",
        "{{ o.name }}{{ o.key }}{{ o.items.key }}{{ c.0 }}{{ c.5 }}{{ c|length }}",
        {"o": Subscripted(name="item", key="<"), "c": Counted("a", "b")},
        lambda s: s["o"].items.pop("name"),
        lambda s: s["o"].items.update(key=2),
        {"c": Counted("<"), "o": Subscripted()},
    ),
    case(
        "getattr",
        "{{ a.x }}{{ a.y.z }}{{ a.prefix }}{{ i.name }}",
        {"a": Answering("<p>"), "i": Intercepting("n")},
        lambda s: setattr(s["a"], "prefix", "q"),
        lambda s: setattr(s["i"], "name", "<m>"),
    ),
    case(
        "callables",
        "{{ f }}{{ c }}{{ c.name }}{{ u }}{{ u.name }}{{ x }}{{ x.name }}{{ d.f }}"
        "{{ d.f.name }}",
        {
            "f": lambda: "<f>",
            "c": Called("c"),
            "u": Uncalled("u"),
            "x": Unchangeable("x"),
            "d": {"f": lambda: Named("n")},
        },
        {"f": lambda: SafeString("<g>"), "d": {"f": lambda x: x}},
        lambda s: setattr(s["c"], "name", "new"),
        {"f": Named, "d": {"f": Uncalled("deep")}},
    ),
    case(
        "methods",
        "{{ o.delete }}{{ o.shout.lower }}{{ o.with_argument }}{{ o.name.upper }}"
        "{{ t.split.1 }}",
        {"o": Named("ann"), "t": "a <b>"},
        {"o": Named("bob"), "t": "x"},
        {"t": "c &"},
    ),
    case(
        "silent-failures",
        "[{{ f.silent }}{{ f.method }}{{ f.silent|default:'d' }}{% if f.method %}x"
        "{% endif %}]",
        {"f": Failing()},
        {"f": {"silent": 1, "method": "<"}},
        {"f": Failing()},
        options={"string_if_invalid": "!"},
    ),
    case(
        "string-if-invalid",
        "{{ m }}{{ m.n }}{{ m|upper }}{{ m|default:'d' }}{% if m %}m{% endif %}"
        "{% for x in m %}"
        "{{ x }}{% endfor %}{% with a=m %}{{ a }}{% endwith %}{{ o.delete }}{{ o.x }}"
        "{% firstof m %}",
        {"o": Named("n")},
        {"m": "x"},
        {"m": {"n": "<"}},
        {"m": None, "o": None},
        options={"string_if_invalid": "<%s?>"},
    ),
    case(
        "string-if-invalid-without-a-place",
        "{{ m }}{{ m.n }}{{ m|upper }}{% for r in list %}{{ r.m }}{{ r.x.y }}"
        "{% endfor %}",
        {"list": [{}, {"m": 1}]},
        {"m": "x"},
        lambda s: s["list"][0].update(m="<", x={"y": 1}),
        options={"string_if_invalid": "INVALID&"},
    ),
    case(
        "builtin-names",
        "{{ True }}{{ False }}{{ None }}{% if None %}x{% endif %}{{ block }}"
        "{{ forloop }}",
        {},
        {"True": "shadowed"},
        {"None": "<", "forloop": {"counter": 5}, "block": "b"},
    ),
    case(
        "mappings",
        "{% for m in list %}{{ m.name }}{{ m.items|length }}{{ m.missing }}{{ m.1 }}"
        "{% if m.missing %}!{% endif %}{% if m.name == 'a' %}={% endif %},{% endfor %}",
        {"list": [{"name": "a"}]},
        lambda s: s["list"].append(MappingProxyType({"name": "<b>"})),
        lambda s: s["list"].append(QueryDict("name=a&name=c&items=x")),
        lambda s: s["list"].append(defaultdict(str, name="d")),
        lambda s: s["list"].extend([OrderedDict(name="e"), Attributed("f")]),
        lambda s: s["list"].extend([Flash(), SimpleLazyObject(lambda: {"name": "g"})]),
    ),
    case(
        "request-and-processors",
        "{{ request.path }}{{ request.GET.q }}{{ request.GET.urlencode }}"
        "{{ flash.info }}",
        {},
        {"flash": {"info": "<mine>"}},
        {"request": "shadowed"},
    ),
    case(
        "attributes-of-the-context-itself",
        "{{ dicts }}{{ template }}{{ render_context }}{{ shared }}{{ only_flash }}"
        "{{ push }}",
        {"v": 1},
        {"shared": "mine"},
        options={"string_if_invalid": "?"},
    ),
    case(
        "lazy-object",
        "{{ o }}{{ o.name }}{{ o.shout }}{% for x in l %}{{ x }}{% endfor %}",
        {
            "o": SimpleLazyObject(lambda: Named("lazy")),
            "l": SimpleLazyObject(lambda: [1]),
        },
        lambda s: setattr(s["o"], "name", "<new>"),
        {"l": SimpleLazyObject(lambda: ["<"])},
    ),
]
