"""The tags of ``{% load liveflash %}``, except ``{% js %}``."""

import json
import math
import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.forms.utils import ErrorDict, ErrorList
from django.http import HttpRequest, HttpResponse
from django.template import TemplateSyntaxError, engines
from django.test import AsyncClient, Client, RequestFactory
from django.urls import path, reverse_lazy, set_script_prefix
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy
from pytest_django import Settings

from liveflash import LiveView, LiveViewSocket, put_flash
from liveflash.rendering.container import ANNOUNCER
from liveflash.views.socket import bind
from tests.site import login_as
from tests.url_samples import LEAVING, STAYING

SAFE = mark_safe("<b>bold</b>")

PutFlash = Callable[..., Any]


@pytest.fixture
def request_() -> HttpRequest:
    request = RequestFactory().get("/")
    request.session = SessionStore()
    return request


@pytest.fixture(params=["live", "plain"])
def put(request: pytest.FixtureRequest, request_: HttpRequest) -> PutFlash:
    """Put flash for the page of ``request_``: in memory, or as what was stored."""
    if request.param == "plain":
        return lambda *args, **options: put_flash(request_, *args, **options)
    socket = LiveViewSocket[Any](request_, connected=True)
    bind(request_, socket)
    return socket.put_flash


@pytest.fixture
def templates(settings: Settings, tmp_path: Path) -> Callable[[str, str], None]:
    """Add a template to the project's own."""
    configured = deepcopy(settings.TEMPLATES)
    configured[0]["DIRS"] = [tmp_path, *configured[0]["DIRS"]]
    settings.TEMPLATES = configured

    def add(name: str, source: str) -> None:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(source, encoding="utf-8")

    return add


def render(source: str, request: HttpRequest | None = None, /, **context: Any) -> str:
    """Render a template with the given tags, without the element of the page."""
    template = engines["django"].from_string("{% load liveflash %}" + source)
    html = template.render(context, request)
    return re.sub(r"<liveflash-page.*?</liveflash-page>", "", html, flags=re.DOTALL)


@dataclass
class Shown:
    """Return the markup of one message of ``{% liveflash %}``."""

    title: str | None = None
    text: str | None = None
    items: list[str] = field(default_factory=list)
    pairs: list[tuple[str, str]] = field(default_factory=list)


def shown(html: str) -> Shown:
    def first(name: str) -> str | None:
        found = re.search(rf'class="liveflash-{name}">(.*?)</(?:strong|span)>', html)
        return found and found[1]

    items = re.findall(r"<li[^>]*>(.*?)</li>", html)
    pairs = re.findall(r"<dt[^>]*>(.*?)</dt>\s*<dd[^>]*>(.*?)</dd>", html)
    return Shown(first("title"), first("text"), items, pairs)


def keys(html: str) -> list[str]:
    """The keys of the messages, in order."""
    return re.findall(r'data-key="(.*?)"', html)


def test_without_messages_the_region_is_there_and_empty(request_: HttpRequest) -> None:
    html = render('{% liveflash "info" %}', request_)
    assert re.sub(r"\s+", " ", html).strip() == (
        f'<div class="liveflash liveflash-inline" data-skin="plain"> </div>{ANNOUNCER}'
    )


def test_the_first_tag_of_a_plain_page_brings_the_live_regions(
    request_: HttpRequest,
) -> None:
    html = render('{% liveflash %}{% liveflash "info" %}', request_)
    assert html.count(ANNOUNCER) == 1


def test_the_stack_is_a_landmark_with_hidden_notices(request_: HttpRequest) -> None:
    html = render("{% liveflash %}", request_)
    notices = re.findall(r'data-liveflash-connection="(\w+)" hidden', html)
    (label,) = re.findall(
        r'<liveflash-stack id="liveflash".*? aria-label="(.*?)"', html
    )
    assert (label, notices) == ("Messages", ["lost", "failed", "back"])


def test_without_a_request_there_are_no_messages() -> None:
    assert keys(render("{% liveflash %}")) == []


def test_without_a_key_all_messages_show_in_order(
    request_: HttpRequest, put: PutFlash
) -> None:
    for key in ("info", "error", "custom"):
        put(key, "x")
    assert keys(render("{% liveflash %}", request_)) == ["info", "error", "custom"]


