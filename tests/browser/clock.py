"""Pages whose clock is in the test's hand."""

from typing import Any

from playwright.async_api import BrowserContext, Page, expect

from tests.browser.actions import MESSAGE, send, wait_until_joined


async def open_with_clock(context: BrowserContext, url: str = "/stage/") -> Page:
    page = await context.new_page()
    await page.clock.install()
    await page.goto(url)
    await wait_until_joined(page)
    return page


async def put_for(page: Page, seconds: float, text: str = "Hello") -> None:
    message = {"key": "info", "text": text, "timeout": seconds}
    await send(page, "put", message)
    await expect(page.locator(MESSAGE).last).to_be_visible()


async def pass_time(page: Page, seconds: float) -> None:
    await page.clock.fast_forward(int(seconds * 1000))


async def is_shown(page: Page) -> Any:
    return await page.locator(MESSAGE).last.is_visible()
