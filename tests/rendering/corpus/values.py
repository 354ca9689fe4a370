"""Texts of values."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from tests.rendering.cases import LANGUAGE, ZONE, case
from tests.rendering.sample_objects import (
    Html,
    Marked,
    Named,
    Number,
    Text,
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

ONE = Named("a")
EAST = NOON.astimezone(timezone(timedelta(hours=5)))

CASES = [
    case(
        "markup",
        "{{ a }}{{ b }}{{ c }}{% autoescape off %}{{ a }}{{ b }}{{ c }}"
        "{% endautoescape %}",
        {"a": "<a>", "b": SafeString("<b>"), "c": format_html("<i>{}</i>", "<")},
        {"a": SafeString("<a>"), "b": "<b>"},
        {"c": Html("<c>")},
        {"a": Marked("<m>"), "b": Text("<t>"), "c": "&amp;"},
    ),
    case(
        "objects-with-markup-of-their-own",
        "{{ h }}{{ h|safe }}{{ h|escape }}{{ l }}",
        {"h": Html("x"), "l": [Html("y")]},
        lambda s: setattr(s["h"], "text", "<z>"),
        lambda s: s["l"].append(Html("<")),
    ),
    case(
        "text-of-objects-that-stay-the-same",
        "{{ o }}{{ d.o }}{% for x in l %}{{ x }}{% endfor %}{{ o|upper }}",
        {"o": ONE, "d": {"o": ONE}, "l": [ONE, ONE]},
        lambda s: setattr(s["o"], "name", "b"),
        lambda s: None,
        lambda s: setattr(s["o"], "name", "a"),
    ),
    case(
        "containers-in-place",
        "{{ l }}{{ d }}{{ s }}{{ l|length }}",
        {"l": [1], "d": {"a": 1}, "s": {1}},
        lambda s: s["l"].append("<"),
        lambda s: s["d"].update(b=[2]),
        lambda s: (s["s"].clear(), s["d"].clear()),
    ),
    case(
        "equal-numbers-of-other-types",
        "{{ v }}{{ v|default:'d' }}{{ v|add:1 }}{% if v %}t{% endif %}{{ d.v }}",
        {"v": True, "d": {"v": 1}},
        {"v": 1, "d": {"v": True}},
        {"v": 1.0, "d": {"v": Decimal(1)}},
        {"v": Decimal(1), "d": {"v": 1.0}},
        {"v": Number(1), "d": {"v": 1}},
    ),
    case(
        "zeros",
        "{{ v }}{{ v|floatformat }}{{ v|default:'z' }}{% if v %}t{% endif %}",
        {"v": 0.0},
        {"v": -0.0},
        {"v": 0},
        {"v": False},
        {"v": Decimal("-0")},
        {"v": None},
    ),
    case(
        "equal-values-of-other-texts",
        "{{ v }}{{ v|upper }}{% for r in rows %}{{ r.v }}{{ r.v|lower }}{% endfor %}",
        {"v": Decimal("1.0"), "rows": [{"id": 1, "v": Decimal("1.0")}]},
        {"v": Decimal("1.00"), "rows": [{"id": 1, "v": Decimal("1.00")}]},
        {"v": 0.0, "rows": [{"id": 1, "v": 0.0}]},
        {"v": -0.0, "rows": [{"id": 1, "v": -0.0}]},
        {"v": NOON, "rows": [{"id": 1, "v": NOON}]},
        {"v": EAST, "rows": [{"id": 1, "v": EAST}]},
        {"v": True, "rows": [{"id": 1, "v": True}]},
        {"v": 1, "rows": [{"id": 1, "v": 1}]},
        {"v": "<", "rows": [{"id": 1, "v": "<"}]},
        {"v": SafeString("<"), "rows": [{"id": 1, "v": SafeString("<")}]},
        {"v": "<", "rows": [{"id": 1, "v": "<"}]},
        settings={"USE_TZ": False},
    ),
    case(
        "odd-numbers",
        "{{ v }}{{ v|stringformat:'s' }}",
        {"v": float("nan")},
        {"v": float("inf")},
        {"v": 10**30},
        {"v": 1e22},
        {"v": 1 + 2j},
        {"v": UUID(int=5)},
    ),
    case(
        "types-of-one-text",
        "<p id='{{ v }}'>{{ v }}</p>",
        {"v": "5"},
        {"v": 5},
        {"v": SafeString("5")},
        {"v": Decimal("5")},
        {"v": Text("5")},
        {"v": Marked("5")},
        {"v": b"5"},
    ),
    case(
        "text-subclasses",
        "{{ v }}{{ v|upper }}{% autoescape off %}{{ v }}{% endautoescape %}",
        {"v": Text("a&")},
        {"v": "a&"},
        {"v": Marked("a&")},
        {"v": SafeString("a&")},
    ),
    case(
        "numbers-by-language",
        "{{ i }} {{ f }} {{ d }} {{ b }} {{ z }} {{ f|unlocalize }}",
        {**NUMBERS, LANGUAGE: "en"},
        {LANGUAGE: "de"},
        {LANGUAGE: "fr"},
        {LANGUAGE: "de-ch", "i": 7},
        {LANGUAGE: "en"},
        settings={"USE_THOUSAND_SEPARATOR": True},
    ),
    case(
        "numbers-without-grouping",
        "{{ i }} {{ f }} {{ d }} {% for x in l %}{{ x }};{% endfor %}",
        {**NUMBERS, "l": [1.5, 2000], LANGUAGE: "en"},
        {LANGUAGE: "de"},
        lambda s: s["l"].append(Decimal("0.1")),
        {LANGUAGE: "pl"},
    ),
    case(
        "dates-by-language",
        "{{ dt }} {{ d }} {{ t }} {{ td }} {{ n }}",
        {**DATES, LANGUAGE: "en"},
        {LANGUAGE: "de"},
        {LANGUAGE: "ja", "d": date(1999, 12, 31)},
        {LANGUAGE: "en"},
    ),
    case(
        "dates-by-zone",
        "{{ dt }} {{ dt|date:'c' }} {{ dt.hour }} {{ n }} {{ d }}",
        {**DATES, ZONE: "UTC"},
        {ZONE: "Asia/Tokyo"},
        {"dt": NOON.astimezone(timezone(timedelta(hours=5)))},
        {ZONE: timezone(timedelta(hours=-3, minutes=-30))},
        {ZONE: None, "dt": NOON},
    ),
    case(
        "dates-without-zones",
        "{{ dt }} {{ n }} {{ n|date:'H:i' }}",
        {**DATES, ZONE: "Asia/Tokyo"},
        {ZONE: "UTC"},
        settings={"USE_TZ": False},
    ),
    case(
        "lazy-translations",
        "{{ a }}{{ b }}{{ a|upper }}{{ d.x }}{% if a == 'Yes' %}Y{% endif %}",
        {
            "a": gettext_lazy("Yes"),
            "b": gettext_lazy("<No>"),
            "d": {"x": gettext_lazy("No")},
            LANGUAGE: "en",
        },
        {LANGUAGE: "de"},
        {"a": "Yes"},
        {LANGUAGE: "fr", "a": gettext_lazy("Monday")},
    ),
    case(
        "language-in-rows-of-a-loop",
        "{% for r in rows %}{{ r.n }}{{ r.t }}{% if r.n %}{{ r.n|floatformat:1 }}"
        "{% endif %}"
        "{% endfor %}",
        {
            "rows": [
                {"id": 1, "n": 1234.5, "t": gettext_lazy("Yes")},
                {"id": 2, "n": 0},
            ],
            LANGUAGE: "en",
        },
        {LANGUAGE: "de"},
        lambda s: s["rows"].insert(0, {"id": 3, "n": 9.5, "t": gettext_lazy("No")}),
        {LANGUAGE: "en"},
    ),
    case(
        "translated-constants",
        "{{ _('Yes') }}{{ _('Yes')|upper }}{% firstof _('No') %}"
        "{{ v|default:_('May') }}"
        "{% with a=_('Monday') %}{{ a }}{% endwith %}{% if v == _('Yes') %}=="
        "{% endif %}",
        {"v": "", LANGUAGE: "en"},
        {LANGUAGE: "de"},
        {"v": "Ja"},
        {LANGUAGE: "en"},
    ),
    case(
        "constants",
        "{{ 'a<b' }}{{ \"q'\" }}{{ 5 }}{{ 1.50 }}{{ -3 }}{{ 2e3 }}{{ v }}",
        {"v": 1, LANGUAGE: "en"},
        {"v": 2},
        {LANGUAGE: "de"},
        settings={"USE_THOUSAND_SEPARATOR": True},
    ),
    case(
        "braces-and-line-breaks",
        "a\r\n{{ v }}\n\n {{ v }}\u2028{{ v }}é\U0001f600{{ v }}{ { } }%}",
        {"v": "\r\n{{ x }}"},
        {"v": "\u2029\U0001f600</script>\x00"},
        {"v": "\\u0041\"'"},
    ),
]
