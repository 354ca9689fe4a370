"""Texts that would be code, were they not escaped wherever they are shown."""

from typing import Any
from urllib.parse import urlencode

from playwright.async_api import BrowserContext, Page, expect

from tests.browser.actions import DROPPED_BY_CLIENT, send, wait_until_joined
from tests.browser.conftest import OpenPage
from tests.xss import CORPUS

# Whether any of it became code, or markup that could become code.
JUDGE = """() => ({
  hacked: "hacked" in window,
  elements: [...document.querySelectorAll(
    "main :is(script, img, svg, math, iframe, details, [onerror], [onload], [onfocus])"
  )].map((each) => each.outerHTML),
  links: [...document.querySelectorAll("main a")].map((each) => each.href).filter(
    (href) => !href.startsWith(location.origin)),
  hooks: document.querySelectorAll(
    "main [phx-hook=Echo]:not(#hooked), main [phx-mounted]").length,
})"""
HARMLESS: dict[str, Any] = {"hacked": False, "elements": [], "links": [], "hooks": 0}


async def judged(page: Page) -> dict[str, Any]:
    judged: dict[str, Any] = await page.evaluate(JUDGE)
    return judged


async def shows_told(page: Page, text: str) -> None:
    """Wait until the page shows a text, letter by letter."""
    shown = text.replace("\x00", "")  # which no text of a document can hold
    await expect(page.locator("#told")).to_have_js_property("textContent", shown)


async def test_no_text_becomes_code_in_an_event(open_page: OpenPage) -> None:
    page = await open_page("/xss/")
    found = {}
    for text in CORPUS:
        await send(page, "show", {"text": text})
        await shows_told(page, text)
        found[text] = await judged(page)
    assert found == dict.fromkeys(CORPUS, HARMLESS)


async def test_no_text_becomes_code_when_it_is_restored(open_page: OpenPage) -> None:
    page = await open_page("/xss/")
    found = {}
    for text in CORPUS:
        await send(page, "show", {"text": text})
        await shows_told(page, text)
        await page.evaluate(DROPPED_BY_CLIENT)
        await shows_told(page, "")  # a new view, with the messages of the former
        await expect(page.locator(".liveflash-message")).not_to_have_count(0)
        found[text] = await judged(page)
    assert found == dict.fromkeys(CORPUS, HARMLESS)


async def test_no_text_becomes_code_on_its_way_from_a_plain_view(
    context: BrowserContext,
) -> None:
    page = await context.new_page()
    found = {}
    for text in CORPUS:
        await page.goto("/xss/send/?" + urlencode({"text": text}))
        await wait_until_joined(page)
        found[text] = await judged(page)
    assert found == dict.fromkeys(CORPUS, HARMLESS)


async def test_no_text_becomes_code_in_a_command_of_the_client(
    open_page: OpenPage,
) -> None:
    page = await open_page("/xss/")
    found = {}
    for text in CORPUS:
        await send(page, "tell", {"text": text})
        await shows_told(page, text)
        await page.evaluate("document.querySelector('#pushes').click()")
        told = page.locator("#told.pushed")
        await expect(told).to_have_attribute("data-told", text)
        found[text] = await judged(page)
    assert found == dict.fromkeys(CORPUS, HARMLESS)


async def test_a_title_is_a_text(open_page: OpenPage) -> None:
    page = await open_page("/xss/")
    for text in CORPUS:
        await send(page, "tell", {"text": text})
        await shows_told(page, text)
        assert await page.evaluate("document.title.length > 0")
    assert await judged(page) == HARMLESS