@pytest.mark.parametrize(
    "source",
    [
        pytest.param('{% liveflash "info" %}', id="literal"),
        pytest.param("{% liveflash name %}", id="variable"),
        pytest.param('{% liveflash key="info" %}', id="keyword"),
    ],
)
def test_with_a_key_the_messages_of_that_key_show(
    request_: HttpRequest, put: PutFlash, source: str
) -> None:
    for key in ("info", "error"):
        put(key, "x")
    assert keys(render(source, request_, name="info")) == ["info"]


def test_of_an_absent_key_nothing_shows(request_: HttpRequest, put: PutFlash) -> None:
    put("info", "x")
    assert keys(render('{% liveflash "error" %}', request_)) == []


def test_two_tags_show_the_same_messages(request_: HttpRequest, put: PutFlash) -> None:
    put("info", "x")
    html = render('{% liveflash "info" %}{% liveflash "info" %}', request_)
    assert keys(html) == ["info", "info"]


@dataclass
class Problem:
    title: str
    fields: list[str]


@dataclass
class Line:
    name: str
    price: Decimal


FORM_ERRORS = ErrorDict(name=ErrorList(["Enter a <name>."]))


@pytest.mark.parametrize(
    ("value", "seen"),
    [
        pytest.param("Saved.", Shown(text="Saved."), id="string"),
        pytest.param("é ☃", Shown(text="é ☃"), id="non-ASCII"),
        pytest.param("<b>&'\"", Shown(text="&lt;b&gt;&amp;&#x27;&quot;"), id="markup"),
        pytest.param(SAFE, Shown(text=SAFE), id="SafeString"),
        pytest.param(gettext_lazy("Yes"), Shown(text="Yes"), id="lazy"),
        pytest.param(3, Shown(text="3"), id="number"),
        pytest.param(0, Shown(text="0"), id="zero"),
        pytest.param(Decimal("1.50"), Shown(text="1.50"), id="Decimal"),
        pytest.param(date(2024, 2, 29), Shown(text="Feb. 29, 2024"), id="date"),
        pytest.param(
            {"title": "T <1>", "fields": ["a", "<b>", SAFE]},
            Shown(title="T &lt;1&gt;", items=["a", "&lt;b&gt;", SAFE]),
            id="title and fields",
        ),
        pytest.param(
            {"title": SAFE, "text": "<i>"},
            Shown(title=SAFE, text="&lt;i&gt;"),
            id="title and text",
        ),
        pytest.param(
            {"message": "M", "errors": ("a",), "code": 7},
            Shown(text="M", items=["a"], pairs=[("code", "7")]),
            id="text, list and more",
        ),
        pytest.param(
            {"text": "first", "detail": "second"},
            Shown(text="first", pairs=[("detail", "second")]),
            id="two texts",
        ),
        pytest.param(
            {"title": "T", "fields": "none"},
            Shown(title="T", pairs=[("fields", "none")]),
            id="fields that are no list",
        ),
        pytest.param(
            {"<a>": "<b>", 2: SAFE},
            Shown(pairs=[("&lt;a&gt;", "&lt;b&gt;"), ("2", SAFE)]),
            id="any names",
        ),
        pytest.param(["a", "<b>"], Shown(items=["a", "&lt;b&gt;"]), id="list"),
        pytest.param(("a", SAFE), Shown(items=["a", SAFE]), id="tuple"),
        pytest.param({"a"}, Shown(items=["a"]), id="set"),
        pytest.param(
            Problem("T", ["a", "b"]),
            Shown(title="T", items=["a", "b"]),
            id="dataclass with title and fields",
        ),
        pytest.param(
            Line("<x>", Decimal("1.5")),
            Shown(pairs=[("name", "&lt;x&gt;"), ("price", "1.5")]),
            id="dataclass",
        ),
        pytest.param(
            [Line("x", Decimal(2)), {"a": [1, "<b>"]}, ["c", ("d",)]],
            Shown(items=["name: x, price: 2", "a: 1, &lt;b&gt;", "c, d"]),
            id="nested in a list",
        ),
        pytest.param(
            {"title": {"a": "b"}, "order": Line("x", Decimal(2)), "list": ["a", "b"]},
            Shown(
                title="a: b", pairs=[("order", "name: x, price: 2"), ("list", "a, b")]
            ),
            id="nested in a dict",
        ),
    ],
)
def test_a_value_shows(
    request_: HttpRequest, put: PutFlash, value: Any, seen: Shown
) -> None:
    put("info", value)
    assert shown(render("{% liveflash %}", request_)) == seen


