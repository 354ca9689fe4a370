"""Every page of the demo, with messages on it, as axe-core judges accessibility."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Literal

import pytest
from django.urls import reverse
from playwright.async_api import (
    Browser,
    ConsoleMessage,
    Page,
    expect,
)

from demo_project.pages import PAGES as DEMO_PAGES
from tests.browser.axe import AXE, violations
from tests.browser.daphne import DEMO, migrate, serving

SHOWN = ".liveflash-message:visible, #flash-error, .banner p"
LIVE = "[data-phx-main].phx-connected"
BELL = ".liveflash-bell-open"

# How a page comes to show messages: what is clicked, one after the other.
PAGES: dict[str, list[str]] = {
    "/": ["button:text-is('Delete a photo')", "button:text-is('Save')"],
    "/plain/": ["button:text-is('error')", "button:text-is('Save')"],
    "/htmx/": ["button:text-is('Invite')"],
    "/fetch/": ["button:text-is('Copy')", "button:text-is('Star')"],
    "/staff/": [],
    "/export/": ["text=Push to my tabs"],
    "/kept/": ["button[value=order]", "button[value=everyone]", BELL],
    "/rich/": ["text=Links", "text=Progress", "text=Countdown", "text=Icons, stacked"],
    "/playground/": ["text=Put the message"],
    "/playground/?value=action&key=warning": ["text=Put seven"],
    "/playground/?value=dict&place=inline": ["text=Put the message"],
    "/playground/?value=pairs": ["text=Open a dialog", "#dialog >> text=Put"],
    "/playground/?value=list&seconds=inf": ["text=Put the message", BELL],
    "/playground/?value=list&skin=bootstrap": ["text=Put the message"],
    "/playground/?value=action&skin=daisyui": ["text=Put the message"],
    "/playground/?template=banner.html": ["text=Put the message"],
    "/settings/": ["button:text-is('Save')"],
    "/form/": ["button:text-is('Book')"],
    "/gallery/": ["text=Several keys", "text=Dataclass"],
    "/travel/": ["text=push_patch, with a message"],
    "/travel/arrival/": [],
    "/draft/": ["button:text-is('Send')"],
    "/counter/": ["text=Remind me"],
}
PLAIN_PAGES = {"/", "/plain/", "/htmx/", "/fetch/", "/staff/", "/export/", "/kept/"}
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the demo."""
    if not AXE.is_file():
        pytest.fail(f"{AXE} is missing: `make test` installs it")
    run_dir: Path = tmp_path_factory.mktemp("demo")
    migrate(run_dir, DEMO)
    with serving(run_dir, site=DEMO) as address:
        yield address


@pytest.fixture
async def page(browser: Browser, demo: str) -> AsyncIterator[Page]:
    """Open a page under a strict policy and check that its console stays empty."""
    context = await browser.new_context(base_url=demo, reduced_motion="reduce")
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        # Neither what the judge itself is told, who measures by inline styles, nor the
        # admin's lack of an icon, nor the status that htmx shows.
        is_expected = message.location["url"].endswith((AXE.name, "/favicon.ico"))
        if "status of 422" in message.text or is_expected:
            return
        if message.type in {"error", "warning", "assert"}:
            complaints.append(message.text)

    context.on("console", hear)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    # Playwright brings axe in, which no policy has to allow.
    await context.add_init_script(path=AXE)
    yield await context.new_page()
    await context.close()
    assert complaints == []


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("path", PAGES)
async def test_axe_finds_nothing(
    page: Page, path: str, theme: Literal["light", "dark"]
) -> None:
    await page.emulate_media(color_scheme=theme)
    response = await page.goto(path)
    assert response is not None
    assert "unsafe" not in response.headers["content-security-policy"]
    if path not in PLAIN_PAGES:
        await expect(page.locator(LIVE)).to_be_attached()
    for selector in PAGES[path]:
        await page.click(selector)
    if PAGES[path]:
        await expect(page.locator(SHOWN).first).to_be_visible()
    assert await violations(page) == []


def test_all_pages_of_the_demo_are_judged() -> None:
    paths = {reverse(page.name, "demo_project.urls") for page in DEMO_PAGES}
    assert {path.partition("?")[0] for path in PAGES} == paths


@pytest.mark.parametrize("theme", THEMES)
async def test_axe_finds_nothing_in_the_admin(
    page: Page, theme: Literal["light", "dark"]
) -> None:
    await page.emulate_media(color_scheme=theme)
    await page.goto("/staff/")
    await page.click("text=Enter the admin")
    await page.check("#action-toggle")
    await page.select_option("[name=action]", "export")
    await page.click("[name=index]")
    await expect(page.locator(SHOWN).first).to_be_visible()
    await expect(page.locator("#liveflash-root.phx-connected")).to_be_attached()
    # Not the rest of the page, which is Django's.
    assert await violations(page, "#liveflash-root") == []
    await page.goto("/kept/")
    await page.click("button[value=order]")
    await expect(page.locator(SHOWN).first).to_be_visible()
    await page.goto("/admin/")
    await page.click(BELL)
    await expect(page.locator(".liveflash-entry")).to_be_visible()
    assert await violations(page, ".liveflash-bell") == []


async def test_a_page_from_right_to_left_is_judged_too(page: Page, demo: str) -> None:
    await page.context.add_cookies([{"name": "direction", "value": "rtl", "url": demo}])
    await page.goto("/playground/?value=action")
    await expect(page.locator(LIVE)).to_be_attached()
    await page.click("text=Put the message")
    await expect(page.locator(SHOWN).first).to_be_visible()
    assert await page.evaluate("document.dir") == "rtl"
    assert await violations(page) == []


async def open_menu(page: Page) -> None:
    """Open the menu of a page on a narrow screen."""
    await page.set_viewport_size({"width": 390, "height": 700})
    await page.goto("/rich/")
    await expect(page.locator(LIVE)).to_be_attached()
    await page.click("text=Menu")
    await expect(page.locator("#menu a").first).to_be_visible()


@pytest.mark.parametrize("theme", THEMES)
async def test_the_menu_of_a_phone_is_judged_too(
    page: Page, theme: Literal["light", "dark"]
) -> None:
    await page.emulate_media(color_scheme=theme)
    await open_menu(page)
    assert await violations(page) == []


async def test_live_navigation_closes_the_menu_of_a_phone(page: Page) -> None:
    await open_menu(page)
    await page.click("#menu >> text=Playground")
    await expect(page.locator("h1")).to_have_text("Playground")
    await expect(page.locator("#menu")).to_be_hidden()


@pytest.mark.parametrize("path", sorted({path.partition("?")[0] for path in PAGES}))
async def test_no_page_is_wider_than_its_window(page: Page, path: str) -> None:
    await page.goto(path)
    if path not in PLAIN_PAGES:
        await expect(page.locator(LIVE)).to_be_attached()
    widths = {}
    for width in (320, 375, 768, 1280):
        await page.set_viewport_size({"width": width, "height": 700})
        widths[width] = await page.evaluate("document.documentElement.scrollWidth")
    assert {at: width for at, width in widths.items() if width > at} == {}
