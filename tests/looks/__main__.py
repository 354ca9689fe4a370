"""``python -m tests.looks``: pictures of every skin in every state.

For looking at, not for comparing: they go into a folder that git ignores, with contact
sheets beside them.
"""

import argparse
import asyncio
import sys
import tempfile
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Literal
from urllib.parse import urlencode

from playwright.async_api import (
    Browser,
    BrowserContext,
    Page,
    ViewportSize,
    async_playwright,
)

from tests.browser.actions import wait_until_joined
from tests.browser.conftest import CHROMIUM_FLAGS, chromium
from tests.browser.daphne import migrate, serving
from tests.looks.site import SKINS

THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
DESKTOP = (1000, 640)
PHONE = (375, 667)
SHEET = (
    "body{margin:8px;font:14px sans-serif;background:#888;display:grid;gap:8px;"
    "grid-template-columns:repeat(2,1fr)}figure{margin:0}img{width:100%}"
)
OPENER = ".liveflash-bell-open"
ASK = f"{OPENER}, [data-liveflash-use=ask]"
BELL = (("bell", ""),)
RTL = (("dir", "rtl"), ("bell", ""))
KEPT = (
    "Your export is ready.",
    "The import of 1,204 customers has finished; 12 rows were left out because their "
    "address is missing.",
    "Bea has answered.",
    "The backup has finished.",
    "A new device has logged in.",
)
STACKED = ("layout", "stack")
MESSAGES = ".liveflash-message:last-child"
ZOOMED = (320, 256)  # a window of 1280 by 1024 at 400 %


@dataclass(frozen=True, slots=True)
class State:
    """The parts of a screenshot other than its skin and theme."""

    name: str
    scene: str
    size: tuple[int, int] = DESKTOP
    asked: tuple[tuple[str, str], ...] = ()
    scale: float = 1
    over_modal: bool = False
    forced_colors: Literal["active", "none"] = "none"
    is_opaque: bool = False
    offline: bool = False
    focus: bool = False
    opens: str = ""
    keeps: tuple[str, ...] = ()
    over: str = ""


STATES = (
    State("one", "one"),
    State("five", "five"),
    State("eight", "eight"),
    State("long", "long"),
    State("dict", "dict"),
    State("inline", "five", asked=(("place", "inline"),)),
    State("inline-dict", "dict", asked=(("place", "inline"),)),
    State("bottom-start", "five", asked=(("position", "bottom-start"),)),
    State("stack", "five", asked=(STACKED,)),
    State("stack-open", "dict", asked=(STACKED,), over=MESSAGES),
    State("stack-bottom", "eight", asked=(STACKED, ("position", "bottom-end"))),
    State(
        "stack-bottom-open",
        "eight",
        asked=(STACKED, ("position", "bottom-end")),
        over=MESSAGES,
    ),
    State("stack-rtl", "rtl", asked=(STACKED, ("dir", "rtl"))),
    State("stack-phone", "dict", PHONE, asked=(STACKED,), scale=2),
    State("stack-focus", "five", asked=(STACKED,), focus=True),
    State("stack-lost", "five", asked=(STACKED,), offline=True),
    State("stack-forced-colors", "five", asked=(STACKED,), forced_colors="active"),
    State("stack-zoom-400", "five", ZOOMED, asked=(STACKED,), scale=4),
    State("modal", "dict", over_modal=True),
    State("focus", "dict", focus=True),
    State("history", "dict", asked=(("history", ""),), opens=OPENER),
    State("bell", "one", asked=BELL, keeps=KEPT),
    State("bell-99", "one", asked=BELL, keeps=("Kept.",) * 101),
    State("panel", "one", asked=BELL, keeps=KEPT, opens=OPENER),
    State("panel-none", "one", asked=BELL, keeps=("",), opens=OPENER),
    State("panel-opaque", "one", asked=BELL, is_opaque=True, keeps=KEPT, opens=OPENER),
    State("stack-opaque", "five", asked=(STACKED,), is_opaque=True),
    State("panel-ask", "one", asked=BELL, keeps=KEPT, opens=ASK),
    State("panel-phone", "one", PHONE, asked=BELL, scale=2, keeps=KEPT, opens=OPENER),
    State("panel-rtl", "rtl", asked=RTL, keeps=KEPT, opens=OPENER),
    State("panel-zoom-400", "one", ZOOMED, BELL, scale=4, keeps=KEPT, opens=OPENER),
    State(
        "panel-forced-colors",
        "one",
        asked=BELL,
        forced_colors="active",
        keeps=KEPT,
        opens=OPENER,
    ),
    State("lost", "one", offline=True),
    State("phone", "five", PHONE, scale=2),
    State("phone-dict", "dict", PHONE, scale=2),
    State("work", "work"),
    State("work-inline", "work", asked=(("place", "inline"),)),
    State("work-phone", "work", PHONE, scale=2),
    State("work-rtl", "work-rtl", asked=(("dir", "rtl"),)),
    State("work-forced-colors", "work", forced_colors="active"),
    State("actions", "actions"),
    State("actions-inline", "actions", asked=(("place", "inline"),)),
    State("actions-phone", "actions", PHONE, scale=2),
    State("actions-rtl", "actions-rtl", asked=(("dir", "rtl"),)),
    State("actions-forced-colors", "actions", forced_colors="active"),
    State("actions-zoom-400", "actions", ZOOMED, scale=4),
    State("icons", "icons", asked=(("place", "inline"),)),
    State("rtl", "rtl", asked=(("dir", "rtl"),)),
    State("forced-colors", "five", forced_colors="active"),
    State("forced-colors-dict", "dict", forced_colors="active"),
    State("zoom-400", "five", ZOOMED, scale=4),
    State("zoom-400-dict", "dict", ZOOMED, scale=4),
)


