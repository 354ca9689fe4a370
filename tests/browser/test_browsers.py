"""Older browsers, blocked storage, printers, notches, keyboards, and leaving."""

from typing import Any

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.browser.actions import (
    DISMISS,
    MESSAGE,
    STACK,
    is_marked,
    mark,
    note,
    put,
    send,
    wait_for_messages,
    wait_until_joined,
)
from tests.browser.conftest import OpenPage
from tests.browser.screen_reader import LISTEN, wait_for_announcements

# What Safari 16.4 does not have.
SAFARI_16 = """
for (const name of ["popover", "showPopover", "hidePopover", "togglePopover"])
  delete HTMLElement.prototype[name];
for (const name of ["checkVisibility", "moveBefore"]) delete Element.prototype[name];
delete HTMLDialogElement.prototype.closedBy;
delete HTMLDialogElement.prototype.requestClose;
delete URL.canParse;
delete Promise.withResolvers;
for (const name of ["matches", "closest", "querySelector", "querySelectorAll"]) {
  const native = Element.prototype[name];
  Element.prototype[name] = function (selector) {
    if (String(selector).includes(":popover-open"))
      throw new DOMException(`${selector} is not a valid selector`, "SyntaxError");
    return native.call(this, selector);
  };
}
"""
BLOCKED_STORAGE = """
for (const name of ["localStorage", "sessionStorage"])
  Object.defineProperty(window, name, { get() {
    throw new DOMException("The document is sandboxed.", "SecurityError");
  } });
"""
IS_SEEN = """(selector) => {
  const { x, y, width, height } =
    document.querySelector(selector).getBoundingClientRect();
  const top = document.elementFromPoint(x + width / 2, y + height / 2);
  return top?.closest(selector) !== null;
}"""
DISCONNECT = "new Promise((done) => liveSocket.disconnect(done))"
NOTICE = "[data-liveflash-connection]:visible"


async def test_messages_work_in_safari_16(context: BrowserContext) -> None:
    await context.add_init_script(SAFARI_16 + LISTEN)
    page = await context.new_page()
    await page.goto("/dialog/")
    await wait_until_joined(page)
    await put(page, "Hello")
    await wait_for_announcements(page, "polite: Information: Hello")
    assert await page.evaluate(IS_SEEN, MESSAGE)
    await page.evaluate("document.getElementById('dialog').showModal()")
    await expect(page.locator(f"#dialog {MESSAGE}")).to_be_visible()
    await page.keyboard.press("F8")
    await expect(page.locator(DISMISS)).to_be_focused()
    await page.keyboard.press("Escape")
    await wait_for_messages(page)
    await page.evaluate("document.getElementById('dialog').close()")
    await page.click("[data-liveflash-use=open]")
    await expect(page.locator("#liveflash-history-panel")).to_be_visible()
    await put(page, "Again")
    await page.click(f"{MESSAGE} {DISMISS}")
    await wait_for_messages(page)


async def test_the_time_of_a_message_passes_in_safari_16(
    context: BrowserContext,
) -> None:
    await context.add_init_script(SAFARI_16)
    page = await context.new_page()
    await page.clock.install()
    await page.goto("/stage/")
    await wait_until_joined(page)
    await put(page, "Hello")
    await wait_for_messages(page, "Hello")
    await page.clock.fast_forward(9_000)
    await wait_for_messages(page)


async def test_the_stylesheet_nests_no_rule(context: BrowserContext) -> None:
    page = await context.new_page()
    await page.goto("/bare/")
    nested = await page.evaluate(
        """() => {
          const nested = [];
          const visit = (rules) => {
            for (const rule of rules) {
              if (rule instanceof CSSStyleRule && rule.cssRules.length)
                nested.push(rule.selectorText);
              if (rule.cssRules) visit(rule.cssRules);
            }
          };
          for (const sheet of document.styleSheets) visit(sheet.cssRules);
          return nested;
        }"""
    )
    assert nested == []


@pytest.mark.parametrize("url", ["/dialog/", "/plain/"])
async def test_messages_work_where_the_browser_blocks_its_storage(
    context: BrowserContext, url: str
) -> None:
    await context.add_init_script(BLOCKED_STORAGE)
    page = await context.new_page()
    await page.goto(f"/send/?put=info&to={url}")
    await wait_for_messages(page, "sent info")
    if url == "/dialog/":
        await wait_until_joined(page)
        await note(page)
        await put(page, "Hello")
        await wait_for_messages(page, "Hello")
    await page.click("[data-liveflash-use=open]")
    await expect(page.locator("[data-liveflash-entry-text]").first).to_be_visible()
    await page.click(DISMISS)
    await wait_for_messages(page)


async def test_messages_work_in_a_sandboxed_frame(
    context: BrowserContext, expected: list[str]
) -> None:
    # The server refuses the origin of the frame, which is null.
    expected += ["WebSocket connection", "sandbox", "origin 'null'"]
    page = await context.new_page()
    await page.goto("/bare/")
    await page.evaluate(
        """() => {
          const frame = document.createElement("iframe");
          frame.sandbox = "allow-scripts";
          frame.src = "/send/?put=info";
          document.body.append(frame);
        }"""
    )
    frame = page.frame_locator("iframe")
    await expect(frame.locator(".liveflash-text")).to_have_text("sent info")
    await frame.locator(DISMISS).click()
    await expect(frame.locator(MESSAGE)).to_have_count(0)


