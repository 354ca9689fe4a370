"""A site below a path of its host, whose cookies belong to that path."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.async_api import BrowserContext, Page, WebSocket

from tests.browser.actions import (
    DROPPED_BY_SERVER,
    go,
    mark,
    note,
    path,
    put,
    wait_for_messages,
    wait_for_rejoin,
    wait_until_joined,
)
from tests.browser.daphne import Site, migrate, serving

SITE = Site("tests.path_settings", "tests.asgi:application", "/app/plain/")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site below /app/."""
    run_dir = tmp_path_factory.mktemp("below")
    migrate(run_dir, SITE)
    with serving(run_dir, site=SITE) as address:
        yield address


@pytest.fixture
async def page(context: BrowserContext) -> Page:
    """The stage, live, for a visitor with a session."""
    page = await context.new_page()
    await page.goto("/app/login/?name=ada")
    await page.goto("/app/stage/")
    await wait_until_joined(page)
    return page


async def test_everything_stays_below_the_path(context: BrowserContext) -> None:
    urls: list[str] = []
    page = await context.new_page()
    page.on("request", lambda request: urls.append(request.url))

    def note_socket(websocket: WebSocket) -> None:
        urls.append(websocket.url)

    page.on("websocket", note_socket)
    await page.goto("/app/stage/")
    await wait_until_joined(page)
    await put(page, "Hello")
    await wait_for_messages(page, "Hello")
    assert [url for url in urls if not urlsplit(url).path.startswith("/app/")] == []
    assert any(url.startswith("ws:") for url in urls)


async def test_messages_survive_a_lost_connection(page: Page) -> None:
    await put(page, "Hello")
    await note(page)
    await page.evaluate(DROPPED_BY_SERVER)
    await wait_for_rejoin(page, "Hello")


@pytest.mark.parametrize("to", ["/app/other/", "/app/plain/"])
@pytest.mark.parametrize("how", ["navigate", "redirect"])
async def test_messages_travel(page: Page, how: str, to: str) -> None:
    await mark(page)
    await go(page, how, to, "Arrived")
    await wait_for_messages(page, "Arrived")
    assert path(page) == to
