"""What a visitor gets once: the messages of mounts, and word of refused events."""

import re

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.browser.actions import (
    DISMISS,
    DROPPED_BY_CLIENT,
    DROPPED_BY_SERVER,
    wait_for_messages,
)
from tests.browser.conftest import OpenPage
from tests.browser.screen_reader import LISTEN, announcements, wait_for_announcements

TOLD = "This could not be done. Check what you entered, or reload the page."
LOCKED = "[data-phx-ref-src], .phx-submit-loading, .phx-click-loading"
WELCOME = ("Welcome!", "Press save.", "Page 1")
SPOKEN = [
    "polite: Welcome!",
    "polite: Information: Hint, Press save.",
    "polite: Page 1",
]
# Counts the messages that enter, and those that are put into the page.
WATCH = """
window.entered = [];
document.addEventListener("animationstart", ({ target, animationName }) => {
  if (target.matches(".liveflash-message")) entered.push(animationName);
}, true);
"""
NOTICE = re.compile("The connection is lost|Back online")
DROPS = [
    pytest.param(DROPPED_BY_CLIENT, id="by the client"),
    pytest.param(DROPPED_BY_SERVER, id="by the server"),
]


@pytest.fixture
async def feedback(open_page: OpenPage) -> Page:
    return await open_page("/feedback/")


@pytest.fixture
async def welcome(context: BrowserContext, open_page: OpenPage) -> Page:
    await context.add_init_script(LISTEN + WATCH)
    return await open_page("/welcome/")


async def rejoined(page: Page, drop: str) -> None:
    """Drop the connection, and wait until the page is live again."""
    await page.evaluate(f"{drop}; window.left = liveSocket.main.joinCount")
    await page.wait_for_function(
        "liveSocket.main.joinCount > left && liveSocket.main.isConnected()"
        " && !document.querySelector('.phx-loading, .phx-error')"
    )


async def test_a_form_whose_event_was_refused_is_submitted_again(
    feedback: Page,
) -> None:
    await feedback.fill("#count", "three")
    await feedback.click("#send")
    await wait_for_messages(feedback, TOLD)
    await expect(feedback.locator(LOCKED)).to_have_count(0)
    await feedback.fill("#count", "3")
    await feedback.click("#send")
    await wait_for_messages(feedback, TOLD, "3 saved.")


async def test_a_button_whose_event_was_refused_can_be_clicked_again(
    feedback: Page,
) -> None:
    shown = set()
    for _ in range(2):
        await feedback.click("#unknown")
        await expect(feedback.locator(LOCKED)).to_have_count(0)
        await wait_for_messages(feedback, TOLD)
        shown.add(
            await feedback.locator(".liveflash-message").first.get_attribute("id")
        )
    assert len(shown) == 2


async def test_a_hook_receives_the_reason(feedback: Page) -> None:
    assert await feedback.evaluate("echo('save', {})") == {"refused": "malformed event"}


async def test_a_message_of_a_task_is_shown_at_once(feedback: Page) -> None:
    await feedback.evaluate("echo('work', {})")
    await wait_for_messages(feedback, "Worked.")


async def test_a_long_text_arrives(feedback: Page) -> None:
    enter = "each => each.value = '漢'.repeat(100_000)"
    await feedback.locator("#text").evaluate(enter)
    await feedback.fill("#count", "3")
    await feedback.click("#send")
    await wait_for_messages(feedback, "3 saved.")


async def test_messages_of_a_mount_are_announced_once(welcome: Page) -> None:
    await wait_for_messages(welcome, *WELCOME)
    await wait_for_announcements(welcome, *SPOKEN)


@pytest.mark.parametrize("drop", DROPS)
async def test_reconnects_announce_and_enter_nothing(
    welcome: Page, drop: str, expected: list[str]
) -> None:
    expected.append(r".*")
    await wait_for_announcements(welcome, *SPOKEN)
    entered = await welcome.evaluate("entered.length")
    element = await welcome.query_selector(".liveflash-message")
    for _ in range(2):
        await rejoined(welcome, drop)
    await wait_for_messages(welcome, *WELCOME)
    lines = await announcements(welcome)
    assert [each for each in lines if not NOTICE.search(each)] == SPOKEN
    assert await welcome.evaluate("entered.length") == entered
    assert await welcome.locator("[data-liveflash-entering]").count() == 0
    assert element is not None
    assert await element.evaluate("each => each.isConnected")


async def test_the_join_puts_no_message_in_again(welcome: Page) -> None:
    await wait_for_messages(welcome, *WELCOME)
    assert await welcome.locator("[data-liveflash-entering]").count() == 0
    entered = await welcome.evaluate("entered.length")
    assert entered <= len(WELCOME)


@pytest.mark.parametrize("drop", DROPS)
async def test_a_dismissed_message_stays_away(
    welcome: Page, drop: str, expected: list[str]
) -> None:
    expected.append(r".*")
    await welcome.locator(DISMISS).first.click()
    await wait_for_messages(welcome, *WELCOME[1:])
    for _ in range(2):
        await rejoined(welcome, drop)
        await wait_for_messages(welcome, *WELCOME[1:])


async def test_a_reload_shows_the_messages_again(
    welcome: Page, expected: list[str]
) -> None:
    expected.append("WebSocket is closed before the connection is established")
    await welcome.locator(DISMISS).first.click()
    await wait_for_messages(welcome, *WELCOME[1:])
    await welcome.reload()
    await wait_for_messages(welcome, *WELCOME)
