"""Messages above everything: modal dialogs, several of them, popovers."""

from typing import Any

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.browser.actions import (
    DISMISS,
    MESSAGE,
    STACK,
    go,
    note,
    put,
    send,
    wait_for_messages,
)
from tests.browser.conftest import OpenPage
from tests.browser.screen_reader import LISTEN, wait_for_announcements

REGION = "[aria-live='polite']"
MARK = f'document.querySelector("{REGION}").mark = true'
IS_MARKED = f'document.querySelector("{REGION}").mark === true'

MAKE_DIALOG = """(name) => {
  const dialog = document.createElement("dialog");
  dialog.id = name;
  dialog.innerHTML = `<button id="in-${name}">Inside</button>`;
  document.body.append(dialog);
  dialog.showModal();
}"""
CLOSE = "name => document.getElementById(name).close()"
COVER = """() => {
  const popover = document.getElementById("popover");
  popover.style.cssText = "inset: 0; width: 100vw; height: 100vh; margin: 0";
  popover.showPopover();
}"""
IS_ON_TOP = """(selector) => {
  const element = document.querySelector(selector);
  const { x, y, width, height } = element.getBoundingClientRect();
  return element.contains(document.elementFromPoint(x + width / 2, y + height / 2));
}"""


@pytest.fixture
async def page(context: BrowserContext, open_page: OpenPage) -> Page:
    """A page with a dialog in its live region."""
    await context.add_init_script(LISTEN)
    return await open_page("/dialog/")


async def open_dialog(page: Page) -> None:
    await page.evaluate("document.getElementById('dialog').showModal()")
    await expect(page.locator("#dialog #liveflash-announcer")).to_be_attached()


async def is_open(page: Page) -> Any:
    return await page.evaluate("document.getElementById('dialog').open")


async def stands_in(page: Page, place: str) -> None:
    """Wait until the messages and the live regions are in a place, and seen."""
    await expect(page.locator(f"{place} > {STACK} {MESSAGE}")).to_be_visible()
    await expect(page.locator(f"{place} > #liveflash-announcer")).to_be_attached()
    assert await page.locator(f"{STACK}, #liveflash-announcer").count() == 2


async def test_a_message_above_an_open_dialog_is_visible_announced_and_dismissible(
    page: Page,
) -> None:
    await open_dialog(page)
    await put(page, "Hello")
    await wait_for_messages(page, "Hello")
    await wait_for_announcements(page, "polite: Information: Hello")
    assert await page.evaluate(IS_ON_TOP, MESSAGE)
    await page.click(DISMISS)
    await wait_for_messages(page)
    assert await is_open(page)


async def test_above_a_dialog_an_action_can_be_used(page: Page) -> None:
    await open_dialog(page)
    action = {"label": "Undo", "event": "put", "value": {"key": "debug", "text": "Un"}}
    await put(page, {"text": "Deleted", "action": action})
    await page.click("text=Undo")
    await wait_for_messages(page, "Un")


async def test_messages_go_into_a_dialog_and_home_again(page: Page) -> None:
    await put(page, "Hello")
    await open_dialog(page)
    await stands_in(page, "#dialog")
    await page.evaluate(CLOSE, "dialog")
    await expect(page.locator(f"main {STACK} {MESSAGE}")).to_be_visible()
    assert await page.locator(f"dialog {STACK}").count() == 0


async def test_a_patch_leaves_messages_and_live_regions_in_the_dialog(
    page: Page,
) -> None:
    await put(page, "Hello")
    await open_dialog(page)
    await page.evaluate(MARK)
    for _ in range(2):
        await note(page)
    await expect(page.locator("#dialog p")).to_have_text("3")
    await stands_in(page, "#dialog")
    assert await page.evaluate(IS_MARKED)
    await put(page, "Hello again")
    await wait_for_announcements(
        page, "polite: Information: Hello", "polite: Information: Hello again"
    )


async def test_a_patch_leaves_the_focus_on_a_message_in_a_dialog(page: Page) -> None:
    await put(page, "Hello")
    await open_dialog(page)
    await page.focus(DISMISS)
    await note(page)
    await expect(page.locator(DISMISS)).to_be_focused()


