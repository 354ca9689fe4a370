"""Responses with messages, and caches."""

from typing import Any

import pytest
from django.conf import settings as site_settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import Client
from django.urls import path
from django.views.decorators.cache import cache_control, cache_page

from tests import site

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


def shown(request: HttpRequest) -> HttpResponse:
    """A page that shows a message and has no history of the user."""
    template = engines["django"].from_string("{{ flash.info }}.")
    return HttpResponse(template.render({}, request))


urlpatterns = [
    path("send/", site.send),
    path("plain/", site.plain),
    path("public/", cache_control(public=True, max_age=60)(shown)),
    path("cached/", cache_page(60)(shown)),
    path("site/", shown),
]


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


def put(client: Client) -> None:
    client.get("/send/?put=info&to=/nowhere/")


@pytest.mark.parametrize("url", ["/plain/", "/public/", "/cached/"])
def test_a_plain_response_with_messages_is_private(client: Client, url: str) -> None:
    put(client)
    response = client.get(url)
    assert "sent info" in response.content.decode()
    directives = set(response["Cache-Control"].split(", "))
    assert directives >= {"private", "no-store"}
    assert "public" not in directives


def test_a_plain_response_without_messages_says_nothing_of_caches(
    client: Client,
) -> None:
    assert "Cache-Control" not in client.get("/site/")


@pytest.mark.parametrize("url", ["/cached/", "/site/"])
@pytest.mark.parametrize("has_messages_app", [True, False])
def test_no_cache_of_django_shows_a_message_again(
    client: Client, settings: Any, url: str, has_messages_app: bool
) -> None:
    middleware = [
        each
        for each in site_settings.MIDDLEWARE
        if has_messages_app or "MessageMiddleware" not in each
    ]
    if url == "/site/":
        middleware = [
            "django.middleware.cache.UpdateCacheMiddleware",
            *middleware,
            "django.middleware.cache.FetchFromCacheMiddleware",
        ]
    settings.MIDDLEWARE = middleware
    put(client)
    other = Client()
    texts = [each.get(url).content.decode() for each in (client, client, other)]
    assert texts == ["sent info.", ".", "."]