@pytest.mark.parametrize(
    "value",
    [
        pytest.param([["a", Decimal(1)], [date(2024, 1, 1)]], id="lists in a list"),
        pytest.param({"a": {"b": {"c": [timedelta(1)]}}}, id="dicts in a dict"),
        pytest.param([{"a": ("b", Line("x", Decimal(1)))}], id="mixed"),
        pytest.param(Problem("T", [{"a": [Problem("T", ["x"])]}]), id="dataclass"),  # type: ignore[list-item]
        pytest.param({"fields": {"a": ["b"]}, "title": ["x"]}, id="odd fields"),
        pytest.param([{"a"}, frozenset({"b"})], id="sets"),
        pytest.param(FORM_ERRORS, id="errors of a form"),
    ],
)
def test_no_python_literal_shows(
    request_: HttpRequest, put: PutFlash, value: Any
) -> None:
    put("info", value)
    text = unescape(re.sub(r"<.*?>", " ", render("{% liveflash %}", request_)))
    assert re.findall(r"[\[{(]'|\w\(", text) == []


@pytest.mark.parametrize(
    ("level", "word"),
    [
        pytest.param("info", "Information:", id="info"),
        pytest.param("success", "Success:", id="success"),
        pytest.param("warning", "Warning:", id="warning"),
        pytest.param("error", "Error:", id="error"),
        pytest.param("debug", "Debug:", id="debug"),
        pytest.param("custom", "", id="another"),
    ],
)
def test_a_level_has_its_word(
    request_: HttpRequest, put: PutFlash, level: str, word: str
) -> None:
    put("key", "x", level=level)
    html = render("{% liveflash %}", request_)
    parts = r'data-level="(.*?)".*?level">(.*?)<'
    assert re.findall(parts, html, re.S) == [(level, word)]


LONG = "x" * 100
OFFER = {"text": "x", "action": {"label": "Undo", "event": "undo"}}


@pytest.mark.parametrize(
    ("options", "key", "value", "told", "seconds"),
    [
        pytest.param("", "info", "x", None, ["8"], id="level"),
        pytest.param("", "warning", "x", None, ["12"], id="another level"),
        pytest.param("", "error", "x", None, [], id="errors stay"),
        pytest.param("", "custom", "x", None, [], id="levels not named stay"),
        pytest.param("", "info", LONG, None, ["10.0"], id="long text"),
        pytest.param("", "info", LONG * 100, None, ["30.0"], id="longest"),
        pytest.param("", "info", OFFER, None, [], id="with an action"),
        pytest.param("", "info", OFFER, 3, ["3"], id="with an action, told"),
        pytest.param("", "error", LONG, 2.5, ["2.5"], id="told"),
        pytest.param("", "info", "x", math.inf, [], id="told to stay"),
        pytest.param("timeout=4", "error", "x", None, ["4.0"], id="option"),
        pytest.param("timeout=4", "error", "x", 3, ["3"], id="told beside an option"),
        pytest.param("timeout=None", "info", "x", None, [], id="option to stay"),
        pytest.param("stay=True", "info", "x", 3, [], id="all are to stay"),
    ],
)
def test_a_message_has_its_time(
    request_: HttpRequest,
    put: PutFlash,
    options: str,
    key: str,
    value: Any,
    told: float | None,
    seconds: list[str],
) -> None:
    put(key, value, timeout=told)
    html = render(f"{{% liveflash {options} %}}", request_)
    found = re.findall(r'data-liveflash-timeout="(.*?)"', html)
    assert [float(each) for each in found] == [float(each) for each in seconds]


def test_a_setting_gives_levels_their_time(
    request_: HttpRequest, put: PutFlash, settings: Any
) -> None:
    settings.LIVEFLASH_TIMEOUTS = {"error": 20}
    settings.LANGUAGE_CODE = "de"
    for key in ("info", "error"):
        put(key, "x")
    html = render("{% liveflash %}", request_)
    assert re.findall(r'data-liveflash-timeout="(.*?)"', html) == ["20"]