async def test_a_patch_that_removes_the_dialog_leaves_its_messages(page: Page) -> None:
    await put(page, "Hello")
    await open_dialog(page)
    await stands_in(page, "#dialog")
    await page.evaluate(MARK)
    await send(page, "remove", {})
    await expect(page.locator("dialog#dialog")).to_have_count(0)
    await expect(page.locator(f"main {STACK} {MESSAGE}")).to_be_visible()
    assert await page.evaluate(IS_MARKED)
    await page.click(DISMISS)
    await wait_for_messages(page)


async def test_a_script_that_removes_the_dialog_leaves_its_messages(page: Page) -> None:
    await put(page, "Hello")
    await page.evaluate(MAKE_DIALOG, "one")
    await stands_in(page, "#one")
    await page.evaluate("document.getElementById('one').remove()")
    await expect(page.locator(f"main {STACK} {MESSAGE}")).to_be_visible()
    await put(page, "Hello again")
    await wait_for_messages(page, "Hello again")
    assert await page.locator(f"{STACK}, #liveflash-announcer").count() == 2


async def test_of_several_dialogs_the_last_has_the_messages(page: Page) -> None:
    await put(page, "Hello")
    for name in ("one", "two"):
        await page.evaluate(MAKE_DIALOG, name)
        await stands_in(page, f"#{name}")
    await note(page)
    await stands_in(page, "#two")
    await page.evaluate(CLOSE, "two")
    await stands_in(page, "#one")
    await page.evaluate(CLOSE, "one")
    await expect(page.locator(f"main {STACK} {MESSAGE}")).to_be_visible()


async def test_a_dialog_that_is_not_modal_leaves_messages_at_home(page: Page) -> None:
    await put(page, "Hello")
    await page.evaluate("document.getElementById('dialog').show()")
    await note(page)
    await expect(page.locator(f"main > div > {STACK} {MESSAGE}")).to_be_visible()


async def test_escape_on_a_message_leaves_the_dialog_open(page: Page) -> None:
    await open_dialog(page)
    await put(page, "Hello")
    await wait_for_messages(page, "Hello")
    await page.focus(DISMISS)
    await page.keyboard.press("Escape")
    await wait_for_messages(page)
    assert await is_open(page)


async def test_after_a_dismissal_in_a_dialog_the_focus_is_in_it(page: Page) -> None:
    await open_dialog(page)
    await put(page, "Hello")
    await page.focus(DISMISS)
    await page.keyboard.press("Enter")
    await wait_for_messages(page)
    await expect(page.locator("#dialog:focus, #dialog :focus")).to_be_attached()


async def test_where_the_server_takes_a_message_the_focus_stays_in_the_dialog(
    page: Page,
) -> None:
    await open_dialog(page)
    await put(page, "Hello")
    await page.focus(DISMISS)
    await send(page, "clear", {})
    await wait_for_messages(page)
    await expect(page.locator("#dialog:focus, #dialog :focus")).to_be_attached()


async def test_in_a_dialog_a_key_leads_to_the_messages_and_back(page: Page) -> None:
    await open_dialog(page)
    await put(page, "Hello")
    await wait_for_messages(page, "Hello")
    await page.focus("#inside")
    await page.keyboard.press("F8")
    await expect(page.locator(DISMISS)).to_be_focused()
    await page.keyboard.press("F8")
    await expect(page.locator("#inside")).to_be_focused()


async def test_live_navigation_out_of_a_dialog_leaves_one_stack(page: Page) -> None:
    await page.evaluate(MAKE_DIALOG, "one")
    await put(page, "Hello")
    await go(page, "navigate", "/other/", "Arrived")
    await wait_for_messages(page, "Arrived")
    await stands_in(page, "#one")


async def test_a_popover_that_opens_later_does_not_cover_messages(page: Page) -> None:
    await put(page, "Hello")
    await wait_for_messages(page, "Hello")
    await page.focus(DISMISS)
    await page.evaluate(COVER)
    await page.wait_for_function(IS_ON_TOP, arg=MESSAGE)
    await expect(page.locator(DISMISS)).to_be_focused()
    await page.click(DISMISS)
    await wait_for_messages(page)
