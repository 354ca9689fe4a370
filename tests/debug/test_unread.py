"""Development warnings for messages that are never rendered, or rendered twice."""

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.test import AsyncClient, Client
from django.urls import path
from pytest_django import Settings

from liveflash import LiveView, LiveViewSocket, put_flash
from liveflash.debug import unread
from liveflash.push.api import apush_flash
from tests.conftest import OpenPage
from tests.site import login_as

AddTemplate = Callable[[str, str], None]


class PageView(LiveView[dict[str, Any]]):
    template_name = "page.html"

    def mount(self, socket: LiveViewSocket[dict[str, Any]], session: Any) -> None:
        socket.context = {"is_open": False}

    def handle_event(
        self, event: str, payload: Any, socket: LiveViewSocket[dict[str, Any]]
    ) -> None:
        match event:
            case "put":
                put_here(socket, payload["key"])
            case "listen":
                socket.subscribe("news")
            case "open":
                socket.context["is_open"] = True
            case "go":
                put_here(socket, "error")
                socket.push_navigate("/page/")


def put_here(socket: LiveViewSocket[Any], key: str) -> None:
    socket.put_flash(key, "Hello")


async def push_here() -> None:
    await apush_flash("error", "Hello", group="news")


def plain(request: HttpRequest) -> HttpResponse:
    return render(request, "plain-page.html")


async def asynchronous(request: HttpRequest) -> HttpResponse:
    return render(request, "page.html")


def send(request: HttpRequest) -> HttpResponse:
    put_flash(request, "error", "Hello")
    return redirect("/page/")


urlpatterns = [
    path("page/", PageView.as_view()),
    path("plain/", plain),
    path("send/", send),
    path("async/", asynchronous),
    path("login/", login_as),
]

pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


@pytest.fixture
def debug(settings: Settings) -> None:
    settings.DEBUG = True
    unread.warn_duplicate.cache_clear()
    unread.warn_user_not_loaded.cache_clear()
    unread.warn_several_roots.cache_clear()
    unread.warn_cached.cache_clear()


@pytest.fixture
def add(settings: Settings, tmp_path: Path) -> AddTemplate:
    """Add a template to the project's own."""
    configured = deepcopy(settings.TEMPLATES)
    configured[0]["DIRS"] = [tmp_path]
    settings.TEMPLATES = configured

    def add(name: str, source: str) -> None:
        (tmp_path / name).write_text("{% load liveflash %}" + source)

    return add


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return the warnings about messages and tags."""
    records = [
        record for record in caplog.records if record.module in ("tag_usage", "unread")
    ]
    return [record.getMessage() for record in records]


def line_of(function: Callable[..., Any]) -> str:
    """Return the first line of a function's body, as a warning names it."""
    code = function.__code__
    file_name = Path(code.co_filename).relative_to(Path.cwd())
    return f"{file_name}:{code.co_firstlineno + 1}"


def warning_of(key: str, place: str) -> str:
    return (
        f"Message {key!r} was put at {place} but no template rendered it. Add "
        f"{{% liveflash %}} or {{{{ flash.{key} }}}} to page.html, inside {{% live %}}."
    )


def double(tag: str, other: str) -> str:
    return (
        f"{tag} shows the same messages as {other} so this page shows them twice. "
        "Remove one of the tags."
    )


SHOWN = [
    pytest.param("{% liveflash %}", id="tag"),
    pytest.param('{% liveflash "error" %}', id="tag of the key"),
    pytest.param("{{ flash.error }}", id="variable"),
    pytest.param("{% if flash.error %}x{% endif %}", id="condition"),
    pytest.param("{% for m in flash.messages %}{{ m.value }}{% endfor %}", id="loop"),
    pytest.param("{% for k, v in flash.items %}{{ v }}{% endfor %}", id="items"),
    pytest.param("{% with flash.error as e %}{{ e }}{% endwith %}", id="with"),
    pytest.param(
        "{% if is_open %}{{ flash.error }}{% else %}{{ flash.error }}{% endif %}",
        id="branch",
    ),
]


