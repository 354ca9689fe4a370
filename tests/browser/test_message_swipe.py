"""Messages swiped away by finger or pen."""

import re

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.browser.actions import (
    DROPPED_BY_CLIENT,
    MESSAGE,
    note,
    put,
    send,
    wait_for_messages,
    wait_until_joined,
)
from tests.browser.clock import put_for
from tests.browser.conftest import OpenPage
from tests.browser.swiping import (
    IS_IN_PLACE,
    LOADED,
    is_in_place,
    on_message,
    open_touched,
    wait_until_in_place,
    wait_until_moved,
)
from tests.browser.touch import drag_with, finger_on, swipe

UNDO = {"label": "Undo", "event": "undo"}


@pytest.fixture
async def page(phone: BrowserContext) -> Page:
    """A page with one message on the touch screen."""
    return await open_touched(phone)


async def log_reasons(page: Page) -> None:
    """Record why messages were dismissed."""
    await page.evaluate(
        """() => {
          window.reasons = [];
          const note = ({ detail }) => reasons.push(detail.reason);
          document.addEventListener("liveflash:dismissed", note);
        }"""
    )


@pytest.mark.parametrize("distance", [200, -200])
async def test_a_swipe_to_either_side_dismisses_a_message(
    page: Page, distance: int
) -> None:
    await log_reasons(page)
    await swipe(page, page.locator(MESSAGE), distance)
    await wait_for_messages(page)
    assert await page.evaluate("reasons") == ["swipe"]


async def test_a_swiped_message_is_cleared_on_the_server(page: Page) -> None:
    await swipe(page, page.locator(MESSAGE), 200)
    await wait_for_messages(page)
    await page.evaluate(DROPPED_BY_CLIENT)
    await wait_until_joined(page)
    await wait_for_messages(page)


async def test_a_message_follows_the_finger(page: Page) -> None:
    finger = await on_message(page)
    await finger.move(60)
    await wait_until_moved(page, 50, 61)
    await finger.move(-120)
    await wait_until_moved(page, -61, -50)
    await finger.lift()


async def test_a_short_slow_swipe_springs_back(page: Page) -> None:
    finger = await on_message(page)
    await finger.move(60)
    await page.wait_for_timeout(300)
    await finger.lift()
    await wait_until_in_place(page)
    await wait_for_messages(page, "Hello")


async def test_a_swipe_back_to_where_it_began_dismisses_nothing(page: Page) -> None:
    finger = await on_message(page)
    await finger.move(200)
    await finger.move(-195)
    await finger.lift()
    await wait_until_in_place(page)
    await wait_for_messages(page, "Hello")


async def test_a_finger_that_moves_up_or_down_moves_no_message(page: Page) -> None:
    finger = await on_message(page)
    await finger.move(30, 300)
    assert await is_in_place(page)
    await finger.lift()
    await wait_for_messages(page, "Hello")


async def test_a_page_scrolls_under_a_finger_on_a_message(page: Page) -> None:
    await page.evaluate("document.body.style.height = '3000px'")
    finger = await on_message(page)
    await finger.move(0, -10)
    await finger.move(0, -200)
    await finger.lift()
    await page.wait_for_function("scrollY > 0")


async def test_the_mouse_swipes_nothing(page: Page) -> None:
    await drag_with(page, "mouse", page.locator(MESSAGE), 250)
    assert await is_in_place(page)
    await wait_for_messages(page, "Hello")


async def test_a_pen_swipes_a_message(page: Page) -> None:
    await drag_with(page, "pen", page.locator(".liveflash-text"), 250)
    await wait_for_messages(page)


async def test_the_mouse_selects_text_in_a_message(open_page: OpenPage) -> None:
    page = await open_page("/stage/")
    await put(page, "Hello")
    await page.locator(".liveflash-text").dblclick(position={"x": 9, "y": 9})
    assert await page.evaluate("getSelection().toString().trim()") == "Hello"


async def test_a_finger_on_selected_text_moves_no_message(page: Page) -> None:
    text = "document.querySelector('.liveflash-text')"
    await page.evaluate(f"getSelection().selectAllChildren({text})")
    finger = await on_message(page)
    await finger.move(200)
    assert await is_in_place(page)
    await finger.lift()
    await wait_for_messages(page, "Hello")


