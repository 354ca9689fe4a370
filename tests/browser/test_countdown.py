"""The bar of the remaining time: ``{% liveflash countdown=True %}``."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.browser.actions import MESSAGE

# The state and the share of the bar of the first message, None without one.
BAR = """() => {
    const message = document.querySelector(".liveflash-message");
    const [bar] = message.getAnimations({ subtree: true })
        .filter(({ effect }) => effect.pseudoElement === "::after");
    const style = getComputedStyle(message, "::after");
    if (!bar || style.content === "none") return null;
    return [bar.playState, new DOMMatrix(style.transform).a];
}"""


async def open_page(
    context: BrowserContext, *, url: str = "/rich/", **options: Any
) -> Page:
    """Open a page with a message."""
    asked = urlencode({"put": json.dumps(["note", "Saved.", options])})
    page = await context.new_page()
    await page.goto(f"{url}?{asked}")
    await expect(page.locator(MESSAGE)).to_be_visible()
    return page


async def bar(page: Page) -> Any:
    return await page.evaluate(BAR)


@pytest.mark.parametrize("url", ["/rich/", "/rich-live/"])
async def test_the_bar_shrinks_with_the_time(context: BrowserContext, url: str) -> None:
    page = await open_page(context, url=url, timeout=600)
    first = await bar(page)
    assert first[0] == "running"
    await page.wait_for_function(f"({BAR})()[1] < {first[1]}")


async def test_the_bar_pauses_with_the_time(context: BrowserContext) -> None:
    page = await open_page(context, timeout=600)
    await page.locator(MESSAGE).hover()
    await page.wait_for_function(f"({BAR})()[0] === 'paused'")
    await page.mouse.move(0, 400)
    await page.wait_for_function(f"({BAR})()[0] === 'running'")


async def test_a_message_that_stays_has_no_bar(context: BrowserContext) -> None:
    page = await open_page(context)
    assert await bar(page) is None


async def test_the_bar_of_a_message_of_a_script(context: BrowserContext) -> None:
    page = await open_page(context)
    await page.evaluate(
        """() => {
            document.querySelector("[data-liveflash-dismiss]").click();
            liveflash.put("info", "Copied.", { timeout: 600 });
        }"""
    )
    await expect(page.locator(MESSAGE)).to_have_text(["Information:\nCopied."])
    assert (await bar(page))[0] == "running"


async def test_a_message_expires_at_the_end_of_its_bar(context: BrowserContext) -> None:
    page = await open_page(context, timeout=0.5)
    await expect(page.locator(MESSAGE)).to_have_count(0)


async def test_reduced_motion_shows_no_bar(browser: Browser, server: str) -> None:
    context = await browser.new_context(base_url=server, reduced_motion="reduce")
    page = await open_page(context, timeout=600)
    assert await bar(page) is None
    await context.close()


async def test_the_bar_is_under_a_strict_policy(
    context: BrowserContext,
) -> None:
    """A violation would be a complaint in the console, which fails the test."""
    page = await open_page(context, url="/rich-strict/", timeout=600)
    assert (await bar(page))[0] == "running"
