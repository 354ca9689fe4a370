"""The panel of ``{% liveflash_bell %}``: reading, marking and deleting messages."""

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.browser.actions import (
    wait_until_joined,
)
from tests.browser.bell import (
    ENTRIES,
    PANEL,
    TEXTS,
    badge_is,
    entries_are,
    entry_of,
    keep,
    log_in,
    open_panel,
    use,
)
from tests.browser.conftest import OpenPage

UNREAD = f"{ENTRIES}[data-unread] .liveflash-text"
FAILED = f"{PANEL} [data-liveflash-part=failed]"
FOCUSED = "document.activeElement.closest('.liveflash-entry')?.innerText"


@pytest.fixture
async def page(context: BrowserContext, open_page: OpenPage, ada: str) -> Page:
    """A live page of Ada's."""
    await log_in(context, ada)
    return await open_page("/bell/")


async def test_an_entry_has_its_title_text_link_and_day(
    page: Page, server: str, ada: str
) -> None:
    await keep(server, ada, "One")
    panel = await open_panel(page)
    await expect(panel.get_by_role("heading", name="Today")).to_be_visible()
    entry = panel.get_by_role("listitem")
    await expect(entry.get_by_text("Report")).to_be_visible()
    await expect(entry.get_by_text("Unread")).to_be_visible()
    await entry.get_by_role("link", name="Open").click()
    await page.wait_for_url("**/other/")


async def test_a_message_is_in_the_open_panel_at_once(
    page: Page, server: str, ada: str
) -> None:
    await keep(server, ada, *"abc")
    panel = await open_panel(page)
    await entries_are(page, *"cba")
    button = panel.get_by_role("button", name="Delete", exact=True).nth(1)
    await button.focus()
    await keep(server, ada, "d")
    await entries_are(page, *"dcba")
    assert "\nb\n" in await page.evaluate(FOCUSED)


async def test_a_new_message_leaves_the_scroll_position(
    page: Page, server: str, ada: str
) -> None:
    await page.set_viewport_size({"width": 400, "height": 300})
    await keep(server, ada, *"abcde")
    panel = await open_panel(page)
    await entries_are(page, *"edcba")
    entry = entry_of(page, "b")
    await panel.evaluate("(panel) => panel.scrollTo(0, 500)")
    await page.locator(ENTRIES).nth(3).focus()
    top = await entry.evaluate("(entry) => entry.getBoundingClientRect().top")
    await keep(server, ada, "f")
    await expect(page.locator(TEXTS).first).to_have_text("f")
    after = await entry.evaluate("(entry) => entry.getBoundingClientRect().top")
    assert abs(after - top) <= 1


async def test_more_entries_are_loaded_and_the_first_of_them_has_the_focus(
    page: Page, server: str, ada: str
) -> None:
    await keep(server, ada, *"abcdefghijkl")
    panel = await open_panel(page)
    more = panel.get_by_role("button", name="Show more")
    await entries_are(page, *"lkjih")
    await more.click()
    await entries_are(page, *"lkjihgfedc")
    await expect(page.locator(ENTRIES).nth(5)).to_be_focused()
    await more.click()
    await entries_are(page, *"lkjihgfedcba")
    await expect(more).to_have_count(0)
    await expect(panel.get_by_role("heading", name="Today")).to_have_count(1)


async def test_entries_that_were_loaded_stay_when_one_arrives(
    page: Page, server: str, ada: str
) -> None:
    await keep(server, ada, *"abcdefghijkl")
    panel = await open_panel(page)
    await panel.get_by_role("button", name="Show more").click()
    await entries_are(page, *"lkjihgfedc")
    await keep(server, ada, "m")
    await entries_are(page, *"mlkjihgfedc")