def test_reported_time_is_the_time_left(request_: HttpRequest) -> None:
    socket = LiveViewSocket[Any](request_, connected=True)
    bind(request_, socket)
    socket.put_flash("info", "x")
    (message,) = socket.flash.messages
    socket.flash.change(message.with_time_left(2.5, is_paused=True))
    html = render("{% liveflash %}", request_)
    assert re.findall(r'data-liveflash-timeout="(.*?)"', html) == ["2.5"]


@pytest.mark.parametrize(
    ("options", "folded", "label"),
    [
        pytest.param("", 1, ["+ 1 more"], id="default"),
        pytest.param("max=2", 4, ["+ 4 more"], id="fewer"),
        pytest.param("max=6", 0, [], id="as many"),
        pytest.param('"info" max=1', 0, [], id="inline"),
    ],
)
def test_of_many_messages_the_oldest_are_folded_away(
    request_: HttpRequest, put: PutFlash, options: str, folded: int, label: list[str]
) -> None:
    for key in ("info", "b", "c", "d", "e", "f"):
        put(key, "x")
    html = render(f"{{% liveflash {options} %}}", request_)
    marked = [" data-liveflash-folded" in part for part in html.split("data-key=")[1:]]
    more = re.findall(r'class="liveflash-more".*?>(.*?)<', html)
    assert (marked, more) == (sorted(marked, reverse=True), label)
    assert sum(marked) == folded


OF_A_USER = "{% liveflash_scripts %}<body>{% liveflash_history %}.</body>"


def history_of(page: Any) -> str:
    """Return what a page has between its scripts and its end."""
    html: str = page.content.decode()
    return html.partition("<body>")[2].removesuffix(".</body>")


async def of_async_code(request: HttpRequest) -> HttpResponse:
    """A plain page that is rendered in async code, its user loaded or not."""
    if "load" in request.GET:
        request.user = await request.auser()
    return HttpResponse(render(OF_A_USER, request))


def of_sync_code(request: HttpRequest) -> HttpResponse:
    """The same page, rendered as most are."""
    return HttpResponse(render(OF_A_USER, request))


@pytest.mark.urls(__name__)
@pytest.mark.django_db(transaction=True)
async def test_async_code_shows_the_history_of_a_loaded_user() -> None:
    client = AsyncClient()
    await client.get("/login/?name=ada")
    page = await client.get("/of-async-code/?load")
    other = await client.get("/of-sync-code/")
    assert history_of(page) == history_of(other)


@pytest.mark.urls(__name__)
@pytest.mark.django_db(transaction=True)
async def test_async_code_shows_no_history_of_an_unloaded_user() -> None:
    client = AsyncClient()
    await client.get("/login/?name=ada")
    page = await client.get("/of-async-code/")
    assert history_of(page) == ""


