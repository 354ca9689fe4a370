"""The admin beside live pages: each message is shown once, by one of them."""

from playwright.async_api import BrowserContext, Page, expect

from tests.browser.actions import wait_for_messages, wait_until_joined
from tests.browser.conftest import OpenPage
from tests.projects.admin_groups import GROUPS, act, page

__all__ = ["page"]

LOOP = ".messagelist li"
REPORT = "a:text('Report')"


async def test_the_admin_shows_its_message_once(page: Page) -> None:
    await expect(page.locator(LOOP)).to_contain_text("was added successfully")
    await wait_for_messages(page)
    await page.click(REPORT)
    await wait_until_joined(page)
    await expect(page.locator(LOOP)).to_have_count(0)
    await wait_for_messages(page)


async def test_a_live_page_shows_the_message_of_an_action_once(page: Page) -> None:
    await act(page, "open_report")
    await wait_until_joined(page)
    await expect(page.get_by_text("This is the report.")).to_have_count(1)
    await page.goto(GROUPS)
    await expect(page.get_by_text("This is the report.")).to_have_count(0)


async def test_a_live_page_of_the_admin_shows_its_own_message_once(page: Page) -> None:
    await page.click(REPORT)
    await wait_until_joined(page)
    await page.click("#put")
    await wait_for_messages(page, "Reported.")
    await expect(page.locator(LOOP)).to_have_count(0)
    await page.goto(GROUPS)
    await expect(page.locator(LOOP)).to_have_count(0)
    await wait_for_messages(page)


async def test_an_action_pushes_to_an_open_page(
    page: Page, open_page: OpenPage
) -> None:
    report = await open_page("/admin/report/")
    await act(page, "export")
    await wait_for_messages(report, "The export is ready.")


async def test_an_action_pushes_to_the_page_of_the_admin(page: Page) -> None:
    await act(page, "export")
    await wait_for_messages(page, "The export is ready.")


async def test_the_live_page_is_for_the_staff(context: BrowserContext) -> None:
    page = await context.new_page()
    await page.goto("/admin/report/")
    await page.wait_for_url("**/admin/login/?next=/admin/report/")
