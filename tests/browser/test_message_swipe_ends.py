"""Swipes that something interrupts."""

import pytest
from playwright.async_api import BrowserContext, Page

from tests.browser.actions import put, send, wait_for_messages
from tests.browser.swiping import (
    on_message,
    open_touched,
    wait_until_in_place,
    wait_until_moved,
)


@pytest.fixture
async def page(phone: BrowserContext) -> Page:
    """A page with one message on the touch screen."""
    return await open_touched(phone)


async def test_a_second_finger_ends_a_swipe(page: Page) -> None:
    finger = await on_message(page)
    await finger.move(200)
    finger.others.append(finger.at)
    await finger.touch((100, 500))
    await wait_until_in_place(page)
    await finger.move(200)
    await finger.lift()
    await wait_for_messages(page, "Hello")


async def test_a_cancelled_touch_springs_back(page: Page) -> None:
    finger = await on_message(page)
    await finger.move(200)
    await finger.cancel()
    await wait_until_in_place(page)
    await wait_for_messages(page, "Hello")


async def test_a_patch_in_the_middle_of_a_swipe_leaves_it(page: Page) -> None:
    finger = await on_message(page)
    await finger.move(60)
    await send(page, "put", {"key": "error", "text": "No."})
    await wait_for_messages(page, "Hello", "No.")
    await wait_until_moved(page, 50, 61)
    await finger.move(150)
    await finger.lift()
    await wait_for_messages(page, "No.")


async def test_a_message_that_is_updated_in_the_middle_follows_on(page: Page) -> None:
    await send(page, "put and keep", {"text": "40 %"})
    await wait_for_messages(page, "40 %")
    finger = await on_message(page)
    await finger.move(60)
    await send(page, "update", {"text": "Done."})
    await wait_for_messages(page, "Done.")
    await finger.move(150)
    await finger.lift()
    await wait_for_messages(page)


async def test_a_message_that_is_cleared_in_the_middle_is_gone(page: Page) -> None:
    finger = await on_message(page)
    await finger.move(60)
    await send(page, "clear", {})
    await wait_for_messages(page)
    await finger.move(150)
    await finger.lift()
    await put(page, "Next")
    await wait_for_messages(page, "Next")
    await wait_until_in_place(page)


async def test_a_message_that_expires_in_the_middle_goes_with_the_finger(
    page: Page,
) -> None:
    finger = await on_message(page)
    await finger.move(60)
    await page.evaluate(
        "document.querySelector('.liveflash-message').dismiss('timeout')"
    )
    await finger.lift()
    await wait_for_messages(page)