async def test_a_tap_dismisses_at_the_button(page: Page) -> None:
    await page.tap("[data-liveflash-dismiss]")
    await wait_for_messages(page)


async def test_a_swipe_that_begins_on_a_button_does_not_press_it(page: Page) -> None:
    value = {"text": "Deleted.", "action": UNDO}
    await send(page, "put", {"key": "info", "text": value})
    await wait_for_messages(page, "Deleted.")
    finger = await finger_on(page)
    await finger.touch(page.locator("[data-liveflash-action]"))
    await finger.move(60)
    await page.wait_for_timeout(300)
    await finger.lift()
    await note(page)
    await expect(page.locator("#log")).not_to_contain_text("undo")
    await page.tap("[data-liveflash-action]")
    await expect(page.locator("#log")).to_contain_text("undo")


async def test_a_pen_that_swipes_from_a_button_does_not_press_it(page: Page) -> None:
    value = {"text": "Deleted.", "action": UNDO}
    await send(page, "put", {"key": "info", "text": value})
    await wait_for_messages(page, "Deleted.")
    await drag_with(page, "pen", page.locator("[data-liveflash-action]"), 250)
    await wait_for_messages(page)
    await note(page)
    await expect(page.locator("#log")).not_to_contain_text("undo")


async def test_without_a_touch_screen_a_pen_loads_the_swipes(
    open_page: OpenPage,
) -> None:
    page = await open_page("/stage/")
    await put_for(page, 600)
    async with page.expect_response("**/liveflash-touch.js"):
        await drag_with(page, "pen", page.locator("h1"), 5)
    await page.evaluate(LOADED)
    await drag_with(page, "pen", page.locator(MESSAGE), 250)
    await wait_for_messages(page)


async def test_with_a_mouse_the_swipes_are_not_loaded(open_page: OpenPage) -> None:
    page = await open_page("/stage/")
    await put_for(page, 600)
    await drag_with(page, "mouse", page.locator("h1"), 5)
    files = "performance.getEntriesByType('resource').map(({ name }) => name)"
    assert not [name for name in await page.evaluate(files) if "touch" in name]


async def test_a_message_without_a_dismiss_button_springs_back(page: Page) -> None:
    await page.evaluate("document.querySelector('[data-liveflash-dismiss]').remove()")
    finger = await on_message(page)
    await finger.move(200)
    await wait_until_moved(page, 30, 60)
    await finger.lift()
    await wait_until_in_place(page)
    await wait_for_messages(page, "Hello")


async def test_with_reduced_motion_a_swipe_dismisses_without_animation(
    page: Page,
) -> None:
    await page.emulate_media(reduced_motion="reduce")
    finger = await on_message(page)
    await finger.move(60)
    await page.wait_for_timeout(300)
    await finger.lift()
    assert await page.evaluate(IS_IN_PLACE)
    await swipe(page, page.locator(MESSAGE), 200)
    await wait_for_messages(page)


async def test_a_swipe_leaves_the_focus_in_a_field(page: Page) -> None:
    await page.focus("#text")
    await page.keyboard.type("half")
    await swipe(page, page.locator(MESSAGE), 200)
    await wait_for_messages(page)
    await page.keyboard.type(" typed")
    assert await page.locator("#text").input_value() == "half typed"


async def test_messages_beside_a_form_are_not_swiped(phone: BrowserContext) -> None:
    page = await phone.new_page()
    await page.goto("/looks/?scene=one&place=inline")
    await wait_until_joined(page)
    await expect(page.locator(MESSAGE)).to_be_visible()
    await swipe(page, page.locator(MESSAGE), -200)
    await expect(page.locator(MESSAGE)).to_be_visible()


async def test_a_swipe_puts_nothing_into_the_markup(page: Page) -> None:
    finger = await on_message(page)
    await finger.move(60)
    html = await page.locator(MESSAGE).evaluate("(message) => message.outerHTML")
    await finger.lift()
    assert re.search("style=", html) is None
