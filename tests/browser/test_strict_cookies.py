"""A session cookie that a link from another site does not send."""

from collections.abc import Iterator

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.browser.actions import (
    is_marked,
    mark,
    put,
    wait_for_messages,
    wait_until_joined,
)
from tests.browser.daphne import Site, migrate, serving

SITE = Site("tests.strict_settings", "tests.asgi:application", "/plain/")
LINK = """(url) => {
  const link = document.createElement("a");
  link.href = url;
  document.body.append(link);
  link.click();
}"""
RECONNECT = """() => {
  liveSocket.disconnect();
  setTimeout(() => liveSocket.connect(), 200);
}"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the site."""
    run_dir = tmp_path_factory.mktemp("strict")
    migrate(run_dir, SITE)
    with serving(run_dir, site=SITE) as address:
        yield address


async def open_by_link(
    page: Page, server: str, *, has_csrf_cookie: bool = True
) -> None:
    """Follow a link of another site to a live page, as a user who is logged in."""
    await page.goto("/login/?name=ada")
    if not has_csrf_cookie:
        await page.context.clear_cookies(name="csrftoken")
    await page.goto(server.replace("127.0.0.1", "localhost") + "/bare/")
    await page.evaluate(LINK, f"{server}/stage/")
    await page.wait_for_url("**/stage/")
    await mark(page)
    await wait_until_joined(page)


@pytest.mark.parametrize("has_csrf_cookie", [True, False])
async def test_a_page_from_a_link_of_another_site_is_live_at_once(
    context: BrowserContext, server: str, has_csrf_cookie: bool
) -> None:
    page = await context.new_page()
    await open_by_link(page, server, has_csrf_cookie=has_csrf_cookie)
    assert await is_marked(page)
    await expect(page.locator("#user")).to_have_text("ada")
    await expect(page.locator("[data-liveflash-connection]:visible")).to_have_count(0)
    await put(page, "Hello")
    await wait_for_messages(page, "Hello")


async def test_a_page_from_a_link_of_another_site_reconnects(
    context: BrowserContext, server: str
) -> None:
    page = await context.new_page()
    await open_by_link(page, server)
    await page.evaluate(RECONNECT)
    await expect(page.locator(".phx-connected")).to_have_count(0)
    await wait_until_joined(page)
    await put(page, "Hello")
    await wait_for_messages(page, "Hello")
    assert await is_marked(page)
