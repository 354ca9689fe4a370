"""A page that is not live, and what a visitor does with its messages."""

from typing import Any

from playwright.async_api import BrowserContext, Page, expect

from tests.browser.actions import DISMISS, MESSAGE
from tests.browser.screen_reader import LISTEN, wait_for_announcements

RECORD_EVENTS = """
window.told = [];
for (const name of ["shown", "dismissed"])
  document.addEventListener(`liveflash:${name}`, ({ detail: { id, reason } }) =>
    told.push([name, id, reason ?? ""]));
"""
READY_MS = 600  # before, the announcements of a page wait
TIMEOUT_MS = 9_000  # more than a short message is shown


async def open_plain(context: BrowserContext, url: str = "/bare/") -> Page:
    """Open a page that is not live, with the clock in the test's hand."""
    await context.add_init_script(LISTEN + RECORD_EVENTS)
    page = await context.new_page()
    await page.clock.install()
    await page.goto(url)
    await page.clock.fast_forward(READY_MS)
    return page


async def wait_until_shown(page: Page, *announced: str) -> None:
    """Wait until one message is visible above the page, and these were announced."""
    await expect(page.locator(MESSAGE)).to_have_count(1)
    await expect(page.locator(f"#liveflash:popover-open {MESSAGE}")).to_be_visible()
    await page.clock.run_for(100)
    await wait_for_announcements(page, *announced)


async def dismiss_by_keyboard(page: Page) -> None:
    """Dismiss the only message by F8 and Escape."""
    await page.keyboard.press("F8")
    await expect(page.locator(DISMISS)).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.locator(MESSAGE)).to_have_count(0)


async def wait_until_expired(page: Page) -> None:
    """Let the time of the only message pass."""
    await page.mouse.move(0, 0)  # over a message, it would pause the time
    await page.clock.run_for(100)
    await page.clock.fast_forward(TIMEOUT_MS)
    await expect(page.locator(MESSAGE)).to_have_count(0)


async def events(page: Page) -> Any:
    """Return the names and reasons of the events of messages."""
    return await page.evaluate("told.map(([name, , reason]) => `${name} ${reason}`)")