async def test_an_entry_is_marked_as_read_and_as_unread(
    page: Page, server: str, ada: str
) -> None:
    await keep(server, ada, "One", "Two")
    await open_panel(page)
    await use(page, "Mark as read", "One")
    await expect(page.locator(UNREAD)).to_have_text(["Two"])
    entry = entry_of(page, "One")
    await expect(entry.get_by_role("button", name="Mark as unread")).to_be_focused()
    await badge_is(page, "1")
    await use(page, "Mark as unread", "One")
    await expect(page.locator(UNREAD)).to_have_text(["Two", "One"])
    await badge_is(page, "2")


async def test_all_are_marked_as_read(page: Page, server: str, ada: str) -> None:
    await keep(server, ada, "One", "Two")
    panel = await open_panel(page)
    await panel.get_by_role("button", name="Mark all as read").click()
    await expect(page.locator(UNREAD)).to_have_count(0)
    await badge_is(page, "")
    await entries_are(page, "Two", "One")


async def test_after_a_deletion_the_next_entry_has_the_focus(
    page: Page, server: str, ada: str
) -> None:
    await keep(server, ada, *"abc")
    await open_panel(page)
    await use(page, "Delete", "b")
    await entries_are(page, *"ca")
    assert "\na\n" in await page.evaluate(FOCUSED)
    await use(page, "Delete", "a")
    await entries_are(page, "c")
    assert "\nc\n" in await page.evaluate(FOCUSED)


async def test_after_the_last_deletion_the_title_has_the_focus(
    page: Page, server: str, ada: str
) -> None:
    await keep(server, ada, "One")
    panel = await open_panel(page)
    await use(page, "Delete", "One")
    await expect(panel.get_by_text("There are no messages.").first).to_be_visible()
    await expect(panel.get_by_role("heading", name="Notifications")).to_be_focused()
    await badge_is(page, "")


async def test_all_are_deleted_after_a_question(
    page: Page, server: str, ada: str
) -> None:
    await keep(server, ada, "One", "Two")
    panel = await open_panel(page)
    await panel.get_by_role("button", name="Delete all").click()
    question = panel.get_by_role("group", name="Delete all messages?")
    await expect(question.get_by_role("button", name="Cancel")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(question).to_be_hidden()
    await expect(panel.get_by_role("button", name="Delete all")).to_be_focused()
    await entries_are(page, "Two", "One")
    await panel.get_by_role("button", name="Delete all").click()
    await question.get_by_role("button", name="Delete all").click()
    await entries_are(page)
    await page.reload()
    await wait_until_joined(page)
    await open_panel(page)
    await entries_are(page)


async def test_a_failure_is_shown_and_tried_again(
    page: Page, server: str, ada: str, expected: list[str]
) -> None:
    expected += ["ERR_FAILED", "Failed to fetch"]
    await keep(server, ada, "One")
    await page.route("**/bell/?liveflash", lambda route: route.abort())
    panel = await open_panel(page)
    await expect(page.locator(FAILED)).to_be_visible()
    await page.unroute("**/bell/?liveflash")
    await panel.get_by_role("button", name="Try again").click()
    await entries_are(page, "One")
    await expect(page.locator(FAILED)).to_be_hidden()
    assert await panel.evaluate("(panel) => panel.contains(document.activeElement)")


async def test_a_change_that_fails_is_tried_again(
    page: Page, server: str, ada: str, expected: list[str]
) -> None:
    expected += ["status of 503", "liveflash: 503"]
    await keep(server, ada, "One")
    panel = await open_panel(page)
    await entries_are(page, "One")
    await page.route("**/bell/?liveflash", lambda route: route.fulfill(status=503))
    await use(page, "Delete", "One")
    await expect(page.locator(FAILED)).to_be_visible()
    await entries_are(page, "One")
    await page.unroute("**/bell/?liveflash")
    await panel.get_by_role("button", name="Try again").click()
    await entries_are(page)


async def test_markup_in_a_message_is_text(page: Page, server: str, ada: str) -> None:
    text = "<img src=x onerror=\"document.title = 'run'\">"
    await keep(server, ada, text)
    await open_panel(page)
    await entries_are(page, text)
    assert (await page.locator("img").count(), await page.title()) == (0, "Tests")
