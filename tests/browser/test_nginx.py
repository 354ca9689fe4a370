"""A site below a path of a host, behind nginx, which terminates TLS."""

from collections.abc import AsyncIterator, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, BrowserContext, Page

from tests import nginx
from tests.browser.actions import (
    DROPPED_BY_SERVER,
    go,
    note,
    path,
    put,
    wait_for_messages,
    wait_for_rejoin,
    wait_until_joined,
)
from tests.browser.conftest import HOOKS
from tests.browser.daphne import Site, migrate, serving
from tests.servers import free_port, make_certificate

SITE = Site("tests.proxied_settings", "tests.asgi:application", "/app/plain/")
CONFIGURATION = """
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 100; }}
http {{
    access_log off; {temporary}
    server {{
        listen 127.0.0.1:{port} ssl;
        ssl_certificate {folder}/fullchain.pem;
        ssl_certificate_key {folder}/privkey.pem;
        location /app/ {{
            proxy_pass {behind};
            proxy_http_version 1.1;
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-Proto $scheme;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection "upgrade";
        }}
    }}
}}
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of nginx."""
    folder = tmp_path_factory.mktemp("proxied")
    make_certificate(folder)
    migrate(folder, SITE)
    port = free_port()
    with serving(folder, site=SITE) as behind:
        text = CONFIGURATION.format(
            folder=folder,
            temporary=nginx.own_directories(folder),
            port=port,
            behind=behind,
        )
        with nginx.running(folder, text):
            yield f"https://127.0.0.1:{port}"


@pytest.fixture
async def context(browser: Browser, server: str) -> AsyncIterator[BrowserContext]:
    """A visitor's browser that trusts the certificate."""
    context = await browser.new_context(base_url=server, ignore_https_errors=True)
    await context.add_init_script(HOOKS)
    yield context
    await context.close()


@pytest.fixture
async def page(context: BrowserContext) -> Page:
    """The stage, live, for a visitor with a session."""
    page = await context.new_page()
    await page.goto("/app/login/?name=ada")
    await page.goto("/app/stage/")
    await wait_until_joined(page)
    return page


async def test_the_socket_is_secure_and_below_the_path(context: BrowserContext) -> None:
    page = await context.new_page()
    async with page.expect_websocket() as opened:
        await page.goto("/app/stage/")
    socket = urlsplit((await opened.value).url)
    assert (socket.scheme, socket.path) == ("wss", "/app/live/websocket")


async def test_messages_survive_a_lost_connection(page: Page) -> None:
    await put(page, "Hello")
    await note(page)
    await page.evaluate(DROPPED_BY_SERVER)
    await wait_for_rejoin(page, "Hello")


@pytest.mark.parametrize("to", ["/app/other/", "/app/plain/"])
async def test_messages_travel(page: Page, to: str) -> None:
    await go(page, "redirect", to, "Arrived")
    await wait_for_messages(page, "Arrived")
    assert path(page) == to
    cookies = await page.context.cookies()
    assert {(each["path"], each["secure"]) for each in cookies} == {("/app", True)}
