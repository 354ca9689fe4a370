"""The notices that the connection is lost, that the server fails, and the return."""

import pytest
from playwright.async_api import BrowserContext, Locator, Page, expect

from tests.browser.actions import (
    DROPPED_BY_CLIENT,
    note,
    put,
    wait_for_messages,
    wait_until_joined,
)
from tests.browser.conftest import OpenPage
from tests.browser.screen_reader import LISTEN, announcements, wait_for_announcements

DISCONNECT = "new Promise((done) => liveSocket.disconnect(done))"
CONNECT = "liveSocket.connect()"
# Notes whether a notice was ever seen.
WATCH = """
window.noticed = [];
new MutationObserver(() => {
  for (const each of document.querySelectorAll("[data-liveflash-connection]"))
    if (each.checkVisibility()) noticed.push(each.dataset.liveflashConnection);
}).observe(document, { attributes: true, childList: true, subtree: true });
"""
LOST = "polite: The connection is lost. Trying to get it back…"
FAILED = "polite: Something went wrong on the server. Trying again…"
BACK = "polite: Back online."


@pytest.fixture
async def page(context: BrowserContext, open_page: OpenPage) -> Page:
    await context.add_init_script(LISTEN + WATCH)
    return await open_page("/stage/")


def notice(page: Page) -> Locator:
    return page.locator("[data-liveflash-connection]:visible")


async def is_noticed(page: Page, kind: str) -> None:
    await expect(notice(page)).to_have_attribute("data-liveflash-connection", kind)


async def test_a_first_load_shows_and_says_nothing(page: Page) -> None:
    await note(page)
    assert (await page.evaluate("noticed"), await announcements(page)) == ([], [])


async def test_a_lost_connection_and_its_return_are_announced(page: Page) -> None:
    await page.evaluate(DISCONNECT)
    await is_noticed(page, "lost")
    await page.evaluate(CONNECT)
    await is_noticed(page, "back")
    await wait_for_announcements(page, LOST, BACK)


async def test_the_notice_of_a_return_expires(context: BrowserContext) -> None:
    page = await context.new_page()
    await page.clock.install()
    await page.goto("/stage/")
    await wait_until_joined(page)
    await page.evaluate(DISCONNECT)
    await page.clock.fast_forward(1_000)
    await is_noticed(page, "lost")
    await page.evaluate(CONNECT)
    await is_noticed(page, "back")
    await page.clock.fast_forward(5_000)
    await expect(notice(page)).to_have_count(0)


async def test_a_blip_of_the_connection_is_silent(page: Page) -> None:
    await page.evaluate(DROPPED_BY_CLIENT)
    await wait_until_joined(page)
    await note(page)
    assert (await page.evaluate("noticed"), await announcements(page)) == ([], [])


async def test_a_crash_of_the_view_and_its_return_are_announced(page: Page) -> None:
    await put(page, "Hello")
    await note(page)
    await page.click("#crash")
    await is_noticed(page, "failed")
    await is_noticed(page, "back")
    await wait_for_messages(page, "Hello")
    await wait_for_announcements(page, "polite: Information: Hello", FAILED, BACK)


async def test_a_failure_of_the_first_join_is_announced(
    context: BrowserContext,
) -> None:
    await context.add_init_script(LISTEN)
    page = await context.new_page()
    await page.clock.install()
    await page.goto("/broken/")
    await page.locator("[data-phx-main].phx-server-error").wait_for()
    await page.clock.fast_forward(1_000)
    await is_noticed(page, "failed")
    await page.clock.run_for(100)
    await wait_for_announcements(page, FAILED)


async def test_a_notice_is_seen_above_a_dialog(page: Page) -> None:
    await page.evaluate(
        """() => {
          const dialog = document.createElement("dialog");
          document.body.append(dialog);
          dialog.showModal();
        }"""
    )
    await page.evaluate(DISCONNECT)
    await is_noticed(page, "lost")
    await expect(
        page.locator("dialog [data-liveflash-connection=lost]")
    ).to_be_visible()
