"""The bell of a page in the browser, and messages for its user to keep."""

import json
from typing import Any

import httpx
from playwright.async_api import BrowserContext, Locator, Page, expect

BELL = "#liveflash-bell"
PANEL = "#liveflash-bell-panel"
BADGE = f"{BELL} .liveflash-badge"
ENTRIES = f"{PANEL} .liveflash-entry"
TEXTS = f"{ENTRIES} .liveflash-text"


async def log_in(context: BrowserContext, name: str) -> None:
    """Log in as a user."""
    page = await context.new_page()
    await page.goto(f"/login/?name={name}")
    await page.close()


async def keep(server: str, name: str, *texts: str, **value: Any) -> None:
    """Push messages for a user to keep, from elsewhere."""
    more = {"name": name, "value": json.dumps(value)}
    async with httpx.AsyncClient(base_url=server) as client:
        for text in texts:
            await client.get("/keep-for/", params={"text": text, **more})


async def open_panel(page: Page) -> Locator:
    """Open the panel of a page, and wait until it is loaded."""
    await page.click(f"{BELL} .liveflash-bell-open")
    panel = page.locator(PANEL)
    await expect(panel).to_be_visible()
    await expect(panel.locator("[data-liveflash-part=loading]")).to_be_hidden()
    return panel


async def entries_are(page: Page, *texts: str) -> None:
    """Wait until the panel has exactly these, the newest first."""
    await expect(page.locator(TEXTS)).to_have_text(texts)


def entry_of(page: Page, text: str) -> Locator:
    """Return the entry with exactly a text."""
    return page.locator(ENTRIES).filter(has=page.get_by_text(text, exact=True))


async def badge_is(page: Page, text: str) -> None:
    """Wait until a bell shows a number, or none if it is empty."""
    badge = page.locator(BADGE)
    if text:
        await expect(badge).to_be_visible()
        await expect(badge).to_have_text(text)
    else:
        await expect(page.locator(BELL)).to_be_visible()
        await expect(badge).to_be_hidden()


async def use(page: Page, name: str, text: str) -> None:
    """Click the control of the entry with a text."""
    await entry_of(page, text).get_by_role("button", name=name, exact=True).click()
