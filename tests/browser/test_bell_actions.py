"""The actions and links of entries in the panel of ``{% liveflash_bell %}``."""

import asyncio

import pytest
from playwright.async_api import BrowserContext, Locator, Page, Route, expect

from tests.browser.actions import TEXTS
from tests.browser.bell import (
    ENTRIES,
    PANEL,
    badge_is,
    entries_are,
    keep,
    log_in,
    open_panel,
    use,
)

UNDO = {"label": "Undo", "event": "undo", "value": {"id": 3}}
FAIL = {"label": "Fail", "event": "fail"}
LATER = {"label": "Later", "dismiss": True}
PAGES = ["/bell/", "/bell-plain/"]
FAILURE = "This could not be done."
UNREAD = f"{ENTRIES}[data-unread]"
ACTION = f"{ENTRIES} .liveflash-action"
DONE = {"/bell/": "undo", "/bell-plain/": "Undone: 3."}


@pytest.fixture
async def page(context: BrowserContext, ada: str) -> Page:
    """A page in the browser of Ada."""
    await log_in(context, ada)
    return await context.new_page()


async def open_at(page: Page, url: str) -> Locator:
    """Open the panel of a page."""
    await page.goto(url)
    await expect(page.locator(".phx-connected").first).to_be_attached()
    return await open_panel(page)


@pytest.mark.parametrize("url", PAGES)
async def test_an_action_is_done_and_its_entry_is_read(
    page: Page, server: str, ada: str, url: str
) -> None:
    await keep(server, ada, "One", actions=[UNDO])
    await open_at(page, url)
    await page.locator(ACTION).click()
    done = page.locator("#log" if url == "/bell/" else TEXTS)
    await expect(done.filter(has_text=DONE[url])).to_have_count(1)
    await expect(page.locator(UNREAD)).to_have_count(0)
    await badge_is(page, "")


async def test_an_action_that_fails_leaves_its_entry_unread(
    page: Page, server: str, ada: str, expected: list[str]
) -> None:
    expected.append("500")
    await keep(server, ada, "One", actions=[FAIL])
    await open_at(page, "/bell-plain/")
    await page.locator(ACTION).click()
    failure = page.locator(TEXTS).filter(has_text=FAILURE)
    await expect(failure).to_be_visible()
    await expect(page.locator(UNREAD)).to_have_count(1)


@pytest.mark.parametrize("url", PAGES)
async def test_an_action_that_dismisses_marks_its_entry_as_read(
    page: Page, server: str, ada: str, url: str
) -> None:
    await keep(server, ada, "One", actions=[LATER])
    await open_at(page, url)
    await page.locator(ACTION).click()
    await expect(page.locator(UNREAD)).to_have_count(0)
    await entries_are(page, "One")


async def test_an_action_is_busy_while_a_message_arrives(
    page: Page, server: str, ada: str
) -> None:
    await keep(server, ada, "One", actions=[UNDO])
    await open_at(page, "/bell-plain/")
    is_seen = asyncio.Event()

    async def hold(route: Route) -> None:
        if "liveflash-action" in route.request.headers:
            await is_seen.wait()
        await route.continue_()

    await page.route("**/*?liveflash", hold)
    await page.locator(ACTION).click()
    await keep(server, ada, "Two")
    await entries_are(page, "Two", "One")
    await expect(page.locator(f"{ACTION}[aria-busy=true]")).to_have_count(1)
    is_seen.set()
    await expect(page.locator(UNREAD)).to_have_count(1)


@pytest.mark.parametrize("kind", ["patch", "navigate"])
async def test_a_link_to_a_view_closes_the_panel(
    page: Page, server: str, ada: str, kind: str
) -> None:
    link = {"label": "Go", "url": "/bell/?page=2", "open": kind}
    await keep(server, ada, "One", actions=[link])
    await open_at(page, "/bell/")
    await page.locator(ACTION).click()
    await page.wait_for_url("**/bell/?page=2")
    await expect(page.locator(PANEL)).to_be_hidden()
    await badge_is(page, "")


async def test_a_link_to_a_new_tab_leaves_the_panel_open(
    page: Page, server: str, ada: str
) -> None:
    link = {"label": "Go", "url": "/other/", "open": "new"}
    await keep(server, ada, "One", actions=[link])
    await open_at(page, "/bell-plain/")
    async with page.context.expect_page() as opened:
        await page.locator(ACTION).click()
    other = await opened.value
    assert await other.evaluate("window.opener") is None
    await expect(page.locator(UNREAD)).to_have_count(0)
    await expect(page.locator(PANEL)).to_be_visible()


async def test_a_double_click_deletes_one_entry(
    page: Page, server: str, ada: str
) -> None:
    await keep(server, ada, *"abc")
    await open_at(page, "/bell/")
    box = await page.locator("[data-liveflash-use=delete]").first.bounding_box()
    assert box is not None
    at = (box["x"] + 5, box["y"] + 20)
    await page.mouse.click(*at)
    await entries_are(page, "b", "a")
    await page.mouse.move(*at)
    await page.mouse.down(click_count=2)
    await page.mouse.up(click_count=2)
    await use(page, "Mark as read", "b")
    await entries_are(page, "b", "a")
