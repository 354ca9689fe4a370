"""The official client in a real Chromium, on a live server.

The shared browser is Chromium's headless shell where it is installed: without a window,
a test takes a third of the time. The tests of the back/forward cache and of blocked
cookies, which the shell does not have, start the whole Chromium. With
``LIVEFLASH_CHROMIUM=chromium`` all tests do.
"""

import os
import re
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from functools import cache
from uuid import uuid4

import pytest
from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    async_playwright,
    expect,
)

from tests.browser.actions import wait_until_joined
from tests.browser.daphne import migrate, serving

OpenPage = Callable[..., Awaitable[Page]]

# A page was left while it connected.
LEFT_EARLY = "WebSocket is closed before the connection is established"

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
SHELL_NAMES = ("chromium-headless-shell", "chrome-headless-shell")
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
FIREFOX_NAMES = ("firefox-esr", "firefox")

# The hook that the stage names. `echo(event, payload)` pushes, and gives the reply.
HOOKS = """
window.greetings = [];
window.addEventListener("phx:greet", (event) => greetings.push(event.detail));
window.liveflash = { hooks: { Echo: { mounted() {
  window.echo = (event, payload) => this.pushEvent(event, payload);
} } } };
"""

expect.set_options(timeout=20_000)


@cache
def chromium() -> str | None:
    """Return the path of Chromium, or None."""
    return _find(CHROMIUM_NAMES)


def headless_chromium() -> str | None:
    """Return the path of Chromium's headless shell, or else of Chromium, or None."""
    chosen = os.environ.get("LIVEFLASH_CHROMIUM")
    return _find((chosen,)) if chosen else _find(SHELL_NAMES) or chromium()


@cache
def firefox() -> str | None:
    """Return the path of Firefox, or None."""
    return _find(FIREFOX_NAMES)


def _find(names: tuple[str, ...]) -> str | None:
    found = (shutil.which(name) for name in names)
    return next((path for path in found if path is not None), None)


def pytest_runtest_setup(item: pytest.Function) -> None:
    """Without its browser a test fails in CI, and is skipped elsewhere.

    Here, not in a fixture: pytest then sums the skipped tests up in one line.
    """
    needs_firefox = any(name.startswith("firefox") for name in item.fixturenames)
    if (firefox() if needs_firefox else chromium()) is None:
        package = "firefox-esr" if needs_firefox else "chromium"
        stop = pytest.fail if "CI" in os.environ else pytest.skip
        stop(f"The browser is not on the PATH: sudo apt-get install {package}")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the site that all tests share."""
    run_dir = tmp_path_factory.mktemp("site")
    migrate(run_dir)
    with serving(run_dir) as address:
        yield address


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """The browser that all tests share."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=headless_chromium(), args=CHROMIUM_FLAGS
        )
        yield browser
        await browser.close()


@pytest.fixture
def expected() -> list[str]:
    """Patterns of what the console may complain of in a test; the test adds them."""
    return []


@pytest.fixture
async def context(
    browser: Browser, server: str, expected: list[str]
) -> AsyncIterator[BrowserContext]:
    """A visitor's browser, fresh; a complaint of its pages fails the test."""
    context = await browser.new_context(base_url=server)
    context.set_default_timeout(20_000)
    await context.add_init_script(HOOKS)
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        is_of_the_page = not message.location["url"].endswith("/favicon.ico")
        if is_of_the_page and message.type in {"error", "warning", "assert"}:
            complaints.append(f"{message.type}: {message.text}")

    context.on("console", hear)
    context.on("weberror", lambda error: complaints.append(f"raised: {error.error}"))
    yield context
    await context.close()
    allowed = re.compile("|".join([*expected, LEFT_EARLY]))
    assert [text for text in complaints if not allowed.search(text)] == []


@pytest.fixture
async def phone(browser: Browser, server: str) -> AsyncIterator[BrowserContext]:
    """A browser with a touch screen."""
    context = await browser.new_context(
        base_url=server,
        viewport={"width": 390, "height": 700},
        has_touch=True,
        is_mobile=True,
    )
    context.set_default_timeout(20_000)
    await context.add_init_script(HOOKS)
    yield context
    await context.close()


@pytest.fixture
async def open_page(context: BrowserContext) -> OpenPage:
    """Open a URL in a tab of its own, and wait until the page is live."""

    async def open_url(url: str) -> Page:
        page = await context.new_page()
        await page.goto(url)
        await wait_until_joined(page)
        return page

    return open_url


@pytest.fixture
def ada() -> str:
    """The name of a user, of whom no other test knows."""
    return f"ada-{uuid4().hex}"
