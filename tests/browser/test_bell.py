"""``{% liveflash_bell %}`` for a user: the messages that the server keeps."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.browser.actions import (
    DROPPED_BY_CLIENT,
    wait_for_messages,
    wait_until_joined,
)
from tests.browser.bell import (
    BELL,
    ENTRIES,
    PANEL,
    badge_is,
    entries_are,
    keep,
    log_in,
    open_panel,
    use,
)
from tests.browser.conftest import OpenPage

UNREAD = f"{ENTRIES}[data-unread] .liveflash-text"


@pytest.fixture
async def page(context: BrowserContext, open_page: OpenPage, ada: str) -> Page:
    """A live page of Ada's."""
    await log_in(context, ada)
    return await open_page("/bell/")


@pytest.fixture
async def other(browser: Browser, server: str) -> AsyncIterator[BrowserContext]:
    """Another browser."""
    context = await browser.new_context(base_url=server)
    yield context
    await context.close()


async def open_elsewhere(context: BrowserContext, name: str) -> Page:
    """Open the page in another browser, as a user."""
    await log_in(context, name)
    page = await context.new_page()
    await page.goto("/bell/")
    await wait_until_joined(page)
    return page


async def test_devices_of_one_user_follow_each_other(
    page: Page, other: BrowserContext, server: str, ada: str
) -> None:
    second = await open_elsewhere(other, ada)
    await keep(server, ada, "One", "Two")
    await badge_is(page, "2")
    await badge_is(second, "2")
    await open_panel(page)
    await use(page, "Mark as read", "One")
    await expect(page.locator(UNREAD)).to_have_text(["Two"])
    await badge_is(second, "1")


async def test_another_user_sees_none_of_it(
    page: Page, other: BrowserContext, server: str, ada: str
) -> None:
    ben = await open_elsewhere(other, f"ben-{uuid4().hex}")
    await keep(server, ada, "For Ada")
    await badge_is(page, "1")
    await badge_is(ben, "")
    await open_panel(ben)
    await entries_are(ben)
    await expect(ben.get_by_text("There are no messages.")).to_be_visible()


async def test_the_number_is_there_when_the_page_is_loaded(
    page: Page, server: str, ada: str
) -> None:
    await keep(server, ada, "One", "Two", "Three")
    html = await page.evaluate("fetch('/bell/').then((page) => page.text())")
    assert 'data-unread="3"' in html


async def test_the_name_of_the_bell_says_how_many_are_unread(
    page: Page, server: str, ada: str
) -> None:
    bell = page.locator(f"{BELL} .liveflash-bell-open")
    await expect(bell).to_have_accessible_name("Notifications")
    await keep(server, ada, "One")
    await expect(bell).to_have_accessible_name("Notifications, 1 unread")
    await keep(server, ada, "Two")
    await expect(bell).to_have_accessible_name("Notifications, 2 unread")


async def test_a_text_that_is_typed_beside_the_bell_stays(
    page: Page, server: str, ada: str
) -> None:
    await page.locator("#text").press_sequentially("Half a sen")
    await keep(server, ada, "One")
    await badge_is(page, "1")
    await expect(page.locator("#text")).to_be_focused()
    await expect(page.locator("#text")).to_have_value("Half a sen")
    await open_panel(page)
    await use(page, "Delete", "One")
    await badge_is(page, "")
    await page.keyboard.press("Escape")
    await expect(page.locator("#text")).to_have_value("Half a sen")


async def test_after_a_reconnect_the_number_is_right(
    page: Page, server: str, ada: str
) -> None:
    await page.evaluate("new Promise((done) => liveSocket.disconnect(done))")
    await keep(server, ada, "One")
    await badge_is(page, "")
    await page.evaluate("liveSocket.connect()")
    await badge_is(page, "1")
    await page.evaluate(DROPPED_BY_CLIENT)
    await badge_is(page, "1")


async def test_a_patch_of_the_page_leaves_the_panel_and_the_number(
    page: Page, server: str, ada: str
) -> None:
    await keep(server, ada, "One")
    await badge_is(page, "1")
    await open_panel(page)
    await page.evaluate("liveSocket.js().push(hooked, 'note', { value: {} })")
    await expect(page.locator("#log")).to_contain_text("note {}")
    await expect(page.locator(PANEL)).to_be_visible()
    await entries_are(page, "One")
    await badge_is(page, "1")


async def test_on_a_plain_page_the_number_follows(
    context: BrowserContext, page: Page, server: str, ada: str
) -> None:
    plain = await context.new_page()
    await plain.goto("/bell-plain/")
    await expect(plain.locator("#liveflash-root.phx-connected")).to_be_attached()
    await keep(server, ada, "One")
    await badge_is(plain, "1")
    await wait_for_messages(plain, "One")
    await open_panel(page)
    await use(page, "Delete", "One")
    await badge_is(plain, "")


async def test_a_tab_without_a_connection_follows_the_others(
    context: BrowserContext, page: Page, server: str, ada: str
) -> None:
    await keep(server, ada, "One", "Two")
    plain = await context.new_page()
    await plain.goto("/bell-plain/")
    await expect(plain.locator("#liveflash-root.phx-connected")).to_be_attached()
    await plain.evaluate("new Promise((done) => liveSocket.disconnect(done))")
    await open_panel(plain)
    await open_panel(page)
    await use(page, "Delete", "One")
    await badge_is(plain, "1")
    await entries_are(plain, "Two")


async def test_the_end_of_the_session_empties_the_bell(
    context: BrowserContext, page: Page, server: str, ada: str, expected: list[str]
) -> None:
    expected += ["unauthorized live_redirect", "closed before the connection"]
    await keep(server, ada, "One")
    await open_panel(page)
    await entries_are(page, "One")
    # The client loads the page again, which would empty it too.
    await page.route("**/bell/", lambda route: route.fulfill(status=204))
    other = await context.new_page()
    await other.goto("/logout/")
    await entries_are(page)
    await expect(page.locator(f"{BELL} .liveflash-badge")).to_be_hidden()


async def test_all_works_under_a_strict_content_security_policy(
    context: BrowserContext, page: Page, server: str, ada: str
) -> None:
    await keep(server, ada, "One")
    strict = await context.new_page()
    await strict.goto("/bell-strict/")
    await wait_until_joined(strict)
    await open_panel(strict)
    await use(strict, "Delete", "One")
    await entries_are(strict)