async def take(
    browser: Browser, address: str, folder: Path, states: list[State]
) -> list[Path]:
    """Take all pictures, and give their files."""
    taken = []
    for skin, theme, state in product(SKINS, THEMES, states):
        file = folder / f"{skin}-{theme}-{state.name}.png"
        await _take_one(browser, address, file, skin, theme, state)
        taken.append(file)
    return taken


async def _take_one(
    browser: Browser,
    address: str,
    file: Path,
    skin: str,
    theme: Literal["light", "dark"],
    state: State,
) -> None:
    width, height = state.size
    context = await browser.new_context(
        viewport=ViewportSize(width=width, height=height),
        device_scale_factor=state.scale,
        color_scheme=theme,
        forced_colors=state.forced_colors,
        reduced_motion="reduce",
    )
    if state.keeps:
        await _keep(context, address, file.stem, state)
    page = await context.new_page()
    if state.is_opaque:
        reduced = [{"name": "prefers-reduced-transparency", "value": "reduce"}]
        session = await context.new_cdp_session(page)
        await session.send("Emulation.setEmulatedMedia", {"features": reduced})
    asked = {"skin": skin, "theme": theme, "scene": state.scene, **dict(state.asked)}
    await page.goto(f"{address}/looks/?{urlencode(asked)}")
    await wait_until_joined(page)
    await page.locator(".liveflash-message").first.wait_for(state="attached")
    await _bring_about(page, state)
    await page.screenshot(path=file)
    await context.close()


async def _keep(context: BrowserContext, address: str, name: str, state: State) -> None:
    """Log in as a user, and push messages for that user to keep."""
    await context.request.get(f"{address}/login/", params={"name": name})
    for text in filter(None, state.keeps):
        query: dict[str, str | float | bool] = {"name": name, "text": text}
        await context.request.get(f"{address}/keep-for/", params=query)


async def _bring_about(page: Page, state: State) -> None:
    if state.over_modal:
        await page.evaluate("document.getElementById('dialog').showModal()")
    for selector in filter(None, state.opens.split(", ")):
        await page.click(selector)
        await page.wait_for_load_state("networkidle")
    if state.over:
        await page.hover(state.over)
    if state.focus:
        await page.keyboard.press("F8")
    if state.offline:
        await page.evaluate("new Promise((done) => liveSocket.disconnect(done))")
        await page.locator("[data-liveflash-connection=lost]:visible").wait_for()


async def lay_out(browser: Browser, folder: Path, name: str, files: list[Path]) -> None:
    """Make a contact sheet."""
    cells = "".join(
        f"<figure><img src='{file.name}'><figcaption>{file.stem}</figcaption></figure>"
        for file in files
    )
    sheet = folder / f"sheet-{name}.html"
    html = f"<!doctype html><style>{SHEET}</style>{cells}"
    await asyncio.to_thread(sheet.write_text, html, encoding="utf-8")
    page = await browser.new_page(viewport=ViewportSize(width=1500, height=900))
    await page.goto(sheet.as_uri())
    await page.screenshot(path=sheet.with_suffix(".png"), full_page=True)
    await page.close()


async def photograph(address: str, folder: Path, states: list[State]) -> int:
    """Take the pictures and lay them out; gives how many there are."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium(), args=CHROMIUM_FLAGS
        )
        taken = await take(browser, address, folder, states)
        for state in states:
            ends = tuple(f"{theme}-{state.name}" for theme in THEMES)
            files = [file for file in taken if file.stem.endswith(ends)]
            await lay_out(browser, folder, state.name, files)
        await browser.close()
    return len(taken)


def main() -> None:
    """Serve the tests' site and photograph it."""
    parser = argparse.ArgumentParser(prog="python -m tests.looks", description=__doc__)
    parser.add_argument("states", nargs="*", help="only these states")
    parser.add_argument("--folder", type=Path, default=Path("screenshots"))
    asked = parser.parse_args()
    states = [s for s in STATES if not asked.states or s.name in asked.states]
    folder: Path = asked.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        run_dir = Path(name)
        migrate(run_dir)
        with serving(run_dir) as address:
            count = asyncio.run(photograph(address, folder, states))
    sys.stdout.write(f"{count} pictures and their contact sheets are in {folder}/\n")


if __name__ == "__main__":
    main()
