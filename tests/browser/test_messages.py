"""``{% liveflash %}``: messages on screen, and how they go."""

import pytest
from playwright.async_api import BrowserContext, expect

from tests.browser.actions import (
    DISMISS,
    MESSAGE,
    TEXTS,
    note,
    put,
    send,
    wait_for_messages,
    wait_until_joined,
)
from tests.browser.conftest import OpenPage


async def test_a_click_shows_a_message(open_page: OpenPage) -> None:
    page = await open_page("/stage/")
    await page.click("#put")
    await wait_for_messages(page, "Hello")


async def test_a_message_of_a_background_task_arrives(open_page: OpenPage) -> None:
    page = await open_page("/stage/")
    await send(page, "later", {})
    await wait_for_messages(page, "info rung")


async def test_several_keys_show_in_the_order_they_were_put(
    open_page: OpenPage,
) -> None:
    page = await open_page("/stage/")
    for key in ("warning", "info", "error"):
        await send(page, "put", {"key": key, "text": key.title()})
    await wait_for_messages(page, "Warning", "Info", "Error")


async def test_the_same_text_again_is_a_new_element_at_the_end(
    open_page: OpenPage,
) -> None:
    page = await open_page("/stage/")
    for key in ("info", "error"):
        await send(page, "put", {"key": key, "text": key})
    await wait_for_messages(page, "info", "error")
    first = await page.locator(MESSAGE).first.get_attribute("id")
    await send(page, "put", {"key": "info", "text": "info"})
    await wait_for_messages(page, "error", "info")
    last = await page.locator(MESSAGE).last.get_attribute("id")
    assert (first is None, first == last) == (False, False)


async def test_a_key_of_ones_own_has_the_level_that_it_is_given(
    open_page: OpenPage,
) -> None:
    page = await open_page("/stage/")
    await send(page, "put", {"key": "upload-7", "text": "No.", "level": "error"})
    message = page.locator(MESSAGE)
    await expect(message).to_have_attribute("data-key", "upload-7")
    await expect(message).to_have_attribute("data-level", "error")


async def test_a_handle_updates_a_message_in_its_place(open_page: OpenPage) -> None:
    page = await open_page("/stage/")
    await send(page, "put and keep", {"text": "Importing… 40 %"})
    await send(page, "put", {"key": "error", "text": "Error"})
    await wait_for_messages(page, "Importing… 40 %", "Error")
    message = await page.locator(MESSAGE).first.element_handle()
    await send(page, "update", {"text": "Done"})
    await wait_for_messages(page, "Done", "Error")
    assert message is not None
    assert await message.evaluate("each => each.isConnected && each.innerText") == (
        "Information:\nDone"
    )


async def test_a_handle_takes_a_message_back(open_page: OpenPage) -> None:
    page = await open_page("/stage/")
    await send(page, "put and keep", {"text": "Importing… 40 %"})
    await wait_for_messages(page, "Importing… 40 %")
    await send(page, "take back", {})
    await wait_for_messages(page)


async def test_a_long_text_is_shown_whole(open_page: OpenPage) -> None:
    page = await open_page("/stage/")
    text = "word " * 400 + "x" * 400
    await put(page, text)
    await wait_for_messages(page, text)
    fits = """each => each.scrollWidth <= each.clientWidth
      && document.documentElement.scrollWidth <= innerWidth"""
    assert await page.locator(MESSAGE).evaluate(fits)
    await page.locator(TEXTS).evaluate("each => each.scrollIntoView({ block: 'end' })")
    await page.click(DISMISS)
    await wait_for_messages(page)


async def test_markup_in_a_message_is_shown_as_text(open_page: OpenPage) -> None:
    page = await open_page("/stage/")
    markup = "<img src=x onerror=\"document.title = 'run'\"> &amp; </div>"
    await put(page, markup)
    await wait_for_messages(page, markup)
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


async def test_all_that_a_dict_may_have_is_shown(open_page: OpenPage) -> None:
    page = await open_page("/stage/")
    action = {"label": "Undo", "event": "put", "value": {"key": "debug", "text": "Un"}}
    value = {
        "title": "Deleted",
        "body": "3 files",
        "level": "warning",
        "url": "/plain/",
    }
    await put(page, {**value, "action": action})
    message = page.locator(MESSAGE)
    await expect(message).to_have_attribute("data-level", "warning")
    await expect(message.locator(".liveflash-title")).to_have_text("Deleted")
    await wait_for_messages(page, "3 files")
    await expect(message.get_by_role("link")).to_have_attribute("href", "/plain/")
    await expect(message.get_by_role("button", name="Undo")).to_be_visible()


