"""Messages where there is no script, and under a strict Content-Security-Policy."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.browser.actions import (
    DISMISS,
    MESSAGE,
    put,
    send,
    wait_for_messages,
    wait_until_joined,
)

SEVEN = "/send/?" + "&".join(f"put=k{number}" for number in range(7))
COUNT_VIOLATIONS = """
window.violations = [];
addEventListener("securitypolicyviolation", ({ violatedDirective, sourceFile }) =>
  violations.push(`${violatedDirective} ${sourceFile}`));
"""


@pytest.fixture
async def without_script(browser: Browser, server: str) -> AsyncIterator[Page]:
    """A page of a browser that runs no JavaScript."""
    context = await browser.new_context(base_url=server, java_script_enabled=False)
    yield await context.new_page()
    await context.close()


@pytest.mark.parametrize("url", ["/plain/", "/stage/"])
async def test_without_javascript_all_messages_are_readable(
    without_script: Page, url: str
) -> None:
    page = without_script
    await page.goto(f"{SEVEN}&to={url}")
    texts = page.locator(".liveflash-text")
    await expect(texts).to_have_text([f"sent k{number}" for number in range(7)])
    for text in await texts.all():
        await expect(text).to_be_visible()


@pytest.mark.parametrize("url", ["/plain/", "/dialog/"])
async def test_without_javascript_no_button_is_dead(
    without_script: Page, url: str
) -> None:
    page = without_script
    await page.goto(f"{SEVEN}&to={url}")
    await expect(page.locator(MESSAGE).first).to_be_visible()
    ours = "#liveflash button:visible, #liveflash-history :visible"
    await expect(page.locator(ours)).to_have_count(0)


async def test_without_javascript_no_notice_is_shown(without_script: Page) -> None:
    page = without_script
    await page.goto("/stage/")
    await expect(page.locator("[data-liveflash-connection]:visible")).to_have_count(0)


async def test_on_a_plain_page_folded_messages_are_shown_on_demand(
    context: BrowserContext,
) -> None:
    page = await context.new_page()
    await page.goto(SEVEN)
    await expect(page.locator(f"{MESSAGE}:visible")).to_have_count(5)
    await page.click("text=+ 2 more")
    await expect(page.locator(f"{MESSAGE}:visible")).to_have_count(7)


async def test_all_works_under_a_strict_content_security_policy(
    context: BrowserContext,
) -> None:
    await context.add_init_script(COUNT_VIOLATIONS)
    page = await context.new_page()
    await page.goto("/strict/")
    await wait_until_joined(page)
    action = {"label": "Undo", "event": "put", "value": {"key": "debug", "text": "Un"}}
    await put(page, {"title": "Deleted", "text": "1", "url": "/", "action": action})
    for number in range(6):
        await send(page, "put", {"key": f"k{number}", "text": str(number)})
    await page.click("text=+ 2 more")
    await page.click("text=Undo")
    await wait_for_messages(page, *"012345", "Un")
    await page.locator(f"{MESSAGE} {DISMISS}").last.click()
    await wait_for_messages(page, *"012345")
    await page.click("[data-liveflash-use=open]")
    await expect(page.locator("[data-liveflash-entry-text]")).to_have_count(3)
    await page.locator(f"{MESSAGE} {DISMISS}").first.click()
    await wait_for_messages(page, *"12345")
    await page.keyboard.press("Escape")
    await page.evaluate("new Promise((done) => liveSocket.disconnect(done))")
    await expect(page.locator("[data-liveflash-connection=lost]")).to_be_visible()
    await page.evaluate("liveSocket.connect()")
    await wait_until_joined(page)
    assert await page.evaluate("violations") == []