def test_a_history_of_no_messages_is_refused() -> None:
    with pytest.raises(ValueError, match="max must be an integer >= 1, not 0"):
        render("{% liveflash_history max=0 %}")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        pytest.param('position="left"', "position must be one of", id="position"),
        pytest.param('layout="grid"', "layout must be one of list, st", id="layout"),
        pytest.param("max=0", "max must be an integer", id="max"),
        pytest.param('max="3"', "max must be an integer", id="max that is text"),
        pytest.param("timeout=0", "timeout must be seconds", id="timeout"),
        pytest.param('timeout="long"', "timeout must be seconds", id="timeout of text"),
        pytest.param('skin="tailwind"', "skin must be one of plain, boot", id="skin"),
        pytest.param("template=7", "template must be a template name", id="template"),
        pytest.param(
            'template=""', "template must be a template name", id="no template"
        ),
    ],
)
def test_an_option_that_is_none_is_refused(options: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        render(f"{{% liveflash {options} %}}")


def test_an_action_pushes_its_event(request_: HttpRequest, put: PutFlash) -> None:
    action = {"label": "<Undo>", "event": "undo", "value": {"id": 7}}
    put("info", {"text": "Deleted.", "action": action})
    html = render("{% liveflash %}", request_)
    (click, label) = re.findall(r'liveflash-action.*?phx-click="(.*?)">(.*?)<', html)[0]
    assert (label, json.loads(unescape(click))) == (
        "&lt;Undo&gt;",
        [["push", {"event": "undo", "value": {"id": 7}}]],
    )


@pytest.mark.parametrize(
    ("url", "links"),
    [
        pytest.param("/files/1/", ["/files/1/"], id="local"),
        pytest.param("?page=2", ["?page=2"], id="query"),
        pytest.param(
            "https://example.com/?a=1", ["https://example.com/?a=1"], id="web"
        ),
        pytest.param("mailto:a@example.com", ["mailto:a@example.com"], id="mail"),
        pytest.param("javascript:alert(1)", [], id="script"),
        pytest.param(" javascript:alert(1)", [], id="script after a space"),
        pytest.param("java\nscript:alert(1)", [], id="script in two lines"),
        pytest.param("//evil.example", [], id="another host"),
        pytest.param("/\\evil.example", [], id="another host, disguised"),
        pytest.param("data:text/html,x", [], id="data"),
        pytest.param("https:evil.example", [], id="web without slashes"),
        pytest.param("example.com", [], id="relative path"),
    ],
)
def test_a_url_is_a_link_where_it_is_harmless(
    request_: HttpRequest, put: PutFlash, url: str, links: list[str]
) -> None:
    put("info", {"text": "Ready.", "url": url})
    html = render("{% liveflash %}", request_)
    assert re.findall(r'href="(.*?)"', html) == links


def test_key_and_level_are_escaped(request_: HttpRequest, put: PutFlash) -> None:
    put('a"<b>', "x", level="'>")
    html = render("{% liveflash %}", request_)
    assert re.findall(r'data-level="(.*?)" data-key="(.*?)"', html) == [
        ("&#x27;&gt;", "a&quot;&lt;b&gt;")
    ]


FAITHFUL = {
    "string": "<b>",
    "SafeString": SAFE,
    "lazy": gettext_lazy("<b>"),
    "title and text": {"title": "<b>", "text": SAFE},
    "items and pairs": {"items": ["<b>", SAFE], "<i>": "<b>"},
    "link": {"text": "<b>", "url": "/?a=<b>"},
    "action": {"text": "<b>", "action": {"label": "<b>", "event": "<b>"}},
    "form errors": FORM_ERRORS,
}


@pytest.mark.parametrize("tag", ["{% liveflash %}", '{% liveflash "<i>" %}'])
@pytest.mark.parametrize("value", FAITHFUL.values(), ids=FAITHFUL)
def test_messages_are_escaped_where_autoescape_is_off(
    request_: HttpRequest, put: PutFlash, tag: str, value: Any
) -> None:
    put("<i>", value, level="<u>")
    off = f"{{% autoescape off %}}{tag}{{% endautoescape %}}"
    assert render(off, request_) == render(tag, request_)


@pytest.mark.parametrize(
    "tag",
    [
        "{% liveflash_history %}",
        "{% liveflash_scripts %}",
        "{% live_patch url %}",
        "{% live_navigate url %}",
        "{% js push url a=url %}",
    ],
)
def test_our_tags_are_escaped_where_autoescape_is_off(
    request_: HttpRequest, tag: str
) -> None:
    off = f"{{% autoescape off %}}{tag}{{% endautoescape %}}"
    given = {"url": "/?a=<b>&\"'", "csrf_token": '<"t">'}
    assert render(off, request_, **given) == render(tag, request_, **given)


def test_a_message_has_a_dom_id_of_its_own(
    request_: HttpRequest, put: PutFlash
) -> None:
    put("info", "the same")
    put("error", "the same")
    html = render("{% liveflash %}", request_)
    ids = re.findall(r'<liveflash-message id="(liveflash-[\w-]+)" class', html)
    assert len(set(ids)) == 2


def test_a_message_is_one_element_that_names_its_id_once(
    request_: HttpRequest, put: PutFlash
) -> None:
    put("info", "x")
    html = render("{% liveflash %}", request_)
    (message_id,) = re.findall(r'message id="liveflash-(\w+)"', html)
    (message,) = re.findall(
        r"(?<=\n)<liveflash-message .*?</liveflash-message>(?=\n)", html, re.S
    )
    assert message.count(message_id) == 1


@pytest.mark.parametrize("tag", ["{% liveflash %}", "{% liveflash 'info' %}"])
def test_the_messages_are_one_element(
    request_: HttpRequest, put: PutFlash, tag: str
) -> None:
    put("info", "x")
    html = render(tag, request_)
    assert re.fullmatch(
        rf"<(liveflash-stack|div) [^>]*>\n.*\n</\1>{re.escape(ANNOUNCER)}", html, re.S
    )


def test_a_project_may_override_the_template(
    request_: HttpRequest, put: PutFlash, templates: Callable[[str, str], None]
) -> None:
    templates(
        "liveflash/flash.html",
        "{% load liveflash %}"
        "{% partialdef one %}{{ message.key }}={{ message.value }};{% endpartialdef %}"
        "{% for message in messages %}{% partial one %}{% endfor %}",
    )
    put("info", "<b>")
    put("error", SAFE)
    html = render("{% liveflash %}", request_)
    assert html == f"info=&lt;b&gt;;error=<b>bold</b>;{ANNOUNCER}"


class TwiceView(LiveView[Any]):
    template_name = "twice.html"


class OnceView(LiveView[Any]):
    template_name = "once.html"


class PartialView(LiveView[Any]):
    template_name = "once.html#part"


class WholeView(LiveView[Any]):
    template_name = "whole.html"


urlpatterns = [
    path("login/", login_as),
    path("of-async-code/", of_async_code),
    path("of-sync-code/", of_sync_code),
    path("twice/", TwiceView.as_view()),
    path("once/", OnceView.as_view()),
    path("part/", PartialView.as_view()),
    path("whole/", WholeView.as_view()),
]

CONTAINER = r'<div id="v" data-phx-main data-phx-session="[\w:-]+" data-phx-static="">'
PAGE_ELEMENT = "<liveflash-page hidden></liveflash-page>"


@pytest.mark.parametrize("with_request", [True, False], ids=["request", "no request"])
def test_on_a_plain_page_live_renders_its_contents_and_nothing_else(
    request_: HttpRequest, with_request: bool
) -> None:
    source = "<i>{% live %} {{ a }}<b>{% endlive %}"
    request = request_ if with_request else None
    assert render(source, request, a="<1>") == "<i> &lt;1&gt;<b>"


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_on_a_live_page_live_is_the_container(
    client: Client, templates: Callable[[str, str], None]
) -> None:
    templates(
        "once.html",
        "{% load liveflash %}<p>{% live %}{{ view.template_name }}<b>{% endlive %}</p>",
    )
    html = client.get("/once/").content.decode()
    root = rf"{CONTAINER}once\.html<b></div>{PAGE_ELEMENT}"
    assert re.fullmatch(f"<p>{root}</p>", html)


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_live_twice_on_a_live_page_is_an_error(
    client: Client, templates: Callable[[str, str], None]
) -> None:
    twice = "{% live %}a{% endlive %}"
    templates("twice.html", "{% load liveflash %}" + twice + twice)
    with pytest.raises(TemplateSyntaxError, match="twice"):
        client.get("/twice/")


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_a_template_without_live_is_placed_into_the_projects_root(
    client: Client, templates: Callable[[str, str], None]
) -> None:
    templates("whole.html", "<p>whole</p>")
    templates(
        "liveflash/root.html",
        "{% load liveflash %}<main>"
        "{% live %}{{ liveflash_content }}{% endlive %}</main>",
    )
    html = client.get("/whole/").content.decode()
    root = rf"{CONTAINER}<p>whole</p></div>{PAGE_ELEMENT}"
    assert re.fullmatch(f"<main>{root}</main>", html)


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_a_partial_is_live_as_a_whole(
    client: Client, templates: Callable[[str, str], None]
) -> None:
    templates(
        "once.html",
        "{% load liveflash %}x{% partialdef part %}<p>part</p>{% endpartialdef %}y",
    )
    html = client.get("/part/").content.decode()
    assert re.search(rf"{CONTAINER}<p>part</p></div>", html)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("{% live this %}{% endlive %}", id="argument"),
        pytest.param("{% live %}", id="not ended"),
        pytest.param("{% endlive %}", id="not begun"),
    ],
)
def test_live_refuses(source: str) -> None:
    with pytest.raises(TemplateSyntaxError, match="live"):
        render(source)


