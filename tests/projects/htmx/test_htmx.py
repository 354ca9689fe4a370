"""Messages of views with django-htmx, on their own pages and on live ones."""

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.browser.actions import wait_for_messages, wait_until_joined


@pytest.fixture
async def page(context: BrowserContext) -> Page:
    page = await context.new_page()
    await page.goto("/tasks/")
    return page


async def test_a_fragment_brings_its_message(page: Page) -> None:
    await page.click("text=Save")
    await expect(page.locator("#saved")).to_have_text("A task")
    await wait_for_messages(page, "Saved.")


async def test_a_client_redirect_takes_a_message_to_a_live_page(page: Page) -> None:
    await page.click("text=Leave")
    await page.wait_for_url("**/stage/")
    await wait_until_joined(page)
    await wait_for_messages(page, "Redirected by htmx.")


async def test_a_client_refresh_shows_a_message(page: Page) -> None:
    await page.click("text=Refresh")
    await wait_for_messages(page, "Refreshed by htmx.")
