"""Messages for everybody: what is read out, the keys, the focus, modal dialogs."""

from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.stage import (
    DISMISS,
    DROPPED_BY_CLIENT,
    go,
    joined,
    note,
    put,
    send,
    shows,
)

MESSAGE = ".liveflash-message"
STACK = "#liveflash"

# Keeps what is put into the live regions, as a screen reader would hear it.
LISTEN = """
window.heard = [];
document.addEventListener("DOMContentLoaded", () => new MutationObserver((records) => {
  for (const { target, addedNodes } of records) {
    const region = target.closest?.("[aria-live]");
    if (region) for (const node of addedNodes)
      heard.push(`${region.ariaLive}: ${node.textContent}`);
  }
}).observe(document.body, { childList: true, subtree: true }));
"""
OPEN_DIALOG = """() => {
  const dialog = document.createElement("dialog");
  dialog.id = "dialog";
  dialog.innerHTML = "<button id='inside'>Inside</button>";
  document.body.append(dialog);
  dialog.showModal();
}"""
CLOSE_DIALOG = "document.querySelector('dialog').close()"


@pytest.fixture
async def page(context: BrowserContext, open_page: OpenPage) -> Page:
    await context.add_init_script(LISTEN)
    return await open_page("/stage/")


async def heard(page: Page) -> Any:
    return await page.evaluate("heard")


async def hears(page: Page, *lines: str) -> None:
    await page.wait_for_function("count => heard.length >= count", arg=len(lines))
    assert await heard(page) == list(lines)


async def focus_is_in(page: Page, selector: str) -> None:
    await expect(page.locator(f"{selector} :focus, {selector}:focus")).to_be_attached()


async def test_live_regions_are_there_before_any_message(page: Page) -> None:
    regions = page.locator("#liveflash-announcer [aria-live]")
    await expect(regions).to_have_count(2)
    assert await page.locator("[data-phx-main] [aria-live]").count() == 0


@pytest.mark.parametrize(
    ("key", "line"),
    [
        pytest.param("info", "polite: Information: Hello", id="info"),
        pytest.param("error", "assertive: Error: Hello", id="error"),
    ],
)
async def test_a_message_is_read_out_once(page: Page, key: str, line: str) -> None:
    await send(page, "put", {"key": key, "text": "Hello"})
    await hears(page, line)
    await note(page)
    await page.evaluate(DROPPED_BY_CLIENT)
    await joined(page)
    await shows(page, "Hello")
    assert await heard(page) == [line]


async def test_the_same_text_again_is_read_out_again(page: Page) -> None:
    for _ in range(2):
        await put(page, "Hello")
    await hears(page, *["polite: Information: Hello"] * 2)


async def test_a_message_is_read_out_after_live_navigation(page: Page) -> None:
    await go(page, "navigate", "/other/", "Hello")
    await hears(page, "polite: Information: Hello")


async def test_a_message_of_a_plain_page_is_read_out(
    context: BrowserContext, page: Page
) -> None:
    await page.goto("/send/?put=info")
    await hears(page, "polite: Information: sent info")


async def test_updates_in_a_row_are_read_out_as_the_last(page: Page) -> None:
    await send(page, "put and keep", {"text": "0 %"})
    for text in ("40 %", "80 %", "Done."):
        await send(page, "update", {"text": text})
    await shows(page, "Done.")
    await hears(page, "polite: Information: 0 %", "polite: Information: Done.")


async def test_a_key_leads_to_the_messages_and_back(page: Page) -> None:
    await put(page, "Hello")
    await page.focus("#text")
    await page.keyboard.press("F8")
    await expect(page.locator(DISMISS)).to_be_focused()
    await page.keyboard.press("F8")
    await expect(page.locator("#text")).to_be_focused()


async def test_after_a_dismissal_the_next_message_has_the_focus(page: Page) -> None:
    for key in ("info", "error", "debug"):
        await send(page, "put", {"key": key, "text": key})
    await shows(page, "info", "error", "debug")
    await page.locator(DISMISS).nth(1).focus()
    await page.keyboard.press("Escape")
    await shows(page, "info", "debug")
    await expect(page.locator(DISMISS).nth(1)).to_be_focused()


async def test_after_the_last_dismissal_the_focus_is_where_it_was(page: Page) -> None:
    await put(page, "Hello")
    await page.focus("#text")
    await page.keyboard.press("F8")
    await page.keyboard.press("Enter")
    await shows(page)
    await expect(page.locator("#text")).to_be_focused()


async def test_after_a_click_on_the_only_message_the_focus_is_not_lost(
    page: Page,
) -> None:
    await put(page, "Hello")
    await page.focus(DISMISS)
    await page.keyboard.press("Enter")
    await shows(page)
    await focus_is_in(page, "main")


