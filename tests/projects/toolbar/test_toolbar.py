"""The debug toolbar on live pages: shown, working, and in nobody's way."""

import pytest
from playwright.async_api import expect

from tests.browser.actions import (
    DROPPED_BY_SERVER,
    go,
    mark,
    note,
    put,
    wait_for_messages,
    wait_for_page,
    wait_for_rejoin,
)
from tests.browser.conftest import OpenPage

TOOLBAR = "#djDebugToolbar"


async def test_the_toolbar_is_shown_on_a_live_page(open_page: OpenPage) -> None:
    page = await open_page("/stage/")
    await expect(page.locator(TOOLBAR)).to_be_visible()
    await page.click(f"{TOOLBAR} a.TemplatesPanel")
    await expect(page.locator("#TemplatesPanel")).to_contain_text("stage.html")


@pytest.mark.parametrize("url", ["/stage/", "/plain/"])
async def test_messages_arrive_beside_the_toolbar(
    open_page: OpenPage, url: str
) -> None:
    page = await open_page("/stage/")
    await go(page, "redirect", url, "Arrived")
    await wait_for_page(page, url)
    await wait_for_messages(page, "Arrived")
    await expect(page.locator(TOOLBAR)).to_be_visible()


async def test_the_toolbar_survives_live_navigation(open_page: OpenPage) -> None:
    page = await open_page("/stage/")
    await mark(page)
    await go(page, "navigate", "/other/", "Arrived")
    await wait_for_page(page, "/other/")
    await wait_for_messages(page, "Arrived")
    await expect(page.locator(TOOLBAR)).to_be_visible()


async def test_a_page_with_the_toolbar_rejoins(open_page: OpenPage) -> None:
    page = await open_page("/stage/")
    await put(page, "Hello")
    await note(page)
    await page.evaluate(DROPPED_BY_SERVER)
    await wait_for_rejoin(page, "Hello")
