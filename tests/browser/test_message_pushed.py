"""Messages that are pushed to a user: the page acknowledges them when shown."""

import pytest
from playwright.async_api import BrowserContext, expect

from tests.browser.actions import note
from tests.browser.conftest import OpenPage

# One page shows messages by our tag, the other by a template of its own.
PAGES = [
    pytest.param("/stage/", ".liveflash-text", id="our template"),
    pytest.param("/own/", "#own", id="a template of one's own"),
]


@pytest.fixture
async def visitor(context: BrowserContext, request: pytest.FixtureRequest) -> str:
    """A user of this test alone, logged in."""
    name = f"user-{abs(hash(request.node.name))}"
    await context.request.get(f"/login/?name={name}")
    return name


async def is_acknowledged(context: BrowserContext) -> bool:
    """Return True if the message no longer waits for the user's next page."""
    response = await context.request.get("/plain/")
    return "Exported." not in await response.text()


@pytest.mark.usefixtures("visitor")
@pytest.mark.parametrize(("url", "selector"), PAGES)
async def test_a_page_acknowledges_pushed_messages(
    context: BrowserContext, open_page: OpenPage, url: str, selector: str
) -> None:
    page = await open_page(url)
    await context.request.get("/push/?text=Exported.")
    await expect(page.locator(selector)).to_have_text("Exported.")
    await note(page)
    assert await is_acknowledged(context)


@pytest.mark.usefixtures("visitor")
@pytest.mark.parametrize(("url", "selector"), PAGES)
async def test_a_page_acknowledges_what_has_waited_for_it(
    context: BrowserContext, open_page: OpenPage, url: str, selector: str
) -> None:
    await context.request.get("/push/?text=Exported.")
    page = await open_page(url)
    await expect(page.locator(selector)).to_have_text("Exported.")
    await note(page)
    assert await is_acknowledged(context)