async def test_where_the_server_takes_a_message_the_focus_is_not_lost(
    page: Page,
) -> None:
    await put(page, "Hello")
    await page.focus(DISMISS)
    await send(page, "clear", {})
    await shows(page)
    await focus_is_in(page, "main")


async def test_above_a_modal_dialog_messages_can_be_used(page: Page) -> None:
    await page.evaluate(OPEN_DIALOG)
    await put(page, "Hello")
    await shows(page, "Hello")
    await page.click(DISMISS)
    await shows(page)
    assert await page.evaluate("document.querySelector('dialog').open")


async def test_messages_go_into_a_dialog_and_home_again(page: Page) -> None:
    await put(page, "Hello")
    await page.evaluate(OPEN_DIALOG)
    await expect(page.locator(f"dialog {STACK} {MESSAGE}")).to_be_visible()
    await expect(page.locator("dialog #liveflash-announcer")).to_be_attached()
    await note(page)
    await expect(page.locator(f"dialog {STACK} {MESSAGE}")).to_be_visible()
    await page.evaluate(CLOSE_DIALOG)
    await expect(page.locator(f"main {STACK} {MESSAGE}")).to_be_visible()
    assert await page.locator(STACK).count() == 1


async def test_escape_on_a_message_leaves_the_dialog_open(page: Page) -> None:
    await page.evaluate(OPEN_DIALOG)
    await put(page, "Hello")
    await shows(page, "Hello")
    await page.focus(DISMISS)
    await page.keyboard.press("Escape")
    await shows(page)
    assert await page.evaluate("document.querySelector('dialog').open")


async def test_live_navigation_out_of_a_dialog_leaves_one_stack(page: Page) -> None:
    await page.evaluate(OPEN_DIALOG)
    await put(page, "Hello")
    await go(page, "navigate", "/other/", "Arrived")
    await shows(page, "Arrived")
    await expect(page.locator(f"dialog {STACK}")).to_be_visible()
    assert await page.locator(STACK).count() == 1


async def test_an_action_is_an_ordinary_event(page: Page) -> None:
    action = {"label": "Undo", "event": "put", "value": {"key": "debug", "text": "Un"}}
    await put(page, {"text": "Deleted", "action": action})
    await page.click("text=Undo")
    await shows(page, "Un")


async def test_folded_messages_are_shown_on_demand(page: Page) -> None:
    for number in range(7):
        await send(page, "put", {"key": f"k{number}", "text": str(number)})
    more = page.locator(".liveflash-more")
    await expect(more).to_have_text("+ 2 more")
    await expect(page.locator(MESSAGE).first).to_be_hidden()
    await more.click()
    await note(page)
    await expect(page.locator(MESSAGE).first).to_be_visible()
    await expect(more).to_have_attribute("aria-expanded", "true")


@pytest.mark.parametrize("reason", ["click", "escape", "server"])
async def test_a_page_may_listen_to_what_is_dismissed(page: Page, reason: str) -> None:
    await page.evaluate(
        """() => {
          window.told = [];
          for (const name of ["shown", "dismissed"]) {
            const listen = ({ detail: { key, level, reason = "" } }) =>
              told.push([name, key, level, reason]);
            document.addEventListener(`liveflash:${name}`, listen);
          }
        }"""
    )
    await put(page, "Hello")
    await shows(page, "Hello")
    match reason:
        case "click":
            await page.click(DISMISS)
        case "escape":
            await page.focus(DISMISS)
            await page.keyboard.press("Escape")
        case "server":
            await send(page, "clear", {})
    await shows(page)
    assert await page.evaluate("told") == [
        ["shown", "info", "info", ""],
        ["dismissed", "info", "info", reason],
    ]


async def test_a_lost_connection_is_told_and_its_return(page: Page) -> None:
    notice = page.locator("[data-liveflash-connection]:visible")
    await expect(notice).to_have_count(0)
    await page.evaluate("new Promise((done) => liveSocket.disconnect(done))")
    await expect(notice).to_have_attribute("data-liveflash-connection", "lost")
    await page.evaluate("liveSocket.connect()")
    await expect(notice).to_have_attribute("data-liveflash-connection", "back")
    await hears(
        page,
        "polite: The connection is lost. Trying to get it back…",
        "polite: Back online.",
    )


async def test_a_blip_of_the_connection_is_silent(page: Page) -> None:
    await page.evaluate(DROPPED_BY_CLIENT)
    await joined(page)
    await note(page)
    assert await heard(page) == []


async def test_without_javascript_messages_are_readable(
    browser: Browser, server: str
) -> None:
    plain = await browser.new_context(base_url=server, java_script_enabled=False)
    page = await plain.new_page()
    await page.goto("/send/?put=info")
    await expect(page.locator(MESSAGE)).to_be_visible()
    await expect(page.locator(DISMISS)).to_be_hidden()
    await plain.close()
