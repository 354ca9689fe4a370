"""A form of django-crispy-forms that is live, and its messages under Bootstrap."""

import re

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.browser.actions import MESSAGE, TEXTS
from tests.browser.conftest import OpenPage
from tests.browser.screen_reader import LISTEN, wait_for_announcements

SAVE = "input[name=save]"
LOOP = "p.alert"
RGB = """(element) => {
  const context = document.createElement("canvas").getContext("2d");
  context.fillStyle = getComputedStyle(element, "::before").backgroundColor;
  context.fillRect(0, 0, 1, 1);
  return [...context.getImageData(0, 0, 1, 1).data.slice(0, 3)];
}"""


@pytest.fixture
async def page(context: BrowserContext, open_page: OpenPage) -> Page:
    await context.add_init_script(LISTEN)
    return await open_page("/task/")


async def test_a_field_is_checked_while_typing(page: Page) -> None:
    days = page.locator("#id_days")
    await days.fill("99")
    await expect(page.locator("#error_1_id_days")).to_contain_text("30")
    await expect(days).to_have_class(re.compile("is-invalid"))
    await expect(days).to_have_value("99")
    await expect(days).to_be_focused()


async def test_a_form_is_saved(page: Page) -> None:
    await page.fill("#id_title", "Shop")
    await page.click(SAVE)
    await wait_for_announcements(page, "polite: Success: Saved.")


async def test_an_error_with_the_tag_danger_is_one(page: Page) -> None:
    await page.click(SAVE)
    await wait_for_announcements(page, "assertive: Error: Have another look.")
    await expect(page.locator(MESSAGE)).to_have_attribute("data-level", "error")


async def test_an_error_with_the_tag_danger_is_red(page: Page) -> None:
    await page.click(SAVE)
    await expect(page.locator(MESSAGE)).to_have_class(re.compile(r"\btoast\b"))
    red, green, blue = await page.locator(MESSAGE).evaluate(RGB)
    assert red > 2 * max(green, blue)


async def test_a_loop_beside_the_tag_repeats_no_message(page: Page) -> None:
    await page.click(SAVE)
    await expect(page.locator(TEXTS)).to_have_text("Have another look.")
    await expect(page.locator(LOOP)).to_have_count(0)


async def test_the_tag_shows_the_messages_of_a_plain_page(page: Page) -> None:
    await page.goto("/plain/")
    await page.click(SAVE)
    await expect(page.locator(TEXTS)).to_have_text("Have another look.")
    await expect(page.locator(MESSAGE)).to_have_class(re.compile(r"\btoast\b"))
    await expect(page.locator(LOOP)).to_have_count(0)
