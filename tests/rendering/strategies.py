"""Hypothesis strategies for templates, contexts and changes."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString
from hypothesis import strategies as st

from liveflash.flash.flash import Flash
from liveflash.flash.message import Message
from tests.rendering.cases import FLASH, LANGUAGE, PAGE, Case, State, Step
from tests.rendering.sample_objects import Falsy, Html, Named, Number, Text

Draw = Callable[..., Any]


words = st.text(alphabet="ab<&\"'é {%\n", max_size=5)
plain = st.one_of(
    words,
    st.integers(-2, 12000),
    st.booleans(),
    st.none(),
    st.floats(-2000, 2000, width=16),
    st.sampled_from([0.0, -0.0, 1, 1.0, True, Decimal(1), Decimal("1234.50"), ""]),
)
markup = words.map(SafeString)
objects = st.one_of(
    words.map(Named),
    words.map(Html),
    words.map(Text),
    st.integers(0, 3).map(Number),
    st.builds(Falsy),
)
scalars = st.one_of(plain, plain, markup, objects)
lists = st.lists(scalars, max_size=3)


def _row(given: tuple[Any, ...]) -> dict[str, Any]:
    return dict(zip(("id", "name", "on", "tags", "kids"), given, strict=True))


ids = st.one_of(st.integers(0, 6), st.sampled_from([None, "1", True, 2.5]))
kids = st.lists(st.builds(lambda i, n: {"id": i, "name": n}, ids, scalars), max_size=2)
row = st.tuples(ids, scalars, st.booleans(), lists, kids).map(_row)
tables = st.lists(row, max_size=5)
flashes = st.lists(
    st.builds(lambda k, v: Message(f"m-{k}", k, k, v), st.sampled_from("ie"), scalars),
    max_size=2,
    unique_by=lambda message: message.key,
).map(Flash)
starts = st.fixed_dictionaries(
    {
        "a": scalars,
        "b": scalars,
        "d": st.fixed_dictionaries({"x": scalars}, optional={"y": scalars}),
        "o": st.builds(Named, words, x=scalars),
        "rows": tables,
        "part": st.sampled_from(["one.html", "two.html"]),
        FLASH: flashes,
        LANGUAGE: st.just("en"),
    }
)


@st.composite
def steps(draw: Draw) -> Step:
    """One change, in place or by replacement."""
    return draw(st.one_of(*_CHANGES))  # type: ignore[no-any-return]


def _change(make: Callable[..., Step], *given: st.SearchStrategy[Any]) -> Any:
    return st.builds(make, *given)


def _replaced(name: str, value: Any) -> Step:
    return {name: value}


def _permuted(order: list[float]) -> Step:
    def step(state: State) -> None:
        ranked = list(zip(order, state["rows"], strict=False))
        rest = state["rows"][len(ranked) :]
        ranked.sort(key=lambda pair: pair[0])
        state["rows"][:] = [*(row for _rank, row in ranked), *rest]

    return step


def _inserted(place: int, new: Any) -> Step:
    return lambda state: state["rows"].insert(place, dict(new))


def _deleted(place: int) -> Step:
    def step(state: State) -> None:
        del state["rows"][place : place + 1]

    return step


def _cell(place: int, name: str, value: Any) -> Step:
    def step(state: State) -> None:
        for at in state["rows"][place : place + 1]:
            at[name] = value

    return step


def _grown(place: int, name: str, value: Any) -> Step:
    def step(state: State) -> None:
        for at in state["rows"][place : place + 1]:
            if name == "tags":
                at["tags"].append(value)
            else:
                at["kids"].insert(0, {"id": place, "name": value})

    return step


def _renamed(name: str) -> Step:
    """Change what objects look like that stay the same."""

    def step(state: State) -> None:
        state["o"].name = name
        for value in [state["a"], *(at["name"] for at in state["rows"])]:
            if isinstance(value, Named):
                value.name = name

    return step


def _in_dictionary(name: str, value: Any) -> Step:
    return lambda state: state["d"].update({name: value})


def _emptied(name: str) -> Step:
    return lambda state: state[name].clear()


places = st.integers(0, 5)
_CHANGES = [
    _change(_replaced, st.sampled_from(["a", "b"]), scalars),
    _change(_replaced, st.just("rows"), tables),
    _change(_replaced, st.just("part"), st.sampled_from(["one.html", "two.html"])),
    _change(_replaced, st.just(FLASH), flashes),
    _change(_replaced, st.just(LANGUAGE), st.sampled_from(["en", "de"])),
    _change(_permuted, st.lists(st.integers(0, 9), max_size=5)),
    _change(_inserted, places, row),
    _change(_deleted, places),
    _change(_cell, places, st.sampled_from(["name", "on", "id"]), scalars),
    _change(_grown, places, st.sampled_from(["tags", "kids"]), scalars),
    _change(_renamed, words),
    _change(_in_dictionary, st.sampled_from(["x", "y", "items"]), scalars),
    _change(_emptied, st.sampled_from(["d", "rows"])),
]


OUTER = [
    *("a", "b", "d.x", "d.y", "o", "o.name", "o.x", "o.title", "o.shout", "rows"),
    *("flash.i", "flash.e", "missing", "rows.0.name", "rows.0.missing", "'<s>'"),
    *("set", "turn", "5"),
]
INNER = [
    *("v", "v.name", "v.name", "v.id", "v.on", "v.tags", "v.missing", "w", "w.name"),
    *("forloop.counter", "forloop.last", "forloop.parentloop.counter"),
]
FILTERS = [
    *("", "", "", "", "|upper", "|safe", "|escape", "|length", "|default:'<d>'"),
    *("|default:a", "|floatformat:1", "|truncatechars:3", "|join:', '", "|add:1"),
    *("|yesno", "|first", "|linebreaksbr", "|striptags", "|stringformat:'s'"),
]
LISTS = ["rows", "rows", "v.tags", "v.kids", "d", "missing", "a", "flash.messages"]
TEXTS = ["x", " ", "<b>", "</b>", "<p title='&amp;'>", "\n", "{ }", "é"]
MAX_DEPTH = 3


@st.composite
def expressions(draw: Draw) -> str:
    name = draw(st.sampled_from([*OUTER, *INNER]))
    return f"{name}{draw(st.sampled_from(FILTERS))}"


@st.composite
def conditions(draw: Draw) -> str:
    first, second = draw(expressions()), draw(expressions())
    forms = [
        *(first, first, f"not {first}", f"{first} and {second}"),
        *(f"{first} or not {second}", f"{first} == {second}", f"{first} in {second}"),
        *(f"{first} != 'a'", f"{first}|length > 1", f"{first} is None"),
    ]
    return draw(st.sampled_from(forms))  # type: ignore[no-any-return]


@st.composite
def bodies(draw: Draw, depth: int = 0, *, in_part: bool = False) -> str:
    """A list of nodes."""
    kinds: list[Draw] = [_text, _value, _value, _attribute]
    if depth < MAX_DEPTH:
        kinds += [_if, _if, _for, _for, _with, _autoescape, _tag, _around, _around]
        kinds += [_either, _partial]
        kinds += [] if in_part else [_include]
    chosen = draw(st.lists(st.sampled_from(kinds), max_size=4 - depth // 2))
    body = bodies(depth + 1, in_part=in_part)
    return "".join(kind(draw, body) for kind in chosen)


def _text(draw: Draw, _body: Any) -> str:
    return draw(st.sampled_from(TEXTS))  # type: ignore[no-any-return]


def _value(draw: Draw, _body: Any) -> str:
    return f"{{{{ {draw(expressions())} }}}}"


def _attribute(draw: Draw, _body: Any) -> str:
    first, second = draw(expressions()), draw(expressions())
    return (
        f'<i class="{{{{ {first} }}}}"{{% if {second} %}} id="{{{{ {second} }}}}"'
        "{% endif %}>"
    )


def _if(draw: Draw, body: Any) -> str:
    parts = [f"{{% if {draw(conditions())} %}}{draw(body)}"]
    parts += [
        f"{{% elif {draw(conditions())} %}}{draw(body)}"
        for _ in range(draw(st.integers(0, 2)))
    ]
    if draw(st.booleans()):
        parts.append(f"{{% else %}}{draw(body)}")
    return "".join([*parts, "{% endif %}"])


def _for(draw: Draw, body: Any) -> str:
    source = f"{draw(st.sampled_from(LISTS))}{draw(st.sampled_from(['', ' reversed']))}"
    head, items = draw(
        st.sampled_from(
            [
                ("{% for v in ", source),
                ("{% for v in ", source),
                ("{% for w in ", source),
                ("{% for v, w in ", "d.items"),
            ]
        )
    )
    if items == "d.items" and draw(st.booleans()):
        items = "flash.items"
    key = draw(st.sampled_from(["", "", "{% live_key v.name %}"]))
    empty = f"{{% empty %}}{draw(body)}" if draw(st.booleans()) else ""
    return f"{head}{items} %}}{key}{draw(body)}{empty}{{% endfor %}}"


def _with(draw: Draw, body: Any) -> str:
    name = draw(st.sampled_from(["a", "v", "w", "flash", "set"]))
    more = draw(st.sampled_from(["", " b=a", " w=v"]))
    return f"{{% with {name}={draw(expressions())}{more} %}}{draw(body)}{{% endwith %}}"


def _autoescape(draw: Draw, body: Any) -> str:
    setting = draw(st.sampled_from(["on", "off"]))
    return f"{{% autoescape {setting} %}}{draw(body)}{{% endautoescape %}}"


def _tag(draw: Draw, _body: Any) -> str:
    first, second = draw(expressions()), draw(expressions())
    tags = [
        f"{{% cycle 'x' {first} 'y' %}}",
        f"{{% cycle 'x' {first} as turn %}}{{{{ turn }}}}",
        f"{{% cycle 'x' {first} as turn silent %}}",
        f"{{% firstof {first} {second} %}}",
        f"{{% firstof {first} {second} as set %}}{{{{ set }}}}",
        f"{{% assign 'set' {first} %}}",
        f"{{% markup {first} %}}",
        f"{{% ifchanged {first} %}}c{{% else %}}n{{% endifchanged %}}",
        f"{{% blocktranslate with t={first} %}}T{{{{ t }}}}{{% endblocktranslate %}}",
        "{% newest %}",
        "{% card a rows=rows %}",
    ]
    return draw(st.sampled_from(tags))  # type: ignore[no-any-return]


AROUND = [
    *("spaceless", "filter upper", "ifchanged", "ifchanged a", "autoescape off"),
    *("box a", "scope a", "echo", "twice", "measured", "repeat b", "capture set"),
    *("trim", "escaped", "each", "guarded", "alone a", "flat", "leak a", "flashy"),
    *("raw a", "numbered", "numbered_and_again", "provide", "around"),
    *("framed a", "framed a as set", "quoted by=b", "louder"),
    *("localize off", "language 'de'", "timezone 'Asia/Tokyo'", "cache 0 n a b"),
]


def _around(draw: Draw, body: Any) -> str:
    opened = draw(st.sampled_from(AROUND))
    return f"{{% {opened} %}}{draw(body)}{{% end{opened.split()[0]} %}}"


def _either(draw: Draw, body: Any) -> str:
    how = draw(expressions())
    return f"{{% either {how} %}}{draw(body)}{{% or %}}{draw(body)}{{% endeither %}}"


def _include(draw: Draw, _body: Any) -> str:
    name = draw(st.sampled_from(["'one.html'", "'two.html'", "part"]))
    given = draw(st.sampled_from(["", " with v=a", " with a=v w=b", " with v=a only"]))
    return f"{{% include {name}{given} %}}"


def _partial(draw: Draw, _body: Any) -> str:
    return f"{{% partial {draw(st.sampled_from('pq'))} %}}"


@st.composite
def pages(draw: Draw) -> dict[str, str]:
    """The templates of a page: alone, or over one or two others."""
    part, body = bodies(2, in_part=True), bodies()
    partials = (
        f"{{% partialdef p %}}{draw(_leaf)}{{% endpartialdef %}}"
        f"{{% partialdef q inline %}}{draw(_leaf)}{{% endpartialdef %}}"
    )
    templates = {
        "one.html": f"{partials}{draw(part)}",
        "two.html": f"{partials}{draw(part)}",
        "card.html": "<h2>{{ title }}</h2>{% for r in rows %}{{ r.name }}{% endfor %}",
    }
    levels = draw(st.integers(0, 2))
    if not levels:
        return templates | {PAGE: f"{partials}{_live(draw, draw(body))}"}
    templates["base.html"] = f"{partials}{_live(draw, _blocks(draw))}"
    if levels == 2:
        templates["middle.html"] = _extending(draw, "base.html", partials)
    parent = "middle.html" if levels == 2 else "base.html"
    return templates | {PAGE: _extending(draw, parent, partials)}


_leaf = bodies(MAX_DEPTH, in_part=True)


def _blocks(draw: Draw) -> str:
    body = bodies(1)
    a, b = (f"{{% block {name} %}}{draw(body)}{{% endblock %}}" for name in ("a", "b"))
    forms = [
        f"{a}{draw(body)}{b}",
        f"{{% for v in rows %}}{a}{{% endfor %}}{b}",
        f"{{% if a %}}{a}{{% endif %}}{{% with w=a %}}{b}{{% endwith %}}",
        f"{{% spaceless %}}{a}{{% endspaceless %}}{b}",
    ]
    return draw(st.sampled_from(forms))  # type: ignore[no-any-return]


def _live(draw: Draw, source: str) -> str:
    before = draw(st.sampled_from(["", "{% firstof a b as set %}", "{{ a }}"]))
    if draw(st.booleans()):
        return source
    return f"{before}{{% live %}}{source}{{% endlive %}}{{{{ b }}}}"


def _extending(draw: Draw, parent: str, partials: str) -> str:
    blocks = ""
    for name in draw(st.sampled_from(["a", "b", "ab", ""])):
        above = draw(
            st.sampled_from(
                [
                    *(
                        "",
                        "{{ block.super }}",
                        "{% if b %}{{ block.super }}{% endif %}",
                    ),
                    "{% filter upper %}{{ block.super }}{% endfilter %}",
                    "{% for w in rows %}{{ block.super }}{% endfor %}",
                ]
            )
        )
        blocks += f"{{% block {name} %}}{draw(bodies(1))}{above}{{% endblock %}}"
    return f"{{% extends '{parent}' %}}{partials}{blocks}"


@st.composite
def cases(draw: Draw) -> Case:
    """A page, what it shows at first, and how that changes."""
    changes = draw(st.lists(steps(), min_size=1, max_size=4))
    return Case("drawn", draw(pages()), draw(starts), tuple(changes))
