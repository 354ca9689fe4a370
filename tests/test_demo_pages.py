"""Every page of the demo is the same when joined as when rendered by Django."""

import importlib
import re

import pytest
from django.urls import URLPattern
from pytest_django import Settings

from demo_project.urls import urlpatterns
from tests.conftest import OpenPage

ROOT = re.compile(r'<div id="v" data-phx-main [^>]*>')
# Masked with a new value at each render.
TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value=")\w{64}')

LIVE = [
    f"/{pattern.pattern}"
    for pattern in urlpatterns
    if isinstance(pattern, URLPattern)
    and hasattr(pattern.callback, "view_class")
    and hasattr(pattern.callback.view_class, "handle_event")
]


@pytest.fixture(autouse=True)
def _demo(settings: Settings) -> None:
    demo = importlib.import_module("demo_project.settings")
    settings.ROOT_URLCONF = demo.ROOT_URLCONF
    settings.TEMPLATES = demo.TEMPLATES


@pytest.mark.parametrize("url", LIVE)
async def test_the_joined_page_equals_the_rendered_page(
    live: OpenPage, url: str
) -> None:
    page = await live(url)
    _head, rendered = ROOT.split(page.response.content.decode())
    joined = TOKEN.sub(r"\1", page.html)
    assert TOKEN.sub(r"\1", rendered)[: len(joined) + 6] == f"{joined}</div>"


def test_the_demo_has_live_pages() -> None:
    assert len(LIVE) >= 8
