"""Flash of plain Django views: put before a redirect, read once by the next page."""

import re
import subprocess
import sys
from typing import Any

import pytest
from django.contrib.auth import login, logout
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.test import Client, RequestFactory
from django.urls import path
from pytest_django import Settings

from liveflash import clear_flash, put_flash
from liveflash.context_processors import flash
from liveflash.exceptions import LiveFlashError
from liveflash.storage.flash_cookie import COOKIE
from tests import urls
from tests.protocol_client.page import without_patterns

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


def put_and_show(request: HttpRequest) -> HttpResponse:
    """Put a message and show it at once, as a form with errors does."""
    put_flash(request, "info", "put and shown")
    return render(request, "plain.html")


def answer_json(request: HttpRequest) -> HttpResponse:
    """An answer that shows no page."""
    return JsonResponse({"a": 1})


def pass_on(request: HttpRequest) -> HttpResponse:
    """A redirect between the put and the page."""
    return redirect("/plain/")


def leave(request: HttpRequest) -> HttpResponse:
    """Log out and say so."""
    logout(request)
    put_flash(request, "info", "You have left.")
    return redirect("/plain/")


def enter(request: HttpRequest) -> HttpResponse:
    """Log in after a message was put."""
    put_flash(request, "info", "Welcome.")
    login(request, User.objects.get(username=request.GET["name"]))
    return redirect("/plain/")


def bare(request: HttpRequest) -> HttpResponse:
    """A page that does not look at flash."""
    return HttpResponse("nothing")


urlpatterns: list[Any] = [
    *urls.urlpatterns,
    path("put-and-show/", put_and_show),
    path("json/", answer_json),
    path("pass-on/", pass_on),
    path("leave/", leave),
    path("enter/", enter),
    path("bare/", bare),
]


def value(response: Any) -> str:
    """Return what the plain page shows of ``flash.info``."""
    found = re.search(r'<p id="value">(.*?)</p>', response.content.decode())
    assert found is not None
    return found[1]


def keys(response: Any) -> list[str]:
    """The keys of the messages that ``{% liveflash %}`` shows."""
    html = without_patterns(response.content.decode())
    return re.findall(r'data-key="(.*?)"', html)


def test_a_page_without_flash_shows_none(client: Client) -> None:
    page = client.get("/plain/")
    assert (keys(page), value(page)) == ([], "")


def test_a_message_put_before_a_redirect_shows_on_the_next_page(client: Client) -> None:
    page = client.get("/send/?put=info", follow=True)
    assert (keys(page), value(page)) == (["info"], "sent info")


def test_several_messages_show_in_order(client: Client) -> None:
    client.get("/send/?put=info&put=error")
    page = client.get("/send/?put=debug&put=info", follow=True)
    assert keys(page) == ["error", "debug", "info"]


def test_a_message_shows_once(client: Client) -> None:
    client.get("/send/?put=info", follow=True)
    assert keys(client.get("/plain/")) == []


def test_the_tag_and_the_variable_show_the_same_message(client: Client) -> None:
    page = client.get("/send/?put=info", follow=True)
    assert (keys(page), value(page)) == (["info"], "sent info")


def test_a_message_shown_on_a_live_page_does_not_show_again(client: Client) -> None:
    first = client.get("/send/?put=info&to=/stage/", follow=True)
    assert (keys(first), keys(client.get("/stage/"))) == (["info"], [])


def test_other_visitors_do_not_see_a_message(client: Client) -> None:
    client.get("/send/?put=info")
    assert keys(Client().get("/plain/")) == []


def test_a_message_shows_in_the_response_that_puts_it(client: Client) -> None:
    page = client.get("/put-and-show/")
    assert (value(page), keys(client.get("/plain/"))) == ("put and shown", [])


def test_a_response_to_a_post_shows_a_message(client: Client) -> None:
    page = client.post("/put-and-show/")
    assert (value(page), keys(client.get("/plain/"))) == ("put and shown", [])


