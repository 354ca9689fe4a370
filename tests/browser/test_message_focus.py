"""Messages by keyboard: the way to them and back, and where the focus goes."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.actions import DISMISS, note, put, send, wait_for_messages
from tests.browser.conftest import OpenPage


@pytest.fixture
async def page(open_page: OpenPage) -> Page:
    return await open_page("/stage/")


async def focus_is_in(page: Page, selector: str) -> None:
    await expect(page.locator(f"{selector} :focus, {selector}:focus")).to_be_attached()


async def test_a_key_leads_to_the_messages_and_back(page: Page) -> None:
    await put(page, "Hello")
    await wait_for_messages(page, "Hello")
    await page.focus("#text")
    await page.keyboard.press("F8")
    await expect(page.locator(DISMISS)).to_be_focused()
    await page.keyboard.press("F8")
    await expect(page.locator("#text")).to_be_focused()


async def test_without_messages_the_key_does_nothing(page: Page) -> None:
    await page.focus("#text")
    await page.keyboard.press("F8")
    await expect(page.locator("#text")).to_be_focused()


async def test_after_a_dismissal_the_next_message_has_the_focus(page: Page) -> None:
    for key in ("info", "error", "debug"):
        await send(page, "put", {"key": key, "text": key})
    await wait_for_messages(page, "info", "error", "debug")
    await page.locator(DISMISS).nth(1).focus()
    await page.keyboard.press("Escape")
    await wait_for_messages(page, "info", "debug")
    await expect(page.locator(DISMISS).nth(1)).to_be_focused()


@pytest.mark.parametrize("key", ["Enter", "Escape"])
async def test_after_the_last_dismissal_the_focus_is_where_it_was(
    page: Page, key: str
) -> None:
    await put(page, "Hello")
    await wait_for_messages(page, "Hello")
    await page.focus("#text")
    await page.keyboard.press("F8")
    await page.keyboard.press(key)
    await wait_for_messages(page)
    await expect(page.locator("#text")).to_be_focused()


async def test_after_a_click_the_focus_is_where_it_was(page: Page) -> None:
    for key in ("info", "error"):
        await send(page, "put", {"key": key, "text": key})
    await wait_for_messages(page, "info", "error")
    await page.focus("#text")
    await page.locator(DISMISS).last.click()
    await wait_for_messages(page, "info")
    await expect(page.locator("#text")).to_be_focused()


async def test_after_an_action_the_focus_is_where_it_was(page: Page) -> None:
    await put(page, {"text": "Deleted.", "action": {"label": "Undo", "event": "undo"}})
    await page.locator("text=Undo").wait_for()
    await page.focus("#text")
    await page.keyboard.press("F8")
    await expect(page.locator("text=Undo")).to_be_focused()
    await page.keyboard.press("Enter")
    await wait_for_messages(page)
    await expect(page.locator("#text")).to_be_focused()


async def test_after_a_click_on_the_only_message_the_focus_is_not_lost(
    page: Page,
) -> None:
    await put(page, "Hello")
    await page.focus(DISMISS)
    await page.keyboard.press("Enter")
    await wait_for_messages(page)
    await focus_is_in(page, "main")


async def test_the_focus_that_went_to_the_content_stays_there_over_patches(
    open_page: OpenPage,
) -> None:
    page = await open_page("/inner/")
    await put(page, "Hello")
    await page.focus(DISMISS)
    await page.keyboard.press("Enter")
    await wait_for_messages(page)
    for _ in range(2):
        await note(page)
        await expect(page.locator("#main")).to_be_focused()


async def test_where_the_server_takes_a_message_the_focus_is_not_lost(
    page: Page,
) -> None:
    await put(page, "Hello")
    await page.focus(DISMISS)
    await send(page, "clear", {})
    await wait_for_messages(page)
    await focus_is_in(page, "main")


async def test_where_the_server_takes_one_of_two_the_other_has_the_focus(
    page: Page,
) -> None:
    for key in ("info", "error"):
        await send(page, "put", {"key": key, "text": key})
    await wait_for_messages(page, "info", "error")
    await page.locator(DISMISS).first.focus()
    await send(page, "clear", {"key": "info"})
    await wait_for_messages(page, "error")
    await expect(page.locator(DISMISS)).to_be_focused()


async def test_what_replaces_a_message_does_not_lose_the_focus(page: Page) -> None:
    await put(page, "Hello")
    await page.focus(DISMISS)
    await put(page, "Hello again")
    await wait_for_messages(page, "Hello again")
    await expect(page.locator(DISMISS)).to_be_focused()


async def test_a_line_between_two_messages_takes_no_focus(open_page: OpenPage) -> None:
    page = await open_page("/looks/?scene=five&template=spaced.html")
    await page.locator(DISMISS).nth(4).wait_for()
    await page.locator(DISMISS).nth(1).focus()
    await page.keyboard.press("Escape")
    await expect(page.locator(DISMISS)).to_have_count(4)
    await expect(page.locator(DISMISS).nth(1)).to_be_focused()
