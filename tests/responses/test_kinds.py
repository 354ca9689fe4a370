"""Each kind of response brings its messages to the page that sent the request."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils.http import http_date

from tests.responses.page import Page, texts_in

ANSWERED = ["fragment", "json", "nothing", "invalid", "miss", "stream"]
FOLLOWED = ["found", "see-other"]
LOADED = ["hx-redirect", "hx-refresh"]
ID = r'<liveflash-message id="liveflash-([^"]+)"'
STORAGES = [
    "cookie.CookieStorage",
    "session.SessionStorage",
    "fallback.FallbackStorage",
]


@pytest.fixture(params=STORAGES)
def storage(request: pytest.FixtureRequest, settings: Any) -> str:
    name = f"django.contrib.messages.storage.{request.param}"
    settings.MESSAGE_STORAGE = name
    return name


@pytest.mark.parametrize("kind", [*ANSWERED, *FOLLOWED])
def test_a_message_comes_with_the_response(page: Page, kind: str) -> None:
    response = page.request(f"/r/{kind}/?put=Saved")
    assert page.messages(response) == ["Saved"]
    assert page.load("/r/stack/") == []


@pytest.mark.parametrize("kind", [*ANSWERED, *FOLLOWED])
def test_a_django_message_comes_with_the_response(
    page: Page, kind: str, storage: str
) -> None:
    response = page.request(f"/r/{kind}/?django=Saved")
    assert page.messages(response) == ["Saved"]
    assert page.messages(page.request("/r/fragment/")) == []
    assert "Saved" not in page.send("get", "/r/loop/").content.decode()[5:]


@pytest.mark.parametrize("kind", [*ANSWERED, *FOLLOWED, *LOADED, "hx-location"])
def test_without_the_bridge_django_messages_wait_for_the_loop(
    page: Page, kind: str, storage: str, settings: Any
) -> None:
    settings.LIVEFLASH_MESSAGES = False
    response = page.request(f"/r/{kind}/?django=First")
    assert page.messages(response) == []
    assert page.send("get", "/r/loop/").content.decode() == "FirstSaved"


def test_a_response_without_messages_is_as_it_was(page: Page) -> None:
    response = page.request("/r/fragment/")
    assert {"Liveflash-Messages", "Cache-Control"}.isdisjoint(response.headers)
    assert "Set-Cookie" not in response.headers


def test_a_response_with_messages_is_kept_out_of_caches(page: Page) -> None:
    response = page.request("/r/fragment/?put=Saved")
    directives = set(response["Cache-Control"].split(", "))
    assert directives == {"private", "no-store"}


def test_a_conditional_request_brings_its_message(page: Page, settings: Any) -> None:
    conditional = "django.middleware.http.ConditionalGetMiddleware"
    settings.MIDDLEWARE = [conditional, *settings.MIDDLEWARE]
    since = {"If-Modified-Since": http_date(10**9)}
    unmarked = page.send("get", "/r/unchanged/", headers=since)
    assert unmarked.status_code == 304
    marked = {**since, "Liveflash-Page": page.page_id}
    response = page.send("get", "/r/unchanged/?put=Saved", headers=marked)
    assert page.messages(response) == ["Saved"]


def test_fetched_messages_are_kept_out_of_caches(page: Page) -> None:
    response = page.request("/r/fragment/?put=Saved")
    fetched = page.fetch(response["Liveflash-Messages"])
    assert set(fetched["Cache-Control"].split(", ")) == {"private", "no-store"}


@pytest.mark.parametrize("kind", LOADED)
def test_a_message_waits_for_the_page_that_is_loaded(page: Page, kind: str) -> None:
    assert page.messages(page.request(f"/r/{kind}/?put=Saved")) == []
    assert page.messages(page.request("/r/fragment/")) == []
    assert page.load("/r/stack/") == ["Saved"]


@pytest.mark.parametrize("kind", LOADED)
def test_a_django_message_stays_in_its_storage_for_a_page_load(
    page: Page, kind: str, storage: str
) -> None:
    assert page.messages(page.request(f"/r/{kind}/?django=First")) == []
    assert page.send("get", "/r/loop/").content.decode() == "FirstSaved"


@pytest.mark.parametrize("query", ["put=Saved", "django=Saved"])
def test_a_message_comes_with_the_request_that_htmx_sends_next(
    page: Page, query: str
) -> None:
    assert page.messages(page.request(f"/r/hx-location/?{query}")) == []
    assert page.messages(page.request("/r/fragment/")) == ["Saved"]


def test_messages_of_all_steps_come_in_their_order(page: Page) -> None:
    to = "/r/fragment/?django=Second"
    response = page.request(f"/r/found/?django=First&to={to}")
    assert page.messages(response) == ["First", "Second"]


def test_a_view_that_raises_drops_what_it_put(page: Page) -> None:
    response = page.request("/r/fail/?put=Saved")
    assert (response.status_code, page.messages(response)) == (500, [])
    assert page.load("/r/stack/") == []


def test_an_async_view_puts_a_message(page: Page) -> None:
    assert page.messages(page.request("/r/awaited/")) == ["Saved"]


def test_a_redirect_and_its_target_may_put_the_same_key(page: Page) -> None:
    to = "/r/fragment/?put=Second"
    response = page.request(f"/r/found/?put=First&to={to}")
    assert page.messages(response) == ["First", "Second"]


def test_a_parallel_request_of_the_page_loses_no_message_of_a_redirect(
    page: Page,
) -> None:
    headers = {"Liveflash-Page": page.page_id}
    redirect = page.send("get", "/r/found/?put=First", headers=headers)
    parallel = page.messages(page.request("/r/fragment/?put=Second"))
    followed = page.messages(page.request(redirect["Location"]))
    assert [*parallel, *followed] == ["First", "Second"]


@pytest.mark.parametrize("query", ["", "?key=info"])
def test_clear_takes_back_what_came_over_a_redirect(page: Page, query: str) -> None:
    response = page.request(f"/r/found/?put=First&to=/r/clear/{query}")
    assert page.messages(response) == []
    assert page.load("/r/stack/") == []


def test_clear_keeps_the_messages_of_other_keys(page: Page) -> None:
    response = page.request("/r/found/?put=First&to=/r/clear/?key=error")
    assert page.messages(response) == ["First"]


@pytest.mark.parametrize("query", ["put=Saved", "django=Saved"])
def test_a_message_in_the_rendered_stack_comes_with_the_response_too(
    page: Page, query: str
) -> None:
    response = page.request(f"/r/stack/?{query}")
    fetched = page.fetch(response["Liveflash-Messages"])
    ids = [re.findall(ID, each.content.decode()) for each in (response, fetched)]
    assert (len(ids[0]), ids[0]) == (1, ids[1])
    assert page.load("/r/stack/") == []


def test_a_stack_in_a_response_leaves_the_django_messages_of_other_requests(
    page: Page, storage: str
) -> None:
    page.send("get", "/r/fragment/?django=Other")
    response = page.request("/r/stack/?django=Own")
    assert texts_in(response.content.decode()) == ["Own"]
    assert page.load("/r/stack/") == ["Other"]


@pytest.mark.parametrize("kind", ["variable", "loop"])
def test_a_message_that_a_template_shows_itself_comes_once(
    page: Page, kind: str
) -> None:
    response = page.request(f"/r/{kind}/")
    assert (page.messages(response), response.content.count(b"Saved")) == ([], 1)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Purpose": "prefetch"},
        {"X-Sec-Purpose": "prefetch"},
        {"HX-Preloaded": "true"},
        {"Liveflash-Page": ""},
        {"Liveflash-Page": "a" * 65},
        {"Liveflash-Page": "a b"},
    ],
)
def test_a_message_waits_for_a_page_load_after_another_request(
    page: Page, headers: dict[str, str]
) -> None:
    response = page.request("/r/fragment/?put=Saved", **headers)
    assert page.messages(response) == []
    assert page.load("/r/stack/") == ["Saved"]


def test_a_head_request_brings_no_message(page: Page) -> None:
    response = page.request("/r/fragment/?put=Saved", "head")
    assert page.messages(response) == []


def test_a_safe_string_stays_safe_and_others_are_escaped(page: Page) -> None:
    response = page.request("/r/safe/")
    html = page.fetch(response["Liveflash-Messages"]).content.decode()
    assert "<b>safe</b>" in html
    assert "&lt;b&gt;plain&lt;/b&gt;" in html


def test_without_sessions_a_django_message_comes_with_the_response(
    settings: Any,
) -> None:
    settings.MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
    settings.MIDDLEWARE = [
        each
        for each in settings.MIDDLEWARE
        if "Session" not in each and "Authentication" not in each
    ]
    page = Page(Client())
    assert page.messages(page.request("/r/fragment/?django=Saved")) == ["Saved"]
    assert page.messages(page.request("/r/found/?django=Over")) == ["Over"]
