"""The control that dismisses all messages."""

from collections.abc import Sequence

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.browser.actions import (
    DISMISS,
    DROPPED_BY_CLIENT,
    MESSAGE,
    note,
    send,
    wait_for_messages,
    wait_until_joined,
)
from tests.browser.axe import AXE, violations
from tests.browser.conftest import OpenPage
from tests.browser.screen_reader import LISTEN, announcements
from tests.browser.test_message_appearance import shown

ALL = "[data-liveflash-all]"
KEYS = ("a", "b", "c")


@pytest.fixture
async def page(open_page: OpenPage) -> Page:
    """A page without messages."""
    return await open_page("/stage/")


async def put_all(page: Page, keys: Sequence[str] = KEYS) -> None:
    """Put a message for each key."""
    for key in keys:
        await send(page, "put", {"key": key, "text": key, "timeout": 600})
    await wait_for_messages(page, *keys)


async def test_two_messages_have_no_control(page: Page) -> None:
    await put_all(page, "ab")
    await expect(page.locator(ALL)).to_have_count(0)


async def test_three_messages_are_dismissed_at_once(page: Page) -> None:
    await put_all(page)
    await page.click(ALL)
    await wait_for_messages(page)
    await expect(page.locator(ALL)).to_have_count(0)
    await page.evaluate(DROPPED_BY_CLIENT)
    await wait_until_joined(page)
    await wait_for_messages(page)


async def test_the_control_goes_when_too_few_messages_are_left(page: Page) -> None:
    await put_all(page)
    await expect(page.locator(ALL)).to_be_visible()
    await page.locator(DISMISS).first.click()
    await expect(page.locator(ALL)).to_have_count(0)


async def test_a_patch_leaves_the_control(page: Page) -> None:
    await put_all(page)
    await note(page)
    await expect(page.locator(ALL)).to_be_visible()


async def test_messages_of_scripts_are_dismissed_too(page: Page) -> None:
    await put_all(page, "ab")
    await page.evaluate("liveflash.put('info', 'own')")
    await page.click(ALL)
    await wait_for_messages(page)


async def test_folded_messages_are_dismissed_too(page: Page) -> None:
    await put_all(page, "abcdefg")
    await page.click(ALL)
    await wait_for_messages(page)


async def test_each_message_tells_that_it_was_dismissed(page: Page) -> None:
    await put_all(page)
    await page.evaluate(
        """() => {
          window.ended = [];
          const note = ({ detail }) => ended.push(`${detail.key} ${detail.reason}`);
          document.addEventListener("liveflash:dismissed", note);
        }"""
    )
    await page.click(ALL)
    await wait_for_messages(page)
    assert await page.evaluate("ended") == ["a click", "b click", "c click"]


async def test_a_message_without_a_button_stays(page: Page) -> None:
    await put_all(page, "abcd")
    first = "document.querySelector('[data-liveflash-dismiss]')"
    await page.evaluate(f"{first}.remove()")
    await page.click(ALL)
    await wait_for_messages(page, "a")


async def test_after_a_key_the_focus_is_where_it_was(page: Page) -> None:
    await put_all(page)
    await page.focus("#text")
    await page.keyboard.press("F8")
    await page.focus(ALL)
    await page.keyboard.press("Enter")
    await wait_for_messages(page)
    await expect(page.locator("#text")).to_be_focused()


async def test_after_a_key_the_focus_is_on_the_message_that_stays(page: Page) -> None:
    await put_all(page, "abcd")
    first = "document.querySelector('[data-liveflash-dismiss]')"
    await page.evaluate(f"{first}.remove()")
    await page.focus(ALL)
    await page.keyboard.press("Enter")
    await wait_for_messages(page, "a")
    await expect(page.locator(MESSAGE)).to_be_focused()


async def test_after_a_click_the_focus_is_back_in_the_field(page: Page) -> None:
    await put_all(page)
    await page.focus("#text")
    await page.keyboard.type("half")
    await page.click(ALL)
    await wait_for_messages(page)
    await page.keyboard.type(" typed")
    assert await page.locator("#text").input_value() == "half typed"


async def test_a_control_that_goes_by_itself_hands_the_focus_on(page: Page) -> None:
    await put_all(page)
    await page.focus(ALL)
    await send(page, "clear", {"key": "a"})
    await wait_for_messages(page, "b", "c")
    await expect(page.locator(DISMISS).last).to_be_focused()


async def test_nothing_is_announced(context: BrowserContext) -> None:
    await context.add_init_script(LISTEN)
    page = await context.new_page()
    await page.goto("/stage/")
    await wait_until_joined(page)
    await put_all(page)
    await page.wait_for_function("heard.length === 3")
    await page.click(ALL)
    await wait_for_messages(page)
    await page.wait_for_timeout(2500)  # an update would be announced after two seconds
    assert len(await announcements(page)) == 3


async def test_a_menu_stays_open(page: Page) -> None:
    await put_all(page)
    await page.evaluate(
        "window.outside = 0; document.addEventListener('click', () => (outside += 1))"
    )
    await page.click(ALL)
    await wait_for_messages(page)
    assert await page.evaluate("outside") == 0


async def test_the_count_of_folded_messages_is_before_the_control(page: Page) -> None:
    for number in range(7):
        await page.evaluate("(text) => liveflash.put('error', text)", str(number))
    order = await page.locator("#liveflash > button").evaluate_all(
        "(buttons) => buttons.map(({ textContent }) => textContent.trim())"
    )
    assert order == ["+ 2 more", "Dismiss all"]


@pytest.mark.parametrize("skin", ["plain", "bootstrap", "daisyui"])
@pytest.mark.parametrize("scene", ["five", "eight"])
async def test_the_control_stands_at_the_end_and_can_be_tapped(
    context: BrowserContext, skin: str, scene: str
) -> None:
    async with shown(context, scene, skin) as page:
        await page.add_script_tag(path=AXE)
        found = await violations(page, "#liveflash")
        box, message = [
            await page.locator(each).last.bounding_box() for each in (ALL, MESSAGE)
        ]
    assert box is not None
    assert message is not None
    assert found == []
    assert box["height"] >= 44
    end, end_of_message = (each["x"] + each["width"] for each in (box, message))
    assert abs(end - end_of_message) < 1
