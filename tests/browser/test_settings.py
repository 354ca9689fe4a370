"""The documented example."""

from playwright.async_api import Page, expect

from tests.browser.actions import wait_for_messages
from tests.browser.conftest import OpenPage

ERROR = "#flash-error"


async def save(page: Page, name: str) -> None:
    await page.fill("input[name=name]", name)
    await page.click("button:text('Save')")


async def test_an_empty_submit_shows_the_error(open_page: OpenPage) -> None:
    page = await open_page("/settings/")
    await page.click("button:text('Save')")
    await expect(page.locator(ERROR)).to_have_text("Name cannot be blank.")


async def test_a_name_shows_the_success(open_page: OpenPage) -> None:
    page = await open_page("/settings/")
    await save(page, "Ada")
    await wait_for_messages(page, "Settings saved.")


async def test_a_saved_name_stays_in_the_form(open_page: OpenPage) -> None:
    page = await open_page("/settings/")
    await save(page, " Ada ")
    await expect(page.locator("input[name=name]")).to_have_value("Ada")


async def test_a_click_hides_the_error_before_the_server_answers(
    open_page: OpenPage,
) -> None:
    page = await open_page("/settings/")
    await save(page, "")
    await page.evaluate("liveSocket.enableLatencySim(60_000)")
    await page.click(ERROR)
    await expect(page.locator(ERROR)).to_be_hidden()
    assert await page.locator(ERROR).count() == 1


async def test_an_error_that_was_clicked_stays_gone_after_the_next_event(
    open_page: OpenPage,
) -> None:
    page = await open_page("/settings/")
    await save(page, "")
    await page.click(ERROR)
    await save(page, "Ada")
    await wait_for_messages(page, "Settings saved.")
    assert await page.locator(ERROR).count() == 0


async def test_an_error_that_was_clicked_is_shown_when_put_again(
    open_page: OpenPage,
) -> None:
    page = await open_page("/settings/")
    await save(page, "")
    await page.click(ERROR)
    await expect(page.locator(ERROR)).not_to_be_attached()
    await save(page, "")
    await expect(page.locator(ERROR)).to_be_visible()