def test_without_messages_no_session_is_created(client: Client) -> None:
    client.get("/plain/")
    assert "sessionid" not in client.cookies


def test_the_session_is_empty_after_the_last_message(
    client: Client,
) -> None:
    client.get("/send/?put=info", follow=True)
    assert dict(client.session.items()) == {}


@pytest.mark.parametrize(
    ("method", "url", "headers"),
    [
        pytest.param("get", "/json/", {}, id="JSON"),
        pytest.param("get", "/pass-on/", {}, id="redirect"),
        pytest.param("get", "/bare/", {}, id="a page that does not look"),
        pytest.param("get", "/nowhere/", {}, id="not found"),
        pytest.param("head", "/plain/", {}, id="HEAD"),
        pytest.param("head", "/stage/", {}, id="HEAD of a live page"),
        pytest.param("options", "/stage/", {}, id="OPTIONS of a live page"),
        pytest.param("get", "/plain/", {"Sec-Purpose": "prefetch"}, id="prefetch"),
        pytest.param("get", "/stage/", {"Sec-Purpose": "prefetch"}, id="live prefetch"),
        pytest.param(
            "get", "/plain/", {"Sec-Purpose": "prefetch;prerender"}, id="prerender"
        ),
    ],
)
def test_flash_outlives(
    client: Client, method: str, url: str, headers: dict[str, str]
) -> None:
    client.get("/send/?put=info")
    getattr(client, method)(url, headers=headers)
    assert keys(client.get("/plain/")) == ["info"]


@pytest.mark.parametrize("url", ["/plain/", "/stage/"], ids=["plain", "live"])
def test_a_prefetched_page_does_not_consume_a_message(client: Client, url: str) -> None:
    client.get("/send/?put=info")
    page = client.get(url, headers={"Sec-Purpose": "prefetch"})
    assert keys(page) == []


@pytest.mark.parametrize(
    ("cleared", "left"),
    [
        pytest.param("clear=info", ["error"], id="one"),
        pytest.param("clear=absent", ["info", "error"], id="an absent key"),
        pytest.param("clear=info&clear=error", [], id="one after the other"),
    ],
)
def test_clear_flash_removes_the_messages_of_a_key(
    client: Client, cleared: str, left: list[str]
) -> None:
    page = client.get(f"/send/?put=info&put=error&{cleared}", follow=True)
    assert keys(page) == left


def test_clear_flash_without_a_key_removes_all() -> None:
    request = RequestFactory().get("/")
    request.session = Client().session
    for key in ("info", "error"):
        put_flash(request, key, "x")
    clear_flash(request)
    assert flash(request)["flash"] == {}


def test_clear_flash_removes_the_messages_of_an_earlier_request(client: Client) -> None:
    client.get("/send/?put=info")
    page = client.get("/send/?clear=info", follow=True)
    assert keys(page) == []


def test_flash_survives_a_log_in(client: Client) -> None:
    client.get("/send/?put=info")
    client.get("/login/?name=ada")
    assert value(client.get("/plain/")) == "sent info"


def test_flash_put_in_the_request_of_the_log_in_shows(client: Client) -> None:
    User.objects.create_user("ada")
    assert value(client.get("/enter/?name=ada", follow=True)) == "Welcome."


def test_flash_is_gone_after_a_log_out(client: Client) -> None:
    client.get("/login/?name=ada")
    client.get("/send/?put=info")
    client.get("/logout/")
    assert keys(client.get("/plain/")) == []


def test_flash_is_gone_when_another_user_logs_in(client: Client) -> None:
    client.get("/login/?name=ada")
    client.get("/send/?put=info")
    client.get("/login/?name=bob")
    assert keys(client.get("/plain/")) == []


def test_a_message_put_after_the_log_out_shows(client: Client) -> None:
    client.get("/login/?name=ada")
    client.get("/send/?put=error")
    page = client.get("/leave/", follow=True)
    assert (keys(page), value(page)) == (["info"], "You have left.")


