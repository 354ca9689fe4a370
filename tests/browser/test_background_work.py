"""Work beside the handlers, in a real browser."""

from playwright.async_api import expect

from tests.browser.actions import DROPPED_BY_CLIENT, wait_for_messages
from tests.browser.conftest import OpenPage


async def test_events_are_answered_while_work_goes_on(open_page: OpenPage) -> None:
    page = await open_page("/jobs/")
    await page.click("#start")
    await wait_for_messages(page, "Building")
    await page.click("#count")
    await expect(page.locator("#count")).to_have_text("1")
    await expect(page.locator("#report")).to_have_text("")
    await page.click("#finish")
    await wait_for_messages(page, "Built")
    await expect(page.locator("#report")).to_have_text("Report")


async def test_a_variable_is_loaded_in_the_background(open_page: OpenPage) -> None:
    page = await open_page("/jobs/")
    await expect(page.locator("#orders")).to_have_text("Loading")
    await page.click("#load")
    await expect(page.locator("#orders")).to_have_text("7")


async def test_a_reconnect_keeps_the_messages_of_work(open_page: OpenPage) -> None:
    page = await open_page("/jobs/")
    await page.click("#count")
    await page.click("#start")
    await wait_for_messages(page, "Building")
    await page.evaluate(DROPPED_BY_CLIENT)
    await expect(page.locator("#count")).to_have_text("0")
    await wait_for_messages(page, "Building")
