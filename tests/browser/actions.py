"""Actions on a page in the browser, and waits for what it shows."""

from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Page, expect

HEADINGS = {
    "/stage/": "Stage",
    "/other/": "Other",
    "/dialog/": "Dialog",
    "/plain/": "Plain",
}
MESSAGE = ".liveflash-message"
STACK = "#liveflash"
TEXTS = ".liveflash-text"
DISMISS = "[data-liveflash-dismiss]"

DROPPED_BY_CLIENT = "liveSocket.disconnect(() => liveSocket.connect())"
# What is no frame of the protocol makes the server close the connection.
DROPPED_BY_SERVER = "liveSocket.socket.conn.send('nonsense')"


async def wait_until_joined(page: Page) -> None:
    """Wait until a page that was loaded is live."""
    await expect(page.locator("[data-phx-main].phx-connected")).to_be_attached()


async def send(page: Page, event: str, value: dict[str, Any]) -> None:
    """Send an event with any value, as a ``phx-click`` would."""
    push = "([event, value]) => liveSocket.js().push(hooked, event, { value })"
    await page.evaluate(push, [event, value])


async def go(page: Page, how: str, to: str, text: str | None = None) -> None:
    """Have the view send the page elsewhere, with a message."""
    await send(page, "go", {"how": how, "to": to, "text": text})


async def put(page: Page, text: Any) -> None:
    """Have the view show a message."""
    await send(page, "put", {"key": "info", "text": text})


async def wait_for_page(page: Page, url: str) -> None:
    """Wait until a page is the one at ``url``, and live where that is a live one."""
    await expect(page.locator("h1")).to_have_text(HEADINGS[url])
    if url != "/plain/":
        await wait_until_joined(page)


async def wait_for_messages(page: Page, *texts: str) -> None:
    """Wait until a page shows exactly these messages."""
    await expect(page.locator(TEXTS)).to_have_text(texts)


async def wait_for_log(page: Page, *lines: str) -> None:
    """Wait until the stage's view has written down exactly this."""
    await expect(page.locator("#log")).to_have_text(" ".join(lines))


async def note(page: Page) -> None:
    """Have the view write something down that its next instance will not know."""
    await send(page, "note", {})
    await expect(page.locator("#log")).to_contain_text("note {}")


async def wait_for_rejoin(page: Page, *texts: str) -> None:
    """Wait until another instance of the view serves the page, with these messages.

    After ``note``, whose line is gone then; the client tells what is in the form.
    """
    form = "changed _unused_text=&text=&_target=text"
    await wait_for_log(page, f"params {path(page)}", form)
    await wait_for_messages(page, *texts)


async def mark(page: Page) -> None:
    """Mark the window; a page load removes the mark."""
    await page.evaluate("window.mark = true")


async def is_marked(page: Page) -> bool:
    """Return False if a page was loaded since ``mark``."""
    return bool(await page.evaluate("window.mark === true"))


def path(page: Page) -> str:
    """The path and query of a page's URL."""
    parts = urlsplit(page.url)
    return parts.path + (f"?{parts.query}" if parts.query else "")
