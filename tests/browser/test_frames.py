"""A site in a frame of another site, whose cookies are those of a third party.

Chromium may block such cookies. A site then marks its own as ``Partitioned``.
"""

import json
from collections.abc import AsyncIterator, Iterator

import pytest
from playwright.async_api import BrowserContext, Frame, async_playwright, expect

from tests.browser.actions import TEXTS
from tests.browser.conftest import CHROMIUM_FLAGS, HOOKS, chromium
from tests.browser.daphne import Site, migrate
from tests.browser.secure import serving_securely

# For each case, Chromium's preference for cookies of third parties and the site.
ALLOWED, BLOCKED = 0, 1
CASES = {
    "allowed": (ALLOWED, "tests.frame_settings"),
    "partitioned": (BLOCKED, "tests.partitioned_settings"),
    "blocked": (BLOCKED, "tests.frame_settings"),
}
GO = "value => liveSocket.js().push(hooked, 'go', { value })"


with_cookies = pytest.mark.parametrize(
    "case", ["allowed", "partitioned"], indirect=True, scope="module"
)
without_cookies = pytest.mark.parametrize(
    "case", ["blocked"], indirect=True, scope="module"
)


@pytest.fixture(scope="module")
def case(request: pytest.FixtureRequest) -> tuple[int, str]:
    """The preference of the browser and the settings of the site."""
    return CASES[request.param]


@pytest.fixture(scope="module")
def server(
    tmp_path_factory: pytest.TempPathFactory, case: tuple[int, str]
) -> Iterator[str]:
    """The address of the site."""
    site = Site(case[1], "tests.asgi:application", "/plain/")
    run_dir = tmp_path_factory.mktemp("framed")
    migrate(run_dir, site)
    with serving_securely(run_dir, site) as address:
        yield address


@pytest.fixture(scope="module")
async def context(
    tmp_path_factory: pytest.TempPathFactory, server: str, case: tuple[int, str]
) -> AsyncIterator[BrowserContext]:
    """A browser with the preference: contexts of a shared browser cannot have it."""
    profile = tmp_path_factory.mktemp("profile")
    preferences = profile / "Default" / "Preferences"
    preferences.parent.mkdir()
    cookies = {"cookie_controls_mode": case[0]}
    preferences.write_text(json.dumps({"profile": cookies}))
    async with async_playwright() as playwright:
        context = await playwright.chromium.launch_persistent_context(
            profile,
            executable_path=chromium(),
            args=CHROMIUM_FLAGS,
            base_url=server,
            ignore_https_errors=True,
        )
        await context.add_init_script(HOOKS)
        yield context
        await context.close()


async def open_frame(context: BrowserContext, server: str) -> Frame:
    """Open a page of another site that shows a frame; log in there."""
    page = await context.new_page()
    await page.goto(server.replace("127.0.0.1", "localhost") + "/bare/")
    await page.set_content(f"<iframe name=site src='{server}/login/?name=ada'>")
    frame = page.frame("site")
    assert frame is not None
    await expect(frame.locator("body")).to_have_text("Hello ada")
    return frame


async def open_stage(frame: Frame, user: str) -> None:
    """Open the stage, and wait until it is live for a user."""
    await frame.goto("/stage/")
    await expect(frame.locator("[data-phx-main].phx-connected")).to_be_attached()
    await expect(frame.locator("#user")).to_have_text(user)


@with_cookies
@pytest.mark.parametrize("how", ["navigate", "redirect"])
async def test_messages_travel_inside_of_a_frame(
    context: BrowserContext, server: str, how: str
) -> None:
    frame = await open_frame(context, server)
    for to in ("/other/", "/plain/"):
        await open_stage(frame, "ada")
        await frame.evaluate(GO, {"how": how, "to": to, "text": f"At {to}"})
        await frame.wait_for_url(f"**{to}")
        await expect(frame.locator(TEXTS)).to_have_text(f"At {to}")


@with_cookies
async def test_a_redirect_of_the_server_keeps_its_message_inside_of_a_frame(
    context: BrowserContext, server: str
) -> None:
    frame = await open_frame(context, server)
    await frame.goto("/leaving/plain/")
    await frame.wait_for_url("**/plain/")
    await expect(frame.locator(TEXTS)).to_have_text("You were sent here.")


@without_cookies
async def test_a_page_without_cookies_is_live_and_shows_messages(
    context: BrowserContext, server: str
) -> None:
    frame = await open_frame(context, server)
    await open_stage(frame, "AnonymousUser")
    await frame.click("#put")
    await expect(frame.locator(TEXTS)).to_have_text("Hello")
    await frame.evaluate(GO, {"how": "navigate", "to": "/other/", "text": "Arrived"})
    await frame.wait_for_url("**/other/")
    await expect(frame.locator(TEXTS)).to_have_text("Arrived")
