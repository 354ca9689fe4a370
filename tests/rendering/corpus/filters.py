"""Each filter, with what it is given one after another."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from tests.rendering.cases import LANGUAGE, ZONE, Case, case
from tests.rendering.sample_objects import Falsy, Html, Marked, Named, Text, rows

NOON = datetime(2024, 3, 1, 12, 0, 5, tzinfo=UTC)
LONG = "one two <b>three</b> four five six seven eight"

# The filtered variable is v; w is the same throughout.
VALUES: dict[str, tuple[str, list[Any]]] = {
    "add": ("{{ v|add:2 }},{{ v|add:w }},{{ v|add:'x' }}", [1, "2", [1], None, 1.5]),
    "addslashes": ("{{ v|addslashes }}", ["I'm", 'a "b"', SafeString("a'b")]),
    "capfirst": ("{{ v|capfirst }}", ["abc", "<b>", SafeString("<b>"), ""]),
    "center": ("[{{ v|center:7 }}]", ["a", "abc", "<", 12]),
    "cut": ("{{ v|cut:' ' }}{{ v|cut:'&' }}", ["a b", SafeString("a&amp;b"), 1]),
    "date": (
        "{{ v|date:'Y-m-d D' }}{{ v|date }}",
        [NOON, date(2024, 1, 2), None, "", NOON.replace(hour=23)],
    ),
    "default": ("{{ v|default:'<none>' }}{{ v|default:w }}", ["", 0, "x", None, 0.0]),
    "default_if_none": (
        "{{ v|default_if_none:'<n>' }}",
        [None, "", 0, SafeString("<b>")],
    ),
    "dictsort": (
        "{% for r in v|dictsort:'name' %}{{ r.name }},{% endfor %}",
        [rows("c", "a", "b"), rows("b", "a"), [], rows("z")],
    ),
    "dictsortreversed": (
        "{% for r in v|dictsortreversed:'id' %}{{ r.id }}{{ r.name }},{% endfor %}",
        [rows("c", "a", "b"), rows("b", "a"), []],
    ),
    "divisibleby": ("{{ v|divisibleby:3 }}", [3, 4, "6"]),
    "escape": ("{{ v|escape }}{{ v|escape|safe }}", ["<", SafeString("<"), Html("<")]),
    "escapejs": ("{{ v|escapejs }}", ["'<\n", SafeString("</script>"), 1]),
    "escapeseq": (
        "{{ v|escapeseq|join:'<br>' }}",
        [["<", SafeString("<")], ["a"], []],
    ),
    "filesizeformat": ("{{ v|filesizeformat }}", [0, 1, 2048, 10**9, "x", -5]),
    "first": ("{{ v|first }}", [["<a>", "b"], "xyz", [], [SafeString("<a>")]]),
    "floatformat": (
        "{{ v|floatformat }},{{ v|floatformat:2 }},{{ v|floatformat:'-3g' }}",
        [1.0, 1.25, Decimal("1234.5678"), "7", None, -0.0, 0.0],
    ),
    "force_escape": ("{{ v|force_escape }}", ["<", SafeString("<"), Html("x")]),
    "get_digit": ("{{ v|get_digit:2 }}", [123, "45", "x", 7]),
    "iriencode": ("{{ v|iriencode }}", ["/é?a=b&c", SafeString("a&b"), "x"]),
    "join": (
        "{{ v|join:', ' }}{{ v|join:w }}",
        [["<", SafeString("<")], "abc", [], 5],
    ),
    "json_script": ("{{ v|json_script:'data' }}", [{"a": "</"}, [1], "x", None]),
    "last": ("{{ v|last }}", [[1, "<b>"], "xyz", []]),
    "length": ("{{ v|length }}", [[1, 2], "abc", None, {"a": 1}, Falsy()]),
    "linebreaks": ("{{ v|linebreaks }}", ["a\n\nb<", SafeString("a\n<b>"), ""]),
    "linebreaksbr": ("{{ v|linebreaksbr }}", ["a\nb<", SafeString("a\n<b>")]),
    "linenumbers": ("{{ v|linenumbers }}", ["a\nb", "<", SafeString("<\n>")]),
    "ljust": ("[{{ v|ljust:5 }}]", ["a", "abcdef", 7]),
    "lower": ("{{ v|lower }}", ["ABC", SafeString("<B>"), "<B>", None]),
    "make_list": (
        "{% for c in v|make_list %}{{ c }}.{% endfor %}{{ v|make_list }}",
        ["ab<", 12, ""],
    ),
    "phone2numeric": ("{{ v|phone2numeric }}", ["CALL-ME", "<a>", ""]),
    "pluralize": (
        "{{ v|pluralize }}{{ v|pluralize:'y,ies' }}",
        [1, 2, "1", [1], [], 1.0],
    ),
    "pprint": ("{{ v|pprint }}", [{"a": "<"}, [1], "x"]),
    "random": ("{{ v|random }}", [["a"], ["<b>"], "x"]),
    "rjust": ("[{{ v|rjust:5 }}]", ["a", "abcdef"]),
    "safe": ("{{ v|safe }}", ["<b>", SafeString("<b>"), 5, None, Named("x")]),
    "safeseq": ("{{ v|safeseq|join:'<br>' }}", [["<a>"], ["b", "<"], []]),
    "slice": ("{{ v|slice:':2' }}{{ v|slice:w }}", ["abc", [1, 2, 3], 5, "<>&"]),
    "slugify": ("{{ v|slugify }}", ["A <b> C", "é", 5]),
    "stringformat": ("{{ v|stringformat:'05d' }}|{{ v|stringformat:'s' }}", [1, "<"]),
    "striptags": ("{{ v|striptags }}", ["<b>x</b>", SafeString("a<i>b</i>"), "y & z"]),
    "time": ("{{ v|time:'H:i' }}{{ v|time }}", [time(1, 2), NOON, "", None]),
    "timesince": ("{{ v|timesince:w }}", [NOON, NOON.replace(year=2020), ""]),
    "timeuntil": ("{{ v|timeuntil:w }}", [NOON, NOON.replace(year=2030), ""]),
    "title": ("{{ v|title }}", ["a bc", "<b>", "it's"]),
    "truncatechars": ("{{ v|truncatechars:7 }}", [LONG, "short", SafeString(LONG)]),
    "truncatechars_html": ("{{ v|truncatechars_html:12 }}", [LONG, "<p>x</p>", "y"]),
    "truncatewords": ("{{ v|truncatewords:3 }}", [LONG, "a b", SafeString(LONG)]),
    "truncatewords_html": ("{{ v|truncatewords_html:3 }}", [LONG, "<p>x</p>", ""]),
    "unordered_list": (
        "<ul>{{ v|unordered_list }}</ul>",
        [["a", ["b", "<c>"]], [], [SafeString("<b>")]],
    ),
    "upper": ("{{ v|upper }}", ["abc", SafeString("&amp;"), "<", Text("t")]),
    "urlencode": ("{{ v|urlencode }}{{ v|urlencode:'' }}", ["/a b?", "é", 5]),
    "urlize": (
        "{{ v|urlize }}",
        ["see www.example.com", "a <b>", SafeString("<b>http://x.org</b>")],
    ),
    "urlizetrunc": (
        "{{ v|urlizetrunc:9 }}",
        ["see http://www.example.com/path", "x", "mailto a@b.org"],
    ),
    "wordcount": ("{{ v|wordcount }}", ["a b c", "", 5]),
    "wordwrap": ("{{ v|wordwrap:5 }}", ["aaa bbb <c>", "x"]),
    "yesno": ("{{ v|yesno }}{{ v|yesno:'<y>,n,m' }}", [True, False, None, 1, 0, ""]),
    # --- those of other libraries ---
    "localize": ("{{ v|localize }}", [1234.5, "x", NOON]),
    "unlocalize": ("{{ v|unlocalize }}", [1234.5, Decimal("1.50"), "x"]),
    "language_name": ("{{ v|language_name }}", ["de", "fr", "en"]),
    "language_name_translated": ("{{ v|language_name_translated }}", ["de", "fr"]),
    "language_name_local": ("{{ v|language_name_local }}", ["de", "fr"]),
    "language_bidi": ("{{ v|language_bidi }}", ["de", "he"]),
    "localtime": ("{{ v|localtime|date:'H:i T' }}", [NOON, NOON.replace(hour=1), ""]),
    "utc": ("{{ v|utc|date:'H:i T' }}", [NOON, NOON.replace(hour=1), ""]),
    "timezone": (
        "{{ v|timezone:'Asia/Tokyo'|date:'H:i T' }}",
        [NOON, NOON.replace(hour=1), ""],
    ),
    "shout": ("{{ v|shout }}", ["a", "<", SafeString("<")]),
    "strong": (
        "{{ v|strong }}{% autoescape off %}{{ v|strong }}{% endautoescape %}",
        ["a", "<", SafeString("<")],
    ),
}

OTHERS: dict[str, Any] = {
    "add": 3,
    "default": "<w>",
    "join": "<br>",
    "slice": "1:",
    "timesince": NOON.replace(month=4),
    "timeuntil": NOON.replace(month=1),
}


def _case(name: str, source: str, values: list[Any]) -> Case:
    start = {"v": values[0], "w": OTHERS.get(name)}
    # The last is the first again: what is remembered must not be stale.
    steps = [{"v": value} for value in (*values[1:], values[0], values[0])]
    return case(f"filter-{name}", source, start, *steps)


CASES = [
    *(_case(name, source, values) for name, (source, values) in VALUES.items()),
    case(
        "filter-chain",
        "<p title='{{ v|default:w|upper|truncatechars:5|add:n }}'>{{ v|lower|safe }}",
        {"v": "", "w": "<long text>", "n": "1"},
        {"v": "ABCdefgh<"},
        {"n": "2"},
        {"v": None, "w": SafeString("<i>")},
    ),
    case(
        "filter-arguments-change",
        "{{ v|default:w }}{{ v|add:n }}{{ v|date:f }}{{ v|join:j.x }}",
        {"v": 0, "w": "a", "n": 1, "f": "Y", "j": {"x": ","}},
        {"w": "b"},
        {"n": 2, "j": {"x": "<"}, "v": "abc"},
        {"f": "m", "v": NOON},
    ),
    case(
        "filter-of-missing",
        "{{ m|default:'d' }}{{ m.n|upper }}{{ m|yesno }}{{ m.n|default:v }}",
        {"v": ""},
        {"m": "x"},
        {"m": {"n": "<"}, "v": None},
        {"m": None},
    ),
    case(
        "filter-of-constants",
        "{{ 'a<b'|upper }}{{ 'a<b'|escape }}{{ 5|add:v }}{{ _('Yes')|lower }}",
        {"v": 1, LANGUAGE: "en"},
        {"v": 2},
        {LANGUAGE: "de"},
        {LANGUAGE: "fr", "v": "x"},
    ),
    case(
        "filter-with-lazy-argument",
        "{{ v|default:_('Yes') }}{{ w|default:_('No') }}",
        {"v": "", "w": gettext_lazy("Yes"), LANGUAGE: "en"},
        {LANGUAGE: "de"},
        {"v": "x", "w": ""},
        {LANGUAGE: "en", "v": None},
    ),
    case(
        "filter-safe-and-plain-of-equal-text",
        "{{ v|upper }}{{ v|safe }}{{ v|escape }}{{ v }}{{ v|linebreaksbr }}",
        {"v": "<b>"},
        {"v": SafeString("<b>")},
        {"v": Marked("<b>")},
        {"v": "<b>"},
        {"v": Text("<b>")},
    ),
    case(
        "filter-numbers-by-language",
        "{{ v|floatformat:'2g' }} {{ v|localize }} {{ v|filesizeformat }} {{ v }}",
        {"v": 12345.678, LANGUAGE: "en"},
        {LANGUAGE: "de"},
        {"v": Decimal("98765.4")},
        {LANGUAGE: "fr", "v": 12345.678},
        settings={"USE_THOUSAND_SEPARATOR": True},
    ),
    case(
        "filter-dates-by-language-and-zone",
        "{{ v|date:'D j M H:i' }} {{ v|date }} {{ v|time }} {{ v|timesince:w }} "
        "{{ v }}",
        {"v": NOON, "w": NOON.replace(month=5), LANGUAGE: "en", ZONE: UTC},
        {LANGUAGE: "de"},
        {ZONE: None},
        {ZONE: "Asia/Tokyo", LANGUAGE: "ja"},
    ),
    case(
        "filter-mutable-in-place",
        "{{ v|join:',' }}{{ v|length }}{{ v|first|upper }}{{ v|last }}{{ d|pprint }}",
        {"v": ["a", "b"], "d": {"x": 1}},
        lambda s: s["v"].append("<"),
        lambda s: s["d"].update(x=2),
        lambda s: s["v"].pop(0),
    ),
    case(
        "filter-of-text-that-changes",
        "{{ v|upper }}{{ v|default:'n' }}{{ v|truncatechars:4 }}{{ v|safe }}",
        {"v": Named("ann")},
        lambda s: setattr(s["v"], "name", "bob"),
        lambda s: None,
        lambda s: setattr(s["v"], "name", "ann"),
    ),
]