@pytest.mark.parametrize(
    ("source", "attributes"),
    [
        pytest.param(
            '{% live_patch "/a/?page=2" %}',
            'href="/a/?page=2" data-phx-link="patch" data-phx-link-state="push"',
            id="patch",
        ),
        pytest.param(
            '{% live_navigate "/a/" %}',
            'href="/a/" data-phx-link="redirect" data-phx-link-state="push"',
            id="navigate",
        ),
        pytest.param(
            '{% live_patch "/a/" replace=True %}',
            'href="/a/" data-phx-link="patch" data-phx-link-state="replace"',
            id="patch in place",
        ),
        pytest.param(
            '{% live_navigate "/a/" replace=True %}',
            'href="/a/" data-phx-link="redirect" data-phx-link-state="replace"',
            id="navigate in place",
        ),
        pytest.param(
            "{% live_patch url %}",
            'href="/a/?b=1&amp;c=&quot;&#x27;&lt;é" data-phx-link="patch" '
            'data-phx-link-state="push"',
            id="escaped",
        ),
        pytest.param(
            "{% live_patch lazy %}",
            'href="/settings/" data-phx-link="patch" data-phx-link-state="push"',
            id="lazy",
        ),
        pytest.param(
            "{% url 'settings' as there %}{% live_navigate there %}",
            'href="/settings/" data-phx-link="redirect" data-phx-link-state="push"',
            id="of the URLconf",
        ),
    ],
)
def test_a_link_has_its_attributes(source: str, attributes: str) -> None:
    context = {"url": "/a/?b=1&c=\"'<é", "lazy": reverse_lazy("settings")}
    assert render(source, **context) == attributes


