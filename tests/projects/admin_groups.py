"""The list of groups of an admin, as a user of the staff has it."""

import pytest
from playwright.async_api import BrowserContext, Page

GROUPS = "/admin/auth/group/"


@pytest.fixture
async def page(context: BrowserContext, name: str, expected: list[str]) -> Page:
    """The list of groups, with one group that the user has just added."""
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
