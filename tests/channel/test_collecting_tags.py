"""What tags collect on the request is the same in every render of a page."""

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponseBase
from django.urls import path
from pytest_django import Settings

from liveflash import LiveView
from tests.conftest import OpenPage

SOURCE = (
    "{% load collecting %}{% block head %}{% crumb 'Home' %}{% collect 'a.css' %}"
    "{% endblock %}{% live %}{{ count }}: {% crumbs %} + {% collection %}{% endlive %}"
)
COLLECTED = "Home + a.css / + / a.css / 1"


class PageView(LiveView[Any]):
    template_name = "collecting.html"

    def mount(self, socket: Any, session: Any) -> None:
        socket.context = {"count": 0}

    def handle_event(self, event: str, payload: Any, socket: Any) -> Any:
        socket.context["count"] += 1


class AsyncPageView(PageView):
    async def handle_event(self, event: str, payload: Any, socket: Any) -> None:
        socket.context["count"] += 1


urlpatterns = [
    path("sync/", PageView.as_view()),
    path("async/", AsyncPageView.as_view()),
]


def collecting(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Put a list and an object on each request, for tags to collect in."""

    def middleware(request: Any) -> HttpResponseBase:
        request.collected = []
        request.collector = SimpleNamespace(by_kind={}, count=0)
        return get_response(request)

    return middleware


@pytest.fixture
def site(settings: Settings, tmp_path: Path) -> None:
    configured = deepcopy(settings.TEMPLATES)
    configured[0]["DIRS"] = [tmp_path]
    library = {"collecting": "tests.rendering.collecting_tags"}
    configured[0]["OPTIONS"]["libraries"] = library
    settings.TEMPLATES = configured
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.{collecting.__name__}"]
    settings.ROOT_URLCONF = __name__
    (tmp_path / "collecting.html").write_text("{% load liveflash %}" + SOURCE)


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("url", ["/sync/", "/async/"])
async def test_the_response_the_join_and_events_show_the_same(
    live: OpenPage, url: str
) -> None:
    page = await live(url)
    shown = [page.html]
    for _ in range(2):
        await page.event("click")
        shown.append(page.html)
    assert f">0: {COLLECTED}</div>" in page.response.content.decode()
    assert shown == [f"{count}: {COLLECTED}" for count in range(3)]
