"""What DEBUG tells of messages that nobody sees, or that stand on a page twice."""

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
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
    unread.tell_double.cache_clear()
    unread.tell_unknown_user.cache_clear()


@pytest.fixture
def add(settings: Settings, tmp_path: Path) -> AddTemplate:
    """Add a template to the project's own."""
    configured = deepcopy(settings.TEMPLATES)
    configured[0]["DIRS"] = [tmp_path]
    settings.TEMPLATES = configured

    def add(name: str, source: str) -> None:
        (tmp_path / name).write_text("{% load liveflash %}" + source)

    return add


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What was told of messages."""
    records = [
        record for record in caplog.records if record.module in ("tag_usage", "unread")
    ]
    return [record.getMessage() for record in records]


def line_of(function: Callable[..., Any]) -> str:
    """The line after that of a function, as a warning names it."""
    code = function.__code__
    file_name = Path(code.co_filename).relative_to(Path.cwd())
    return f"{file_name}:{code.co_firstlineno + 1}"


def warning_of(key: str, place: str) -> str:
    return (
        f"The message {key!r}, put at {place}, shows nowhere: page.html has neither "
        f"{{% liveflash %}} nor {{{{ flash.{key} }}}}. Add one inside {{% live %}}."
    )


def double(tag: str, other: str) -> str:
    return (
        f"{tag} shows what {other} shows too: on this page a message stands twice. "
        "Keep one."
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
async def test_of_a_message_that_is_shown_nothing_is_told(
    live: OpenPage, add: AddTemplate, caplog: pytest.LogCaptureFixture, source: str
) -> None:
    add("page.html", f"{{% live %}}{source}{{% endlive %}}")
    page = await live("/page/")
    await page.event("put", {"key": "error"})
    assert told(caplog) == []


@pytest.mark.usefixtures("debug")
@pytest.mark.parametrize(
    "source",
    [
        pytest.param("Hello", id="nothing"),
        pytest.param('{% liveflash "info" %}{{ flash.info }}', id="other keys"),
        pytest.param("{% if is_open %}{% liveflash %}{% endif %}", id="not now"),
    ],
)
async def test_of_a_message_that_nothing_shows_is_told_where_it_was_put(
    live: OpenPage, add: AddTemplate, caplog: pytest.LogCaptureFixture, source: str
) -> None:
    add("page.html", f"{{% live %}}{source}{{% endlive %}}")
    page = await live("/page/")
    for _ in range(2):
        await page.event("other", {})
        await page.event("put", {"key": "error"})
        await page.event("other", {})
    assert told(caplog) == [warning_of("error", line_of(put_here))] * 2


@pytest.mark.usefixtures("debug")
async def test_a_message_that_has_travelled_tells_where_it_was_put(
    add: AddTemplate, live: OpenPage, caplog: pytest.LogCaptureFixture
) -> None:
    add("page.html", "{% live %}{% endlive %}")
    page = await live("/page/")
    moved = (await page.event("go", {}))["response"]["live_redirect"]
    await page.navigate(moved["to"], moved["flash"])
    assert told(caplog) == [warning_of("error", line_of(put_here))]


@pytest.mark.usefixtures("debug")
async def test_a_message_of_a_plain_view_tells_where_it_was_put(
    add: AddTemplate, live: OpenPage, caplog: pytest.LogCaptureFixture
) -> None:
    add("page.html", "{% live %}{% endlive %}")
    client = AsyncClient()
    await client.get("/send/")
    await live("/page/", client)
    assert told(caplog) == [warning_of("error", line_of(send))]


@pytest.mark.usefixtures("debug")
async def test_a_pushed_message_tells_where_it_was_put(
    add: AddTemplate, live: OpenPage, caplog: pytest.LogCaptureFixture
) -> None:
    add("page.html", "{% live %}{{ flash|length }}{% endlive %}")
    page = await live("/page/")
    await page.event("listen", {})
    await push_here()
    await page.push("diff")
    assert told(caplog) == [warning_of("error", line_of(push_here))]


async def test_without_debug_nothing_is_told(
    live: OpenPage, add: AddTemplate, caplog: pytest.LogCaptureFixture
) -> None:
    add("page.html", "{% liveflash %}{% live %}{% liveflash %}{% endlive %}")
    page = await live("/page/")
    await page.event("put", {"key": "error"})
    assert told(caplog) == []


@pytest.mark.usefixtures("debug")
def test_a_tag_outside_live_is_told(
    client: Client, add: AddTemplate, caplog: pytest.LogCaptureFixture
) -> None:
    add("page.html", "\n\n{% liveflash %}{% live %}{% endlive %}")
    client.get("/page/")
    assert told(caplog) == [
        "{% liveflash %} in page.html, line 3, stands outside {% live %} on a live "
        "page, where it shows nothing that comes later: move it inside."
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
def test_a_tag_that_stands_well_is_not_told(
    client: Client,
    add: AddTemplate,
    caplog: pytest.LogCaptureFixture,
    url: str,
    source: str,
) -> None:
    for name in ("page.html", "plain-page.html"):
        add(name, source)
    client.get(url)
    assert told(caplog) == []


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
def test_two_tags_that_show_the_same_are_told_once(
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
    assert told(caplog) == [double(*tags)]


@pytest.mark.usefixtures("debug")
def test_tags_of_different_keys_are_not_told(
    client: Client, add: AddTemplate, caplog: pytest.LogCaptureFixture
) -> None:
    source = '{% live %}{% liveflash "info" %}{% liveflash "error" %}{% endlive %}'
    add("page.html", source)
    client.get("/page/")
    assert told(caplog) == []


@pytest.mark.usefixtures("debug")
async def test_two_tags_of_which_one_comes_later_are_told(
    live: OpenPage, add: AddTemplate, caplog: pytest.LogCaptureFixture
) -> None:
    add(
        "page.html",
        '{% live %}{% liveflash %}{% if is_open %}{% liveflash "info" %}{% endif %}'
        "{% endlive %}",
    )
    page = await live("/page/")
    assert told(caplog) == []
    await page.event("open", {})
    where = "in page.html, line 1,"
    tags = (f'{{% liveflash "info" %}} {where}', f"{{% liveflash %}} {where}")
    assert told(caplog) == [double(*tags)]


@pytest.mark.usefixtures("debug", "transactional_db")
async def test_a_history_that_async_code_does_not_know_the_user_of_is_told_once(
    add: AddTemplate, caplog: pytest.LogCaptureFixture
) -> None:
    add("page.html", "\n{% liveflash_history %}")
    client = AsyncClient()
    await client.get("/login/?name=ada")
    for _ in range(2):
        await client.get("/async/")
    assert told(caplog) == [
        "{% liveflash_history %} in page.html, line 2, shows nothing: this page is "
        "rendered in async code, and its user is not loaded yet. Say "
        "`request.user = await request.auser()` in the view."
    ]
