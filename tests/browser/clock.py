"""Pages whose clock is in the test's hand."""

from typing import Any

from playwright.async_api import BrowserContext, Page, expect

from tests.browser.actions import MESSAGE, send, wait_until_joined

# Wait for the replies to all that the page has sent: a push without one times out.
SETTLE = """() => new Promise((done) => {
  if (!document.querySelector("[data-phx-main].phx-connected")) return done();
  const sender = document.head.appendChild(document.createElement("meta"));
  liveSocket.js().push(sender, "lv:flash-time", { value: {}, callback: done });
  sender.remove();
})"""


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
    await page.evaluate(SETTLE)
    await page.clock.fast_forward(int(seconds * 1000))


async def is_shown(page: Page) -> Any:
    return await page.locator(MESSAGE).last.is_visible()