@pytest.mark.usefixtures("debug")
@pytest.mark.parametrize("source", SHOWN)
async def test_a_rendered_message_logs_no_warning(
    live: OpenPage, add: AddTemplate, caplog: pytest.LogCaptureFixture, source: str
) -> None:
    add("page.html", f"{{% live %}}{source}{{% endlive %}}")
    page = await live("/page/")
    await page.event("put", {"key": "error"})
    assert warnings(caplog) == []


@pytest.mark.usefixtures("debug")
@pytest.mark.parametrize(
    "source",
    [
        pytest.param("Hello", id="nothing"),
        pytest.param("{% debug %}", id="a tag that shows the context"),
        pytest.param('{% liveflash "info" %}{{ flash.info }}', id="other keys"),
        pytest.param("{% if is_open %}{% liveflash %}{% endif %}", id="not now"),
    ],
)
async def test_the_warning_of_an_unrendered_message_names_the_line_that_put_it(
    live: OpenPage, add: AddTemplate, caplog: pytest.LogCaptureFixture, source: str
) -> None:
    add("page.html", f"{{% live %}}{source}{{% endlive %}}")
    page = await live("/page/")
    for _ in range(2):
        await page.event("other", {})
        await page.event("put", {"key": "error"})
        await page.event("other", {})
    assert warnings(caplog) == [warning_of("error", line_of(put_here))] * 2


@pytest.mark.usefixtures("debug")
async def test_the_line_is_known_after_a_navigation(
    add: AddTemplate, live: OpenPage, caplog: pytest.LogCaptureFixture
) -> None:
    add("page.html", "{% live %}{% endlive %}")
    page = await live("/page/")
    moved = (await page.event("go", {}))["response"]["live_redirect"]
    await page.navigate(moved["to"], moved["flash"])
    assert warnings(caplog) == [warning_of("error", line_of(put_here))]


@pytest.mark.usefixtures("debug")
async def test_the_line_of_a_plain_view_is_known(
    add: AddTemplate, live: OpenPage, caplog: pytest.LogCaptureFixture
) -> None:
    add("page.html", "{% live %}{% endlive %}")
    client = AsyncClient()
    await client.get("/send/")
    await live("/page/", client)
    assert warnings(caplog) == [warning_of("error", line_of(send))]


@pytest.mark.usefixtures("debug")
async def test_the_line_of_a_push_is_known(
    add: AddTemplate, live: OpenPage, caplog: pytest.LogCaptureFixture
) -> None:
    add("page.html", "{% live %}{{ flash|length }}{% endlive %}")
    page = await live("/page/")
    await page.event("listen", {})
    await push_here()
    await page.push("diff")
    assert warnings(caplog) == [warning_of("error", line_of(push_here))]


async def test_without_debug_nothing_is_logged(
    live: OpenPage, add: AddTemplate, caplog: pytest.LogCaptureFixture
) -> None:
    add("page.html", "{% liveflash %}{% live %}{% liveflash %}{% endlive %}")
    page = await live("/page/")
    await page.event("put", {"key": "error"})
    assert warnings(caplog) == []


@pytest.mark.usefixtures("debug")
def test_a_tag_outside_live_logs_a_warning(
    client: Client, add: AddTemplate, caplog: pytest.LogCaptureFixture
) -> None:
    add("page.html", "\n\n{% liveflash %}{% live %}{% endlive %}")
    client.get("/page/")
    assert warnings(caplog) == [
        "{% liveflash %} in page.html, line 3, is outside {% live %} on a live page, "
        "so it shows no message that is put later. Move it inside."
    ]


@pytest.mark.usefixtures("debug")
@pytest.mark.parametrize(
    ("url", "source"),
    [
        pytest.param("/page/", "{% liveflash %}", id="live as a whole"),
        pytest.param("/page/", "{% live %}{% liveflash %}{% endlive %}", id="inside"),
        pytest.param("/plain/", "{% liveflash %}{% live %}{% endlive %}", id="plain"),
    ],
)
def test_a_well_placed_tag_logs_no_warning(
    client: Client,
    add: AddTemplate,
    caplog: pytest.LogCaptureFixture,
    url: str,
    source: str,
) -> None:
    for name in ("page.html", "plain-page.html"):
        add(name, source)
    client.get(url)
    assert warnings(caplog) == []


