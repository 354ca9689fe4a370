"""Live pages that Turbo, htmx or Unpoly inserts, and takes away again."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.browser.actions import (
    is_marked,
    mark,
    wait_for_messages,
    wait_until_joined,
)

CHANNELS = "liveSocket.socket.channels.map(({ topic }) => topic)"
PLAIN_ROOT = "#liveflash-root.phx-connected"
IS_OPEN = "liveSocket.socket.isConnected()"

FOLLOW = {
    "turbo": "(url) => Turbo.visit(url)",
    "htmx2": """(url) => {
        const link = document.body.appendChild(document.createElement("a"));
        link.href = url;
        htmx.process(document.body);
        link.click();
    }""",
    "unpoly": "(url) => void up.visit(url)",
}


@pytest.fixture(params=["turbo", "htmx2", "unpoly"])
def library(request: pytest.FixtureRequest) -> str:
    """The library that follows the links."""
    name: str = request.param
    return name


@pytest.fixture
def start(context: BrowserContext, library: str) -> Callable[[str], Any]:
    """Open a page, by its name, with the library."""

    async def open_page(name: str) -> Page:
        page = await context.new_page()
        is_plain = name in {"plain", "stack"}
        path = f"-{name}/{library}" if is_plain else f"/{library}/{name}"
        await page.goto(f"/visits{path}/")
        if not is_plain:
            await wait_until_joined(page)
        await mark(page)
        return page

    return open_page


async def visit(page: Page, name: str) -> None:
    """Follow a link; the library replaces the page."""
    await page.click(f"text=/^{name}$/")
    await wait_until_shown(page, name)


async def wait_until_shown(page: Page, name: str) -> None:
    """Wait until a page is there, and live where it is a live one."""
    await expect(page.locator("h1")).to_have_text(name)
    await expect(page.locator("[data-turbo-preview]")).to_have_count(0)
    if name == "stack":
        await expect(page.locator(PLAIN_ROOT)).to_be_attached()
    elif name != "plain":
        await wait_until_joined(page)
    assert await is_marked(page)


async def save(page: Page, name: str, text: str) -> None:
    """Submit the form of a live page, which shows a message."""
    url = page.url
    await page.fill("[name=text]", text)
    await page.click("text=save")
    await wait_for_messages(page, f"{name}: {text}")
    assert page.url == url
    assert await is_marked(page)


async def test_a_live_page_after_a_plain_one_is_live(
    start: Callable[[str], Any],
) -> None:
    page = await start("plain")
    await visit(page, "first")
    await save(page, "first", "Hello")


@pytest.mark.parametrize("name", ["plain", "first"])
async def test_a_live_page_after_a_redirect_is_live(
    start: Callable[[str], Any], library: str, name: str
) -> None:
    page = await start(name)
    await page.evaluate(FOLLOW[library], f"/r/found/?to=/visits/{library}/second/")
    await wait_until_shown(page, "second")
    await save(page, "second", "Hello")


@pytest.mark.parametrize("value", ["{}", "document.createElement('div')", "null"])
async def test_a_page_with_another_thing_named_turbo_is_live(
    context: BrowserContext, value: str
) -> None:
    # An element with the id is one, too.
    await context.add_init_script(f"window.Turbo = {value}")
    page = await context.new_page()
    await page.goto("/visits/unpoly/first/")
    await wait_until_joined(page)


async def test_a_page_is_joined_with_the_url_of_a_redirect(
    context: BrowserContext, start: Callable[[str], Any], library: str
) -> None:
    # Turbo shows the page, and sets its URL in the next frame.
    await context.add_init_script("requestAnimationFrame = (f) => setTimeout(f, 500)")
    page = await start("plain")
    await page.evaluate(FOLLOW[library], f"/r/found/?to=/visits/{library}/second/")
    await wait_until_shown(page, "second")
    await save(page, "second", "Hello")


async def test_a_live_page_after_another_one_is_live(
    start: Callable[[str], Any],
) -> None:
    page = await start("first")
    await visit(page, "second")
    await save(page, "second", "Hello")
    await visit(page, "first")
    await save(page, "first", "Again")
    assert len(await page.evaluate(CHANNELS)) == 2  # the page, and what is around it


async def test_the_view_of_a_page_that_is_gone_is_left(
    start: Callable[[str], Any],
) -> None:
    page = await start("first")
    await visit(page, "plain")
    await page.wait_for_function(f"!{IS_OPEN}")
    assert await page.evaluate("liveSocket.main") is None
    await visit(page, "second")
    await save(page, "second", "Hello")


async def test_a_step_back_leads_to_a_live_page(start: Callable[[str], Any]) -> None:
    page = await start("first")
    await visit(page, "second")
    await page.go_back()
    await wait_until_shown(page, "first")
    await save(page, "first", "Hello")
    await page.go_forward()
    await wait_until_shown(page, "second")
    await save(page, "second", "Hello")


async def test_a_step_back_from_a_plain_page_leads_to_a_live_one(
    start: Callable[[str], Any],
) -> None:
    page = await start("first")
    await visit(page, "plain")
    await page.go_back()
    await wait_until_shown(page, "first")
    await save(page, "first", "Hello")


async def test_a_live_page_that_was_inserted_navigates(
    start: Callable[[str], Any],
) -> None:
    page = await start("plain")
    await visit(page, "first")
    await visit(page, "next")
    await save(page, "next", "Hello")
    await visit(page, "second")
    await save(page, "second", "Hello")


async def test_the_stack_of_a_plain_page_that_was_inserted_is_connected(
    start: Callable[[str], Any],
) -> None:
    page = await start("first")
    await visit(page, "stack")
    assert await page.evaluate("liveSocket.main") is None
    await visit(page, "second")
    await save(page, "second", "Hello")
    await visit(page, "stack")