async def test_an_action_is_an_ordinary_event(open_page: OpenPage) -> None:
    page = await open_page("/stage/")
    action = {"label": "Undo", "event": "put", "value": {"key": "debug", "text": "Un"}}
    await put(page, {"text": "Deleted", "action": action})
    await page.click("text=Undo")
    await wait_for_messages(page, "Un")


async def test_folded_messages_are_shown_on_demand(open_page: OpenPage) -> None:
    page = await open_page("/stage/")
    for number in range(7):
        await send(page, "put", {"key": f"k{number}", "text": str(number)})
    more = page.locator(".liveflash-more")
    await expect(more).to_have_text("+ 2 more")
    await expect(page.locator(MESSAGE).first).to_be_hidden()
    await more.click()
    await note(page)
    await expect(page.locator(MESSAGE).first).to_be_visible()
    await expect(more).to_have_attribute("aria-expanded", "true")


async def test_new_messages_are_folded_after_others_were_unfolded(
    open_page: OpenPage,
) -> None:
    page = await open_page("/stage/")
    visible = page.locator(f"{MESSAGE}:visible")
    for _ in range(2):
        for number in range(7):
            await send(page, "put", {"key": f"k{number}", "text": str(number)})
        await wait_for_messages(page, *"0123456")
        await expect(visible).to_have_count(5)
        await page.click("text=+ 2 more")
        await expect(visible).to_have_count(7)
        await send(page, "clear", {})
        await wait_for_messages(page)


LISTEN = """() => {
  window.told = [];
  for (const name of ["shown", "dismissed"]) {
    const listen = ({ detail: { key, level, reason = "" } }) =>
      told.push([name, key, level, reason]);
    document.addEventListener(`liveflash:${name}`, listen);
  }
}"""


@pytest.mark.parametrize("reason", ["click", "escape", "action", "timeout", "server"])
async def test_a_page_can_listen_for_shown_and_dismissed_messages(
    context: BrowserContext, reason: str
) -> None:
    page = await context.new_page()
    await page.clock.install()
    await page.goto("/stage/")
    await wait_until_joined(page)
    await page.evaluate(LISTEN)
    action = {"label": "Undo", "event": "undo"}
    value = {"text": "Hello", "action": action} if reason == "action" else "Hello"
    await send(page, "put", {"key": "info", "text": value})
    await wait_for_messages(page, "Hello")
    match reason:
        case "click":
            await page.click(DISMISS)
        case "escape":
            await page.focus(DISMISS)
            await page.keyboard.press("Escape")
        case "action":
            await page.click("text=Undo")
        case "timeout":
            await page.clock.fast_forward(9_000)
        case "server":
            await send(page, "clear", {})
    await wait_for_messages(page)
    assert await page.evaluate("told") == [
        ["shown", "info", "info", ""],
        ["dismissed", "info", "info", reason],
    ]


async def test_a_click_hides_a_message_before_the_server_answers(
    open_page: OpenPage,
) -> None:
    page = await open_page("/stage/")
    await put(page, "Hello")
    await wait_for_messages(page, "Hello")
    await page.evaluate("liveSocket.enableLatencySim(60_000)")
    await page.click(DISMISS)
    await expect(page.locator(MESSAGE)).to_be_hidden()
    await wait_for_messages(page, "Hello")


@pytest.mark.parametrize("key", ["Enter", "Space", "Escape"])
async def test_a_key_on_the_button_dismisses_a_message(
    open_page: OpenPage, key: str
) -> None:
    page = await open_page("/stage/")
    await put(page, "Hello")
    await wait_for_messages(page, "Hello")
    await page.keyboard.press("Tab")
    await expect(page.locator(DISMISS)).to_be_focused()
    await page.keyboard.press(key)
    await wait_for_messages(page)


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
    await wait_for_messages(page, "Warning", "Info")
    await page.locator(DISMISS).first.click()
    await wait_for_messages(page, "Info")


async def test_a_message_put_again_after_its_dismissal_is_shown(
    open_page: OpenPage,
) -> None:
    page = await open_page("/stage/")
    await put(page, "Hello")
    await page.click(DISMISS)
    await wait_for_messages(page)
    await put(page, "Hello")
    await expect(page.locator(MESSAGE)).to_be_visible()


async def test_a_click_hides_a_message_of_a_plain_page(context: BrowserContext) -> None:
    page = await context.new_page()
    await page.goto("/send/?put=info")
    await wait_for_messages(page, "sent info")
    await page.click(DISMISS)
    await expect(page.locator(TEXTS)).to_be_hidden()


async def test_two_tabs_do_not_see_each_others_messages(open_page: OpenPage) -> None:
    pages = [await open_page("/stage/") for _ in range(2)]
    for page, text in zip(pages, ["One", "Two"], strict=True):
        await put(page, text)
    for page, text in zip(pages, ["One", "Two"], strict=True):
        await note(page)
        await wait_for_messages(page, text)
