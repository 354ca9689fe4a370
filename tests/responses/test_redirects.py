"""Messages on the way over a redirect, which the script of a page follows."""

from itertools import chain
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.conftest import Later
from tests.responses import site
from tests.responses.page import Page

PREFIX = "liveflash-redirect"
HOSTILE_NAMES = [
    PREFIX,
    f"{PREFIX}.page",
    f"{PREFIX}.page.zz.ab",
    f"{PREFIX}.page.-1.ab",
    f"{PREFIX}.page.{'f' * 500}.ab",
    f"{PREFIX}.page.1.ab.cd",
    f"{PREFIX}..1.ab",
]


def redirect(page: Page, query: str = "put=Saved", **headers: str) -> Any:
    """Send a marked request that is redirected, and return the redirect."""
    marked = {"Liveflash-Page": page.page_id, **headers}
    return page.send("get", f"/r/found/?{query}", headers=marked)


def cookies(page: Page) -> list[str]:
    """Return the tokens of the redirects that no request has taken."""
    found = page.client.cookies.items()
    return [
        each.value for name, each in found if name.startswith(PREFIX) and each.value
    ]


@pytest.mark.parametrize("query", ["put=Saved", "django=Saved"])
def test_a_page_load_leaves_a_message_to_the_page_that_follows_the_redirect(
    page: Page, query: str, later: Later
) -> None:
    redirect(page, query)
    later(4)
    assert page.load("/r/stack/") == []
    assert page.messages(page.request("/r/fragment/")) == ["Saved"]


@pytest.mark.parametrize("query", ["put=Saved", "django=Saved"])
def test_a_page_load_shows_what_no_script_has_followed(
    page: Page, query: str, later: Later
) -> None:
    redirect(page, query)
    later(6)
    assert page.load("/r/stack/") == ["Saved"]
    assert page.load("/r/stack/") == []
    assert page.messages(page.request("/r/fragment/")) == []


@pytest.mark.parametrize("number", [1, 2])
def test_redirects_at_the_same_moment_keep_their_messages(
    number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both requests have loaded the session before one of them is answered."""
    client = Client()
    pages = [Page(client) for _ in range(number)]
    monkeypatch.setattr(site, "meanwhile", lambda: redirect(pages[-1], "put=Second"))
    mark = {"Liveflash-Page": pages[0].page_id}
    client.get("/r/meanwhile/?put=First", headers=mark)
    shown = [page.messages(page.request("/r/fragment/")) for page in pages]
    assert sorted(chain(*shown)) == ["First", "Second"]


def test_the_request_that_follows_deletes_the_cookie(page: Page) -> None:
    redirect(page)
    assert len(cookies(page)) == 1
    page.request("/r/fragment/")
    assert cookies(page) == []


def test_one_of_several_requests_with_the_cookie_shows_the_message(page: Page) -> None:
    redirect(page)
    kept = page.client.cookies.output(header="", sep=";")
    assert page.messages(page.request("/r/fragment/")) == ["Saved"]
    page.client.cookies.load(kept)
    assert page.messages(page.request("/r/fragment/")) == []


def test_a_long_message_is_stored_and_its_cookie_is_short(page: Page) -> None:
    text = "".join(f"{number:x}" for number in range(10_000, 11_000))
    redirect(page, f"put={text}")
    assert [len(each) < 200 for each in cookies(page)] == [True]
    assert page.messages(page.request("/r/fragment/")) == [text]


def test_the_session_is_not_written(page: Page) -> None:
    redirect(page)
    assert "sessionid" not in page.client.cookies


def test_the_next_user_does_not_see_the_messages_of_the_former(
    page: Page, user: User, later: Later
) -> None:
    page.send("get", "/r/in/?user=ada")
    redirect(page)
    page.send("get", "/r/out/")
    assert page.messages(page.request("/r/fragment/")) == []
    later(6)
    assert page.load("/r/stack/") == []


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_cookies_of_other_names_are_ignored(page: Page, name: str) -> None:
    page.client.cookies[name] = "token"
    assert page.messages(page.request("/r/fragment/?put=Saved")) == ["Saved"]
    assert page.load("/r/stack/") == []


@pytest.mark.parametrize("token", ["", "x", "n.x", "\x00", "s" * 3000])
def test_forged_tokens_bring_nothing(page: Page, token: str) -> None:
    page.client.cookies[f"{PREFIX}.{page.page_id}.1.ab"] = token
    assert page.messages(page.request("/r/fragment/?put=Saved")) == ["Saved"]
    assert page.load("/r/stack/") == []


def test_of_a_flood_of_cookies_the_newest_are_read(page: Page) -> None:
    for number in range(200):
        page.client.cookies[f"{PREFIX}.{page.page_id}.{number:x}.ab"] = "token"
    redirect(page)
    response = page.request("/r/fragment/")
    deleted = [name for name in response.cookies if name.startswith(PREFIX)]
    assert (page.messages(response), len(deleted)) == (["Saved"], 20)
