"""Read a page as a screen reader does: its live regions and accessibility tree."""

from typing import Any

from playwright.async_api import BrowserContext, Page

# Keeps what is put into the live regions.
LISTEN = """
window.heard = [];
document.addEventListener("DOMContentLoaded", () => new MutationObserver((records) => {
  for (const { target, addedNodes } of records) {
    const region = target.closest?.("[aria-live]");
    if (region) for (const node of addedNodes)
      heard.push(`${region.ariaLive}: ${node.textContent}`);
  }
}).observe(document, { childList: true, subtree: true }));
"""
LOUD = {"polite", "assertive"}


async def announcements(page: Page) -> Any:
    """Return what was put into the live regions since the page was loaded."""
    return await page.evaluate("heard")


async def wait_for_announcements(page: Page, *lines: str) -> None:
    """Wait until a page has announced exactly these lines."""
    await page.wait_for_function("count => heard.length >= count", arg=len(lines))
    assert await announcements(page) == list(lines)


async def live_region_texts(
    context: BrowserContext, page: Page
) -> list[tuple[str, str]]:
    """Return the texts of the accessibility tree in a live region or an alert."""
    session = await context.new_cdp_session(page)
    tree = await session.send("Accessibility.getFullAXTree")
    nodes = {node["nodeId"]: node for node in tree["nodes"]}
    found = []
    for node in nodes.values():
        if node.get("role", {}).get("value") == "StaticText" and not node["ignored"]:
            loud = _loudness(node, nodes)
            if loud is not None:
                found.append((loud, node["name"]["value"]))
    return found


def _loudness(node: dict[str, Any], nodes: dict[str, Any]) -> str | None:
    """Return the ``live`` property of a node or of its closest ancestor."""
    properties = {each["name"]: each["value"] for each in node.get("properties", ())}
    live = properties.get("live", {}).get("value")
    if live in LOUD:
        return str(live)
    parent = nodes.get(node.get("parentId", ""))
    return None if parent is None else _loudness(parent, nodes)
