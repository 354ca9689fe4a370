"""A click on a message is no click outside of an open menu or dialog."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.actions import DISMISS, MESSAGE, send, wait_for_messages
from tests.browser.conftest import OpenPage

# Each way in which a menu or a dialog closes at a click elsewhere.
CLICK_AWAY = """() => {
  document.body.insertAdjacentHTML("beforeend", `<div id="menu"
    phx-click-away='[["set_attr", {"attr": ["data-closed", ""]}]]'>Menu</div>`);
}"""
SCRIPT = """([name, capture]) => {
  document.body.insertAdjacentHTML("beforeend", `<div id="menu">Menu</div>`);
  const menu = document.getElementById("menu");
  document.addEventListener(name, ({ target }) => {
    if (!menu.contains(target)) menu.dataset.closed = "";
  }, capture);
}"""
POPOVER = """() => {
  document.body.insertAdjacentHTML("beforeend",
    `<div id="menu" popover style="inset: auto auto 0 0">Menu</div>`);
  document.getElementById("menu").showPopover();
}"""
NESTED_POPOVER = """() => {
  document.body.insertAdjacentHTML("beforeend", `<div id="outer" popover>
    Outer <div id="menu" popover style="inset: auto auto 0 0">Menu</div></div>`);
  document.getElementById("outer").showPopover();
  document.getElementById("menu").showPopover();
}"""
DIALOG = """(open) => {
  document.body.insertAdjacentHTML("beforeend",
    `<dialog id="menu" closedby="any" style="inset: auto auto 0 0">Menu</dialog>`);
  document.getElementById("menu")[open]();
}"""
MENUS: dict[str, tuple[str, Any]] = {
    "phx-click-away": (CLICK_AWAY, None),
    "pointerdown": (SCRIPT, ["pointerdown", False]),
    "mousedown": (SCRIPT, ["mousedown", False]),
    "click": (SCRIPT, ["click", False]),
    "captured pointerdown": (SCRIPT, ["pointerdown", True]),
    "captured click": (SCRIPT, ["click", True]),
    "popover": (POPOVER, None),
    "nested popovers": (NESTED_POPOVER, None),
    "modal dialog": (DIALOG, "showModal"),
    "dialog": (DIALOG, "show"),
}
IS_OPEN = """() => {
  const menu = document.getElementById("menu");
  if (menu.popover) return menu.matches(":popover-open");
  return menu.localName === "dialog" ? menu.open : !("closed" in menu.dataset);
}"""
PARTS = {
    "text": ".liveflash-text >> nth=-1",
    "cross": f"{DISMISS} >> nth=-1",
    "action": "text=Undo",
    "more": ".liveflash-more",
}
IN_TOP_LAYER = {"popover", "nested popovers", "modal dialog", "dialog"}


@pytest.fixture
async def page(open_page: OpenPage) -> Page:
    """A page with seven messages, two of them folded; the last has an action."""
    page = await open_page("/stage/")
    for number in range(6):
        await send(page, "put", {"key": f"k{number}", "text": str(number)})
    action = {"label": "Undo", "event": "undo"}
    await send(page, "put", {"key": "info", "text": {"text": "6", "action": action}})
    await wait_for_messages(page, *"0123456")
    return page


async def open_menu(page: Page, kind: str) -> None:
    script, argument = MENUS[kind]
    await page.evaluate(script, argument)
    if kind in IN_TOP_LAYER:
        await expect(page.locator(f"#menu {MESSAGE}").last).to_be_visible()


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("kind", MENUS)
async def test_a_click_on_a_message_leaves_a_menu_open(
    page: Page, kind: str, part: str
) -> None:
    await open_menu(page, kind)
    await page.click(PARTS[part])
    match part:
        case "cross":
            await wait_for_messages(page, *"012345")
        case "action":
            await wait_for_messages(page, *"012345")
        case "more":
            await expect(page.locator(f"{MESSAGE}:visible")).to_have_count(7)
    assert await page.evaluate(IS_OPEN)


@pytest.mark.parametrize("kind", MENUS)
async def test_a_click_elsewhere_closes_a_menu(page: Page, kind: str) -> None:
    await open_menu(page, kind)
    await page.mouse.click(700, 650)
    await page.wait_for_function(f"() => !({IS_OPEN})()")
    await expect(page.locator(f"main {MESSAGE}").last).to_be_visible()


async def test_a_link_in_a_message_still_reaches_the_scripts_of_the_page(
    page: Page,
) -> None:
    await page.evaluate(
        """() => document.addEventListener("click", (event) => {
          window.followed = event.target.closest("a")?.getAttribute("href");
          event.preventDefault();
        })"""
    )
    await send(page, "put", {"key": "k0", "text": {"text": "x", "url": "/plain/"}})
    await page.click(f"{MESSAGE} a")
    assert await page.evaluate("followed") == "/plain/"
