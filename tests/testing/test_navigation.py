"""Navigation of a page with its flash."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import AsyncClient
from pytest_django import Settings

from liveflash import apush_flash
from liveflash.testing import (
    Impossible,
    Live,
    ServerRefused,
    assert_flash,
    assert_no_flash,
)

GONE = [
    pytest.param("#go-patch", "/stage/?page=2", True, id="push_patch"),
    pytest.param("#go-navigate", "/settings/", True, id="push_navigate"),
    pytest.param("#go-live", "/settings/", True, id="redirect to a live page"),
    pytest.param("#go-plain", "/plain/", False, id="redirect to a plain page"),
]


@pytest.mark.parametrize(("selector", "url", "is_live"), GONE)
async def test_a_page_navigates_with_its_flash(
    live: Live, selector: str, url: str, is_live: bool
) -> None:
    page = await live("/stage/")
    await page.click(selector)
    assert (page.url, page.is_live, page.flash) == (
        url,
        is_live,
        {"info": "Sent along."},
    )


LINKS = [
    pytest.param("#patch", "/stage/?page=3", id="patch"),
    pytest.param("#navigate", "/settings/", id="navigate"),
    pytest.param("#load", "/plain/", id="load"),
]


@pytest.mark.parametrize(("selector", "url"), LINKS)
async def test_links_are_followed(live: Live, selector: str, url: str) -> None:
    page = await live("/stage/")
    await page.click(selector)
    assert page.url == url


async def test_a_patch_and_a_navigation_by_url(live: Live) -> None:
    page = await live("/stage/")
    await page.patch("/stage/?page=9")
    patched = (page.url, page.find_all("#log li")[-1].text)
    await page.navigate("/settings/")
    assert (patched, page.url) == (
        ("/stage/?page=9", "params page=9"),
        "/settings/",
    )


async def test_a_patch_to_another_view_is_a_navigation(live: Live) -> None:
    page = await live("/stage/")
    await page.patch("/settings/")
    assert (page.url, page.is_live) == ("/settings/", True)


async def test_a_plain_page_shows_flash_once(live: Live) -> None:
    page = await live("/stage/")
    await page.click("#go-plain")
    assert_flash(page, "info", "Sent along.")
    await page.load("/plain/")
    assert_no_flash(page)


async def test_a_plain_form_is_submitted_and_its_redirect_followed(live: Live) -> None:
    page = await live("/plain/")
    await page.submit("#plain-form", {"text": "this"})
    assert_flash(page, "info", "Sent this.")


async def test_phx_trigger_action_submits_a_form_natively(live: Live) -> None:
    page = await live("/stage/")
    await page.click("#trigger")
    assert_flash(page, "info", "Sent itself.")


async def test_a_plain_page_links_to_a_live_page(live: Live) -> None:
    page = await live("/plain/")
    await page.click("#to-stage")
    assert (page.url, page.is_live) == ("/stage/", True)


async def test_a_redirect_to_another_site_leaves_no_page(live: Live) -> None:
    page = await live("/stage/")
    await page.click("#go-away")
    assert (page.url, page.is_live) == ("https://example.com/there", False)


async def test_a_plain_page_handles_no_click(live: Live) -> None:
    page = await live("/plain/")
    with pytest.raises(Impossible, match="nothing answers there"):
        await page.click("#no-view")


async def test_live_actions_need_a_live_page(live: Live) -> None:
    page = await live("/plain/")
    with pytest.raises(Impossible, match="is not a live page"):
        await page.info("x")


async def test_a_page_reconnects(live: Live) -> None:
    page = await live("/stage/")
    await page.click("#put")
    await page.reconnect()
    assert (page.flash, page.find_all("#log li")) == ({"info": "Put."}, [])


async def test_two_tabs_have_separate_flash(live: Live) -> None:
    one, other = await live("/stage/"), await live("/stage/")
    await one.click("#put")
    assert (one.flash, other.flash) == ({"info": "Put."}, {})


async def test_only_the_given_user_is_logged_in(live: Live) -> None:
    user = await User.objects.acreate(username="ada")
    page = await live("/members/", user=user)
    stranger = await live("/members/")
    assert (page.find("h1").text, stranger.url) == (
        "ada",
        "/accounts/login/?next=/members/",
    )


async def test_an_unauthorized_join_loads_the_page(live: Live) -> None:
    page = await live("/stage/")
    await page.click("#members")
    assert (page.url, page.is_live) == ("/accounts/login/?next=/members/", False)


async def test_headers_are_sent_with_each_request(live: Live) -> None:
    page = await live("/stage/", headers={"Accept-Language": "de"})
    headers = (page.response.asgi_request.headers, page.socket.request.headers)
    assert [each["accept-language"] for each in headers] == ["de", "de"]


async def test_a_separate_client_is_another_visitor(live: Live) -> None:
    user = await User.objects.acreate(username="ada")
    client = AsyncClient()
    await client.aforce_login(user)
    page = await live("/members/", client=client)
    assert page.find("h1").text == "ada"


async def test_a_redirect_to_https_is_followed(live: Live, settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.MIDDLEWARE = [
        "django.middleware.security.SecurityMiddleware",
        *settings.MIDDLEWARE,
    ]
    page = await live("/stage/")
    assert (page.is_live, page.socket.request.is_secure()) == (True, True)


async def test_a_refused_event_raises(live: Live) -> None:
    page = await live("/handlers/")
    with pytest.raises(
        ServerRefused, match=r"'later': malformed event.*'when' is missing"
    ):
        await page.click("#later")


async def test_event_methods_receive_parameters(live: Live) -> None:
    page = await live("/handlers/")
    await page.click("#put")
    await page.click("#greet")
    found: Any = (page.find("#log li").text, page.flash, page.reply)
    assert found == ("number 1", {"info": "Hello nobody."}, {"hello": "nobody"})


async def test_a_pushed_message_reaches_all_tabs_of_its_user_once(live: Live) -> None:
    user = await User.objects.acreate(username="ada")
    page, other = await live("/members/", user=user), await live("/members/", user=user)
    await apush_flash("info", "From afar.", user=user)
    await page.wait(lambda: page.flash)
    await other.wait(lambda: other.flash)
    shown = (page.flash, other.flash, page.pushed)
    await page.settle()
    later = await live("/members/", user=user)
    assert (shown, later.flash) == (
        ({"info": "From afar."}, {"info": "From afar."}, []),
        {},
    )


async def test_a_download_leaves_the_page_alive(live: Live) -> None:
    page = await live("/stage/")
    await page._send_event("click", "download", {})
    assert (page.downloads, page.pushed, page.is_live) == (["/list.csv"], [], True)
    assert_flash(page, "success", "Your list is being downloaded.")