@pytest.mark.parametrize("engine", ["cache", "cached_db", "signed_cookies"])
def test_every_session_engine_stores_a_message(settings: Settings, engine: str) -> None:
    settings.SESSION_ENGINE = f"django.contrib.sessions.backends.{engine}"
    page = Client().get("/send/?put=info", follow=True)
    assert value(page) == "sent info"


@pytest.fixture
def without_sessions() -> HttpRequest:
    return RequestFactory().get("/")


def test_put_flash_needs_sessions(without_sessions: HttpRequest) -> None:
    with pytest.raises(ImproperlyConfigured, match="SessionMiddleware"):
        put_flash(without_sessions, "info", "x")


def test_clear_flash_needs_sessions(without_sessions: HttpRequest) -> None:
    with pytest.raises(ImproperlyConfigured, match="SessionMiddleware"):
        clear_flash(without_sessions)


def test_a_template_needs_no_sessions(without_sessions: HttpRequest) -> None:
    assert flash(without_sessions)["flash"] == {}


def test_a_missing_configuration_is_no_error_of_ours() -> None:
    assert not issubclass(ImproperlyConfigured, LiveFlashError)


@pytest.mark.parametrize(
    ("key", "error"),
    [pytest.param("", ValueError, id="empty"), pytest.param(1, TypeError, id="number")],
)
def test_put_flash_refuses_a_key(
    client: Client, key: Any, error: type[Exception]
) -> None:
    request = RequestFactory().get("/")
    request.session = client.session
    with pytest.raises(error, match="flash key"):
        put_flash(request, key, "x")


def test_put_flash_takes_a_level_and_a_timeout(client: Client) -> None:
    request = RequestFactory().get("/")
    request.session = client.session
    put_flash(request, "saved", "Done.", level="success", timeout=2.5)
    (message,) = flash(request)["flash"].messages
    assert (message.key, message.value, message.level, message.timeout) == (
        "saved",
        "Done.",
        "success",
        2.5,
    )


def test_the_flash_of_a_live_page_shows_once_on_a_plain_page(client: Client) -> None:
    page = client.get("/leaving/plain/", follow=True)
    assert (value(page), value(client.get("/plain/"))) == ("You were sent here.", "")


@pytest.mark.parametrize("token", ["", "forged", "s.x.y", "é"], ids=ascii)
def test_a_forged_cookie_shows_nothing(client: Client, token: str) -> None:
    client.cookies["__phoenix_flash__"] = token
    assert keys(client.get("/plain/")) == []


def test_the_package_is_imported_before_settings_are_configured() -> None:
    names = "JS, LiveView, LiveViewSocket, clear_flash, put_flash"
    code = (
        f"from liveflash import {names}\n"
        "from django.conf import settings\n"
        "assert not settings.configured\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env={},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_message_of_a_log_out_receiver_shows(client: Client) -> None:
    def say_goodbye(request: HttpRequest, **_signal: Any) -> None:
        put_flash(request, "info", "Goodbye.")

    client.get("/login/?name=ada")
    client.get("/send/?put=error")
    user_logged_out.connect(say_goodbye)
    try:
        client.get("/logout/")
    finally:
        user_logged_out.disconnect(say_goodbye)
    page = client.get("/plain/")
    assert (keys(page), value(page)) == (["info"], "Goodbye.")


def test_the_next_user_does_not_see_what_waits_for_a_user(client: Client) -> None:
    client.get("/login/?name=ada")
    client.get("/send/?put=info")
    client.get("/login/?name=grace")
    assert keys(client.get("/plain/")) == []


def test_a_log_in_needs_neither_a_request_nor_sessions(
    without_sessions: HttpRequest,
) -> None:
    without_sessions.COOKIES = {"sessionid": "k" * 32, COOKIE: "a token"}
    user = User.objects.create(username="ada")
    for request in (None, without_sessions):
        user_logged_in.send(User, request=request, user=user)
