"""Messages with the responses to htmx, Turbo, Unpoly and ``fetch``."""

import pytest
from playwright.async_api import BrowserContext, Page, Route, expect

from tests.browser.actions import MESSAGE
from tests.browser.plain_page import dismiss_by_keyboard, events
from tests.browser.plain_page import open_plain as open_any

PLAIN_KINDS = ["part", "json", "nothing", "invalid", "found", "see-other"]
REFUSED = (
    "status of 422|Response Status Error|Response has no matching"
    "|Failed to load resource"
)
FRAME_MS = 20  # at least one frame, and less than a message waits to be fetched


@pytest.fixture(autouse=True)
def _expected(expected: list[str]) -> None:
    expected.append(REFUSED)


async def open_plain(context: BrowserContext, library: str, query: str = "") -> Page:
    return await open_any(context, f"/r/page/{library}/{query}")


async def wait_for_saved(page: Page) -> None:
    """Wait until the message is shown, which is fetched after a moment."""
    await page.clock.resume()
    await expect(page.locator(MESSAGE)).to_have_count(1)
    await expect(page.locator(f"#liveflash:popover-open {MESSAGE}")).to_be_visible()
    await expect(page.locator(".liveflash-text")).to_have_text("Saved")


def button(kind: str) -> str:
    return f"text=/^{kind}$/"


@pytest.mark.parametrize("library", ["htmx", "htmx2", "unpoly"])
@pytest.mark.parametrize("kind", PLAIN_KINDS)
async def test_a_message_comes_with_a_response(
    context: BrowserContext, expected: list[str], library: str, kind: str
) -> None:
    expected.append("unpoly|up\\.|Cannot|Could not|raised")
    page = await open_plain(context, library)
    await page.click(button(kind))
    await wait_for_saved(page)
    await dismiss_by_keyboard(page)
    assert await events(page) == ["shown ", "dismissed escape"]


@pytest.mark.parametrize("kind", ["part", "nothing", "invalid"])
async def test_a_message_comes_with_a_response_to_a_frame(
    context: BrowserContext, kind: str
) -> None:
    page = await open_plain(context, "turbo")
    await page.click(button(kind))
    await wait_for_saved(page)
    await dismiss_by_keyboard(page)
    assert await events(page) == ["shown ", "dismissed escape"]


async def test_a_message_in_the_unused_rest_of_a_response_is_shown(
    context: BrowserContext,
) -> None:
    """Turbo takes its frame alone from the page to which the form redirects."""
    page = await open_plain(context, "turbo")
    await page.click(button("see-other"))
    await wait_for_saved(page)


@pytest.mark.parametrize("library", ["htmx", "htmx2"])
async def test_a_message_beside_what_is_selected_is_shown(
    context: BrowserContext, library: str
) -> None:
    page = await open_plain(context, library)
    await page.click(button("select"))
    await wait_for_saved(page)


async def test_a_message_after_a_form_is_shown_once(context: BrowserContext) -> None:
    page = await open_plain(context, "turbo")
    await page.click(button("submit"))
    await wait_for_saved(page)
    await page.wait_for_load_state("networkidle")
    await expect(page.locator(MESSAGE)).to_have_count(1)


@pytest.mark.parametrize("library", ["htmx", "htmx2"])
@pytest.mark.parametrize("kind", ["hx-redirect", "hx-refresh"])
async def test_a_message_waits_for_the_page_that_htmx_loads(
    context: BrowserContext, library: str, kind: str
) -> None:
    page = await open_plain(context, library)
    await page.click(button(kind))
    await expect(page.locator(MESSAGE)).to_have_count(1)
    await expect(page.locator(MESSAGE)).to_contain_text("Saved")


@pytest.mark.parametrize("library", ["htmx", "htmx2"])
async def test_a_message_comes_with_the_request_to_another_location(
    context: BrowserContext, library: str
) -> None:
    page = await open_plain(context, library)
    await page.click(button("hx-location"))
    await wait_for_saved(page)


