"""From page to page: live, patched, redirected, back; and the flash on the way."""

import pytest
from playwright.async_api import BrowserContext, expect

from tests.browser.actions import (
    go,
    is_marked,
    mark,
    path,
    put,
    send,
    wait_for_log,
    wait_for_messages,
    wait_for_page,
    wait_until_joined,
)
from tests.browser.conftest import OpenPage

ways = pytest.mark.parametrize(
    ("how", "to"),
    [
        pytest.param("navigate", "/other/", id="push_navigate to a live page"),
        pytest.param("replace", "/other/", id="replace_navigate to a live page"),
        pytest.param("redirect", "/other/", id="redirect to a live page"),
        pytest.param("navigate", "/plain/", id="push_navigate to a plain page"),
        pytest.param("redirect", "/plain/", id="redirect to a plain page"),
    ],
)


@pytest.mark.parametrize("button", ["#navigate", "#go-navigate", "#go-replace"])
async def test_live_navigation_loads_no_page(open_page: OpenPage, button: str) -> None:
    page = await open_page("/stage/")
    await mark(page)
    await page.click(button)
    await wait_for_page(page, "/other/")
    assert (path(page), await is_marked(page)) == ("/other/", True)


async def test_the_page_that_was_navigated_to_is_live(open_page: OpenPage) -> None:
    page = await open_page("/stage/")
    await page.click("#navigate")
    await wait_for_page(page, "/other/")
    await send(page, "note", {})
    await wait_for_log(page, "params /other/", "note {}")


@pytest.mark.parametrize(("button", "to"), [("#patch", 2), ("#go-patch", 3)])
async def test_a_patch_keeps_the_view(
    open_page: OpenPage, button: str, to: int
) -> None:
    page = await open_page("/stage/")
    await page.click(button)
    await wait_for_log(page, "params /stage/", f"params /stage/ page={to}")
    assert path(page) == f"/stage/?page={to}"


async def test_the_back_button_undoes_a_patch(open_page: OpenPage) -> None:
    page = await open_page("/stage/")
    await page.click("#patch")
    await wait_for_log(page, "params /stage/", "params /stage/ page=2")
    await page.go_back()
    await wait_for_log(
        page, "params /stage/", "params /stage/ page=2", "params /stage/"
    )


async def test_the_back_button_undoes_a_patch_from_before_a_reload(
    open_page: OpenPage,
) -> None:
    page = await open_page("/stage/")
    await page.click("#patch")
    await wait_for_log(page, "params /stage/", "params /stage/ page=2")
    await page.reload()
    await wait_until_joined(page)
    await page.go_back()
    await wait_for_log(page, "params /stage/ page=2", "params /stage/")


async def test_going_back_over_a_navigation_and_a_patch_gives_the_first_view(
    open_page: OpenPage,
) -> None:
    page = await open_page("/stage/")
    await page.click("#patch")
    await wait_for_log(page, "params /stage/", "params /stage/ page=2")
    await page.click("#navigate")
    await wait_for_page(page, "/other/")
    await page.evaluate("history.go(-2)")
    await wait_for_page(page, "/stage/")
    await wait_for_log(page, "params /stage/")


async def test_the_back_button_undoes_a_live_navigation(open_page: OpenPage) -> None:
    page = await open_page("/stage/")
    await mark(page)
    await page.click("#navigate")
    await wait_for_page(page, "/other/")
    await page.go_back()
    await wait_for_page(page, "/stage/")
    assert (path(page), await is_marked(page)) == ("/stage/", True)


async def test_the_forward_button_repeats_a_live_navigation(
    open_page: OpenPage,
) -> None:
    page = await open_page("/stage/")
    await page.click("#navigate")
    await wait_for_page(page, "/other/")
    await page.go_back()
    await wait_for_page(page, "/stage/")
    await page.go_forward()
    await wait_for_page(page, "/other/")
    assert path(page) == "/other/"


async def test_a_replaced_page_is_not_in_the_history(
    open_page: OpenPage, context: BrowserContext
) -> None:
    page = await context.new_page()
    await page.goto("/plain/")
    await page.goto("/stage/")
    await wait_until_joined(page)
    await page.click("#go-replace")
    await wait_for_page(page, "/other/")
    await page.go_back()
    await wait_for_page(page, "/plain/")


async def test_the_back_button_from_a_plain_page_gives_a_live_one(
    open_page: OpenPage,
) -> None:
    page = await open_page("/stage/")
    await page.click("#go-plain")
    await wait_for_page(page, "/plain/")
    await page.go_back()
    await wait_for_page(page, "/stage/")
    await page.click("#put")
    await wait_for_messages(page, "Hello")


@ways
async def test_what_was_put_on_leaving_is_shown_on_arrival(
    open_page: OpenPage, how: str, to: str
) -> None:
    page = await open_page("/stage/")
    await go(page, how, to, "Arrived")
    await wait_for_page(page, to)
    await wait_for_messages(page, "Arrived")
    assert path(page) == to


