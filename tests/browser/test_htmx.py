"""Messages in the swaps of htmx, in its current and its previous major version."""

import pytest
from playwright.async_api import BrowserContext, expect

from tests.browser.actions import MESSAGE, wait_for_messages
from tests.browser.plain_page import (
    RECORD_EVENTS,
    dismiss_by_keyboard,
    events,
    open_plain,
    wait_until_expired,
    wait_until_shown,
)
from tests.browser.screen_reader import announcements

SAVED = "polite: Information: Saved"
SWAPS = [
    (url, swap)
    for url in ("/htmx/", "/htmx2/")
    for swap in ("innerHTML", "outerHTML", "innerMorph", "outerMorph", "oob")
    if (url, swap[5:]) != ("/htmx2/", "Morph")  # which htmx 2 does not have
]


@pytest.mark.parametrize(("url", "swap"), SWAPS)
async def test_a_message_in_a_swap_is_shown_announced_and_dismissed(
    context: BrowserContext, url: str, swap: str
) -> None:
    page = await open_plain(context, url)
    await page.click(f"text={swap}")
    await wait_until_shown(page, SAVED)
    await dismiss_by_keyboard(page)
    assert await events(page) == ["shown ", "dismissed escape"]
    await expect(page.locator("[id=liveflash-announcer]")).to_have_count(1)


@pytest.mark.parametrize(("url", "swap"), SWAPS)
async def test_a_message_in_a_swap_expires(
    context: BrowserContext, url: str, swap: str
) -> None:
    page = await open_plain(context, url)
    await page.click(f"text={swap}")
    await wait_until_shown(page, SAVED)
    await wait_until_expired(page)
    assert await events(page) == ["shown ", "dismissed timeout"]


@pytest.mark.parametrize(("url", "swap"), SWAPS)
async def test_a_swap_replaces_a_message_by_a_new_one(
    context: BrowserContext, url: str, swap: str
) -> None:
    page = await open_plain(context, url)
    await page.click(f"text={swap}")
    await wait_until_shown(page, SAVED)
    await page.click(f"text={swap}")
    await wait_until_shown(page, SAVED, SAVED)
    assert sorted(await events(page)) == ["dismissed server", "shown ", "shown "]
    await wait_until_expired(page)


@pytest.mark.parametrize("url", ["/htmx/", "/htmx2/"])
async def test_back_over_a_pushed_url_shows_no_message_again(
    context: BrowserContext, url: str
) -> None:
    page = await open_plain(context, url)
    await page.click("text=innerHTML")
    await wait_until_shown(page, SAVED)
    await page.click("text=leave")
    await expect(page.locator("h1")).to_have_count(0)
    await page.go_back()
    await expect(page.locator("h1")).to_have_text("htmx")
    await expect(page.locator(MESSAGE)).to_have_count(0)
    assert await announcements(page) in ([SAVED], [])  # htmx 4 loads the page again


@pytest.mark.parametrize(
    ("url", "swap"), [*SWAPS, ("/htmx/", "stack"), ("/htmx2/", "stack")]
)
async def test_a_connected_stack_goes_on_after_its_swap(
    context: BrowserContext, url: str, swap: str
) -> None:
    name = f"{swap}{url.strip('/')}"
    await context.request.get(f"/login/?name={name}")
    await context.add_init_script(RECORD_EVENTS)
    page = await context.new_page()
    await page.goto(url)
    root = page.locator("#liveflash-root.phx-connected")
    await expect(root).to_be_attached()
    await page.click(f"text={swap}")
    await wait_for_messages(page, "Saved")
    await expect(root).to_be_attached()
    await context.request.get("/push/?text=Pushed")
    await wait_for_messages(page, "Saved", "Pushed")
    assert await events(page) == ["shown ", "shown "]
