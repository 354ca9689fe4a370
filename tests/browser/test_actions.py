"""The actions of messages in a browser, on live pages and on others."""

import asyncio
import json
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.async_api import BrowserContext, Page, Route, expect

from tests.browser.actions import DISMISS, MESSAGE, TEXTS, wait_until_joined
from tests.browser.axe import AXE, violations
from tests.browser.plain_page import RECORD_EVENTS, events
from tests.browser.screen_reader import LISTEN

UNDO = {"label": "Undo", "event": "undo", "value": {"id": 3}, "kind": "primary"}
FAIL = {"label": "Fail", "event": "fail"}
GO = {"label": "Go", "event": "go", "value": {"to": "/plain/"}}
LATER = {"label": "Later", "dismiss": True, "kind": "cancel"}
PAGES = ["/rich/", "/rich-live/"]
FAILURE = "This could not be done."


async def open_page(
    context: BrowserContext, url: str, *actions: Any, query: str = "", **options: Any
) -> Page:
    """Open a page with a message that has these actions."""
    value = {"text": "Deleted.", "actions": actions}
    asked = urlencode({"put": json.dumps(["note", value, options])})
    await context.add_init_script(LISTEN + RECORD_EVENTS)
    page = await context.new_page()
    await page.goto(f"{url}?{asked}{query}")
    if url != "/rich/":
        await wait_until_joined(page)
    await expect(page.locator(MESSAGE)).to_be_visible()
    return page


async def click(page: Page, label: str) -> None:
    await page.locator("[data-liveflash-action]", has_text=label).click()


@pytest.mark.parametrize("url", PAGES)
async def test_an_event_reaches_the_handler_and_ends_the_message(
    context: BrowserContext, url: str
) -> None:
    page = await open_page(context, url, UNDO, LATER)
    await click(page, "Undo")
    await expect(page.locator(TEXTS)).to_have_text(["Undone: 3."])
    assert "dismissed action" in await events(page)


async def test_an_event_reaches_the_view_first(context: BrowserContext) -> None:
    page = await open_page(context, "/rich-handling/", UNDO)
    await click(page, "Undo")
    await expect(page.locator(TEXTS)).to_have_text(["The view did undo 3."])


@pytest.mark.parametrize("url", PAGES)
async def test_a_redirect_is_followed_with_its_messages(
    context: BrowserContext, url: str
) -> None:
    page = await open_page(context, url, GO)
    await click(page, "Go")
    await expect(page.locator("h1")).to_have_text("Plain")
    await expect(page.locator(TEXTS)).to_have_text(["Gone."])


@pytest.mark.parametrize("url", PAGES)
async def test_a_dismissal_sends_nothing(context: BrowserContext, url: str) -> None:
    page = await open_page(context, url, UNDO, LATER, dismissible=False)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    await click(page, "Later")
    await expect(page.locator(MESSAGE)).to_have_count(0)
    assert sent == []


async def test_a_failure_keeps_the_message_and_is_told(
    context: BrowserContext, expected: list[str]
) -> None:
    expected.append("500")
    page = await open_page(context, "/rich/", FAIL)
    await click(page, "Fail")
    await expect(page.locator(TEXTS)).to_have_text(["Deleted.", FAILURE])
    assert await events(page) == ["shown ", "shown "]


async def test_a_lost_connection_keeps_the_message_and_is_told(
    context: BrowserContext, expected: list[str]
) -> None:
    expected.append("ERR_INTERNET_DISCONNECTED")
    page = await open_page(context, "/rich/", UNDO)
    await context.set_offline(True)
    await click(page, "Undo")
    await expect(page.locator(TEXTS)).to_have_text(["Deleted.", FAILURE])
    await context.set_offline(False)
    await click(page, "Undo")
    await expect(page.locator(TEXTS)).to_have_text([FAILURE, "Undone: 3."])


@pytest.mark.parametrize("url", PAGES)
async def test_a_double_click_sends_once(context: BrowserContext, url: str) -> None:
    page = await open_page(context, url, UNDO)
    await context.add_cookies([{"name": "delay", "value": "0.5", "url": page.url}])
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.on(
        "websocket",
        lambda socket: socket.on("framesent", lambda frame: sent.append("x")),
    )
    button = page.locator("[data-liveflash-action]")
    await button.dblclick()
    await expect(page.locator(TEXTS)).to_have_text(["Undone: 3."])
    if url == "/rich/":
        assert len([each for each in sent if each.endswith("?liveflash")]) == 2
    assert (await events(page)).count("dismissed action") == 1


