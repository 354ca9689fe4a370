"""What callbacks receive that are called by the names of their parameters."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import pytest
from django.contrib.auth.models import User
from django.test import AsyncClient
from django.urls import path
from pytest_django import Settings

from liveflash import LiveView, LiveViewSocket, event
from liveflash.exceptions import CallbackInterrupted
from liveflash.pyview import Depends, Session
from tests.conftest import OpenPage
from tests.protocol_client.page import refusal

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls(__name__),
]

Socket = LiveViewSocket[dict[str, Any]]


@dataclass
class Paging:
    page: int = 1
    size: int = 20


class Page(LiveView[dict[str, Any]]):
    template_name = "told.html"

    def mount(self, socket: Socket) -> None:
        socket.context = {"told": []}

    def tell(self, socket: Socket, *what: Any) -> None:
        socket.context["told"].append(" ".join(map(str, what)))


class CountPage(Page):
    async def handle_params(self, socket: Socket, c: int | None = None) -> None:
        self.tell(socket, "c", c)

    async def handle_event(self, socket: Socket, to: str) -> None:
        socket.push_patch(to)


class StrictPage(Page):
    def handle_params(self, socket: Socket, c: int, tags: list[str]) -> None:
        self.tell(socket, "c", c, tags)

    async def handle_event(self, socket: Socket, to: str) -> None:
        socket.push_patch(to)


class PagingPage(Page):
    async def handle_params(self, paging: Paging, socket: Socket) -> None:
        self.tell(socket, paging.page, paging.size)

    async def handle_event(self, socket: Socket, perPage: int) -> None:  # noqa: N803
        await socket.push_patch("/paging/", {"page": 2, "size": perPage})


class NamedPage(Page):
    """A page that tells of all values that a call provides."""

    async def handle_event(
        self,
        user: Any,
        request: Any,
        url: Any,
        params: Any,
        session: Any,
        event: str,
        socket: Socket,
        amount: int = 0,
    ) -> None:
        named = (user, request.path, url.path, params["number"], session["who"])
        self.tell(socket, *named, event, amount)

    @event
    async def called(
        self, user: Any, url: Any, params: Any, session: Any, socket: Socket
    ) -> None:
        self.tell(socket, user, url.query, params.get("q"), session["who"])


class InfoPage(Page):
    async def handle_params(self, socket: Socket) -> None:
        socket.subscribe("news")

    def handle_event(self, socket: Socket, payload: Any) -> None:
        socket.broadcast("news", payload)

    async def handle_info(self, socket: Socket, event: Any) -> None:
        self.tell(socket, event.name, event.payload)


calls: list[str] = []


async def counted() -> str:
    calls.append("counted")
    return "counted"


def rows(page: int, first: Annotated[str, Depends(counted)], user: Any) -> str:
    return f"{first} row of page {page} for {user}"


class Repository:
    def __init__(self, session: Session) -> None:
        self.who = session.get("who")


class DependentPage(Page):
    def mount(  # type: ignore[override]
        self, socket: Socket, repository: Annotated[Repository, Depends(Repository)]
    ) -> None:
        socket.context = {"told": [f"mounted for {repository.who}"]}

    async def handle_params(
        self,
        socket: Socket,
        both: str = Depends(rows),
        first: str = Depends(counted),
    ) -> None:
        self.tell(socket, both, first)

    @event
    def add(
        self, socket: Socket, found: Annotated[str, Depends(rows)], page: int
    ) -> None:
        self.tell(socket, found, page)

    async def handle_event(
        self,
        socket: Socket,
        one: Any = Depends(counted, use_cache=False),
        two: Any = Depends(counted, use_cache=False),
    ) -> None:
        self.tell(socket, len(calls))


class InterruptedPage(Page):
    async def handle_params(self, socket: Socket, c: int = 1) -> None:
        raise SystemExit


class CrashingPage(Page):
    async def handle_event(
        self, socket: Socket, it: Any = Depends(lambda: 1 / 0)
    ) -> None:
        raise AssertionError("called")


urlpatterns = [
    path("captured/<int:pk>/", CountPage.as_view()),
    path("count/", CountPage.as_view()),
    path("strict/", StrictPage.as_view()),
    path("paging/", PagingPage.as_view()),
    path("named/<int:number>/", NamedPage.as_view()),
    path("info/", InfoPage.as_view()),
    path("dependent/", DependentPage.as_view()),
    path("interrupted/", InterruptedPage.as_view()),
    path("crashing/", CrashingPage.as_view()),
]

TEMPLATE = """{% load liveflash %}{% live %}
{% for each in told %}<i>{{ each }}</i>{% endfor %}{% liveflash %}{% endlive %}"""


@pytest.fixture(autouse=True)
def _project(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "told.html").write_text(TEMPLATE)
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    calls.clear()


@pytest.fixture
def client() -> AsyncClient:
    return AsyncClient()


async def sign_in(client: AsyncClient) -> None:
    user = await User.objects.acreate(username="ada")
    await client.aforce_login(user)
    session = await client.asession()
    await session.aset("who", "the session")
    await session.asave()


def told(html: str) -> list[str]:
    return [part.partition("</i>")[0] for part in html.split("<i>")[1:]]


@pytest.mark.parametrize(
    ("query", "value"), [("?c=3", "3"), ("", "None"), ("?c=x", "None"), ("?c=", "None")]
)
async def test_params_are_looked_up_and_converted(
    live: OpenPage, query: str, value: str
) -> None:
    page = await live(f"/count/{query}")
    assert told(page.response.content.decode()) == told(page.html) == [f"c {value}"]


async def test_a_patch_converts_its_params(live: OpenPage) -> None:
    page = await live("/count/?c=3")
    await page.send("live_patch", {"url": "http://testserver/count/?c=4"})
    assert told(page.html) == ["c 3", "c 4"]


async def test_a_url_may_have_as_many_fields_as_django_accepts(
    live: OpenPage, settings: Settings
) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3
    page = await live("/captured/1/?c=3&a=&b=")
    reply = await page.send(
        "live_patch", {"url": "http://testserver/captured/1/?c=4&a=&b="}
    )
    assert (reply["status"], told(page.html)) == ("ok", ["c 3", "c 4"])


async def test_push_patch_converts_its_params(live: OpenPage) -> None:
    page = await live("/count/")
    await page.event("go", {"to": "/count/?c=5"})
    assert told(page.html) == ["c None", "c 5"]


async def test_a_url_that_is_not_converted_is_a_bad_request(
    client: AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    response = await client.get("/strict/?c=<b>")
    assert (response.status_code, "'c' is not a valid int" in caplog.text) == (
        400,
        True,
    )


async def test_a_callback_that_ends_the_process_is_named(client: AsyncClient) -> None:
    name = "InterruptedPage.handle_params raised SystemExit"
    with pytest.raises(CallbackInterrupted, match=name):
        await client.get("/interrupted/")


@pytest.mark.parametrize(
    ("mounts", "reason"), [(0, "malformed join"), (1, "unauthorized")]
)
async def test_a_join_at_a_url_that_is_not_converted_is_refused(
    live: OpenPage, mounts: int, reason: str
) -> None:
    page = await live("/strict/?c=1")
    page.mounts = mounts
    reply = await page.join(url="http://testserver/strict/?c=x")
    assert (reply["status"], reply["response"]) == ("error", {"reason": reason})


async def test_a_patch_to_a_url_that_is_not_converted_is_refused(
    live: OpenPage,
) -> None:
    page = await live("/strict/?c=1&tags=a&tags=b")
    reply = await page.send("live_patch", {"url": "http://testserver/strict/?c=x"})
    assert (reply["status"], reply["response"], told(page.html)) == (
        "error",
        {"reason": "malformed patch"},
        ["c 1 ['a', 'b']".replace("'", "&#x27;")],
    )


async def test_push_patch_to_a_url_that_is_not_converted_loads_the_page(
    live: OpenPage,
) -> None:
    page = await live("/strict/?c=1")
    reply = await page.event("go", {"to": "/strict/?c=x"})
    assert reply["response"] == {"redirect": {"to": "/strict/?c=x"}}


async def test_a_dataclass_is_filled_from_params_and_fields(live: OpenPage) -> None:
    page = await live("/paging/?size=5")
    await page.submit("choose", {"perPage": "7"})
    assert told(page.html) == ["1 5", "2 7"]


async def test_a_field_that_is_not_converted_has_its_default(
    live: OpenPage, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "liveflash")
    page = await live("/paging/?size=x&page=3")
    assert told(page.html) == ["3 20"]
    assert "PagingPage uses the default of a parameter" in caplog.text


async def test_an_event_that_is_not_converted_is_refused(live: OpenPage) -> None:
    page = await live("/paging/")
    reply = await page.submit("choose", {"perPage": "many"})
    assert (refusal(reply), told(page.html)) == ("malformed event", ["1 20"])


async def test_values_of_the_page_never_come_from_the_payload(
    live: OpenPage, client: AsyncClient
) -> None:
    await sign_in(client)
    page = await live("/named/7/?q=x", client)
    evil = dict.fromkeys(("user", "session", "url", "params", "request"), "evil")
    await page.event("any", {**evil, "amount": 3})
    await page.event("called", evil)
    assert told(page.html) == [
        "ada /named/7/ /named/7/ 7 the session any 3",
        "ada q=x x the session",
    ]


async def test_url_and_params_are_those_of_the_last_patch(
    live: OpenPage, client: AsyncClient
) -> None:
    await sign_in(client)
    page = await live("/named/7/?q=x", client)
    await page.send("live_patch", {"url": "http://testserver/named/7/?q=y"})
    await page.event("called", {})
    assert told(page.html) == ["ada q=y y the session"]


async def test_infos_are_passed_by_name(live: OpenPage) -> None:
    page = await live("/info/")
    await page.event("tell", {"a": 1})
    await page.receive_push()
    assert told(page.html) == ["news {&#x27;a&#x27;: 1}"]


async def test_dependencies_are_called_once_per_call(
    live: OpenPage, client: AsyncClient
) -> None:
    await sign_in(client)
    page = await live("/dependent/?page=3", client)
    assert told(page.html) == [
        "mounted for the session",
        "counted row of page 3 for ada counted",
    ]
    assert calls == ["counted", "counted"]  # the response and the join


async def test_a_dependency_of_a_handler_reads_the_payload(
    live: OpenPage, client: AsyncClient
) -> None:
    await sign_in(client)
    page = await live("/dependent/?page=3", client)
    await page.event("add", {"page": 4})
    reply = await page.event("add", {"page": "x"})
    assert (told(page.html)[-1], refusal(reply)) == (
        "counted row of page 4 for ada 4",
        "malformed event",
    )


async def test_a_dependency_without_a_cache_is_called_for_each_parameter(
    live: OpenPage,
) -> None:
    page = await live("/dependent/?page=1")
    calls.clear()
    await page.event("any", {})
    assert told(page.html)[-1] == "2"


async def test_a_dependency_of_a_page_load_may_refuse_it(client: AsyncClient) -> None:
    response = await client.get("/dependent/?page=x")
    assert response.status_code == 400


async def test_a_dependency_that_raises_is_a_crash_of_the_view(live: OpenPage) -> None:
    page = await live("/crashing/")
    reply = await page.event("any", {})
    assert reply["status"] == "crashed"


class Unhashable:
    """A dependency that compares by value, as instances of dataclasses do."""

    __hash__ = None  # type: ignore[assignment]

    def __call__(self) -> str:
        calls.append("unhashable")
        return "rows"


unhashable = Unhashable()


class UnhashablePage(Page):
    async def handle_params(
        self,
        socket: Socket,
        first: str = Depends(unhashable),
        second: str = Depends(unhashable),
    ) -> None:
        self.tell(socket, first, second)


urlpatterns.append(path("unhashable/", UnhashablePage.as_view()))


async def test_a_dependency_may_be_any_object_that_is_called(
    client: AsyncClient,
) -> None:
    calls.clear()
    response = await client.get("/unhashable/")
    assert told(response.content.decode()) == ["rows rows"]
    assert calls == ["unhashable"]