@pytest.mark.parametrize(
    "script",
    [
        "fetch('/r/json/?put=Saved', {headers: liveflash.headers()})",
        "fetch(new Request('/r/found/?put=Saved', {headers: liveflash.headers()}))",
        """((headers) => {
            const xhr = new XMLHttpRequest();
            xhr.open("GET", "/r/nothing/?put=Saved");
            for (const [name, value] of Object.entries(headers))
                xhr.setRequestHeader(name, value);
            xhr.send();
        })(liveflash.headers())""",
    ],
)
async def test_a_message_comes_with_a_request_of_a_script(
    context: BrowserContext, script: str
) -> None:
    page = await open_plain(context, "none")
    await page.evaluate(f"void {script}")
    await wait_for_saved(page)


SCRIPTED = [
    "fetch('/r/json/?put=Saved')",
    "fetch(new URL('/r/found/?put=Saved', location), {headers: [['X-Own', '1']]})",
    "fetch(new Request('/r/json/?put=Saved', {method: 'POST', body: 'a'}))",
    """(() => {
        const xhr = new XMLHttpRequest();
        xhr.open("GET", "/r/nothing/?put=Saved");
        xhr.send();
    })()""",
]


@pytest.mark.parametrize("script", SCRIPTED)
async def test_all_requests_of_scripts_bring_messages_if_the_page_says_so(
    context: BrowserContext, script: str
) -> None:
    page = await open_plain(context, "none", "?all=1")
    await page.evaluate(f"void {script}")
    await wait_for_saved(page)


@pytest.mark.parametrize("library", ["htmx", "htmx2", "unpoly"])
async def test_a_request_that_is_marked_twice_brings_its_message(
    context: BrowserContext, library: str
) -> None:
    page = await open_plain(context, library, "?all=1")
    await page.click(button("part"))
    await wait_for_saved(page)


async def test_other_requests_of_scripts_are_not_marked(
    context: BrowserContext,
) -> None:
    page = await open_plain(context, "none")
    marked = await page.evaluate(
        "fetch('/r/json/?put=Saved').then((r) => r.headers.has('Liveflash-Messages'))"
    )
    assert marked is False


async def test_two_tabs_show_each_its_own_messages(context: BrowserContext) -> None:
    first = await open_plain(context, "htmx2")
    second = await open_plain(context, "htmx2")
    await first.click(button("found"))
    await wait_for_saved(first)
    await second.click(button("select"))
    await wait_for_saved(second)
    await expect(first.locator(MESSAGE)).to_have_count(1)


async def test_a_dropped_fetch_is_repeated(
    context: BrowserContext, expected: list[str]
) -> None:
    expected.append("net::ERR")
    page = await open_plain(context, "htmx2")
    dropped: list[str] = []

    async def drop(route: Route) -> None:
        if "liveflash-fetch" in route.request.headers and len(dropped) < 2:
            dropped.append(route.request.url)
            await route.abort()
        else:
            await route.continue_()

    await page.route("**/r/page/**", drop)
    await page.click(button("part"))
    await wait_for_saved(page)
    assert len(dropped) == 2


async def test_a_message_waits_for_a_stack(context: BrowserContext) -> None:
    page = await open_plain(context, "turbo")
    await page.clock.pause_at(await page.evaluate("Date.now() + 1000"))
    async with page.expect_response("**/?bare=1"):
        await page.click(button("submit without a stack"))
    await page.clock.run_for(FRAME_MS)
    await expect(page.locator("#liveflash")).to_have_count(0)
    await page.clock.run_for(100)
    await page.click(button("submit"))
    await page.clock.resume()
    await expect(page.locator(MESSAGE)).to_have_count(2)


async def test_a_page_that_is_left_at_once_hands_its_message_on(
    context: BrowserContext,
) -> None:
    page = await open_plain(context, "none", "?all=1")
    await page.evaluate(
        "void fetch('/r/json/?put=Saved').then(() => location.href = '/r/page/htmx/')"
    )
    await expect(page.locator("h1")).to_have_text("htmx")
    await expect(page.locator(MESSAGE)).to_have_count(1)
