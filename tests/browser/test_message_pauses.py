"""Pauses of a message's timeout, and the time left after them."""

import json
from pathlib import Path
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, expect

from tests.browser.actions import (
    MESSAGE,
    note,
    send,
    wait_for_messages,
    wait_until_joined,
)
from tests.browser.clock import is_shown, open_with_clock, pass_time, put_for
from tests.browser.conftest import OpenPage
from tests.browser.daphne import migrate, serving

ASIDE = "#log"


async def test_the_pointer_on_a_message_stops_its_time(context: BrowserContext) -> None:
    page = await open_with_clock(context)
    await put_for(page, 5)
    await page.hover(MESSAGE)
    await pass_time(page, 3600)
    assert await is_shown(page)
    await page.hover(ASIDE)
    await pass_time(page, 6)
    await wait_for_messages(page)


async def test_the_focus_in_a_message_stops_its_time(context: BrowserContext) -> None:
    page = await open_with_clock(context)
    await put_for(page, 5)
    await page.keyboard.press("F8")
    await pass_time(page, 3600)
    assert await is_shown(page)
    await page.keyboard.press("F8")
    await pass_time(page, 6)
    await wait_for_messages(page)


async def test_the_focus_in_a_dialog_stops_the_time(context: BrowserContext) -> None:
    page = await open_with_clock(context)
    await page.evaluate(
        """() => {
          const dialog = document.createElement("dialog");
          dialog.innerHTML = "<button>Close</button>";
          document.body.append(dialog);
          dialog.showModal();
        }"""
    )
    await put_for(page, 5)
    await note(page)  # the pause is reported: a push that is not answered times out
    await pass_time(page, 3600)
    assert await is_shown(page)
    await page.evaluate("document.querySelector('dialog').close()")
    await pass_time(page, 1)
    await pass_time(page, 6)
    await wait_for_messages(page)


HIDE = """isHidden => {
  const hidden = { get: () => isHidden, configurable: true };
  Object.defineProperty(document, "hidden", hidden);
  document.dispatchEvent(new Event("visibilitychange"));
}"""


async def test_a_hidden_tab_stops_the_time(context: BrowserContext) -> None:
    page = await open_with_clock(context)
    await put_for(page, 5)
    await page.evaluate(HIDE, True)
    await pass_time(page, 3600)
    assert await is_shown(page)
    await page.evaluate(HIDE, False)
    await pass_time(page, 1)
    await pass_time(page, 6)
    await wait_for_messages(page)


async def test_what_was_left_at_a_pause_is_left_after_it(
    context: BrowserContext,
) -> None:
    page = await open_with_clock(context)
    await put_for(page, 10)
    await pass_time(page, 6)
    await page.hover(MESSAGE)
    await pass_time(page, 60)
    await page.hover(ASIDE)
    await pass_time(page, 3)
    assert await is_shown(page)
    await pass_time(page, 2)
    await wait_for_messages(page)


async def test_a_folded_message_begins_its_time_when_it_is_seen(
    context: BrowserContext,
) -> None:
    page = await open_with_clock(context)
    for number in range(6):
        message = {"key": f"k{number}", "text": str(number), "timeout": 5}
        await send(page, "put", message)
    await wait_for_messages(page, *"012345")
    await pass_time(page, 6)
    await wait_for_messages(page, "0")
    await expect(page.locator(MESSAGE)).to_be_visible()
    await pass_time(page, 4)
    assert await is_shown(page)
    await pass_time(page, 2)
    await wait_for_messages(page)


async def test_a_restart_resumes_from_the_last_reported_time(
    context: BrowserContext, tmp_path: Path, expected: list[str]
) -> None:
    expected.append("WebSocket connection to .* failed")
    migrate(tmp_path)
    with serving(tmp_path) as address:
        page = await open_with_clock(context, f"{address}/stage/")
        await put_for(page, 60)
        await pass_time(page, 30)
        await page.hover(MESSAGE)
        await note(page)
    await page.locator("[data-phx-main].phx-client-error").wait_for()
    await pass_time(page, 3600)
    with serving(tmp_path, urlsplit(address).port or 0):
        # No time is passed here: ten seconds are too long for a join that is under way.
        await wait_until_joined(page)
        await expect(page.locator("#log")).not_to_contain_text("note")
        assert await is_shown(page)
        await page.hover(ASIDE)
        await pass_time(page, 28)
        assert await is_shown(page)
        await pass_time(page, 3)
        await wait_for_messages(page)


async def test_the_remaining_time_is_reported_at_a_pause(
    open_page: OpenPage,
) -> None:
    page = await open_page("/stage/")
    await page.evaluate(
        """() => {
          const { conn } = liveSocket.socket, { send } = conn;
          window.sent = [];
          conn.send = (data) => { sent.push(data); send.call(conn, data); };
        }"""
    )
    await put_for(page, 50)
    await page.hover(MESSAGE)
    told = "sent.find((text) => text.includes('lv:flash-time'))"
    await page.wait_for_function(told)
    frame = json.loads(await page.evaluate(told))
    ((left, is_paused),) = frame[-1]["value"].values()
    assert (49 < left <= 50, is_paused) == (True, True)
