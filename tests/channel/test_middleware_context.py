"""What middleware activates around a page holds in its socket too."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import AsyncClient
from django.urls import path
from django.utils import timezone, translation
from pytest_django import Settings

from liveflash import LiveView, LiveViewSocket
from tests.asgi import application
from tests.protocol_client.in_process import live_page

pytestmark = pytest.mark.django_db(transaction=True)

ZONE = ZoneInfo("Pacific/Chatham")


def override(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware as Django documents ``override``."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with translation.override("pl"), timezone.override(ZONE):
            return get_response(request)

    return middleware


def active() -> str:
    return f"{translation.get_language()} {timezone.get_current_timezone_name()}"


class Page(LiveView[Any]):
    template_name = "active.html"

    async def mount(self, socket: LiveViewSocket[Any], session: Any) -> None:
        socket.context = {"called": [active()]}


class SyncPage(Page):
    def handle_event(self, event: str, payload: Any, socket: Any) -> None:
        socket.context["called"].append(active())


class AsyncPage(Page):
    async def handle_event(self, event: str, payload: Any, socket: Any) -> None:
        socket.context["called"].append(active())


urlpatterns = [
    path("sync/", SyncPage.as_view()),
    path("async/", AsyncPage.as_view()),
]

TEMPLATE = """{% load i18n liveflash tz %}{% get_current_language as language %}
{% get_current_timezone as zone %}{% live %}<p>{{ language }} {{ zone }}</p>
{% for each in called %}<i>{{ each }}</i>{% endfor %}{% endlive %}"""


@pytest.fixture(autouse=True)
def _project(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "active.html").write_text(TEMPLATE)
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.override"]
    engine = {**settings.TEMPLATES[0], "DIRS": [tmp_path]}
    settings.TEMPLATES = [engine]


@pytest.mark.parametrize("url", ["/sync/", "/async/"])
async def test_a_with_block_of_middleware_holds_in_callbacks_and_renders(
    url: str,
) -> None:
    async with live_page(application, url, AsyncClient()) as page:
        await page.event("tell")
        assert page.html.count("pl Pacific/Chatham") == 3
