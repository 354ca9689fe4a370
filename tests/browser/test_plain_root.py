"""The connected message stack of a page that is not live."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import BrowserContext, Page, async_playwright, expect

from tests.browser.actions import (
    DISMISS,
    MESSAGE,
    is_marked,
    mark,
    wait_for_messages,
)
from tests.browser.conftest import CHROMIUM_FLAGS, chromium

URL = "/visits-stack/none/"
ROOT = "#liveflash-root.phx-connected"
LOST = "[data-liveflash-connection=lost]"
CACHE = "--disable-back-forward-cache"  # which Playwright passes
RECORD_PAGESHOW = "addEventListener('pageshow', (e) => (window.isBack = e.persisted));"


async def open_stack(context: BrowserContext, user: str = "ada") -> Page:
    """Open the page as a user, with a message, and wait until it is connected."""
    await context.request.get(f"/login/?name={user}")
    page = await context.new_page()
    await page.goto(f"/send/?put=info&to={URL}")
    await expect(page.locator(ROOT)).to_be_attached()
    await mark(page)
    return page


async def push(context: BrowserContext, text: str) -> None:
    """Push a message to the user."""
    await context.request.get("/push/", params={"text": text})


async def test_messages_of_the_page_stay_when_others_are_pushed(
    context: BrowserContext,
) -> None:
    page = await open_stack(context, "stay")
    await page.fill("[name=text]", "typed")
    await push(context, "Pushed")
    await wait_for_messages(page, "sent info", "Pushed")
    await push(context, "Again")
    await wait_for_messages(page, "sent info", "Pushed", "Again")
    assert await page.input_value("[name=text]") == "typed"


async def test_dismissed_messages_are_gone_for_good(context: BrowserContext) -> None:
    page = await open_stack(context, "dismiss")
    await push(context, "Pushed")
    await wait_for_messages(page, "sent info", "Pushed")
    await page.click(f"{MESSAGE}:has-text('sent info') {DISMISS}")
    await wait_for_messages(page, "Pushed")
    await push(context, "Again")
    await wait_for_messages(page, "Pushed", "Again")
    await page.click(f"{MESSAGE}:has-text('Pushed') {DISMISS}")
    await wait_for_messages(page, "Again")


async def test_a_message_dismissed_in_another_tab_is_gone(
    context: BrowserContext,
) -> None:
    first, second = [await open_stack(context, "tabs") for _ in range(2)]
    await push(context, "Pushed")
    for page in (first, second):
        await expect(page.locator(f"{MESSAGE}:has-text('Pushed')")).to_be_visible()
    await first.click(f"{MESSAGE}:has-text('Pushed') {DISMISS}")
    await expect(second.locator(f"{MESSAGE}:has-text('Pushed')")).to_have_count(0)


async def test_the_client_leaves_the_history_and_the_links_alone(
    context: BrowserContext,
) -> None:
    page = await open_stack(context, "alone")
    state = "[history.state, history.scrollRestoration, liveSocket.boundTopLevelEvents]"
    assert await page.evaluate(state) == [None, "auto", False]


async def test_a_lost_connection_is_shown_and_its_recovery(
    context: BrowserContext,
) -> None:
    page = await open_stack(context, "lost")
    await page.evaluate("new Promise((done) => liveSocket.disconnect(done))")
    await expect(page.locator(LOST)).to_be_visible()
    await page.evaluate("liveSocket.socket.connect()")
    await expect(page.locator("[data-liveflash-connection=back]")).to_be_visible()
    await expect(page.locator(LOST)).to_be_hidden()
    await wait_for_messages(page, "sent info")


async def test_a_log_out_ends_the_connection_without_a_page_load(
    context: BrowserContext,
) -> None:
    page = await open_stack(context, "leaving")
    await push(context, "Pushed")
    await wait_for_messages(page, "sent info", "Pushed")
    await context.request.get("/logout/")
    await wait_for_messages(page, "sent info")
    await expect(page.locator(LOST)).to_be_hidden()
    assert not await page.evaluate("liveSocket.socket.isConnected()")
    assert await is_marked(page)


@pytest.fixture
async def cached(server: str) -> AsyncIterator[BrowserContext]:
    """The context of a browser that keeps pages for steps back."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium(),
            args=CHROMIUM_FLAGS,
            ignore_default_args=[CACHE],
        )
        context = await browser.new_context(base_url=server)
        await context.add_init_script(RECORD_PAGESHOW)
        yield context
        await browser.close()


@pytest.mark.parametrize(
    ("url", "is_connected"), [(URL, True), ("/visits-plain/none/", False)]
)
async def test_a_step_back_restores_a_plain_page(
    cached: BrowserContext, url: str, is_connected: bool
) -> None:
    page = await cached.new_page()
    await page.goto(url)
    if is_connected:
        await expect(page.locator(ROOT)).to_be_attached()
    await page.fill("[name=text]", "typed")
    await page.goto("/bare/")
    await page.go_back(wait_until="commit")
    await page.wait_for_function("window.isBack === true")
    assert await page.input_value("[name=text]") == "typed"
    if is_connected:
        await page.wait_for_function("liveSocket.socket.isConnected()")
        await expect(page.locator(ROOT)).to_be_attached()
