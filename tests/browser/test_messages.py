"""``{% liveflash %}``: messages on screen, and how they go."""

import pytest
from playwright.async_api import BrowserContext, expect

from tests.browser.conftest import OpenPage
from tests.browser.stage import DISMISS, TEXTS, note, put, send, shows

MESSAGE = ".liveflash-message"


async def test_a_click_shows_a_message(open_page: OpenPage) -> None:
    page = await open_page("/stage/")
    await page.click("#put")
    await shows(page, "Hello")


async def test_a_message_of_a_background_task_arrives(open_page: OpenPage) -> None:
    page = await open_page("/stage/")
    await send(page, "later", {})
    await shows(page, "info rung")


async def test_several_keys_show_in_the_order_they_were_put(
    open_page: OpenPage,
) -> None:
    page = await open_page("/stage/")
    for key in ("warning", "info", "error"):
        await send(page, "put", {"key": key, "text": key.title()})
    await shows(page, "Warning", "Info", "Error")


async def test_markup_in_a_message_is_shown_as_text(open_page: OpenPage) -> None:
    page = await open_page("/stage/")
    markup = "<img src=x onerror=\"document.title = 'run'\"> &amp; </div>"
    await put(page, markup)
    await shows(page, markup)
    assert (await page.locator("img").count(), await page.title()) == (0, "Tests")


async def test_markup_in_a_key_stays_in_its_attribute(open_page: OpenPage) -> None:
    page = await open_page("/stage/")
    key = "\"><img src=x onerror=\"document.title = 'run'\">'"
    await send(page, "put", {"key": key, "text": "Hello"})
    await expect(page.locator(MESSAGE)).to_have_attribute("data-key", key)
    assert (await page.locator("img").count(), await page.title()) == (0, "Tests")


async def test_a_dict_shows_as_a_title_and_a_list(open_page: OpenPage) -> None:
    page = await open_page("/stage/")
    fields = ["Name: required", "<b>Mail</b>: invalid"]
    await put(page, {"title": "Not saved", "fields": fields})
    await expect(page.locator(".liveflash-title")).to_have_text("Not saved")
    await expect(page.locator(f"{MESSAGE} li")).to_have_text(fields)


async def test_a_click_hides_a_message_before_the_server_answers(
    open_page: OpenPage,
) -> None:
    page = await open_page("/stage/")
    await put(page, "Hello")
    await shows(page, "Hello")
    await page.evaluate("liveSocket.enableLatencySim(60_000)")
    await page.click(DISMISS)
    await expect(page.locator(MESSAGE)).to_be_hidden()
    await shows(page, "Hello")


@pytest.mark.parametrize("key", ["Enter", "Space", "Escape"])
async def test_a_key_on_the_button_dismisses_a_message(
    open_page: OpenPage, key: str
) -> None:
    page = await open_page("/stage/")
    await put(page, "Hello")
    await shows(page, "Hello")
    await page.keyboard.press("Tab")
    await expect(page.locator(DISMISS)).to_be_focused()
    await page.keyboard.press(key)
    await shows(page)


async def test_a_dismissed_message_stays_gone_after_the_next_event(
    open_page: OpenPage,
) -> None:
    page = await open_page("/stage/")
    await put(page, "Hello")
    await page.click(DISMISS)
    await note(page)
    assert await page.locator(MESSAGE).count() == 0


async def test_dismissing_one_message_leaves_the_others(open_page: OpenPage) -> None:
    page = await open_page("/stage/")
    for key in ("warning", "info"):
        await send(page, "put", {"key": key, "text": key.title()})
    await shows(page, "Warning", "Info")
    await page.locator(DISMISS).first.click()
    await shows(page, "Info")


async def test_a_message_put_again_after_its_dismissal_is_shown(
    open_page: OpenPage,
) -> None:
    page = await open_page("/stage/")
    await put(page, "Hello")
    await page.click(DISMISS)
    await shows(page)
    await put(page, "Hello")
    await expect(page.locator(MESSAGE)).to_be_visible()


async def test_a_click_hides_a_message_of_a_plain_page(context: BrowserContext) -> None:
    page = await context.new_page()
    await page.goto("/send/?put=info")
    await shows(page, "sent info")
    await page.click(DISMISS)
    await expect(page.locator(TEXTS)).to_be_hidden()


async def test_two_tabs_do_not_see_each_others_messages(open_page: OpenPage) -> None:
    pages = [await open_page("/stage/") for _ in range(2)]
    for page, text in zip(pages, ["One", "Two"], strict=True):
        await put(page, text)
    for page, text in zip(pages, ["One", "Two"], strict=True):
        await note(page)
        await shows(page, text)
