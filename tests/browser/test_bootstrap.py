"""Texts of either direction, and what Bootstrap's own rules would spoil."""

import pytest
from playwright.async_api import BrowserContext

from tests.browser.actions import TEXTS, put, wait_for_messages, wait_until_joined
from tests.browser.conftest import OpenPage

COLORS = "(e) => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor]"
CRASH = """() => {
  const dialog = document.createElement("dialog");
  dialog.id = "liveflash-crash";
  dialog.innerHTML = "<h1>x</h1><dl><dt>Handler</dt><dd><code>f</code></dd></dl>";
  document.body.append(dialog);
  dialog.showModal();
}"""


@pytest.mark.parametrize(
    ("text", "direction"), [("Hello", "ltr"), ("שלום", "rtl")], ids=["ltr", "rtl"]
)
async def test_a_text_has_its_own_direction(
    open_page: OpenPage, text: str, direction: str
) -> None:
    page = await open_page("/stage/")
    await put(page, text)
    await wait_for_messages(page, text)
    found = await page.locator(TEXTS).evaluate("(e) => getComputedStyle(e).direction")
    assert found == direction


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_more_is_readable_while_pointed_at(
    context: BrowserContext, theme: str
) -> None:
    page = await context.new_page()
    await page.goto(f"/looks/?skin=bootstrap&theme={theme}&scene=eight")
    await wait_until_joined(page)
    more = page.locator(".liveflash-more")
    await more.hover()
    await page.wait_for_timeout(400)  # Bootstrap fades the colours
    text, behind = await more.evaluate(COLORS)
    assert text != behind


@pytest.mark.parametrize("skin", ["bootstrap", "daisyui"])
async def test_a_crash_overlay_looks_the_same(
    context: BrowserContext, skin: str
) -> None:
    page = await context.new_page()
    await page.goto(f"/looks/?skin={skin}&scene=one")
    await page.add_style_tag(url="/static/liveflash/development.css")
    await page.evaluate(CRASH)
    dialog = page.locator("#liveflash-crash")
    colors = [await each.evaluate(COLORS) for each in (dialog, dialog.locator("code"))]
    assert colors[0][0] == colors[1][0]
    box, size = await dialog.bounding_box(), page.viewport_size
    assert box is not None
    assert size is not None
    assert abs(box["x"] * 2 + box["width"] - size["width"]) <= 1
