"""Views of pyview in the browser: names, parameters, templates, filters and hooks."""

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.browser.actions import wait_until_joined

Open = Callable[[str], Awaitable[Page]]


@pytest.fixture
def visit(context: BrowserContext) -> Open:
    """A function that opens a page and waits for its join."""

    async def visit(url: str) -> Page:
        page = await context.new_page()
        await page.goto(url)
        await wait_until_joined(page)
        return page

    return visit


async def test_the_template_beside_the_view_is_shown(visit: Open) -> None:
    page = await visit("/basket")
    await expect(page.locator("#count")).to_have_text("1 for <2.50>")
    await expect(page).to_have_title("Basket")


async def test_parameters_of_the_url_are_those_of_a_dataclass(visit: Open) -> None:
    page = await visit("/basket?page=4")
    await expect(page.locator("#paging")).to_have_text("4 of 2")


async def test_a_form_calls_the_handler_with_its_field(visit: Open) -> None:
    page = await visit("/basket")
    await page.fill("[name=name]", "Milk")
    await page.click("#add")
    await expect(page.locator("#item-1")).to_have_text("Milk")
    await expect(page.locator("#info")).to_have_text("Milk added.")


async def test_a_blank_field_is_none(visit: Open) -> None:
    page = await visit("/basket")
    await page.click("#add")
    await expect(page.locator("#error")).to_have_text("A name is missing.")


async def test_a_message_is_cleared_by_its_key(visit: Open) -> None:
    page = await visit("/basket")
    await page.fill("[name=name]", "Milk")
    await page.click("#add")
    await page.click("#info")
    await expect(page.locator("#info")).to_have_count(0)


async def test_a_handler_patches_the_url(visit: Open) -> None:
    page = await visit("/basket")
    await page.click("#next")
    await expect(page.locator("#paging")).to_have_text("2 of 3")
    assert page.url.endswith("/basket?page=2&size=3")


async def test_other_events_reach_handle_event(visit: Open) -> None:
    page = await visit("/basket")
    await page.click("#clear")
    await expect(page.locator("#count")).to_have_text("0 for <0.00>")


async def test_a_hook_of_the_window_pushes_and_receives_events(visit: Open) -> None:
    page = await visit("/board")
    await page.click("#move")
    await page.wait_for_function("window.moved === 'Tea'")


async def test_a_broadcast_reaches_the_other_page(visit: Open) -> None:
    page, other = await visit("/board"), await visit("/board")
    await page.click("#move")
    await expect(other.locator("#notes")).to_have_text("Tea")


async def test_a_timer_reaches_its_handler(visit: Open) -> None:
    page = await visit("/board")
    await expect(page.locator("#ticks")).to_have_text("1")


async def test_commands_of_python_run_in_the_browser(visit: Open) -> None:
    page = await visit("/board")
    await page.click("#hide")
    await expect(page.locator("#details")).to_be_hidden()
    await expect(page.locator("#notes")).to_have_text("hidden")