LINKS = pytest.mark.parametrize("tag", ["live_patch", "live_navigate"])


@LINKS
@pytest.mark.parametrize("url", STAYING.values(), ids=STAYING)
def test_a_link_leads_to_this_site(tag: str, url: str) -> None:
    html = render(f"{{% {tag} url %}}", url=url)
    assert unescape(html).startswith(f'href="{url}" ')


@LINKS
@pytest.mark.parametrize("url", LEAVING.values(), ids=LEAVING)
def test_a_link_does_not_leave_this_site(
    request_: HttpRequest, tag: str, url: str
) -> None:
    with pytest.raises(ValueError, match="may leave this site") as raised:
        render(f"{{% {tag} user.website %}}", request_, user={"website": url})
    assert str(raised.value) == (
        f"{{% {tag} %}}: url={url!r} may leave this site; pass a path "
        "('/page/?a=b'), and use an ordinary link for another site."
    )


@LINKS
@pytest.mark.parametrize("url", ["http://testserver/a/?b=c", "HTTPS://TestServer/"])
def test_a_link_may_name_the_host_of_its_request(
    request_: HttpRequest, tag: str, url: str
) -> None:
    html = render(f"{{% {tag} url %}}", request_, url=url)
    assert html.startswith(f'href="{url}" ')


@LINKS
@pytest.mark.parametrize(
    "url",
    [
        "http://testserver@evil.example/",
        "http://testserver.evil.example/",
        "http://testserver:81/",
        "http://testserver\\@evil.example/",
        "http://[testserver/",
        "ftp://testserver/",
    ],
)
def test_a_link_may_name_no_other_host(
    request_: HttpRequest, tag: str, url: str
) -> None:
    with pytest.raises(ValueError, match="may leave this site"):
        render(f"{{% {tag} url %}}", request_, url=url)


@LINKS
def test_a_link_without_a_request_may_name_no_host(tag: str) -> None:
    with pytest.raises(ValueError, match="may leave this site"):
        render(f'{{% {tag} "http://testserver/" %}}')


@LINKS
def test_a_link_to_a_missing_variable_is_refused(tag: str) -> None:
    with pytest.raises(ValueError, match=f"{tag} %}}: url='' is empty"):
        render(f"{{% {tag} missing %}}")


@LINKS
@pytest.mark.parametrize("url", [None, 2, b"/a/"], ids=repr)
def test_a_link_takes_strings_alone(tag: str, url: Any) -> None:
    with pytest.raises(TypeError, match=f"{tag} %}}: url=.* cannot be used"):
        render(f"{{% {tag} url %}}", url=url)


@LINKS
@pytest.mark.parametrize("arguments", ["", '"/a/" True', '"/a/" other=1'])
def test_a_link_refuses(tag: str, arguments: str) -> None:
    with pytest.raises(TemplateSyntaxError, match=tag):
        render(f"{{% {tag} {arguments} %}}")


