"""Messages in the frames and streams of Turbo, and over the visits of Turbo Drive."""

import pytest
from playwright.async_api import BrowserContext, Page, Route, expect

from tests.browser.actions import DISMISS, MESSAGE
from tests.browser.listeners import count_lasting_listeners, count_listeners
from tests.browser.plain_page import (
    dismiss_by_keyboard,
    events,
    open_plain,
    wait_until_expired,
    wait_until_shown,
)
from tests.browser.screen_reader import announcements

SAVED = "polite: Information: Saved"
SENT = "polite: Information: sent info"


async def visit(page: Page, link: str, heading: str) -> None:
    """Click on a link and wait for its page."""
    await page.click(f"text=/^{link}$/")
    await expect(page.locator("h1")).to_have_text(heading)
    await expect(page.locator("html[aria-busy], [data-turbo-preview]")).to_have_count(0)


@pytest.mark.parametrize("part", ["frame", "stream"])
async def test_a_message_in_a_part_is_shown_announced_and_dismissed(
    context: BrowserContext, part: str
) -> None:
    page = await open_plain(context, "/turbo/")
    await page.click(f"text={part}")
    await wait_until_shown(page, SAVED)
    await dismiss_by_keyboard(page)
    assert await events(page) == ["shown ", "dismissed escape"]
    await expect(page.locator("[id=liveflash-announcer]")).to_have_count(1)


@pytest.mark.parametrize("part", ["frame", "stream"])
async def test_a_message_in_a_part_expires(context: BrowserContext, part: str) -> None:
    page = await open_plain(context, "/turbo/")
    await page.click(f"text={part}")
    await wait_until_shown(page, SAVED)
    await wait_until_expired(page)
    assert await events(page) == ["shown ", "dismissed timeout"]


async def test_a_message_after_a_visit_is_shown_announced_and_dismissed(
    context: BrowserContext,
) -> None:
    page = await open_plain(context, "/turbo/")
    await visit(page, "first", "First")
    await wait_until_shown(page, SENT)
    await page.click(DISMISS)
    await expect(page.locator(MESSAGE)).to_have_count(0)
    assert await events(page) == ["shown ", "dismissed click"]
    await visit(page, "second", "Second")
    await expect(page.locator(MESSAGE)).to_have_count(0)
    assert await announcements(page) == [SENT]
    await expect(page.locator("[id=liveflash-announcer]")).to_have_count(1)


async def test_a_message_after_a_visit_expires(context: BrowserContext) -> None:
    page = await open_plain(context, "/turbo/")
    await visit(page, "first", "First")
    await wait_until_shown(page, SENT)
    await wait_until_expired(page)
    assert await events(page) == ["shown ", "dismissed timeout"]


async def test_a_message_is_shown_after_a_refresh_by_morphing(
    context: BrowserContext,
) -> None:
    page = await open_plain(context, "/turbo/")
    for count in (1, 2):
        await page.click("text=refresh")
        await wait_until_shown(page, *[SENT] * count)
    await dismiss_by_keyboard(page)


async def test_a_restoration_visit_shows_and_announces_nothing_again(
    context: BrowserContext,
) -> None:
    page = await open_plain(context, "/turbo/")
    await visit(page, "first", "First")
    await wait_until_shown(page, SENT)
    await visit(page, "second", "Second")
    await page.clock.fast_forward(8_000)
    await page.go_back()
    await expect(page.locator("h1")).to_have_text("First")
    await page.clock.run_for(1_000)
    await expect(page.locator(MESSAGE)).to_have_count(0)
    assert await announcements(page) == [SENT]
    await expect(page.locator("[id=liveflash-announcer]")).to_have_count(1)
    await expect(page.locator("[id=liveflash-announcer]")).to_have_text("")


async def test_a_preview_shows_and_announces_nothing_again(
    context: BrowserContext,
) -> None:
    page = await open_plain(context, "/turbo/")
    await visit(page, "first", "First")
    await wait_until_shown(page, SENT)
    await visit(page, "second", "Second")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    await page.route("**/turbo/?name=First", hold)
    await page.click("text=first again")
    await expect(page.locator("html[data-turbo-preview] h1")).to_have_text("First")
    await page.clock.run_for(1_000)
    await expect(page.locator(MESSAGE)).to_have_count(0)
    assert await announcements(page) == [SENT]
    await held[0].continue_()
    await expect(page.locator("[data-turbo-preview]")).to_have_count(0)
    await expect(page.locator(MESSAGE)).to_have_count(0)


async def test_listeners_stay_constant_over_50_visits(context: BrowserContext) -> None:
    page = await open_plain(context, "/turbo/")
    session = await context.new_cdp_session(page)

    async def visit_both(times: int) -> None:
        for _ in range(times):
            await visit(page, "first", "First")
            await expect(page.locator(MESSAGE)).to_be_visible()
            await visit(page, "second", "Second")

    async def lasting() -> int:
        await expect(page.locator(MESSAGE)).to_have_count(0)
        return await count_lasting_listeners(session)

    async def fewest() -> int:
        """Return the number without what the browser has yet to clean up."""
        counts = []
        for _ in range(5):
            await visit_both(3)
            counts.append(await count_listeners(session))
        return min(counts)

    await visit_both(8)  # more than Turbo has pages in its cache
    lasting_before = await lasting()
    before = await fewest()
    await visit_both(15)
    assert await lasting() <= lasting_before
    # Nodes that Turbo has taken away: less than one kept for two visits.
    assert await fewest() < before + 15
