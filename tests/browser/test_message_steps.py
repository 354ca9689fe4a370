"""Back and forward: what was shown is neither shown nor announced again."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import (
    Browser,
    BrowserContext,
    Page,
    async_playwright,
    expect,
)

from tests.browser.actions import (
    MESSAGE,
    put,
    wait_for_messages,
    wait_for_page,
    wait_until_joined,
)
from tests.browser.conftest import CHROMIUM_FLAGS, OpenPage, chromium
from tests.browser.screen_reader import LISTEN, announcements, wait_for_announcements

SEND = "/send/?put=info"
# The browser may store this page.
SEND_TO_STORED = "/send/?put=info&to=/plain/%3Fstorable"
HEARD = "polite: Information: sent info"
TYPE = "performance.getEntriesByType('navigation')[0].type"


# The messages in the HTML that was parsed, whatever becomes of them.
PARSED = """
window.parsed = [];
new MutationObserver((records) => {
  for (const { addedNodes } of records) for (const node of addedNodes)
    if (node.localName === "liveflash-message") parsed.push(node.id);
}).observe(document, { childList: true, subtree: true });
"""


@pytest.fixture
async def page(context: BrowserContext) -> Page:
    await context.add_init_script(LISTEN + PARSED)
    return await context.new_page()


RECORD_PAGESHOW = "addEventListener('pageshow', (e) => (window.isBack = e.persisted));"


@pytest.fixture
async def cached(browser: Browser, server: str) -> AsyncIterator[BrowserContext]:
    """A context of a browser that has its back/forward cache."""
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(
            executable_path=chromium(),
            args=CHROMIUM_FLAGS,
            ignore_default_args=["--disable-back-forward-cache"],
        )
        context = await launched.new_context(base_url=server)
        context.set_default_timeout(20_000)
        await context.add_init_script(LISTEN + RECORD_PAGESHOW)
        yield context
        await launched.close()


async def is_restored(page: Page) -> None:
    """Wait until the client has loaded a page again that came from the cache."""
    await page.wait_for_function(f"() => {TYPE} === 'reload'")


async def test_back_to_a_page_from_the_server_shows_no_message_again(
    page: Page,
) -> None:
    await page.goto(SEND)
    await wait_for_messages(page, "sent info")
    await page.goto("/bare/")
    await page.go_back()
    await expect(page.locator("h1")).to_have_text("Plain")
    assert await page.evaluate("parsed") == []


async def test_html_from_the_cache_shows_no_message_again(
    page: Page,
) -> None:
    await page.goto("/bare/")  # which sets the cookies by which the response varies
    await page.goto(SEND_TO_STORED)
    await wait_for_messages(page, "sent info")
    await wait_for_announcements(page, HEARD)
    await page.goto("/bare/")
    await page.go_back()
    await expect(page.locator("h1")).to_have_text("Plain")
    assert await page.evaluate(TYPE) == "back_forward"
    assert len(await page.evaluate("parsed")) == 1
    await wait_for_messages(page)
    await page.wait_for_function("performance.now() > 600")
    assert await announcements(page) == []


async def test_a_reload_from_the_server_is_no_step(page: Page) -> None:
    await page.goto(SEND)
    await wait_for_messages(page, "sent info")
    await page.goto("/bare/")
    await page.goto(SEND)
    await wait_for_messages(page, "sent info")


async def test_the_back_forward_cache_shows_no_message_of_a_plain_page_again(
    cached: BrowserContext,
) -> None:
    page = await cached.new_page()
    await page.goto(SEND_TO_STORED)
    await wait_for_messages(page, "sent info")
    await wait_for_announcements(page, HEARD)
    await page.goto("/bare/")
    await page.go_back(wait_until="commit")
    await expect(page.locator("h1")).to_have_text("Plain")
    await page.wait_for_function("window.isBack")
    await wait_for_messages(page)
    await page.wait_for_timeout(600)
    assert await announcements(page) == [HEARD]  # before the page was left


async def test_back_to_a_live_page_shows_no_message_again(
    cached: BrowserContext,
) -> None:
    page = await cached.new_page()
    await page.goto("/stage/")
    await wait_until_joined(page)
    await put(page, "Hello")
    await wait_for_messages(page, "Hello")
    await page.goto("/bare/")
    await page.go_back(wait_until="commit")
    await wait_for_page(page, "/stage/")
    await wait_for_messages(page)


async def test_forward_shows_no_message_again(
    page: Page,
) -> None:
    await page.goto("/bare/")
    await page.goto(SEND_TO_STORED)
    await wait_for_messages(page, "sent info")
    await page.go_back()
    await page.go_forward()
    await expect(page.locator("h1")).to_have_text("Plain")
    assert len(await page.evaluate("parsed")) == 1
    await wait_for_messages(page)


async def test_a_library_that_restores_html_shows_no_message_again(page: Page) -> None:
    await page.goto(SEND)
    await wait_for_messages(page, "sent info")
    await wait_for_announcements(page, HEARD)
    snapshot: Any = await page.evaluate(
        """() => {
          const before = document.querySelector("main").innerHTML;
          history.pushState({}, "", "/next/");
          document.querySelector("main").innerHTML = "<h1>Next</h1>";
          addEventListener("popstate", () => {
            document.querySelector("main").innerHTML = before;
          });
          return before;
        }"""
    )
    assert "sent info" in snapshot
    await page.evaluate("history.back()")
    await expect(page.locator("h1")).to_have_text("Plain")
    await expect(page.locator(MESSAGE)).to_have_count(0)
    assert await announcements(page) == [HEARD]


async def test_back_over_live_navigation_shows_no_message_again(
    context: BrowserContext, open_page: OpenPage
) -> None:
    await context.add_init_script(LISTEN)
    page = await open_page("/stage/")
    await put(page, "Hello")
    await wait_for_messages(page, "Hello")
    await wait_for_announcements(page, "polite: Information: Hello")
    await page.click("#navigate")
    await wait_for_page(page, "/other/")
    await page.go_back()
    await wait_for_page(page, "/stage/")
    await wait_for_messages(page)
    assert await announcements(page) == ["polite: Information: Hello"]
