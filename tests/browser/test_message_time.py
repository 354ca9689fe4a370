"""How long a message is shown, with the browser's clock in the test's hand."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.daphne import migrate, serving
from tests.browser.stage import (
    DROPPED_BY_CLIENT,
    MESSAGE,
    go,
    joined,
    note,
    send,
    shows,
)

ASIDE = "#log"


async def open_with_clock(context: BrowserContext, url: str = "/stage/") -> Page:
    page = await context.new_page()
    await page.clock.install()
    await page.goto(url)
    await joined(page)
    return page


async def put_for(page: Page, seconds: float, text: str = "Hello") -> None:
    message = {"key": "info", "text": text, "timeout": seconds}
    await send(page, "put", message)
    await expect(page.locator(MESSAGE).last).to_be_visible()


async def pass_time(page: Page, seconds: float) -> None:
    await page.clock.fast_forward(int(seconds * 1000))


async def is_shown(page: Page) -> Any:
    return await page.locator(MESSAGE).last.is_visible()


async def test_a_message_goes_when_its_time_is_over(context: BrowserContext) -> None:
    page = await open_with_clock(context)
    await put_for(page, 5)
    await pass_time(page, 4)
    assert await is_shown(page)
    await pass_time(page, 2)
    await shows(page)


async def test_what_is_over_is_cleared_on_the_server(context: BrowserContext) -> None:
    page = await open_with_clock(context)
    await put_for(page, 5)
    await pass_time(page, 6)
    await shows(page)
    await page.evaluate(DROPPED_BY_CLIENT)
    await expect(page.locator("[data-phx-main].phx-connected")).to_be_attached()
    await shows(page)


async def test_an_error_stays(context: BrowserContext) -> None:
    page = await open_with_clock(context)
    await send(page, "put", {"key": "error", "text": "No."})
    await expect(page.locator(MESSAGE)).to_be_visible()
    await pass_time(page, 3600)
    assert await is_shown(page)


async def test_the_pointer_on_a_message_stops_its_time(context: BrowserContext) -> None:
    page = await open_with_clock(context)
    await put_for(page, 5)
    await page.hover(MESSAGE)
    await pass_time(page, 3600)
    assert await is_shown(page)
    await page.hover(ASIDE)
    await pass_time(page, 6)
    await shows(page)


async def test_the_focus_in_a_message_stops_its_time(context: BrowserContext) -> None:
    page = await open_with_clock(context)
    await put_for(page, 5)
    await page.keyboard.press("F8")
    await pass_time(page, 3600)
    assert await is_shown(page)
    await page.keyboard.press("F8")
    await pass_time(page, 6)
    await shows(page)


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
    await pass_time(page, 3600)
    assert await is_shown(page)
    await page.evaluate("document.querySelector('dialog').close()")
    await pass_time(page, 1)
    await pass_time(page, 6)
    await shows(page)


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
    await shows(page)


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
    await shows(page)


async def test_a_folded_message_begins_its_time_when_it_is_seen(
    context: BrowserContext,
) -> None:
    page = await open_with_clock(context)
    for number in range(6):
        message = {"key": f"k{number}", "text": str(number), "timeout": 5}
        await send(page, "put", message)
    await shows(page, *"012345")
    await pass_time(page, 6)
    await shows(page, "0")
    await expect(page.locator(MESSAGE)).to_be_visible()
    await pass_time(page, 4)
    assert await is_shown(page)
    await pass_time(page, 2)
    await shows(page)


async def test_a_patch_of_the_url_does_not_begin_the_time_anew(
    context: BrowserContext,
) -> None:
    page = await open_with_clock(context, "/kept/")
    await put_for(page, 5)
    await pass_time(page, 3)
    await page.evaluate("liveSocket.js().patch('/kept/?page=2')")
    await expect(page.locator("#log")).to_contain_text("page=2")
    await pass_time(page, 1)
    assert await is_shown(page)
    await pass_time(page, 2)
    await shows(page)


async def test_an_update_begins_the_time_anew(context: BrowserContext) -> None:
    page = await open_with_clock(context)
    await send(page, "put and keep", {"text": "40 %"})  # which stays for 30 seconds
    await shows(page, "40 %")
    await pass_time(page, 25)
    await send(page, "update", {"text": "Done."})
    await shows(page, "Done.")
    await pass_time(page, 25)
    assert await is_shown(page)
    await pass_time(page, 6)
    await shows(page)


async def test_a_message_with_an_action_stays(context: BrowserContext) -> None:
    page = await open_with_clock(context)
    value = {"text": "Deleted.", "action": {"label": "Undo", "event": "undo"}}
    await send(page, "put", {"key": "info", "text": value})
    await shows(page, "Deleted.")
    await pass_time(page, 3600)
    assert await is_shown(page)


async def test_a_longer_text_stays_longer(context: BrowserContext) -> None:
    page = await open_with_clock(context)
    await send(page, "put", {"key": "info", "text": "word " * 50})
    await expect(page.locator(MESSAGE)).to_be_visible()
    await pass_time(page, 12)
    assert await is_shown(page)
    await pass_time(page, 10)
    await shows(page)


async def test_a_restart_goes_on_from_what_was_told_last(
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
        await pass_time(page, 10)
        await joined(page)
        await expect(page.locator("#log")).not_to_contain_text("note")
        assert await is_shown(page)
        await page.hover(ASIDE)
        await pass_time(page, 28)
        assert await is_shown(page)
        await pass_time(page, 3)
        await shows(page)


async def test_a_render_does_not_begin_the_time_anew(context: BrowserContext) -> None:
    page = await open_with_clock(context)
    await put_for(page, 5)
    await pass_time(page, 3)
    await note(page)
    await pass_time(page, 3)
    await shows(page)


async def test_a_reconnect_does_not_begin_the_time_anew(
    context: BrowserContext,
) -> None:
    page = await open_with_clock(context)
    await put_for(page, 60)
    await pass_time(page, 30)
    await page.evaluate(DROPPED_BY_CLIENT)
    await expect(page.locator("[data-phx-main].phx-connected")).to_be_attached()
    await shows(page, "Hello")
    await pass_time(page, 31)
    await shows(page)


async def test_the_same_text_put_again_has_its_whole_time(
    context: BrowserContext,
) -> None:
    page = await open_with_clock(context)
    await put_for(page, 5)
    await pass_time(page, 3)
    await put_for(page, 5)
    await pass_time(page, 4)
    assert await is_shown(page)
    await pass_time(page, 2)
    await shows(page)


async def test_the_server_is_told_what_remains_at_a_pause(
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


async def test_a_message_dismissed_while_offline_does_not_come_back(
    open_page: OpenPage,
) -> None:
    page = await open_page("/stage/")
    await put_for(page, 60)
    await page.evaluate("new Promise((done) => liveSocket.disconnect(done))")
    await expect(page.locator("[data-phx-main].phx-connected")).not_to_be_attached()
    await page.click("[data-liveflash-dismiss]")
    await page.evaluate("liveSocket.connect()")
    await joined(page)
    await shows(page)


async def test_a_message_that_travelled_has_its_whole_time(
    context: BrowserContext,
) -> None:
    page = await open_with_clock(context)
    await go(page, "navigate", "/other/", "Hello")
    await shows(page, "Hello")
    await pass_time(page, 7)
    assert await is_shown(page)
    await pass_time(page, 2)
    await shows(page)
