"""``{% liveflash_history %}``: what was shown in this tab, and the visitor's wish."""

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.browser.actions import (
    DISMISS,
    DROPPED_BY_SERVER,
    MESSAGE,
    STACK,
    go,
    put,
    send,
    wait_for_messages,
    wait_for_page,
    wait_until_joined,
)
from tests.browser.conftest import OpenPage

OPENER = "[data-liveflash-use=open]"
PANEL = "#liveflash-history-panel"
ENTRIES = "[data-liveflash-entry-text]"
NONE = "[data-liveflash-part=none]"
STAY = "[data-liveflash-use=stay]"


@pytest.fixture
async def page(open_page: OpenPage) -> Page:
    return await open_page("/dialog/")


async def tell(page: Page, *texts: str) -> None:
    """Have messages shown, one after the other."""
    for text in texts:
        await put(page, text)
        await wait_for_messages(page, text)


async def remembers(page: Page, *texts: str) -> None:
    """Wait until the panel has exactly these, the newest first; leave it as it is."""
    panel = page.locator(PANEL)
    is_open = await panel.is_visible()
    if not is_open:
        await page.click(OPENER)
    expected = [f"Information: {text}" for text in texts]
    await expect(page.locator(ENTRIES)).to_have_text(expected)
    if not texts:
        await expect(page.locator(NONE)).to_be_visible()
    if not is_open:
        await page.keyboard.press("Escape")
        await expect(panel).to_be_hidden()


async def test_what_was_shown_is_in_the_panel(page: Page) -> None:
    await tell(page, "One", "Two")
    await page.click(DISMISS)
    await wait_for_messages(page)
    await page.click(OPENER)
    await expect(page.locator(ENTRIES).first).to_be_visible()
    await remembers(page, "Two", "One")


async def test_the_history_is_as_long_as_the_tag_says(page: Page) -> None:
    await tell(page, "One", "Two", "Three", "Four")
    await remembers(page, "Four", "Three", "Two")


async def test_an_update_in_place_is_one_entry(page: Page) -> None:
    await send(page, "put and keep", {"text": "40 %"})
    await send(page, "update", {"text": "Done."})
    await wait_for_messages(page, "Done.")
    await remembers(page, "Done.")


async def test_markup_is_kept_as_text(page: Page) -> None:
    await tell(page, "<img src=x onerror=\"document.title = 'run'\">")
    await page.reload()
    await wait_until_joined(page)
    await remembers(page, "<img src=x onerror=\"document.title = 'run'\">")
    assert (await page.locator("img").count(), await page.title()) == (0, "Tests")


async def test_a_patch_leaves_the_panel_as_it_is(page: Page) -> None:
    await tell(page, "One")
    await page.click(OPENER)
    await send(page, "put", {"key": "info", "text": "Two"})
    await wait_for_messages(page, "Two")
    await remembers(page, "Two", "One")
    await expect(page.locator(PANEL)).to_be_visible()


async def test_the_history_is_there_after_live_navigation_reload_and_a_plain_page(
    page: Page,
) -> None:
    await tell(page, "One")
    await go(page, "navigate", "/other/")
    await wait_for_page(page, "/other/")
    await go(page, "navigate", "/dialog/")
    await wait_for_page(page, "/dialog/")
    await remembers(page, "One")
    await page.reload()
    await wait_until_joined(page)
    await remembers(page, "One")
    await page.goto("/send/?put=info")
    await remembers(page, "sent info", "One")


async def test_another_tab_has_its_own(page: Page, open_page: OpenPage) -> None:
    await tell(page, "One")
    await remembers(await open_page("/dialog/"))


async def leave(page: Page) -> None:
    """Leave a live page, which would load itself again when its session ends."""
    await page.goto("about:blank")


@pytest.mark.parametrize("then", ["/logout/", "/login/?name=eve"])
async def test_after_logout_and_for_another_user_it_is_empty(
    page: Page, then: str
) -> None:
    await page.goto("/login/?name=ada")
    await page.goto("/dialog/")
    await wait_until_joined(page)
    await tell(page, "For Ada")
    await leave(page)
    await page.goto(then)
    await page.goto("/dialog/")
    await wait_until_joined(page)
    await remembers(page)
    assert "For Ada" not in await page.evaluate("JSON.stringify(sessionStorage)")


async def tell_ada(page: Page) -> None:
    """Log in, and have a message shown on a page with a panel."""
    await page.goto("/login/?name=ada")
    await page.goto("/dialog/")
    await wait_until_joined(page)
    await tell(page, "For Ada")
    assert await is_stored(page, "For Ada")


async def is_stored(page: Page, text: str) -> bool:
    """Return whether the tab's storage holds a text."""
    return text in await page.evaluate("JSON.stringify(sessionStorage)")


@pytest.mark.parametrize("then", ["/logout/", "/login/?name=eve"])
@pytest.mark.parametrize("url", ["/stage/", "/bare/"])
async def test_a_page_of_another_user_empties_it_without_a_panel(
    page: Page, then: str, url: str
) -> None:
    await tell_ada(page)
    await leave(page)
    await page.goto(then)
    await page.goto(url)
    if url != "/bare/":
        await wait_until_joined(page)
    assert not await is_stored(page, "For Ada")


