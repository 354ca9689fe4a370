"""Reports of messages that have ended, as the client sends them."""

from typing import Any

from playwright.async_api import BrowserContext, Page, expect

from tests.browser.actions import (
    DISMISS,
    send,
    wait_for_messages,
    wait_until_joined,
)
from tests.browser.clock import open_with_clock, pass_time

ACTION = "[data-liveflash-action]"


async def put(page: Page, key: str, text: Any = "Hello", seconds: float = 600) -> None:
    await send(page, "put", {"key": key, "text": text, "timeout": seconds})
    await expect(page.locator("liveflash-message")).to_be_visible()


async def wait_for_log(page: Page, *lines: str) -> None:
    log = "\n".join(lines)
    await expect(page.locator("#log")).to_contain_text(log)


async def test_the_view_learns_of_a_dismissal(context: BrowserContext) -> None:
    page = await open_with_clock(context, "/handling/")
    await put(page, "info")
    await page.click(DISMISS)
    await wait_for_log(page, "info dismissed")


async def test_the_view_learns_of_a_timeout(context: BrowserContext) -> None:
    page = await open_with_clock(context, "/handling/")
    await put(page, "info", seconds=5)
    await pass_time(page, 6)
    await wait_for_log(page, "info timeout")


async def test_the_view_learns_of_an_action_after_its_event(
    context: BrowserContext,
) -> None:
    page = await open_with_clock(context, "/handling/")
    action = {"label": "Undo", "event": "undo", "value": {"pk": 7}}
    await put(page, "info", {"text": "Deleted.", "action": action})
    await page.click(ACTION)
    await wait_for_log(page, "undo {'value': '', 'pk': 7}", "info action")


async def test_the_view_learns_after_a_reconnect_of_what_has_ended(
    context: BrowserContext,
) -> None:
    page = await open_with_clock(context, "/handling/")
    await put(page, "info", seconds=5)
    await pass_time(page, 1)
    await page.evaluate("liveSocket.disconnect()")
    await pass_time(page, 6)
    await page.evaluate("liveSocket.connect()")
    await wait_until_joined(page)
    await wait_for_messages(page)
    await wait_for_log(page, "info timeout")
