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

# The values of Chromium's preference for the cookies of third parties.
ALLOWED, BLOCKED = 0, 1
SITES = {ALLOWED: "tests.frame_settings", BLOCKED: "tests.partitioned_settings"}
GO = "value => liveSocket.js().push(hooked, 'go', { value })"


@pytest.fixture(scope="module", params=SITES, ids=["allowed", "blocked"])
def preference(request: pytest.FixtureRequest) -> int:
    """The preference of the browser."""
    return int(request.param)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, preference: int) -> Iterator[str]:
    """The address of the site."""
    site = Site(SITES[preference], "tests.asgi:application", "/plain/")
    run_dir = tmp_path_factory.mktemp("framed")
    migrate(run_dir, site)
    with serving_securely(run_dir, site) as address:
        yield address


@pytest.fixture(scope="module")
async def context(
    tmp_path_factory: pytest.TempPathFactory, server: str, preference: int
) -> AsyncIterator[BrowserContext]:
    """A browser with the preference: contexts of a shared browser cannot have it."""
    profile = tmp_path_factory.mktemp("profile")
    preferences = profile / "Default" / "Preferences"
    preferences.parent.mkdir()
    cookies = {"cookie_controls_mode": preference}
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


@pytest.fixture
async def frame(context: BrowserContext, server: str) -> Frame:
    """The stage, live, in a frame of a page of another site."""
    page = await context.new_page()
    await page.goto(server.replace("127.0.0.1", "localhost") + "/bare/")
    await page.set_content(f"<iframe name=site src='{server}/login/?name=ada'>")
    frame = page.frame("site")
    assert frame is not None
    await expect(frame.locator("body")).to_have_text("Hello ada")
    await frame.goto("/stage/")
    await expect(frame.locator("[data-phx-main].phx-connected")).to_be_attached()
    await expect(frame.locator("#user")).to_have_text("ada")
    return frame


@pytest.mark.parametrize("how", ["navigate", "redirect"])
async def test_messages_travel_inside_of_a_frame(frame: Frame, how: str) -> None:
    for to in ("/other/", "/plain/"):
        await frame.goto("/stage/")
        await expect(frame.locator("[data-phx-main].phx-connected")).to_be_attached()
        await frame.evaluate(GO, {"how": how, "to": to, "text": f"At {to}"})
        await frame.wait_for_url(f"**{to}")
        await expect(frame.locator(TEXTS)).to_have_text(f"At {to}")


async def test_a_redirect_of_the_server_keeps_its_message_inside_of_a_frame(
    frame: Frame,
) -> None:
    await frame.goto("/leaving/plain/")
    await frame.wait_for_url("**/plain/")
    await expect(frame.locator(TEXTS)).to_have_text("You were sent here.")