async def test_a_button_is_busy_meanwhile(context: BrowserContext) -> None:
    page = await open_page(context, "/rich/", UNDO)
    is_seen = asyncio.Event()

    async def hold(route: Route) -> None:
        await is_seen.wait()
        await route.continue_()

    await page.route("**/*?liveflash", hold)
    await click(page, "Undo")
    button = page.locator("[data-liveflash-action]")
    await expect(button).to_have_attribute("aria-busy", "true")
    is_seen.set()
    await expect(page.locator(TEXTS)).to_have_text(["Undone: 3."])


@pytest.mark.parametrize("url", PAGES)
async def test_a_link_is_followed(context: BrowserContext, url: str) -> None:
    page = await open_page(context, url, {"label": "Open", "url": "/plain/"})
    await click(page, "Open")
    await expect(page.locator("h1")).to_have_text("Plain")


@pytest.mark.parametrize("url", PAGES)
async def test_a_link_to_a_new_tab_ends_the_message(
    context: BrowserContext, url: str
) -> None:
    link = {"label": "Open", "url": "/plain/", "open": "new"}
    page = await open_page(context, url, link)
    async with context.expect_page() as opened:
        await click(page, "Open")
    tab = await opened.value
    await expect(tab.locator("h1")).to_have_text("Plain")
    assert await tab.evaluate("opener") is None
    await expect(page.locator(MESSAGE)).to_have_count(0)


async def test_a_patch_link_calls_handle_params(context: BrowserContext) -> None:
    link = {"label": "Next", "url": "/rich-live/?page=2", "open": "patch"}
    page = await open_page(context, "/rich-live/", link)
    await page.evaluate("window.mark = true")
    await click(page, "Next")
    await expect(page.locator("#page")).to_have_text("2")
    assert await page.evaluate("window.mark") is True


async def test_a_navigate_link_loads_no_page(context: BrowserContext) -> None:
    link = {"label": "Next", "url": "/rich-handling/?page=2", "open": "navigate"}
    page = await open_page(context, "/rich-live/", link)
    await page.evaluate("window.mark = true")
    await click(page, "Next")
    await expect(page.locator("#page")).to_have_text("2")
    assert await page.evaluate("window.mark") is True


async def test_a_live_link_of_a_plain_page_loads_the_page(
    context: BrowserContext,
) -> None:
    link = {"label": "Next", "url": "/rich-live/?page=2", "open": "navigate"}
    page = await open_page(context, "/rich/", link)
    await click(page, "Next")
    await expect(page.locator("#page")).to_have_text("2")


@pytest.mark.parametrize("url", PAGES)
async def test_actions_are_used_by_the_keyboard(
    context: BrowserContext, url: str
) -> None:
    page = await open_page(context, url, UNDO, LATER)
    await page.locator("[name=note]").focus()
    await page.keyboard.press("F8")
    await expect(page.locator("text=Undo")).to_be_focused()
    await page.keyboard.press("Tab")
    await expect(page.locator("text=Later")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator(MESSAGE)).to_have_count(0)
    await expect(page.locator("[name=note]")).to_be_focused()


@pytest.mark.parametrize("url", PAGES)
async def test_escape_does_not_dismiss_a_fixed_message(
    context: BrowserContext, url: str
) -> None:
    page = await open_page(context, url, UNDO, dismissible=False)
    await page.locator("text=Undo").focus()
    await page.keyboard.press("Escape")
    await expect(page.locator(MESSAGE)).to_be_visible()
    await expect(page.locator(DISMISS)).to_have_count(0)
    assert await events(page) == ["shown "]


@pytest.mark.parametrize("url", PAGES)
async def test_an_action_ends_a_fixed_message(
    context: BrowserContext, url: str
) -> None:
    page = await open_page(context, url, UNDO, dismissible=False)
    await click(page, "Undo")
    await expect(page.locator(TEXTS)).to_have_text(["Undone: 3."])


@pytest.mark.parametrize("url", PAGES)
async def test_a_message_costs_no_typed_text(context: BrowserContext, url: str) -> None:
    page = await open_page(context, url, UNDO)
    await page.fill("[name=note]", "half a sente")
    await click(page, "Undo")
    await expect(page.locator(TEXTS)).to_have_text(["Undone: 3."])
    await expect(page.locator("[name=note]")).to_have_value("half a sente")


@pytest.mark.parametrize("url", PAGES)
async def test_axe_finds_nothing(context: BrowserContext, url: str) -> None:
    link = {"label": "Open", "url": "/plain/", "open": "new"}
    page = await open_page(context, url, UNDO, link, LATER, icon="bell")
    await page.add_script_tag(path=AXE)
    assert await violations(page) == []