def scripts(token: str) -> str:
    return (
        f'<meta name="csrf-token" content="{token}">\n'
        '<meta name="liveflash-socket" content="/live">\n'
        '<meta name="liveflash-cookie" content="path=/; samesite=Lax">\n'
        '<meta name="liveflash-client"'
        ' content="/static/liveflash/liveflash-client.js">\n'
        '<meta name="liveflash-touch"'
        ' content="/static/liveflash/liveflash-touch.js">\n'
        '<link rel="stylesheet" href="/static/liveflash/liveflash.css">\n'
        '<script defer src="/static/liveflash/liveflash.js"></script>'
    )


def test_scripts_hold_the_token_of_the_context(request_: HttpRequest) -> None:
    html = render("{% liveflash_scripts %}", request_, csrf_token='<"t">')
    assert html == scripts("&lt;&quot;t&quot;&gt;")


def test_the_page_states_where_its_socket_is(settings: Any) -> None:
    settings.LIVEFLASH_SOCKET_PATH = "/ws"
    set_script_prefix("/app/")
    try:
        html = render("{% liveflash_meta %}")
    finally:
        set_script_prefix("/")
    assert '<meta name="liveflash-socket" content="/app/ws">' in html


@pytest.mark.parametrize(
    "attribute", ["csp_nonce", "_csp_nonce"], ids=["django-csp", "Django 6"]
)
@pytest.mark.parametrize("debug", [False, True])
def test_every_file_has_the_nonce_of_the_policy(
    request_: HttpRequest, settings: Any, attribute: str, debug: bool
) -> None:
    settings.DEBUG = debug
    setattr(request_, attribute, UnreadNonce())
    html = render("{% liveflash_scripts %}", request_)
    files = re.findall(r"<(?:link|script) [^>]*>", html)
    assert [' nonce="n1"' in tag for tag in files] == [True] * (4 if debug else 2)


class UnreadNonce:
    """A nonce that is false until it is read, as those of the libraries."""

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        return "n1"


@pytest.mark.django_db
@pytest.mark.parametrize(("url", "count"), [("/stage/", 1), ("/bare/", 0)])
def test_a_live_page_loads_the_client_early(
    client: Client, url: str, count: int
) -> None:
    html = client.get(url).content.decode()
    preload = '<link rel="modulepreload" href="/static/liveflash/liveflash-client.js">'
    assert html.count(preload) == count


USER_MARK = re.compile(r'<meta name="liveflash-user" content="(\w*)">\n')


def user_marks(page: Any) -> list[str]:
    return USER_MARK.findall(page.content.decode())


@pytest.mark.django_db
def test_scripts_tell_one_user_from_another(client: Client) -> None:
    marks = [user_marks(client.get("/bare/"))]
    for name in ("ada", "eve", "ada"):
        client.get(f"/login/?name={name}")
        marks.append(user_marks(client.get("/bare/")))
    anonymous, ada, eve, again = marks
    assert (anonymous, len(ada), ada == eve, ada == again) == ([""], 1, False, True)


@pytest.mark.django_db
def test_scripts_tell_a_user_as_the_history_does(client: Client) -> None:
    client.get("/login/?name=ada")
    page = client.get("/plain/")
    assert user_marks(page) == re.findall(
        r'data-visitor="(\w+)"', page.content.decode()
    )


@pytest.mark.urls(__name__)
@pytest.mark.django_db(transaction=True)
async def test_scripts_report_nothing_of_an_unloaded_user() -> None:
    client = AsyncClient()
    await client.get("/login/?name=ada")
    asked = [await client.get(f"/of-async-code/{load}") for load in ("", "?load")]
    assert [len(user_marks(page)) for page in asked] == [0, 1]


def test_scripts_need_no_request() -> None:
    assert render("{% liveflash_scripts %}") == scripts("")


@pytest.mark.django_db
def test_scripts_of_a_plain_page_bring_its_visitor_the_csrf_cookie(
    client: Client,
) -> None:
    html = client.get("/plain/").content.decode()
    found = re.search(scripts(r"\w{64}"), html) is not None
    assert (found, "csrftoken" in client.cookies) == (True, True)
