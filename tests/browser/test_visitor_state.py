"""What a visitor entered or opened stays, whatever happens on the page."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.browser.actions import MESSAGE, send
from tests.browser.conftest import OpenPage

Happen = Callable[[Page, BrowserContext], Awaitable[None]]

# Each kind of state: how a visitor or a script changes it, and what shows it.
STATES = {
    "text": ("el => el.value = 'typed'", "el => el.value"),
    "area": ("el => el.value = 'typed'", "el => el.value"),
    "tick": ("el => el.checked = true", "el => el.checked"),
    "radio": ("el => el.checked = true", "el => el.checked"),
    "select": ("el => el.value = 'b'", "el => el.value"),
    "loose": ("el => el.value = 'typed'", "el => el.value"),
    "branch": ("el => el.value = 'typed'", "el => el.value"),
    "details": ("el => el.open = true", "el => el.open"),
    "editable": ("el => el.textContent = 'edited'", "el => el.textContent"),
    "menu": ("el => el.hidden = false", "el => el.hidden"),
    "map": ("el => el.innerHTML = '<canvas></canvas>'", "el => el.innerHTML"),
    "dialog": ("el => el.open = true", "el => el.open"),
}
DROPDOWN = """() => {
  document.querySelector(".dropdown button").setAttribute("aria-expanded", "true");
  document.querySelector(".dropdown .menu").classList.add("show");
}"""
DROPDOWN_STATE = "() => document.querySelector('.dropdown').innerHTML"
ROW_INPUT = "[name='row-1']"

# Count the mutations outside the message stack, which also moves into dialogs.
OBSERVE = """() => {
  window.mutations = [];
  const messages = "#liveflash, #liveflash-announcer, .messages, .liveflash-message";
  const ours = (node) => {
    const element = node.nodeType === 1 ? node : node.parentElement;
    return element?.closest(messages) != null;
  };
  new MutationObserver((records) => {
    for (const record of records) {
      const nodes = [...record.addedNodes, ...record.removedNodes];
      // The client marks the element that has sent an event.
      if (record.target.id === "hooked") continue;
      if (ours(record.target) || (nodes.length && nodes.every(ours))) continue;
      const { id, tagName } = record.target;
      mutations.push(`${record.type} ${record.attributeName} in ${tagName}#${id}`);
    }
  }).observe(document.body, {
    attributes: true, characterData: true, childList: true, subtree: true,
  });
}"""


async def _put(page: Page, text: str, seconds: float = 60) -> None:
    await send(page, "put", {"text": text, "timeout": seconds})
    await expect(page.locator(MESSAGE)).to_be_visible()


async def expire(page: Page, _context: BrowserContext) -> None:
    """Put a message, and wait until it has expired."""
    await _put(page, "Soon gone.", seconds=1.5)
    await expect(page.locator(MESSAGE)).to_have_count(0)


async def push(page: Page, context: BrowserContext) -> None:
    """Push a message to the visitor."""
    await context.request.get("/push/?text=Pushed.")
    await expect(page.locator(MESSAGE)).to_be_visible()


async def dismiss(page: Page, _context: BrowserContext) -> None:
    """Put a message, and dismiss it."""
    await _put(page, "Dismissed.")
    await page.evaluate("document.querySelector('[data-liveflash-dismiss]').click()")
    await expect(page.locator(MESSAGE)).to_have_count(0)


async def clear(page: Page, _context: BrowserContext) -> None:
    """Put a message, and have the view clear it."""
    await _put(page, "Cleared.")
    await send(page, "clear", {})
    await expect(page.locator(MESSAGE)).to_have_count(0)


async def count(page: Page, _context: BrowserContext) -> None:
    """Change another part of the page."""
    await send(page, "count", {})
    await expect(page.locator("output")).to_have_text("1")


MESSAGES_ALONE = [expire, push, dismiss, clear]


@pytest.fixture
async def page(
    context: BrowserContext, open_page: OpenPage, request: pytest.FixtureRequest
) -> Page:
    """A page of a visitor who is logged in."""
    name = f"state-{abs(hash(request.node.name))}"
    await context.request.get(f"/login/?name={name}")
    return await open_page("/state/?rows=20")


@pytest.mark.parametrize("happen", [*MESSAGES_ALONE, count])
async def test_state_of_the_page_stays(
    page: Page, context: BrowserContext, happen: Happen
) -> None:
    for name, (change, _read) in STATES.items():
        await page.locator(f"#{name}").evaluate(change)
    await page.locator("#file").set_input_files(
        {"name": "a.txt", "mimeType": "text/plain", "buffer": b"a"}
    )
    await page.evaluate(DROPDOWN)
    await page.locator(ROW_INPUT).evaluate("el => el.value = 'typed'")
    before = await _state(page)
    await happen(page, context)
    assert await _state(page) == before


async def _state(page: Page) -> dict[str, Any]:
    state = {
        name: await page.locator(f"#{name}").evaluate(read)
        for name, (_change, read) in STATES.items()
    }
    state["file"] = await page.locator("#file").evaluate("el => el.files.length")
    state["row"] = await page.locator(ROW_INPUT).evaluate("el => el.value")
    return state | {"dropdown": await page.evaluate(DROPDOWN_STATE)}


@pytest.mark.parametrize("rows", [20, 2000])
@pytest.mark.parametrize("happen", MESSAGES_ALONE)
async def test_messages_touch_nothing_else(
    page: Page, context: BrowserContext, happen: Happen, rows: int
) -> None:
    if rows != 20:
        await page.goto(f"/state/?rows={rows}")
        await expect(page.locator("[data-phx-main].phx-connected")).to_be_attached()
    await page.evaluate(OBSERVE)
    await happen(page, context)
    assert await page.evaluate("mutations") == []


async def test_a_form_with_another_id_is_empty(page: Page) -> None:
    await page.fill("#sent-0 input", "typed")
    await page.fill("#text", "typed")
    await page.click("#sent-0 button")
    await expect(page.locator("#sent-1 input")).to_have_value("")
    await expect(page.locator("#text")).to_have_value("typed")
