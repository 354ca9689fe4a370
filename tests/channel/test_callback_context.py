"""Pages within the context manager of LIVEFLASH_CALLBACK_CONTEXT."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import pytest
from django.test import AsyncClient
from django.urls import path
from django.utils import translation
from pytest_django import Settings

from liveflash import LiveView
from tests.asgi import application
from tests.protocol_client.in_process import live_page

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls(__name__),
]

tenant: ContextVar[str] = ContextVar("tenant", default="nobody")


@contextmanager
def with_token(request: object) -> Iterator[str]:
    """Set a variable and reset it, which works in one context only."""
    token = tenant.set("ada")
    try:
        yield ""
    finally:
        tenant.reset(token)


class Page(LiveView[Any]):
    template_name = "called.html"

    def mount(self, socket: Any, session: Any) -> None:
        socket.context = {"called": []}


class SyncPage(Page):
    def handle_event(self, event: str, payload: Any, socket: Any) -> None:
        socket.context["called"].append(tenant.get())


class AsyncPage(Page):
    async def handle_event(self, event: str, payload: Any, socket: Any) -> None:
        if event == "activate":
            translation.activate("pl")
        called = (tenant.get(), translation.get_language())
        socket.context["called"].append(called[event == "language"])


class WorkingPage(Page):
    """A page whose work in the background and its end name the tenant."""

    async def handle_event(self, event: str, payload: Any, socket: Any) -> None:
        socket.start_async("first", getattr(self, event), socket)

    async def task(self, socket: Any) -> str:
        socket.start_async("second", self.task_of_a_task)
        return tenant.get()

    async def task_of_a_task(self) -> str:
        return tenant.get()

    def thread(self, _socket: Any) -> str:
        return tenant.get()

    async def handle_async(self, name: str, result: Any, socket: Any) -> None:
        socket.context["called"] += [tenant.get(), result.value]


urlpatterns = [
    path("working/", WorkingPage.as_view()),
    path("sync/", SyncPage.as_view()),
    path("async/", AsyncPage.as_view()),
]

TEMPLATE = """{% load liveflash %}{% live %}
{% for each in called %}<i>{{ each }}</i>{% endfor %}{% endlive %}"""


@pytest.fixture(autouse=True)
def _project(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "called.html").write_text(TEMPLATE)
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    settings.LIVEFLASH_CALLBACK_CONTEXT = f"{__name__}.with_token"


@pytest.mark.parametrize("url", ["/sync/", "/async/"])
async def test_a_manager_may_set_and_reset_a_context_variable(url: str) -> None:
    async with live_page(application, url, AsyncClient()) as page:
        for _ in range(2):
            await page.event("tell")
        assert page.html.count("<i>ada</i>") == 2


async def test_what_an_async_callback_activates_stays_active() -> None:
    async with live_page(application, "/async/", AsyncClient()) as page:
        await page.event("activate")
        await page.event("language")
        assert "<i>pl</i>" in page.html


@pytest.mark.parametrize(("event", "count"), [("task", 4), ("thread", 2)])
async def test_work_in_the_background_is_within_the_manager(
    event: str, count: int
) -> None:
    async with live_page(application, "/working/", AsyncClient()) as page:
        await page.event(event)
        while page.html.count("<i>") < count:
            await page.push("diff")
        assert page.html.count("<i>ada</i>") == count
