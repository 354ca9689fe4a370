"""Hints for common mistakes."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import SynchronousOnlyOperation
from django.template import engines
from django.test import AsyncClient, Client
from django.urls import path
from pytest_django import Settings

from liveflash import LiveView, LiveViewSocket, event
from liveflash.checks.live_views import check_views
from liveflash.debug import hints
from liveflash.flash.flash import Flash
from liveflash.pytest_plugin import live
from liveflash.testing import Live, ServerRefused

__all__ = ["live"]

SOURCES = {
    "whole.html": "<html><head>{% load liveflash %}{% liveflash_scripts %}</head>"
    "<body>{% live %}{{ name }}{% endlive %}</body></html>",
    "nested.html": "{% extends 'base.html' %}{% block main %}{{ name }}{% endblock %}",
    "base.html": "<!doctype html><html lang=en><head>{% load liveflash %}"
    "{% liveflash_scripts %}</head><body>{% block main %}{% endblock %}</body></html>",
    "no_scripts.html": "<body>{% load liveflash %}{% live %}{% endlive %}</body>",
    "no_meta.html": '<head><script src="/my.js"></script></head>'
    "{% load liveflash %}{% live %}{% endlive %}",
}


class ForgetfulView(LiveView[Any]):
    """A view that never sets its context."""

    template_name = "whole.html"

    async def handle_event(self, event: str, payload: Any, socket: Any) -> None:
        match event:
            case "read":
                assert socket.context.name
            case "write":
                socket.context.name = "Ada"
            case "ask":
                Group.objects.count()


class ExactView(LiveView[Any]):
    """A view with one event."""

    template_name = "whole.html"

    @event
    async def save(self, socket: LiveViewSocket[Any]) -> None:
        """Save."""


urlpatterns = [
    path("forgetful/", ForgetfulView.as_view()),
    path("exact/", ExactView.as_view()),
    *(path(f"{name}/", ExactView.as_view(template_name=name)) for name in SOURCES),
]


@pytest.fixture(autouse=True)
def _site(settings: Settings) -> None:
    (engine,) = settings.TEMPLATES
    loaders = [
        ("django.template.loaders.locmem.Loader", SOURCES),
        "django.template.loaders.app_directories.Loader",
    ]
    options = {**engine["OPTIONS"], "loaders": loaders}
    settings.TEMPLATES = [{**engine, "APP_DIRS": False, "OPTIONS": options}]
    settings.ROOT_URLCONF = __name__
    assert engines["django"]


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [each.getMessage() for each in caplog.records if each.name == "liveflash"]


async def warned_at(
    url: str, settings: Settings, caplog: pytest.LogCaptureFixture
) -> list[str]:
    """Return the warnings of a page under an ASGI server while DEBUG is on."""
    settings.DEBUG = True
    await AsyncClient().get(url)
    return warnings(caplog)


@pytest.mark.django_db
async def test_a_page_without_scripts(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    logged = await warned_at("/no_scripts.html/", settings, caplog)
    assert logged == [
        "The live page /no_scripts.html/ loads no script, so it will never connect. "
        "Put {% liveflash_scripts %} into the <head> of its template."
    ]


@pytest.mark.django_db
async def test_a_page_without_the_csrf_token(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    logged = await warned_at("/no_meta.html/", settings, caplog)
    assert logged == [
        'The live page /no_meta.html/ has no <meta name="csrf-token">. Put '
        "{% liveflash_scripts %} into the <head> of its template; if you build your "
        "own bundle, add {% liveflash_meta %}."
    ]


@pytest.mark.django_db
async def test_a_whole_page_without_a_live_part(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    assert await warned_at("/whole.html/", settings, caplog) == []
    logged = await warned_at("/nested.html/", settings, caplog)
    assert logged == [
        "The live page /nested.html/ is a page inside of another: its template is a "
        "whole page without a live part. Put {% live %} … {% endlive %} around what "
        "changes, in this template or in the base that it extends."
    ]


@pytest.mark.django_db
def test_a_wsgi_server(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    settings.DEBUG = True
    Client().get("/whole.html/")
    assert "rendered by a WSGI server" in warnings(caplog)[0]


@pytest.mark.django_db
def test_without_debug_nothing_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    Client().get("/no_scripts.html/")
    assert warnings(caplog) == []


@pytest.mark.parametrize("event", ["read", "write"])
async def test_a_context_that_was_never_set(live: Live, event: str) -> None:
    page = await live("/forgetful/")
    with pytest.raises(AttributeError) as raised:
        await page._send_event("click", event, {})
    assert str(raised.value) == (
        "socket.context has no 'name' because it was never set. Set it in mount(), for "
        "example `socket.context = Context()`."
    )


async def test_the_orm_in_an_async_callback(live: Live) -> None:
    page = await live("/forgetful/")
    with pytest.raises(SynchronousOnlyOperation) as raised:
        await page._send_event("click", "ask", {})
    assert raised.value.__notes__ == [hints.ASYNC_ORM_HINT]


async def test_an_event_without_a_handler(
    live: Live, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    page = await live("/exact/")
    settings.DEBUG = True
    with pytest.raises(Exception, match="unknown event"):
        await page._send_event("click", "sav", {})
    assert warnings(caplog) == [
        "ExactView has no handler for the event 'sav'; it has 'save'. Did you mean "
        "'save'? Add a method with @event('sav'), or handle_event(event, payload, "
        "socket)."
    ]


async def test_an_event_without_a_handler_in_a_test(live: Live) -> None:
    page = await live("/exact/")
    with pytest.raises(ServerRefused) as raised:
        await page._send_event("click", "sav", {})
    assert str(raised.value) == (
        "The server refused the event 'sav': unknown event. ExactView has no handler "
        "for the event 'sav'; it has 'save'. Did you mean 'save'? Add a method with "
        "@event('sav'), or handle_event(event, payload, socket)."
    )


def test_a_key_of_another_type() -> None:
    with pytest.raises(TypeError) as raised:
        Flash().put(7, "Seven.")  # type: ignore[arg-type]
    assert str(raised.value) == (
        "A flash key is a string, not 7: write put_flash('info', …)."
    )


def test_a_view_routed_as_a_class(settings: Settings) -> None:
    routed: Any = ExactView
    settings.ROOT_URLCONF = type("urls", (), {"urlpatterns": [path("", routed)]})
    assert [(each.id, each.hint) for each in check_views()] == [
        ("liveflash.E009", "Write path(…, ExactView.as_view()).")
    ]
