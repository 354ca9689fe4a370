"""Announcements of messages: once, in time, and with the right urgency."""

import re

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.browser.actions import (
    DROPPED_BY_CLIENT,
    go,
    note,
    put,
    send,
    wait_for_messages,
    wait_for_page,
    wait_until_joined,
)
from tests.browser.conftest import OpenPage
from tests.browser.screen_reader import (
    LISTEN,
    announcements,
    live_region_texts,
    wait_for_announcements,
)

REGIONS = "#liveflash-announcer [aria-live]"
MARK = f"for (const each of document.querySelectorAll('{REGIONS}')) each.mark = true"
ARE_MARKED = f"[...document.querySelectorAll('{REGIONS}')].every((each) => each.mark)"
ANNOUNCER = re.compile(
    r'<div id="liveflash-announcer">\s*<div aria-live="polite"></div>\s*'
    r'<div aria-live="assertive"></div>\s*</div>'
)
# A WebSocket that never opens.
NO_SOCKET = "window.WebSocket = class { readyState = 0; close() {} send() {} };"


@pytest.fixture
async def page(context: BrowserContext, open_page: OpenPage) -> Page:
    await context.add_init_script(LISTEN)
    return await open_page("/stage/")


@pytest.mark.parametrize("url", ["/stage/", "/plain/", "/settings/"])
async def test_two_live_regions_come_with_the_page(
    context: BrowserContext, url: str
) -> None:
    response = await context.request.get(url)
    assert len(ANNOUNCER.findall(await response.text())) == 1


async def test_live_regions_are_kept_by_patches_reconnects_and_live_navigation(
    page: Page,
) -> None:
    assert await page.locator(REGIONS).count() == 2
    await page.evaluate(MARK)
    await put(page, "Hello")
    await note(page)
    await page.evaluate(DROPPED_BY_CLIENT)
    await wait_until_joined(page)
    await go(page, "navigate", "/other/", "Arrived")
    await wait_for_page(page, "/other/")
    await wait_for_messages(page, "Arrived")
    assert await page.evaluate(ARE_MARKED)
    assert await page.locator(REGIONS).count() == 2
    assert await page.locator("[data-phx-main] [aria-live]").count() == 0


@pytest.mark.parametrize(
    ("message", "line"),
    [
        pytest.param({"key": "info"}, "polite: Information: Hello", id="info"),
        pytest.param({"key": "success"}, "polite: Success: Hello", id="success"),
        pytest.param({"key": "warning"}, "assertive: Warning: Hello", id="warning"),
        pytest.param({"key": "error"}, "assertive: Error: Hello", id="error"),
        pytest.param({"key": "upload-7"}, "polite: Hello", id="a key of one's own"),
        pytest.param(
            {"key": "upload-7", "level": "error"},
            "assertive: Error: Hello",
            id="a key of one's own with a level",
        ),
    ],
)
async def test_a_message_is_read_out_once_by_its_urgency(
    page: Page, message: dict[str, str], line: str
) -> None:
    await send(page, "put", {"text": "Hello", **message})
    await wait_for_announcements(page, line)
    await note(page)
    await page.evaluate(DROPPED_BY_CLIENT)
    await wait_until_joined(page)
    await wait_for_messages(page, "Hello")
    assert await announcements(page) == [line]


async def test_the_accessibility_tree_has_each_announcement_once(
    context: BrowserContext, page: Page
) -> None:
    action = {"label": "Undo", "event": "put"}
    await put(page, {"title": "Deleted.", "text": "3 files", "action": action})
    await send(page, "put", {"key": "error", "text": "No."})
    await wait_for_announcements(
        page, "polite: Information: Deleted. 3 files", "assertive: Error: No."
    )
    assert await live_region_texts(context, page) == [
        ("polite", "Information: Deleted. 3 files"),
        ("assertive", "Error: No."),
    ]


async def test_the_same_text_again_is_read_out_again(page: Page) -> None:
    for _ in range(2):
        await put(page, "Hello")
    await wait_for_announcements(page, *["polite: Information: Hello"] * 2)


async def test_several_messages_are_read_out_in_their_order(page: Page) -> None:
    for text in ("One", "Two", "Three"):
        await send(page, "put", {"key": text, "text": text})
    await wait_for_announcements(page, "polite: One", "polite: Two", "polite: Three")


async def test_a_message_is_read_out_after_live_navigation(page: Page) -> None:
    await go(page, "navigate", "/other/", "Hello")
    await wait_for_announcements(page, "polite: Information: Hello")


@pytest.mark.parametrize("url", ["/plain/", "/stage/"])
async def test_a_message_that_comes_with_the_page_is_read_out_once(
    page: Page, url: str
) -> None:
    await page.goto(f"/send/?put=info&to={url}")
    await wait_for_page(page, url)
    await wait_for_announcements(page, "polite: Information: sent info")
    if url == "/stage/":
        await note(page)
    assert await announcements(page) == ["polite: Information: sent info"]


async def test_a_message_is_read_out_where_no_connection_comes(
    context: BrowserContext, page: Page
) -> None:
    await context.add_init_script(NO_SOCKET)
    await page.goto("/send/?put=info&to=/stage/")
    await wait_for_announcements(page, "polite: Information: sent info")


async def test_updates_in_a_row_are_read_out_as_the_last(page: Page) -> None:
    await send(page, "put and keep", {"text": "0 %"})
    for text in ("40 %", "80 %", "Done."):
        await send(page, "update", {"text": text})
    await wait_for_messages(page, "Done.")
    await wait_for_announcements(
        page, "polite: Information: 0 %", "polite: Information: Done."
    )


async def test_an_update_is_as_urgent_as_it_says(page: Page) -> None:
    await send(page, "put and keep", {"text": "0 %"})
    await send(page, "update", {"text": "Failed.", "level": "error"})
    await wait_for_announcements(
        page, "polite: Information: 0 %", "assertive: Error: Failed."
    )


async def test_the_seen_messages_are_a_landmark_with_a_name(page: Page) -> None:
    await put(page, "Hello")
    landmark = page.get_by_role("region", name="Messages")
    await expect(landmark.locator(".liveflash-message")).to_be_visible()
