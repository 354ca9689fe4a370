"""Log-out and log-in in one tab, as the other tabs see it."""

from playwright.async_api import BrowserContext, Page, expect

from tests.browser.actions import wait_until_joined
from tests.browser.conftest import OpenPage


async def go(context: BrowserContext, *urls: str) -> None:
    """Visit pages in a tab of their own."""
    page = await context.new_page()
    for url in urls:
        await page.goto(url)
    await page.close()


async def is_of(page: Page, user: str) -> None:
    """Wait until a page was loaded again for somebody, and is live."""
    await expect(page.locator("#user")).to_have_text(user)
    await wait_until_joined(page)


async def test_the_other_tabs_follow_a_log_out(
    context: BrowserContext, open_page: OpenPage, expected: list[str]
) -> None:
    expected.append("unauthorized live_redirect")
    await go(context, "/login/?name=ada")
    page = await open_page("/stage/")
    await is_of(page, "ada")
    await go(context, "/logout/")
    await is_of(page, "AnonymousUser")


async def test_the_other_tabs_follow_a_log_in(
    context: BrowserContext, open_page: OpenPage, expected: list[str]
) -> None:
    expected.append("unauthorized live_redirect")
    await go(context, "/send/?put=info", "/plain/")
    page = await open_page("/stage/")
    await is_of(page, "AnonymousUser")
    await go(context, "/login/?name=ada")
    await is_of(page, "ada")
