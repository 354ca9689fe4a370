"""Connections that break, servers that restart, handlers that raise."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.async_api import BrowserContext, Page, Request, expect

from tests.browser.actions import (
    DISMISS,
    DROPPED_BY_CLIENT,
    DROPPED_BY_SERVER,
    go,
    is_marked,
    mark,
    note,
    put,
    send,
    wait_for_log,
    wait_for_messages,
    wait_for_page,
    wait_for_rejoin,
    wait_until_joined,
)
from tests.browser.conftest import OpenPage
from tests.browser.daphne import migrate, rolling, serving

UNJOINED = "[data-phx-main].phx-server-error"

drops = pytest.mark.parametrize(
    "drop",
    [
        pytest.param(DROPPED_BY_CLIENT, id="by the client"),
        pytest.param(DROPPED_BY_SERVER, id="by the server"),
    ],
)


@drops
async def test_a_dropped_connection_comes_back_with_the_flash(
    open_page: OpenPage, drop: str
) -> None:
    page = await open_page("/stage/")
    await mark(page)
    await put(page, "Hello")
    await note(page)
    await page.evaluate(drop)
    await wait_for_rejoin(page, "Hello")
    assert await is_marked(page)


async def test_the_flash_outlives_a_second_drop(open_page: OpenPage) -> None:
    page = await open_page("/stage/")
    await put(page, "Hello")
    for drop in (DROPPED_BY_CLIENT, DROPPED_BY_SERVER):
        await note(page)
        await page.evaluate(drop)
        await wait_for_rejoin(page, "Hello")


async def test_a_dismissed_message_does_not_come_back_with_the_connection(
    open_page: OpenPage,
) -> None:
    page = await open_page("/stage/")
    await put(page, "Hello")
    await page.click(DISMISS)
    await note(page)
    await page.evaluate(DROPPED_BY_SERVER)
    await wait_for_rejoin(page)


async def test_flash_that_arrived_outlives_a_drop(open_page: OpenPage) -> None:
    page = await open_page("/stage/")
    await go(page, "navigate", "/other/", "Arrived")
    await wait_for_page(page, "/other/")
    await note(page)
    await page.evaluate(DROPPED_BY_SERVER)
    await wait_for_rejoin(page, "Arrived")


async def test_what_was_typed_is_sent_again_after_a_drop(open_page: OpenPage) -> None:
    page = await open_page("/stage/")
    await page.fill("#text", "draft")
    await note(page)
    await page.evaluate(DROPPED_BY_SERVER)
    await wait_for_log(page, "params /stage/", "changed text=draft&_target=text")


async def is_stored(run_dir: Path) -> None:
    """Wait until the server has stored a record, which it does behind its replies."""
    query = "SELECT 1 FROM django_session"
    with closing(sqlite3.connect(run_dir / "live.sqlite3")) as database:
        async with asyncio.timeout(20):
            while not database.execute(query).fetchall():  # noqa: ASYNC110 - no event
                await asyncio.sleep(0.02)


@pytest.mark.parametrize("killed", [False, True], ids=["stopped", "killed"])
async def test_the_flash_outlives_a_restart_of_the_server(
    open_page: OpenPage, tmp_path: Path, expected: list[str], killed: bool
) -> None:
    expected.append("WebSocket connection to .* failed")
    migrate(tmp_path)
    with serving(tmp_path, killed=killed) as address:
        page = await open_page(f"{address}/stage/")
        await mark(page)
        await put(page, "Hello")
        await note(page)
        await is_stored(tmp_path)
    with serving(tmp_path, urlsplit(address).port or 0):
        await wait_for_rejoin(page, "Hello")
        assert await is_marked(page)


async def test_the_flash_moves_to_the_server_that_takes_over(
    open_page: OpenPage, tmp_path: Path, expected: list[str]
) -> None:
    expected.append("WebSocket connection to .* failed")
    migrate(tmp_path)
    with rolling(tmp_path) as (address, roll):
        page = await open_page(f"{address}/stage/")
        await mark(page)
        await put(page, "Hello")
        await note(page)
        await asyncio.to_thread(roll)
        await wait_for_rejoin(page, "Hello")
        assert await is_marked(page)


async def test_a_crashed_view_comes_back_with_the_flash_it_had(
    open_page: OpenPage,
) -> None:
    page = await open_page("/stage/")
    await mark(page)
    await put(page, "Hello")
    await note(page)
    await page.click("#crash")
    await wait_for_rejoin(page, "Hello")
    assert await is_marked(page)


async def test_a_crashed_view_goes_on_after_it_came_back(open_page: OpenPage) -> None:
    page = await open_page("/stage/")
    await note(page)
    await page.click("#crash")
    await wait_for_rejoin(page)
    await page.click("#put")
    await wait_for_messages(page, "Hello")


async def test_a_crash_leaves_the_other_tab_alone(open_page: OpenPage) -> None:
    crashing, other = [await open_page("/stage/") for _ in range(2)]
    for page in (crashing, other):
        await note(page)
    await crashing.click("#crash")
    await wait_for_rejoin(crashing)
    await send(other, "again?", {})
    await wait_for_log(other, "params /stage/", "note {}", "again? {}")


@drops
async def test_a_visitor_without_access_gets_the_refusal_of_the_page(
    open_page: OpenPage,
    context: BrowserContext,
    server: str,
    expected: list[str],
    drop: str,
) -> None:
    expected.append("status of 403")
    page = await open_page("/stage/")
    await context.add_cookies([{"name": "barred", "value": "1", "url": server}])
    await page.evaluate(drop)
    await expect(page.locator("body")).to_have_text("barred")


def count_loads(page: Page) -> list[str]:
    """The paths of the pages that are loaded from now on."""
    loads: list[str] = []

    def count(request: Request) -> None:
        if request.is_navigation_request():
            loads.append(urlsplit(request.url).path)

    page.on("request", count)
    return loads


async def test_a_page_that_cannot_join_is_not_loaded_again_at_once(
    context: BrowserContext,
) -> None:
    page = await context.new_page()
    loads = count_loads(page)
    await page.clock.install()
    await page.goto("/broken/")
    await page.locator(UNJOINED).wait_for()
    await page.clock.run_for(3_000)
    await expect(page.locator(UNJOINED)).to_be_attached()
    assert loads == ["/broken/"]


async def test_a_page_that_cannot_join_is_loaded_again_later(
    context: BrowserContext,
) -> None:
    page = await context.new_page()
    loads = count_loads(page)
    await page.clock.install()
    await page.goto("/broken/")
    await page.locator(UNJOINED).wait_for()
    async with page.expect_navigation():
        await page.clock.fast_forward(12_000)
    await page.locator(UNJOINED).wait_for()
    assert loads == ["/broken/", "/broken/"]


async def test_a_page_that_cannot_be_navigated_to_is_loaded_once(
    context: BrowserContext,
) -> None:
    page = await context.new_page()
    await page.clock.install()
    await page.goto("/stage/")
    await wait_until_joined(page)
    loads = count_loads(page)
    await go(page, "navigate", "/broken/")
    await page.locator(UNJOINED).wait_for()
    await page.clock.run_for(3_000)
    await expect(page.locator(UNJOINED)).to_be_attached()
    assert loads == ["/broken/"]
