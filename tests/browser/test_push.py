"""Messages from anywhere, in the tabs of a real browser."""

from collections.abc import AsyncIterator

import httpx
import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.browser.actions import (
    DISMISS,
    DROPPED_BY_CLIENT,
    wait_for_messages,
    wait_until_joined,
)
from tests.browser.conftest import OpenPage


@pytest.fixture
async def ben(browser: Browser, server: str) -> AsyncIterator[BrowserContext]:
    """The browser of another user."""
    context = await browser.new_context(base_url=server)
    await log_in(context, "ben")
    yield context
    await context.close()


async def log_in(context: BrowserContext, name: str) -> None:
    page = await context.new_page()
    await page.goto(f"/login/?name={name}")
    await page.close()


async def push(server: str, name: str, text: str) -> None:
    """Push from elsewhere."""
    async with httpx.AsyncClient(base_url=server) as client:
        await client.get("/push-to/", params={"name": name, "text": text})


async def until_nothing_waits(server: str, page: Page, name: str) -> None:
    """Wait until the pages of a user have acknowledged everything."""
    async with httpx.AsyncClient(base_url=server) as client:
        for _ in range(100):
            answer = await client.get("/push-to/", params={"name": name})
            if answer.json() == {"waiting": 0}:
                return
            await page.wait_for_timeout(50)
    pytest.fail("The message still waits.")


async def test_both_tabs_of_a_user_show_it_and_one_dismisses_for_both(
    context: BrowserContext, open_page: OpenPage, ben: BrowserContext, server: str
) -> None:
    await log_in(context, "ada")
    first, second = await open_page("/stage/"), await open_page("/stage/")
    other = await ben.new_page()
    await other.goto("/stage/")
    await wait_until_joined(other)
    await push(server, "ada", "Your export is ready.")
    await wait_for_messages(first, "Your export is ready.")
    await wait_for_messages(second, "Your export is ready.")
    await until_nothing_waits(server, first, "ada")
    await first.locator(DISMISS).click()
    await wait_for_messages(first)
    await wait_for_messages(second)
    await push(server, "ben", "For Ben.")
    await wait_for_messages(other, "For Ben.")
    await wait_for_messages(first)


async def test_whoever_was_away_has_it_with_the_next_page_once(
    context: BrowserContext, open_page: OpenPage, server: str
) -> None:
    await push(server, "cleo", "While you were away.")
    await log_in(context, "cleo")
    page = await open_page("/stage/")
    await wait_for_messages(page, "While you were away.")
    await until_nothing_waits(server, page, "cleo")
    following = await open_page("/stage/")
    await wait_for_messages(following)


async def test_a_plain_page_shows_it_once(context: BrowserContext, server: str) -> None:
    await push(server, "dora", "On a plain page.")
    await log_in(context, "dora")
    page = await context.new_page()
    await page.goto("/plain/")
    await wait_for_messages(page, "On a plain page.")
    await page.reload()
    await wait_for_messages(page)


async def test_a_template_of_the_projects_own_is_acknowledged_too(
    context: BrowserContext, open_page: OpenPage, server: str
) -> None:
    await log_in(context, "eve")
    page = await open_page("/custom/")
    await push(server, "eve", "In my own way.")
    await expect(page.locator(".message")).to_have_text("In my own way.")
    await until_nothing_waits(server, page, "eve")


async def test_a_tab_that_loses_its_connection_shows_it_once(
    context: BrowserContext, open_page: OpenPage, server: str
) -> None:
    await log_in(context, "fred")
    page = await open_page("/stage/")
    await push(server, "fred", "Before the loss.")
    await wait_for_messages(page, "Before the loss.")
    await until_nothing_waits(server, page, "fred")
    await page.evaluate(DROPPED_BY_CLIENT)
    await wait_until_joined(page)
    await push(server, "fred", "After the loss.")
    await expect(page.locator(".liveflash-text")).to_contain_text(["After the loss."])


async def test_a_hidden_tab_defers_its_acknowledgement(
    context: BrowserContext, open_page: OpenPage, server: str
) -> None:
    await log_in(context, "gina")
    page = await open_page("/stage/")
    await page.evaluate(
        "Object.defineProperty(document, 'hidden', {value: true, configurable: true})"
    )
    await push(server, "gina", "In the background.")
    await wait_for_messages(page, "In the background.")
    async with httpx.AsyncClient(base_url=server) as client:
        answer = await client.get("/push-to/", params={"name": "gina"})
    assert answer.json() == {"waiting": 1}
    await page.evaluate("delete document.hidden")
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    await until_nothing_waits(server, page, "gina")