async def test_messages_are_not_printed(open_page: OpenPage) -> None:
    page = await open_page("/dialog/")
    await put(page, "Hello")
    await wait_for_messages(page, "Hello")
    await page.emulate_media(media="print")
    await expect(page.locator(MESSAGE)).to_be_hidden()
    await expect(page.locator("[data-liveflash-open]")).to_be_hidden()


async def box(page: Page, selector: str) -> Any:
    return await page.evaluate(
        """(selector) => {
          const { top, left, right, bottom } =
            document.querySelector(selector).getBoundingClientRect();
          return { top, left, right: innerWidth - right, bottom: innerHeight - bottom };
        }""",
        selector,
    )


@pytest.mark.parametrize("position", ["top-start", "top-end", "bottom", "bottom-end"])
async def test_messages_are_inside_the_safe_area(
    context: BrowserContext, position: str
) -> None:
    page = await context.new_page()
    session = await context.new_cdp_session(page)
    insets = {"top": 50, "left": 40, "bottom": 30, "right": 40}
    await session.send("Emulation.setSafeAreaInsetsOverride", {"insets": insets})
    await page.set_viewport_size({"width": 390, "height": 700})
    await page.goto(f"/looks/?scene=eight&position={position}")
    await wait_until_joined(page)
    await page.locator(MESSAGE).last.wait_for()
    found = await box(page, STACK)
    assert all(round(found[edge]) >= inset for edge, inset in insets.items()), found


async def test_messages_at_the_bottom_are_above_an_on_screen_keyboard(
    context: BrowserContext,
) -> None:
    page = await context.new_page()
    await page.goto("/looks/?scene=one&position=bottom")
    await wait_until_joined(page)
    await page.locator(MESSAGE).wait_for()
    before = await box(page, STACK)
    first = await page.locator(MESSAGE).get_attribute("id")
    show_keyboard = """(height) => {
      const visible = { get: () => innerHeight - height, configurable: true };
      Object.defineProperty(visualViewport, "height", visible);
      visualViewport.dispatchEvent(new Event("resize"));
    }"""
    await page.evaluate(show_keyboard, 300)
    assert round((await box(page, STACK))["bottom"] - before["bottom"]) == 300
    await page.click("#put")
    # The first message goes away once its animation has ended.
    await expect(page.locator(f"#{first}")).to_have_count(0)
    await expect(page.locator(MESSAGE)).to_have_count(1)
    assert round((await box(page, STACK))["bottom"] - before["bottom"]) == 300
    await page.evaluate(show_keyboard, 0)
    assert await box(page, STACK) == before


@pytest.mark.parametrize("event", ["beforeunload", "pagehide"])
async def test_a_page_that_is_being_left_shows_no_notice(
    context: BrowserContext, event: str
) -> None:
    page = await context.new_page()
    await page.clock.install()
    await page.goto("/stage/")
    await wait_until_joined(page)
    # Firefox closes the socket before the page is gone.
    await page.evaluate(f"dispatchEvent(new Event('{event}'))")
    await page.evaluate(DISCONNECT)
    await page.clock.fast_forward(5_000)
    await expect(page.locator(NOTICE)).to_have_count(0)


async def test_a_page_that_was_not_left_shows_the_notice_later(
    context: BrowserContext,
) -> None:
    page = await context.new_page()
    await page.clock.install()
    await page.goto("/stage/")
    await wait_until_joined(page)
    await page.evaluate("dispatchEvent(new Event('beforeunload'))")
    await page.evaluate(DISCONNECT)
    await page.clock.fast_forward(11_000)
    await expect(page.locator(NOTICE)).to_have_count(1)


async def test_a_download_leaves_the_page_alive(open_page: OpenPage) -> None:
    page = await open_page("/stage/")
    await mark(page)
    await put(page, "Hello")
    async with page.expect_download() as download:
        await page.evaluate(
            """() => dispatchEvent(new CustomEvent("phx:liveflash:download",
              { detail: { url: "/export/" } }))"""
        )
    assert (await download.value).suggested_filename == "export.csv"
    await send(page, "put", {"key": "error", "text": "Still here"})
    await wait_for_messages(page, "Hello", "Still here")
    assert await is_marked(page)


async def test_nothing_is_downloaded_from_another_site(
    open_page: OpenPage, expected: list[str]
) -> None:
    expected.append("not downloaded, as it is on another origin")
    page = await open_page("/stage/")
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    for url in ("https://evil.example/x", "javascript:alert(1)", "//evil.example/"):
        await page.evaluate(
            """(url) => dispatchEvent(new CustomEvent("phx:liveflash:download",
              { detail: { url } }))""",
            url,
        )
    await note(page)
    assert requests == []
