"""The token of a response names its messages to one page of one visitor."""

import time
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.responses.page import Page

BIG = "x" * 5_000


def token_for(page: Page, text: str = "Saved") -> str:
    token: str = page.request(f"/r/fragment/?put={text}")["Liveflash-Messages"]
    return token


@pytest.mark.parametrize("text", ["Saved", BIG])
def test_the_same_page_may_fetch_again(page: Page, text: str) -> None:
    token = token_for(page, text)
    assert [page.fetched(token), page.fetched(token)] == [[text], [text]]


@pytest.mark.parametrize("text", ["Saved", BIG])
def test_another_page_gets_nothing_after_the_first(page: Page, text: str) -> None:
    token, other = token_for(page, text), Page(page.client)
    page.fetched(token)
    assert (other.fetch(token).status_code, other.fetched(token)) == (204, [])
    assert page.fetched(token) == [text]


@pytest.mark.parametrize("text", ["Saved", BIG])
def test_a_big_message_is_stored_and_the_token_stays_short(
    page: Page, text: str
) -> None:
    assert len(token_for(page, text)) <= 2048


def test_another_user_gets_nothing(user: User) -> None:
    first, second = Client(), Client()
    for client in (first, second):
        client.force_login(user)
    token = token_for(Page(first))
    assert Page(second).fetched(token) == []


def test_a_token_expires(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    token = token_for(page)
    later = time.time() + 61
    monkeypatch.setattr(time, "time", lambda: later)
    assert page.fetch(token).status_code == 204


@pytest.mark.parametrize("token", ["", "x", "s.x.y.z", "n" * 3_000])
def test_a_forged_token_brings_nothing(page: Page, token: str) -> None:
    response = page.fetch(token)
    assert (response.status_code, response.content) == (204, b"")


@pytest.mark.parametrize("options", ["", "x", "e30:x:y"])
def test_forged_options_show_nothing_and_use_nothing_up(
    page: Page, options: str
) -> None:
    token = token_for(page)
    assert page.fetch(token, options).status_code == 204
    assert Page(page.client).fetched(token) == ["Saved"]


def test_the_time_of_a_message_starts_when_it_is_fetched(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    response = page.request("/r/brief/")
    later = time.time() + 30
    monkeypatch.setattr(time, "time", lambda: later)
    html = page.fetch(response["Liveflash-Messages"]).content.decode()
    assert 'data-liveflash-timeout="5.0"' in html


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ({"skin": "bootstrap"}, "toast show"),
        ({"timeout": 3}, 'data-liveflash-timeout="3.0"'),
        ({"template": "liveflash/inline.html"}, "liveflash-inline"),
    ],
)
def test_messages_have_the_options_of_the_page(
    visitor: Any, options: dict[str, Any], found: str
) -> None:
    page = Page(visitor, **options)
    assert found in page.fetch(token_for(page)).content.decode()


@pytest.mark.parametrize("options", [{"stay": True}, {"timeout": None}])
def test_messages_stay_if_the_page_says_so(
    visitor: Any, options: dict[str, Any]
) -> None:
    page = Page(visitor, **options)
    html = page.fetch(token_for(page)).content.decode()
    assert "Saved" in html
    assert "data-liveflash-timeout" not in html


def test_a_log_in_brings_its_message(page: Page, user: User) -> None:
    response = page.request("/r/in/?user=ada&put=Welcome&django=Hello")
    assert page.messages(response) == ["Welcome", "Hello"]


def test_a_log_in_over_a_redirect_brings_its_message(page: Page, user: User) -> None:
    response = page.request("/r/found/?put=First&to=/r/in/?user=ada")
    assert page.messages(response) == ["First"]


@pytest.mark.parametrize("query", ["put=Bye", "django=Bye"])
def test_a_log_out_brings_its_message(page: Page, user: User, query: str) -> None:
    page.send("get", "/r/in/?user=ada")
    assert page.messages(page.request(f"/r/out/?{query}")) == ["Bye"]


def test_a_message_of_the_user_does_not_outlast_the_log_out(
    page: Page, user: User
) -> None:
    page.send("get", "/r/in/?user=ada")
    token = token_for(page)
    page.send("get", "/r/out/")
    assert page.fetched(token) == []


def test_a_page_gets_nothing_of_another_page_over_a_redirect(page: Page) -> None:
    other = Page(page.client)
    page.send("get", "/r/found/?put=Mine", headers={"Liveflash-Page": page.page_id})
    assert other.messages(other.request("/r/fragment/")) == []
    assert other.messages(other.request("/r/stack/")) == []
    assert page.messages(page.request("/r/fragment/")) == ["Mine"]


def test_a_page_gets_nothing_that_waits_for_a_page_load(page: Page) -> None:
    page.send("get", "/r/fragment/?put=Other")
    assert page.messages(page.request("/r/stack/")) == []
    assert page.load("/r/stack/") == ["Other"]


def test_parallel_redirects_of_two_pages_bring_each_its_own(page: Page) -> None:
    other = Page(page.client)
    for each, text in ((page, "One"), (other, "Two")):
        mark = {"Liveflash-Page": each.page_id}
        each.send("get", f"/r/found/?put={text}", headers=mark)
    shown = [each.messages(each.request("/r/fragment/")) for each in (other, page)]
    assert shown == [["Two"], ["One"]]
