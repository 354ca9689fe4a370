"""The other built-in tags."""

from datetime import UTC, datetime
from typing import Any

import django
from django.utils.safestring import SafeString

from tests.rendering.cases import LANGUAGE, ZONE, case

NOON = datetime(2024, 3, 1, 12, 0, 5, tzinfo=UTC)


def _swap(name: str) -> Any:
    return lambda state: state[name].reverse()


CASES = [
    case(
        "comment",
        "a{% comment 'x' %}{{ v }}{% endcomment %}{# {{ v }} #}b{{ v }}",
        {"v": 1},
        {"v": 2},
    ),
    case(
        "csrf_token",
        "<form>{% csrf_token %}{{ v }}</form>",
        {"csrf_token": "abc", "v": 1},
        {"v": 2},
        {"csrf_token": "<def>"},
        {"csrf_token": ""},
    ),
    case(
        "debug", "[{% debug %}]{{ v }}", {"v": 1}, {"v": 2}, settings={"DEBUG": False}
    ),
    case(
        "filter",
        "{% filter upper|force_escape %}a{{ v }}{% if v %}<{% endif %}{% endfilter %}",
        {"v": "<x>"},
        {"v": ""},
        {"v": SafeString("<y>")},
    ),
    case(
        "load",
        "{% load i18n %}{% load shout from library %}{{ v|shout }}"
        "{% translate 'Yes' %}",
        {"v": 1},
        {"v": "<"},
        options={"libraries": {"library": "tests.rendering.simple_tags"}},
    ),
    case("lorem", "{% lorem 3 w %}{% lorem n p %}{{ v }}", {"v": 1, "n": 1}, {"v": 2}),
    case("now", "{% now 'Y' %}{% now 'Y' as y %}{{ y }}{{ v }}", {"v": 1}, {"v": 2}),
    case(
        "querystring",
        "{% querystring q=v %}{% querystring r=None page=v %}",
        {"v": 1},
        {"v": "<&"},
        {"v": None},
        {"v": [1, 2]},
    ),
    case(
        "spaceless",
        "{% spaceless %}<p> <b>{{ v }}</b> {% if v %}<i> </i>{% endif %} </p>"
        "{% endspaceless %}",
        {"v": " "},
        {"v": ""},
        {"v": SafeString("<u> </u> <u></u>")},
    ),
    case(
        "templatetag",
        "{% templatetag openblock %}{% templatetag closevariable %}{{ v }}",
        {"v": 1},
        {"v": 2},
    ),
    case(
        "url",
        "{% url 'settings' %}?{{ v }}{% url name as u %}{{ u }}{% if u %}!{% endif %}",
        {"v": 1, "name": "stage"},
        {"name": "unknown"},
        {"name": "settings", "v": "<"},
    ),
    case(
        "verbatim",
        "{% verbatim %}{{ v }}{% if %}{% endverbatim %}{{ v }}",
        {"v": 1},
        {"v": 2},
    ),
    case(
        "widthratio",
        "{% widthratio v 10 w %}{% widthratio v 3 100 as x %}{{ x }}",
        {"v": 5, "w": 100},
        {"v": 6},
        {"w": 50, "v": "x"},
    ),
    case(
        "cache",
        "{% cache 60 part v %}{{ v }}{{ w }}{% endcache %}{{ w }}",
        {"v": 1, "w": 1},
        {"w": 2},
        {"v": 2},
        {"v": 1, "w": 3},
        settings={
            "CACHES": {
                "default": {
                    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
                    "LOCATION": "corpus",
                }
            }
        },
    ),
    case(
        "static",
        "{% static 'a.css' %}{% static v as s %}{{ s }}{% get_static_prefix %}"
        "{% get_media_prefix as m %}{{ m }}",
        {"v": "b.js"},
        {"v": "<c>"},
        {"v": "d"},
    ),
    case(
        "translate",
        "{% translate 'Yes' %}{% trans 'No' as n %}{{ n }}{% translate v %}"
        "{% translate 'May' context 'abbr. month' %}{% translate 'No' noop %}",
        {"v": "January", LANGUAGE: "en"},
        {LANGUAGE: "de"},
        {"v": "<b>"},
        {LANGUAGE: "fr", "v": "Monday"},
    ),
    case(
        "blocktranslate",
        "{% blocktranslate with a=v|upper %}Hello {{ a }} {{ v }}"
        "{% endblocktranslate %}"
        "{% blocktrans count n=list|length trimmed %} {{ n }} row {% plural %} "
        "{{ n }} rows "
        "{% endblocktrans %}{% blocktranslate asvar t %}T {{ v }}"
        "{% endblocktranslate %}{{ t }}",
        {"v": "<", "list": [1]},
        {"v": "x"},
        lambda s: s["list"].append(2),
        {LANGUAGE: "de"},
    ),
    case(
        "i18n-languages",
        "{% get_current_language as L %}{{ L }}{% get_current_language_bidi as B %}"
        "{{ B }}"
        "{% get_available_languages as A %}{{ A|length }}"
        "{% get_language_info for v as i %}"
        "{{ i.name_local }}{% get_language_info_list for list as l %}"
        "{% for x in l %}{{ x.code }}{{ x.name }}{% endfor %}",
        {"v": "de", "list": ["en", "fr"], LANGUAGE: "en"},
        {LANGUAGE: "he"},
        {"v": "fr"},
        lambda s: s["list"].pop(0),
    ),
    case(
        "language",
        "{% language v %}{% translate 'Yes' %}{{ n }}{% endlanguage %}"
        "{% translate 'Yes' %}{{ n }}",
        {"v": "de", "n": 1234.5, LANGUAGE: "en"},
        {"v": "fr"},
        {LANGUAGE: "de", "n": 1.5},
    ),
    case(
        "localize-tag",
        "{% localize on %}{{ v }}{% endlocalize %}{% localize off %}{{ v }}"
        "{% for x in list %}{{ x }}{% endfor %}{% endlocalize %}{{ v }}",
        {"v": 1234.5, "list": [1.5], LANGUAGE: "de"},
        {"v": 9876.5},
        {LANGUAGE: "en"},
        lambda s: s["list"].append(2.5),
        settings={"USE_THOUSAND_SEPARATOR": True},
    ),
    case(
        "time-zones",
        "{% localtime off %}{{ v }}{% endlocaltime %}{% localtime on %}{{ v }}"
        "{% endlocaltime %}"
        "{% timezone z %}{{ v }}{% get_current_timezone as t %}{{ t }}{% endtimezone %}"
        "{% get_current_timezone as t %}{{ t }}{{ v }}",
        {"v": NOON, "z": "Asia/Tokyo", ZONE: "UTC"},
        {ZONE: "Europe/Paris"},
        {"z": None},
        {"v": NOON.replace(hour=3), "z": "America/New_York"},
    ),
]
if django.VERSION >= (6, 1):
    CASES.append(
        case(
            "csp_nonce_attr",
            "<script{% csp_nonce_attr %}>{{ v }}</script>",
            {"v": 1, "csp_nonce": "abc"},
            {"v": 2, "csp_nonce": "abc"},
        )
    )
