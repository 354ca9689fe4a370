"""A message on a touch screen, and where it is."""

from playwright.async_api import BrowserContext, Page

from tests.browser.actions import MESSAGE, wait_until_joined
from tests.browser.clock import put_for
from tests.browser.touch import Finger, finger_on

IS_IN_PLACE = """() => {
  const message = document.querySelector(".liveflash-message");
  return message.getAnimations().length === 0;
}"""
TWO_FRAMES = """new Promise((done) =>
  requestAnimationFrame(() => requestAnimationFrame(done)))"""
LOADED = """import(
  document.querySelector("meta[name=liveflash-touch]").content).then(() => {})"""


async def open_touched(phone: BrowserContext) -> Page:
    """Open a page with one message on the touch screen."""
    page = await phone.new_page()
    await page.goto("/stage/")
    await wait_until_joined(page)
    await put_for(page, 600)
    await page.evaluate(LOADED)
    await page.evaluate(TWO_FRAMES)
    await wait_until_in_place(page)
    return page


async def wait_until_in_place(page: Page) -> None:
    """Wait until no message moves."""
    await page.wait_for_function(IS_IN_PLACE)


async def wait_until_moved(page: Page, least: int, most: int) -> None:
    """Wait until the first message is so many pixels from its place."""
    moved = """([least, most]) => {
      const message = document.querySelector(".liveflash-message");
      const place = message.parentElement.getBoundingClientRect().x + 16;
      const moved = message.getBoundingClientRect().x - place;
      return least <= moved && moved <= most;
    }"""
    await page.wait_for_function(moved, arg=[least, most])


async def is_in_place(page: Page) -> bool:
    """Return whether no pointer has moved the first message."""
    await page.evaluate(TWO_FRAMES)
    return bool(await page.evaluate(IS_IN_PLACE))


async def on_message(page: Page) -> Finger:
    """Return a finger on the message."""
    finger = await finger_on(page)
    await finger.touch(page.locator(MESSAGE))
    return finger