@pytest.mark.usefixtures("debug")
@pytest.mark.parametrize("name", ["page", "plain-page"])
@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("{% liveflash %}", '{% liveflash "info" %}', id="all and a key"),
        pytest.param('{% liveflash "info" %}', '{% liveflash "info" %}', id="a key"),
        pytest.param('{% liveflash "info" %}', "{% liveflash %}", id="a key and all"),
    ],
)
def test_two_tags_with_the_same_messages_log_one_warning(
    client: Client,
    add: AddTemplate,
    caplog: pytest.LogCaptureFixture,
    name: str,
    one: str,
    other: str,
) -> None:
    add(
        f"{name}.html", f"{{% live %}}{one}\n{{% include 'part.html' %}}{{% endlive %}}"
    )
    add("part.html", other)
    for _ in range(2):
        client.get("/page/" if name == "page" else "/plain/")
    tags = (f"{other} in part.html, line 1,", f"{one} in {name}.html, line 1,")
    assert warnings(caplog) == [double(*tags)]


@pytest.mark.usefixtures("debug")
def test_tags_of_different_keys_log_no_warning(
    client: Client, add: AddTemplate, caplog: pytest.LogCaptureFixture
) -> None:
    source = '{% live %}{% liveflash "info" %}{% liveflash "error" %}{% endlive %}'
    add("page.html", source)
    client.get("/page/")
    assert warnings(caplog) == []


@pytest.mark.usefixtures("debug")
async def test_a_second_tag_that_appears_later_logs_a_warning(
    live: OpenPage, add: AddTemplate, caplog: pytest.LogCaptureFixture
) -> None:
    add(
        "page.html",
        '{% live %}{% liveflash %}{% if is_open %}{% liveflash "info" %}{% endif %}'
        "{% endlive %}",
    )
    page = await live("/page/")
    assert warnings(caplog) == []
    await page.event("open", {})
    where = "in page.html, line 1,"
    tags = (f'{{% liveflash "info" %}} {where}', f"{{% liveflash %}} {where}")
    assert warnings(caplog) == [double(*tags)]


@pytest.mark.usefixtures("debug", "transactional_db")
async def test_a_history_without_a_loaded_user_logs_one_warning(
    add: AddTemplate, caplog: pytest.LogCaptureFixture
) -> None:
    add("page.html", "\n{% liveflash_history %}")
    client = AsyncClient()
    await client.get("/login/?name=ada")
    for _ in range(2):
        await client.get("/async/")
    assert warnings(caplog) == [
        "{% liveflash_history %} in page.html, line 2, is empty: the page is "
        "rendered in async code and its user is not loaded yet. Add "
        "`request.user = await request.auser()` to the view."
    ]


@pytest.mark.usefixtures("debug")
async def test_a_template_of_several_elements_is_warned_of_once(
    add: AddTemplate, live: OpenPage, caplog: pytest.LogCaptureFixture
) -> None:
    add("own.html", "{% for m in messages %}<p>{{ m.text }}</p>{% endfor %}")
    add("page.html", "{% liveflash template='own.html' %}")
    await live("/page/")
    await live("/page/")
    (text,) = warnings(caplog)
    assert text == (
        "The template 'own.html' of {% liveflash %} in page.html, line 1, has no single"
        " root element, so each change of a message patches the whole page. Put its "
        "contents into one element."
    )


@pytest.mark.usefixtures("debug")
@pytest.mark.parametrize("url", ["/page/", "/plain/"])
def test_a_tag_in_a_cached_fragment(
    client: Client, add: AddTemplate, caplog: pytest.LogCaptureFixture, url: str
) -> None:
    cached = '{% cache 60 part %}{% include "part.html" %}{% endcache %}'
    for name in ("page.html", "plain-page.html"):
        add(name, f"{{% load cache %}}{{% live %}}{cached}{{% endlive %}}")
    add("part.html", "{% liveflash %}")
    cache.clear()
    client.get(url)
    assert warnings(caplog) == [
        "{% liveflash %} in part.html, line 1, is inside {% cache %}, so the messages "
        "of one visitor are shown to others. Move it outside."
    ]
