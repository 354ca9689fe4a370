"""Timeouts of messages."""

from playwright.async_api import BrowserContext, expect

from tests.browser.actions import (
    DISMISS,
    DROPPED_BY_CLIENT,
    MESSAGE,
    go,
    note,
    send,
    wait_for_messages,
    wait_until_joined,
)
from tests.browser.clock import is_shown, open_with_clock, pass_time, put_for
from tests.browser.conftest import OpenPage

ASIDE = "#log"


async def test_a_message_goes_when_its_time_is_over(context: BrowserContext) -> None:
    page = await open_with_clock(context)
    await put_for(page, 5)
    await pass_time(page, 4)
    assert await is_shown(page)
    await pass_time(page, 2)
    await wait_for_messages(page)


async def test_an_expired_message_is_cleared_on_the_server(
    context: BrowserContext,
) -> None:
    page = await open_with_clock(context)
    await put_for(page, 5)
    await pass_time(page, 6)
    await wait_for_messages(page)
    await page.evaluate(DROPPED_BY_CLIENT)
    await expect(page.locator("[data-phx-main].phx-connected")).to_be_attached()
    await wait_for_messages(page)


async def test_messages_that_expire_together_are_cleared_on_the_server(
    context: BrowserContext,
) -> None:
    page = await open_with_clock(context)
    for text in ("One", "Two", "Three"):
        await send(page, "put", {"key": text, "text": text, "timeout": 5})
    await send(page, "put", {"key": "info", "text": "Stays", "timeout": 500})
    await wait_for_messages(page, "One", "Two", "Three", "Stays")
    await pass_time(page, 8)
    await wait_for_messages(page, "Stays")
    await note(page)
    await page.evaluate(DROPPED_BY_CLIENT)
    await expect(page.locator("#log")).not_to_contain_text("note")
    await wait_until_joined(page)
    await wait_for_messages(page, "Stays")


async def test_after_a_dismissal_the_time_of_others_goes_on(
    context: BrowserContext,
) -> None:
    page = await open_with_clock(context)
    await put_for(page, 5)
    await send(page, "put", {"key": "error", "text": "No."})
    await wait_for_messages(page, "Hello", "No.")
    await page.locator(DISMISS).last.click()
    await wait_for_messages(page, "Hello")
    await page.hover(ASIDE)
    await pass_time(page, 6)
    await wait_for_messages(page)
    await page.evaluate(DROPPED_BY_CLIENT)
    await wait_until_joined(page)
    await wait_for_messages(page)


async def test_an_error_stays(context: BrowserContext) -> None:
    page = await open_with_clock(context)
    await send(page, "put", {"key": "error", "text": "No."})
    await expect(page.locator(MESSAGE)).to_be_visible()
    await pass_time(page, 3600)
    assert await is_shown(page)


async def test_a_patch_of_the_url_does_not_restart_the_timeout(
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
    await wait_for_messages(page)


async def test_an_update_restarts_the_timeout(context: BrowserContext) -> None:
    page = await open_with_clock(context)
    await send(page, "put and keep", {"text": "40 %"})  # which stays for 30 seconds
    await wait_for_messages(page, "40 %")
    await pass_time(page, 25)
    await send(page, "update", {"text": "Done."})
    await wait_for_messages(page, "Done.")
    await pass_time(page, 25)
    assert await is_shown(page)
    await pass_time(page, 6)
    await wait_for_messages(page)


async def test_a_message_with_an_action_stays(context: BrowserContext) -> None:
    page = await open_with_clock(context)
    value = {"text": "Deleted.", "action": {"label": "Undo", "event": "undo"}}
    await send(page, "put", {"key": "info", "text": value})
    await wait_for_messages(page, "Deleted.")
    await pass_time(page, 3600)
    assert await is_shown(page)


async def test_a_longer_text_stays_longer(context: BrowserContext) -> None:
    page = await open_with_clock(context)
    await send(page, "put", {"key": "info", "text": "word " * 50})
    await expect(page.locator(MESSAGE)).to_be_visible()
    await pass_time(page, 12)
    assert await is_shown(page)
    await pass_time(page, 10)
    await wait_for_messages(page)


async def test_a_render_does_not_restart_the_timeout(context: BrowserContext) -> None:
    page = await open_with_clock(context)
    await put_for(page, 5)
    await pass_time(page, 3)
    await note(page)
    await pass_time(page, 3)
    await wait_for_messages(page)


async def test_a_reconnect_does_not_restart_the_timeout(
    context: BrowserContext,
) -> None:
    page = await open_with_clock(context)
    await put_for(page, 60)
    await pass_time(page, 30)
    await page.evaluate(DROPPED_BY_CLIENT)
    await expect(page.locator("[data-phx-main].phx-connected")).to_be_attached()
    await wait_for_messages(page, "Hello")
    await pass_time(page, 31)
    await wait_for_messages(page)


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
    await wait_for_messages(page)


async def test_a_message_dismissed_while_offline_does_not_come_back(
    open_page: OpenPage,
) -> None:
    page = await open_page("/stage/")
    await put_for(page, 60)
    await page.evaluate("new Promise((done) => liveSocket.disconnect(done))")
    await expect(page.locator("[data-phx-main].phx-connected")).not_to_be_attached()
    await page.click("[data-liveflash-dismiss]")
    await page.evaluate("liveSocket.connect()")
    await wait_until_joined(page)
    await wait_for_messages(page)


async def test_a_message_that_travelled_has_its_whole_time(
    context: BrowserContext,
) -> None:
    page = await open_with_clock(context)
    await go(page, "navigate", "/other/", "Hello")
    await wait_for_messages(page, "Hello")
    await pass_time(page, 7)
    assert await is_shown(page)
    await pass_time(page, 2)
    await wait_for_messages(page)