@ways
async def test_what_has_arrived_is_gone_after_a_reload(
    open_page: OpenPage, how: str, to: str
) -> None:
    page = await open_page("/stage/")
    await go(page, how, to, "Arrived")
    await wait_for_page(page, to)
    await wait_for_messages(page, "Arrived")
    await page.reload()
    await wait_for_page(page, to)
    await wait_for_messages(page)


@ways
async def test_what_was_shown_before_leaving_stays_behind(
    open_page: OpenPage, how: str, to: str
) -> None:
    page = await open_page("/stage/")
    await put(page, "Hello")
    await wait_for_messages(page, "Hello")
    await go(page, how, to)
    await wait_for_page(page, to)
    await wait_for_messages(page)


async def test_a_link_leaves_the_flash_behind(open_page: OpenPage) -> None:
    page = await open_page("/stage/")
    await put(page, "Hello")
    await wait_for_messages(page, "Hello")
    await page.click("#navigate")
    await wait_for_page(page, "/other/")
    await wait_for_messages(page)


async def test_the_back_button_does_not_bring_back_the_flash(
    open_page: OpenPage,
) -> None:
    page = await open_page("/stage/")
    await put(page, "Hello")
    await wait_for_messages(page, "Hello")
    await go(page, "navigate", "/other/", "Arrived")
    await wait_for_messages(page, "Arrived")
    await page.go_back()
    await wait_for_page(page, "/stage/")
    await wait_for_messages(page)


async def test_a_patch_by_link_clears_the_flash(open_page: OpenPage) -> None:
    page = await open_page("/stage/")
    await put(page, "Hello")
    await wait_for_messages(page, "Hello")
    await page.click("#patch")
    await wait_for_log(page, "params /stage/", "params /stage/ page=2")
    await wait_for_messages(page)


async def test_a_patch_by_event_keeps_what_was_put_with_it(open_page: OpenPage) -> None:
    page = await open_page("/stage/")
    await send(page, "put", {"key": "error", "text": "Before"})
    await go(page, "patch", "/stage/?page=3", "With it")
    await wait_for_log(page, "params /stage/", "params /stage/ page=3")
    await wait_for_messages(page, "With it")


async def test_flash_of_a_plain_view_is_still_there_after_the_join(
    open_page: OpenPage,
) -> None:
    page = await open_page("/send/?put=info&to=/stage/")
    await expect(page.locator("#phase")).to_have_text("connected")
    await wait_for_messages(page, "sent info")


async def test_flash_of_a_plain_view_is_gone_after_a_reload(
    open_page: OpenPage,
) -> None:
    page = await open_page("/send/?put=info&to=/stage/")
    await wait_for_messages(page, "sent info")
    await page.reload()
    await wait_until_joined(page)
    await wait_for_messages(page)


@pytest.mark.parametrize(
    ("how", "to"), [("live", "/other/"), ("plain", "/plain/")], ids=["live", "plain"]
)
async def test_a_mount_that_redirects_sends_its_message_along(
    context: BrowserContext, how: str, to: str
) -> None:
    page = await context.new_page()
    await page.goto(f"/leaving/{how}/")
    await wait_for_page(page, to)
    await wait_for_messages(page, "You were sent here.")


@pytest.mark.parametrize(
    ("how", "to", "is_live"),
    [("live", "/other/", True), ("plain", "/plain/", False)],
    ids=["live", "plain"],
)
async def test_a_mount_that_was_navigated_to_sends_its_message_along(
    open_page: OpenPage, how: str, to: str, is_live: bool
) -> None:
    page = await open_page("/stage/")
    await mark(page)
    await go(page, "navigate", f"/leaving/{how}/")
    await wait_for_page(page, to)
    await wait_for_messages(page, "You were sent here.")
    assert await is_marked(page) is is_live


async def test_a_navigation_that_is_refused_loads_the_refusal(
    open_page: OpenPage, expected: list[str]
) -> None:
    expected.append("status of 403")
    page = await open_page("/stage/")
    await go(page, "navigate", "/staff/")
    await expect(page.locator("h1")).to_have_text("403 Forbidden")
    assert path(page) == "/staff/"


async def test_djangos_messages_are_there_after_the_join(open_page: OpenPage) -> None:
    page = await open_page("/notify/")
    await wait_for_page(page, "/stage/")
    await wait_for_messages(page, "You have mail.", "And more mail.")


async def test_djangos_messages_are_gone_after_a_reload(open_page: OpenPage) -> None:
    page = await open_page("/notify/")
    await page.reload()
    await wait_for_page(page, "/stage/")
    await wait_for_messages(page)


async def test_a_page_from_the_browsers_cache_is_reloaded(
    open_page: OpenPage,
) -> None:
    page = await open_page("/stage/")
    await put(page, "Hello")
    await wait_for_messages(page, "Hello")
    async with page.expect_navigation():
        await page.evaluate(
            "dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))"
        )
    await wait_for_page(page, "/stage/")
    await wait_for_messages(page)