async def test_a_page_without_a_panel_leaves_it_to_its_user(page: Page) -> None:
    await tell_ada(page)
    await page.goto("/bare/")
    await page.goto("/stage/")
    await wait_until_joined(page)
    await page.goto("/dialog/")
    await remembers(page, "For Ada")


async def test_it_is_emptied_when_the_session_ends(
    page: Page, context: BrowserContext, expected: list[str]
) -> None:
    expected += ["unauthorized live_redirect", "closed before the connection"]
    await tell_ada(page)
    # The client loads the page again, which would empty it too.
    await page.route("**/dialog/", lambda route: route.fulfill(status=204))
    other = await context.new_page()
    await other.goto("/logout/")
    await remembers(page)
    assert not await is_stored(page, "For Ada")


async def test_a_connection_that_is_lost_leaves_it_as_it_is(page: Page) -> None:
    await tell_ada(page)
    reopened = "new Promise((done) => liveSocket.socket.onOpen(done))"
    await page.evaluate(f"() => {{ {DROPPED_BY_SERVER}; return {reopened}; }}")
    await wait_until_joined(page)
    assert await is_stored(page, "For Ada")


async def test_the_panel_can_be_used_by_keyboard(page: Page) -> None:
    await tell(page, "One")
    opener = page.locator(OPENER)
    await expect(opener).to_have_attribute("aria-expanded", "false")
    await opener.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog", name="Message history")).to_be_visible()
    await expect(opener).to_have_attribute("aria-expanded", "true")
    await expect(page.locator(f"{PANEL} [data-liveflash-use=close]")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.locator(PANEL)).to_be_hidden()
    await expect(opener).to_have_attribute("aria-expanded", "false")
    await expect(opener).to_be_focused()


async def test_messages_in_the_open_panel_are_dismissed(page: Page) -> None:
    await page.click(OPENER)
    await put(page, "One")
    await page.click(f"{PANEL} {MESSAGE} {DISMISS}")
    await wait_for_messages(page)
    await remembers(page, "One")
    await expect(page.locator(PANEL)).to_be_visible()


async def test_live_navigation_out_of_the_open_panel_leaves_nothing_behind(
    page: Page,
) -> None:
    await tell(page, "One")
    await page.click(OPENER)
    await expect(page.locator(f"{PANEL} {STACK}")).to_be_visible()
    await go(page, "navigate", "/other/", "Arrived")
    await wait_for_page(page, "/other/")
    await wait_for_messages(page, "Arrived")
    assert await page.locator(f"{STACK}, #liveflash-announcer").count() == 2
    await page.click(DISMISS)
    await wait_for_messages(page)


async def test_the_panel_can_be_emptied(page: Page) -> None:
    await tell(page, "One")
    await page.click(OPENER)
    await page.click("[data-liveflash-use=ask]")
    await expect(page.get_by_role("button", name="Cancel")).to_be_focused()
    await page.keyboard.press("Escape")
    await remembers(page, "One")
    await page.click("[data-liveflash-use=ask]")
    await page.click("[data-liveflash-use=delete-all]")
    await expect(page.locator(NONE)).to_be_visible()
    await page.reload()
    await wait_until_joined(page)
    await remembers(page)


async def open_with_clock(context: BrowserContext) -> Page:
    page = await context.new_page()
    await page.clock.install()
    await page.goto("/dialog/")
    await wait_until_joined(page)
    return page


async def wish(page: Page) -> None:
    await page.click(OPENER)
    await page.click(STAY)
    await page.keyboard.press("Escape")
    await expect(page.locator(PANEL)).to_be_hidden()


async def test_no_message_expires_if_the_visitor_prefers_so(
    context: BrowserContext,
) -> None:
    page = await open_with_clock(context)
    await put(page, "Hello")
    await wait_for_messages(page, "Hello")
    await wish(page)
    await page.clock.fast_forward(3_600_000)
    await expect(page.locator(MESSAGE)).to_be_visible()
    await wish(page)
    await page.clock.fast_forward(9_000)
    await wait_for_messages(page)


async def test_the_wish_holds_in_other_tabs_and_after_a_reload(
    context: BrowserContext,
) -> None:
    other = await open_with_clock(context)
    await put(other, "Hello")
    await wait_for_messages(other, "Hello")
    page = await open_with_clock(context)
    await wish(page)
    await expect(other.locator(STAY)).to_be_checked()
    await other.clock.fast_forward(3_600_000)
    await expect(other.locator(MESSAGE)).to_be_visible()
    await page.reload()
    await wait_until_joined(page)
    await expect(page.locator(STAY)).to_be_checked()
    await put(page, "Hello")
    await wait_for_messages(page, "Hello")
    await page.clock.fast_forward(3_600_000)
    await expect(page.locator(MESSAGE)).to_be_visible()
