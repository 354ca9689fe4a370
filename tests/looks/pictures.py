"""``python -m tests.looks.pictures``: the pictures of the README and docs/pictures.md.

Unlike screenshots, they are stored in git. Take them again when the look of messages
changes. Install the fonts Inter and Noto Sans Arabic first.
"""

import asyncio
import base64
import sys
import tempfile
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Literal
from urllib.parse import urlencode

from playwright.async_api import Browser, Page, ViewportSize, async_playwright

from tests.browser.actions import wait_until_joined
from tests.browser.conftest import CHROMIUM_FLAGS, chromium
from tests.browser.daphne import ROOT, migrate, serving
from tests.looks.scenes import SCENES
from tests.looks.site import SKINS

Theme = Literal["light", "dark"]

FOLDER = ROOT / "docs" / "pictures"
THEMES: tuple[Theme, ...] = ("light", "dark")
DIRECTIONS = ("ltr", "rtl")
LEVELS = {"ltr": "levels", "rtl": "levels-rtl"}
WIDTH = 360
DISMISS_ALL = "#liveflash-all"
STACK = "#liveflash"
MESSAGES = ".liveflash-message"
QUALITY = 85


@dataclass(frozen=True, slots=True)
class Picture:
    """The name of a picture and the page that it shows.

    ``size`` is in CSS pixels. Without a height, the picture ends with the messages.
    """

    name: str
    theme: Theme
    scene: str
    skin: str = "plain"
    direction: str = "ltr"
    size: tuple[int, int] = (WIDTH, 0)
    scale: float = 2

    @property
    def path(self) -> Path:
        """The file of the picture."""
        return FOLDER / f"{self.name}.webp"

    @property
    def query(self) -> str:
        """The query of the page that the picture shows."""
        asked = {"scene": self.scene, "skin": self.skin, "theme": self.theme}
        return urlencode(asked | {"dir": self.direction})


README = tuple(
    Picture(f"stack-{theme}", theme, "orders", size=(800, 518), scale=2.25)
    for theme in THEMES
)
GALLERY = tuple(
    Picture(f"{skin}-{theme}-{direction}", theme, LEVELS[direction], skin, direction)
    for skin, direction, theme in product(SKINS, DIRECTIONS, THEMES)
)


async def take(browser: Browser, address: str, picture: Picture) -> None:
    """Take a picture, and write its file."""
    width, height = picture.size
    page = await browser.new_page(
        viewport=ViewportSize(width=width, height=height or 1000),
        color_scheme=picture.theme,
        reduced_motion="reduce",
    )
    await page.goto(f"{address}/pictures/?{picture.query}")
    await wait_until_joined(page)
    last = len(SCENES[picture.scene]) - 1
    await page.locator(MESSAGES).nth(last).wait_for(state="visible")
    if not height:
        await _fit(page, width)
    content = await _capture(page, picture.scale)
    await asyncio.to_thread(picture.path.write_bytes, content)
    await page.close()


async def _fit(page: Page, width: int) -> None:
    """Leave only the messages, and end the page below the last one."""
    await page.locator(DISMISS_ALL).evaluate("(button) => button.remove()")
    height = await page.locator(STACK).evaluate("(stack) => stack.offsetHeight")
    await page.set_viewport_size(ViewportSize(width=width, height=height))


async def _capture(page: Page, scale: float) -> bytes:
    """Return the window of a page as WebP, a format that Playwright does not offer."""
    session = await page.context.new_cdp_session(page)
    clip = {"x": 0, "y": 0, "scale": scale, **(page.viewport_size or {})}
    options = {"format": "webp", "quality": QUALITY, "clip": clip}
    answer = await session.send("Page.captureScreenshot", options)
    return base64.b64decode(answer["data"])


async def take_all(address: str) -> None:
    """Take the pictures of a served site."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium(), args=CHROMIUM_FLAGS
        )
        for picture in [*README, *GALLERY]:
            await take(browser, address, picture)
        await browser.close()


def main() -> None:
    """Serve the tests' site, and take its pictures."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        run_dir = Path(name)
        migrate(run_dir)
        with serving(run_dir) as address:
            asyncio.run(take_all(address))
    sys.stdout.write(f"The pictures are in {FOLDER.relative_to(ROOT)}/\n")


if __name__ == "__main__":
    main()
