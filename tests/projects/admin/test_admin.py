"""The admin beside live pages: each message is shown once, by one of them."""

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.browser.actions import wait_for_messages, wait_until_joined
from tests.browser.conftest import OpenPage

LOOP = ".messagelist li"
REPORT = "a:text('Report')"
GROUPS = "/admin/auth/group/"


@pytest.fixture
async def page(context: BrowserContext, name: str, expected: list[str]) -> Page:
    """A tab of a user who has just added a group."""
    # By the browser, of a page that is left before its stack is connected.
    expected.append("closed before the connection is established")
    page = await context.new_page()
    await page.goto(f"/login/?name={name}")
    await page.goto(f"{GROUPS}add/")
    await page.fill("#id_name", name)
    await page.click("[name=_save]")
    await page.wait_for_url(f"**{GROUPS}")
    return page


async def act(page: Page, action: str) -> None:
    """Run an action of the admin for all groups."""
    await page.check("#action-toggle")
    await page.select_option("[name=action]", action)
    await page.click("[name=index]")


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
