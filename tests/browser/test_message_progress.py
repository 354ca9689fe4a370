"""Messages that follow work: their spinner and bar, what is heard, their end."""

from typing import Any

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.browser.actions import DISMISS, MESSAGE, send, wait_for_messages
from tests.browser.axe import AXE, violations
from tests.browser.conftest import OpenPage
from tests.browser.screen_reader import (
    LISTEN,
    announcements,
    wait_for_announcements,
)
from tests.browser.test_message_appearance import Motion, Theme, shown, style
from tests.looks.site import SKINS

LOADING = f"{MESSAGE}[data-level=loading]"

skins = pytest.mark.parametrize("skin", SKINS)


@pytest.fixture
async def page(context: BrowserContext, open_page: OpenPage) -> Page:
    await context.add_init_script(LISTEN)
    return await open_page("/stage/")


async def put(page: Page, value: Any) -> None:
    await send(page, "put work", {"text": value})


async def update(page: Page, value: Any, level: str | None = None) -> None:
    await send(page, "update", {"text": value, "level": level})


@pytest.mark.parametrize(
    ("motion", "animation"),
    [("no-preference", "liveflash-turn"), ("reduce", "none")],
)
async def test_the_spinner_turns_unless_motion_is_unwanted(
    context: BrowserContext, motion: Motion, animation: str
) -> None:
    async with shown(context, "work", motion=motion) as page:
        name = await style(page, LOADING, "animationName", "::before")
    assert name == animation


@skins
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("place", ["stack", "inline"])
async def test_axe_finds_nothing(
    context: BrowserContext, skin: str, theme: Theme, place: str
) -> None:
    async with shown(context, "work", skin, theme=theme, place=place) as page:
        await page.add_script_tag(path=AXE)
        assert await violations(page, MESSAGE) == []


@skins
async def test_a_bar_has_the_name_of_its_text_and_a_value(
    context: BrowserContext, skin: str
) -> None:
    async with shown(context, "work", skin) as page:
        name = "Loading: Importing… 480 of 1,200 rows"
        bar = page.get_by_role("progressbar", name=name)
        await expect(bar).to_be_visible()
        position = await bar.evaluate("(bar) => bar.position")
    assert position == 0.4


@skins
async def test_a_bar_is_seen_in_forced_colors(
    context: BrowserContext, skin: str
) -> None:
    async with shown(context, "work", skin) as page:
        await page.emulate_media(forced_colors="active")
        text = await style(page, MESSAGE, "color")
        border = await style(page, f"{MESSAGE} progress", "borderTopColor")
    assert border == text


async def test_work_is_heard_at_its_start_and_its_end(page: Page) -> None:
    await put(page, "Importing")
    await wait_for_announcements(page, "polite: Loading: Importing")
    for row in range(1, 4):
        await update(page, {"text": f"Row {row}", "fraction": row / 4})
        await wait_for_messages(page, f"Row {row}")
    await update(page, "Imported", "success")
    await wait_for_announcements(
        page, "polite: Loading: Importing", "polite: Success: Imported"
    )


async def test_failed_work_is_heard_at_once(page: Page) -> None:
    await put(page, "Importing")
    await wait_for_announcements(page, "polite: Loading: Importing")
    await update(page, "Not imported", "error")
    await wait_for_announcements(
        page, "polite: Loading: Importing", "assertive: Error: Not imported"
    )


async def test_the_end_of_dismissed_work_is_seen_and_heard(page: Page) -> None:
    await put(page, "Importing")
    await wait_for_messages(page, "Importing")
    await page.click(DISMISS)
    await expect(page.locator(MESSAGE)).to_have_count(0)
    await update(page, "Row 2")
    await update(page, "Imported", "success")
    await wait_for_messages(page, "Imported")
    await expect(page.locator(MESSAGE)).to_be_visible()
    heard = await announcements(page)
    await wait_for_announcements(page, *heard[:1], "polite: Success: Imported")


async def test_the_end_may_follow_a_dismissal_at_once(page: Page) -> None:
    await put(page, "Importing")
    await wait_for_messages(page, "Importing")
    await page.click(DISMISS)
    await update(page, "Imported", "success")
    await wait_for_messages(page, "Imported")
    await expect(page.locator(MESSAGE)).to_be_visible()
