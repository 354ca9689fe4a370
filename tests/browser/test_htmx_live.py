"""htmx on a live page: swaps in the live part, links, and messages of its requests."""

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.browser.actions import (
    wait_for_messages,
    wait_for_page,
    wait_until_joined,
)


@pytest.fixture(params=["/live-htmx/", "/live-htmx2/"])
async def page(context: BrowserContext, request: pytest.FixtureRequest) -> Page:
    """A live page with htmx, for a visitor with a session."""
    page = await context.new_page()
    await page.goto("/login/?name=ada")
    await page.goto(request.param)
    await wait_until_joined(page)
    return page


async def swap(page: Page, target: str) -> None:
    """Have htmx replace the contents of an element."""
    await page.click(f"text=swap {target}")
    await expect(page.locator(f"#{target}")).to_have_text("Swapped")


async def request_message(page: Page, how: str) -> None:
    """Have a view put a message during a request of htmx."""
    await page.click(f"text=/^{how}$/")
    await expect(page.locator("#place")).to_have_text("Swapped")


async def render_again(page: Page) -> None:
    """Have the view render a change elsewhere."""
    await page.click("text=/^add$/")
    await expect(page.locator("#count")).to_have_text("1")


@pytest.mark.parametrize("target", ["fixed", "ignored"])
async def test_a_swap_lasts_where_the_view_changes_nothing(
    page: Page, target: str
) -> None:
    await swap(page, target)
    await render_again(page)
    await expect(page.locator(f"#{target}")).to_have_text("Swapped")


async def test_a_render_replaces_a_swap_in_what_it_changes(page: Page) -> None:
    await swap(page, "changing")
    await render_again(page)
    await expect(page.locator("#changing")).to_have_text("Count 1")


async def test_a_link_that_is_not_boosted_leads_to_a_live_page(page: Page) -> None:
    await page.click("text=/^load$/")
    await wait_for_page(page, "/other/")


@pytest.mark.parametrize(("how", "text"), [("put", "Put"), ("django", "Django's")])
async def test_a_message_is_shown_at_once_and_lasts_over_a_render(
    page: Page, how: str, text: str
) -> None:
    await request_message(page, how)
    await wait_for_messages(page, text)
    await render_again(page)
    await wait_for_messages(page, text)


async def test_a_pushed_message_is_shown_at_once(page: Page) -> None:
    await request_message(page, "push")
    await wait_for_messages(page, "Pushed")
