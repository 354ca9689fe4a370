"""Plain pages of a WSGI server: alone, and beside an ASGI server for the sockets."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests import nginx
from tests.browser.actions import DISMISS, MESSAGE, wait_for_messages
from tests.browser.daphne import TESTS, Site, migrate, serving
from tests.servers import Redis, free_port

PAGES = Site(
    "tests.faults.settings",
    "tests.wsgi:application",
    "/plain/",
    server="gunicorn --workers 1 --threads 4 --bind fd://{fd}",
)
SOCKETS = {
    "daphne": "daphne --fd {fd}",
    "uvicorn": "uvicorn --log-level warning --fd {fd}",
}
ROOT = "#liveflash-root.phx-connected"
NOTICE = "[data-liveflash-connection]:visible"
HANDSHAKE_FAILED = "WebSocket connection to .* failed"
STACK = "/visits-stack/none/"
ATTEMPTS = 5
QUARTER = [30] * 30  # seconds, in steps
CONFIGURATION = """
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 100; }}
http {{
    access_log off; {temporary}
    server {{
        listen 127.0.0.1:{port};
        proxy_http_version 1.1;
        location / {{ proxy_pass {pages}; proxy_set_header Host $http_host; }}
        location /live/ {{
            proxy_pass {sockets};
            proxy_set_header Host $http_host;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection "upgrade";
        }}
    }}
}}
"""


@contextmanager
def in_front(folder: Path, pages: str, sockets: str) -> Iterator[str]:
    """Run nginx in front of two servers; yield its address."""
    port = free_port()
    text = CONFIGURATION.format(
        folder=folder,
        temporary=nginx.own_directories(folder),
        port=port,
        pages=pages,
        sockets=sockets,
    )
    with nginx.running(folder, text):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module", params=[None, *SOCKETS])
def server(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    redis: Redis,
) -> Iterator[str]:
    """The address of gunicorn alone, or of nginx before it and an ASGI server."""
    folder = tmp_path_factory.mktemp("wsgi")
    pages = replace(PAGES, variables={"FAULTS_REDIS": redis.url})
    migrate(folder, pages)
    with serving(folder, site=pages) as address:
        if request.param is None:
            yield address
            return
        command = SOCKETS[request.param]
        site = replace(pages, application=TESTS.application, server=command)
        with (
            serving(folder, site=site) as sockets,
            in_front(folder, address, sockets) as both,
        ):
            yield both


alone = pytest.mark.parametrize("server", [None], indirect=True)
beside = pytest.mark.parametrize("server", SOCKETS, indirect=True)


async def open_as(context: BrowserContext, user: str, url: str) -> Page:
    """Open a page as a user."""
    await context.request.get(f"/login/?name={user}")
    page = await context.new_page()
    await page.goto(url)
    return page


@beside
async def test_a_push_arrives_on_a_plain_page_at_once(context: BrowserContext) -> None:
    page = await open_as(context, "ada", f"/send/?put=info&to={STACK}")
    await expect(page.locator(ROOT)).to_be_attached()
    await context.request.get("/push/?text=Pushed")
    await wait_for_messages(page, "sent info", "Pushed")


@beside
async def test_a_push_arrives_after_a_message_of_htmx(context: BrowserContext) -> None:
    page = await open_as(context, "ben", "/r/page/htmx2/")
    await expect(page.locator(ROOT)).to_be_attached()
    await page.click("text=/^part$/")
    await wait_for_messages(page, "Saved")
    await context.request.get("/push/?text=Pushed")
    await wait_for_messages(page, "Saved", "Pushed")
    await page.click(f"{MESSAGE}:has-text('Saved') {DISMISS}")
    await wait_for_messages(page, "Pushed")


@alone
@pytest.mark.parametrize("kind", ["part", "json", "nothing", "found"])
async def test_a_message_of_htmx_is_shown_without_a_socket(
    context: BrowserContext, expected: list[str], kind: str
) -> None:
    expected.append(HANDSHAKE_FAILED)
    page = await open_as(context, "cleo", "/r/page/htmx2/")
    await page.click(f"text=/^{kind}$/")
    await wait_for_messages(page, "Saved")
    await page.click(DISMISS)
    await wait_for_messages(page)


@alone
async def test_a_push_is_shown_by_the_next_page_without_a_socket(
    context: BrowserContext, expected: list[str]
) -> None:
    expected.append(HANDSHAKE_FAILED)
    page = await open_as(context, "dora", STACK)
    await context.request.get("/push/?text=Pushed")
    await wait_for_messages(page)
    await page.reload()
    await wait_for_messages(page, "Pushed")
    await page.reload()
    await wait_for_messages(page)


@alone
async def test_a_page_without_a_socket_soon_stops_to_ask_for_one(
    context: BrowserContext, expected: list[str]
) -> None:
    expected.append(HANDSHAKE_FAILED)
    await context.request.get("/login/?name=eve")
    page = await context.new_page()
    seen: Counter[str] = Counter()
    page.on("websocket", lambda _socket: seen.update(["socket"]))
    page.on("console", lambda _message: seen.update(["line"]))
    await page.clock.install()
    async with page.expect_websocket():
        await page.goto(STACK)
    for seconds in QUARTER:
        await page.wait_for_function("liveSocket.socket.connectionState() === 'closed'")
        await page.clock.fast_forward(seconds * 1000)
    assert seen == {"socket": ATTEMPTS, "line": ATTEMPTS}
    await expect(page.locator(NOTICE)).to_have_count(0)
