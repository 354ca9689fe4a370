"""``{% liveflash_bell %}`` on other pages, and for everybody: keys, axe, visitors."""

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.browser.actions import go, send, wait_for_messages, wait_until_joined
from tests.browser.axe import AXE, violations
from tests.browser.bell import (
    BELL,
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

FOCUSED = "document.activeElement.innerText || document.activeElement.ariaLabel"
TAB_TEXTS = f"{PANEL} [data-liveflash-entry-text]"
INSERT = """async (url) => {
  const html = await (await fetch(url)).text();
  const page = new DOMParser().parseFromString(html, "text/html");
  const bell = page.querySelector("liveflash-bell");
  document.body.insertAdjacentHTML("beforeend", bell.outerHTML);
}"""


@pytest.fixture
async def page(context: BrowserContext, open_page: OpenPage, ada: str) -> Page:
    """A live page of Ada's."""
    if not AXE.is_file():
        pytest.fail(f"{AXE} is missing: `make test` installs it")
    await context.add_init_script(path=AXE)
    await log_in(context, ada)
    return await open_page("/bell/")


async def press(page: Page, *keys: str) -> str:
    """Press keys; return the name of what has the focus then."""
    for key in keys:
        await page.keyboard.press(key)
    return str(await page.evaluate(FOCUSED)).strip()


async def test_all_can_be_done_by_keyboard(page: Page, server: str, ada: str) -> None:
    await keep(server, ada, "One", "Two")
    await badge_is(page, "2")
    opener = page.locator(f"{BELL} .liveflash-bell-open")
    await opener.focus()
    await press(page, "Enter")
    await entries_are(page, "Two", "One")
    panel = page.get_by_role("dialog", name="Notifications")
    await expect(panel).to_be_visible()
    await expect(opener).to_have_attribute("aria-expanded", "true")
    await expect(panel.get_by_role("button", name="Close")).to_be_focused()
    names = [await press(page, "Tab") for _ in range(7)]
    entry = ["Open", "Mark as read", "Delete"]
    assert names[1:] == ["Mark all as read", "Delete all", *entry, "Open"]
    await press(page, "Shift+Tab", "Shift+Tab", "Enter")
    await expect(entry_of(page, "Two").get_by_text("Unread", exact=True)).to_have_count(
        0
    )
    assert await page.evaluate(FOCUSED) == "Mark as unread"
    await press(page, "Escape")
    await expect(panel).to_be_hidden()
    await expect(opener).to_be_focused()
    await expect(opener).to_have_attribute("aria-expanded", "false")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing(
    page: Page, server: str, ada: str, scheme: str, expected: list[str]
) -> None:
    expected.append("status of 503|liveflash: 503|style")
    await page.emulate_media(
        color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce"
    )
    await page.evaluate("document.documentElement.style.colorScheme = 'light dark'")
    found = {}
    await open_panel(page)
    found["none"] = await violations(page, PANEL)
    await keep(server, ada, *"abcdef")
    await expect(page.locator(TEXTS).first).to_have_text("f")
    found["entries"] = await violations(page, PANEL)
    await use(page, "Mark as read", "f")
    await page.click("[data-liveflash-use=ask]")
    found["question"] = await violations(page, PANEL)
    await page.route("**/bell/?liveflash", lambda route: route.fulfill(status=503))
    await page.click("[data-liveflash-use=delete-all]")
    await expect(page.locator("[data-liveflash-part=failed]")).to_be_visible()
    found["failed"] = await violations(page, PANEL)
    await page.keyboard.press("Escape")
    found["bell"] = await violations(page, BELL)
    assert found == {state: [] for state in found}


async def test_a_link_marks_its_entry_as_read(
    page: Page, server: str, ada: str
) -> None:
    await keep(server, ada, "One")
    await open_panel(page)
    await page.locator(ENTRIES).get_by_role("link", name="Open").click()
    await page.wait_for_url("**/other/")
    await page.goto("/bell/")
    await wait_until_joined(page)
    await badge_is(page, "")


async def test_a_visitor_without_an_account_has_the_messages_of_the_tab(
    open_page: OpenPage,
) -> None:
    page = await open_page("/bell/")
    await send(page, "put", {"key": "info", "text": "One"})
    await wait_for_messages(page, "One")
    await open_panel(page)
    await expect(page.locator(TAB_TEXTS)).to_have_text(["Information: One"])
    await expect(page.get_by_role("button", name="Mark all as read")).to_have_count(0)
    await page.locator(ENTRIES).get_by_role("button", name="Delete").click()
    await expect(page.locator(TAB_TEXTS)).to_have_count(0)


async def test_a_bell_works_after_live_navigation(
    page: Page, server: str, ada: str
) -> None:
    await page.goto("/stage/")
    await wait_until_joined(page)
    await keep(server, ada, "One")
    await go(page, "navigate", "/bell/")
    await expect(page.locator("h1")).to_have_text("Bell")
    await open_panel(page)
    await entries_are(page, "One")
    await badge_is(page, "1")


async def test_the_number_is_there_after_live_navigation(
    page: Page, server: str, ada: str
) -> None:
    await page.goto("/stage/")
    await wait_until_joined(page)
    await keep(server, ada, "One")
    await go(page, "navigate", "/bell/")
    await badge_is(page, "1")


async def test_a_bell_works_where_a_script_inserts_it(
    page: Page, server: str, ada: str
) -> None:
    await keep(server, ada, "One")
    await page.goto("/plain/")
    await page.evaluate(INSERT, "/bell-plain/")
    await badge_is(page, "1")
    await open_panel(page)
    await entries_are(page, "One")


async def test_a_removed_bell_leaves_nothing_behind(page: Page) -> None:
    await open_panel(page)
    await page.evaluate("document.querySelector('liveflash-bell').remove()")
    await send(page, "put", {"key": "info", "text": "One"})
    await wait_for_messages(page, "One")


async def test_without_javascript_there_is_no_bell(
    page: Page, context: BrowserContext
) -> None:
    state = await context.storage_state()
    browser = context.browser
    assert browser is not None
    other = await browser.new_context(java_script_enabled=False, storage_state=state)
    plain = await other.new_page()
    await plain.goto(page.url)
    await expect(plain.locator(BELL)).to_be_hidden()
    await other.close()


async def test_the_bell_is_not_printed(page: Page) -> None:
    await open_panel(page)
    await page.emulate_media(media="print")
    await expect(page.locator(BELL)).to_be_hidden()
    await expect(page.locator(PANEL)).to_be_hidden()


@pytest.mark.parametrize("width", [320, 375])
async def test_on_a_phone_the_panel_is_as_wide_as_the_window(
    page: Page, server: str, ada: str, width: int
) -> None:
    await keep(server, ada, "One " * 40)
    await page.set_viewport_size({"width": width, "height": 640})
    panel = await open_panel(page)
    await expect(page.locator(ENTRIES)).to_have_count(1)
    box = await panel.bounding_box()
    assert box is not None
    assert (box["x"], box["width"], box["height"]) == (0, width, 640)
    assert await panel.evaluate("(panel) => panel.scrollWidth") <= width
    close = panel.get_by_role("button", name="Close")
    await close.click()
    await expect(panel).to_be_hidden()
