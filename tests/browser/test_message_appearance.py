"""Appearance of messages in every skin: contrast, motion, zoom and forced colors."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Literal
from urllib.parse import urlencode

import pytest
from playwright.async_api import Browser, BrowserContext, Page, ViewportSize

from tests.browser.actions import wait_until_joined
from tests.browser.daphne import ROOT
from tests.looks.scenes import SCENES
from tests.looks.site import SKINS

Motion = Literal["no-preference", "reduce"]
Theme = Literal["light", "dark"]

MESSAGE = ".liveflash-message"
BUILT = ROOT / "demo_project" / "static" / "npm"
ZOOMED = ViewportSize(width=320, height=256)  # 1280 by 1024 at 400 %
TARGETS = "#liveflash :is(button, a), .liveflash-inline :is(button, a)"

skins = pytest.mark.parametrize("skin", SKINS)
themes = pytest.mark.parametrize("theme", ["light", "dark"])

# What is read by eye, as rendered: element, its colour, and the colour behind it.
CONTRASTS = """() => {
  const canvas = new OffscreenCanvas(1, 1)
    .getContext("2d", { willReadFrequently: true });
  const rgb = (...colours) => {
    canvas.clearRect(0, 0, 1, 1);
    for (const colour of colours) {
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
    }
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = (colour) => {
    const [r, g, b] = colour.map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    const colours = [];
    for (let at = element; at; at = at.parentElement)
      colours.unshift(getComputedStyle(at).backgroundColor);
    return colours;
  };
  const ratio = (colour, element) => {
    const back = behind(element);
    const lights = [light(rgb(...back, colour)), light(rgb(...back))];
    return (Math.max(...lights) + 0.05) / (Math.min(...lights) + 0.05);
  };
  return [...document.querySelectorAll(".liveflash-message")].map((message) => [
    message.dataset.level,
    ratio(getComputedStyle(message.querySelector(".liveflash-body")).color, message),
    ratio(getComputedStyle(message, "::before").backgroundColor, message),
  ]);
}"""

LEAVE = """(message) => {
  message.classList.add("liveflash-leaving");
  return getComputedStyle(message).transitionDuration;
}"""
BEGUN = """() => moved !== "none" || (
  matchMedia("(prefers-reduced-motion: reduce)").matches &&
  document.querySelector("[data-level=success][data-liveflash-entering]"))"""
TWO_FRAMES = """new Promise((done) =>
  requestAnimationFrame(() => requestAnimationFrame(done)))"""


@asynccontextmanager
async def shown(
    context: BrowserContext,
    scene: str,
    skin: str = "plain",
    *,
    motion: Motion = "reduce",
    **asked: str,
) -> AsyncIterator[Page]:
    """A page with the messages of a scene."""
    if not BUILT.is_dir():
        pytest.fail(f"{BUILT} is missing: `make test` builds it")
    page = await context.new_page()
    await page.emulate_media(reduced_motion=motion)
    await page.goto(f"/looks/?{urlencode({'scene': scene, 'skin': skin, **asked})}")
    await wait_until_joined(page)
    await page.locator(MESSAGE).nth(len(SCENES[scene]) - 1).wait_for(state="attached")
    yield page
    await page.close()


async def style(page: Page, selector: str, name: str, pseudo: str = "") -> str:
    """The computed value of a property of the first such element."""
    value: str = await page.evaluate(
        "([selector, name, pseudo]) => getComputedStyle("
        "document.querySelector(selector), pseudo || null)[name]",
        [selector, name, pseudo],
    )
    return value


async def boxes(page: Page, selector: str) -> list[Any]:
    """The bounding boxes of what is visible."""
    found = [await each.bounding_box() for each in await page.locator(selector).all()]
    return [box for box in found if box is not None]


async def enter_animation(page: Page) -> str:
    """Return how far a message moves when it first appears."""
    await page.evaluate(
        """() => {
          window.moved = "none";
          const note = ({ animationName }) => (window.moved = animationName);
          document.addEventListener("animationstart", note);
        }"""
    )
    await page.click("#put")
    await page.locator(f"{MESSAGE}[data-level=success]").first.wait_for()
    await page.wait_for_function(BEGUN)
    await page.evaluate(TWO_FRAMES)
    moved: str = await page.evaluate("moved")
    return moved


@pytest.mark.parametrize(
    ("motion", "entering", "leaving"),
    [("no-preference", "liveflash-enter", "0.15s, 0.15s"), ("reduce", "none", "0s")],
)
async def test_messages_move_unless_motion_is_unwanted(
    context: BrowserContext, motion: Motion, entering: str, leaving: str
) -> None:
    async with shown(context, "one", motion=motion) as page:
        moved = await enter_animation(page)
        duration = await page.locator(MESSAGE).last.evaluate(LEAVE)
    assert (moved, duration) == (entering, leaving)


async def test_motion_is_in_no_inline_style(context: BrowserContext) -> None:
    async with shown(context, "one") as page:
        await enter_animation(page)
        assert await page.locator("#liveflash [style]").count() == 0


@skins
@themes
async def test_texts_and_icons_stand_out(
    context: BrowserContext, skin: str, theme: Theme
) -> None:
    async with shown(context, "five", skin, theme=theme) as page:
        found = await page.evaluate(CONTRASTS)
    assert [each for each in found if each[1] < 4.5 or each[2] < 3] == []


@skins
async def test_each_level_has_a_shape_and_a_word_of_its_own(
    context: BrowserContext, skin: str
) -> None:
    async with shown(context, "five", skin) as page:
        shapes = await page.evaluate(
            f"[...document.querySelectorAll('{MESSAGE}')].map("
            "(el) => getComputedStyle(el, '::before').clipPath)"
        )
        words = await page.locator(".liveflash-level").all_text_contents()
    assert (len(set(shapes)), words) == (
        5,
        ["Information:", "Success:", "Warning:", "Error:", "Debug:"],
    )


@skins
async def test_forced_colors_are_taken(context: BrowserContext, skin: str) -> None:
    async with shown(context, "five", skin) as page:
        await page.emulate_media(forced_colors="active")
        canvas, text = await page.evaluate(
            """() => {
              const probe = document.createElement("p");
              probe.className = "probe";
              document.body.append(probe);
              const { backgroundColor, color } = getComputedStyle(document.body);
              return [backgroundColor, color];
            }"""
        )
        found = [
            await style(page, MESSAGE, "backgroundColor"),
            await style(page, MESSAGE, "color"),
            await style(page, MESSAGE, "backgroundColor", "::before"),
            await style(page, MESSAGE, "borderTopStyle"),
        ]
    assert found == [canvas, text, text, "solid"]


@skins
@pytest.mark.parametrize("scene", ["five", "long", "dict", "eight"])
async def test_at_400_percent_all_fits_and_can_be_reached(
    browser: Browser, server: str, skin: str, scene: str
) -> None:
    zoomed = await browser.new_context(
        base_url=server, viewport=ZOOMED, device_scale_factor=4
    )
    async with shown(zoomed, scene, skin) as page:
        wider = await page.evaluate(
            """() => [...document.querySelectorAll("#liveflash, #liveflash *")]
              .filter((el) => el.scrollWidth > Math.max(el.clientWidth, 2) + 1
                && getComputedStyle(el).display !== "inline"
                && !el.matches(".liveflash-level"))
              .map((el) => el.className)"""
        )
        outside = [
            box
            for box in await boxes(page, f"{MESSAGE}, #liveflash button")
            if box["x"] < 0 or box["x"] + box["width"] > ZOOMED["width"]
        ]
        last = page.locator("[data-liveflash-dismiss]").last
        await last.scroll_into_view_if_needed()
        await last.click()
        await (
            page.locator(MESSAGE).nth(len(SCENES[scene]) - 1).wait_for(state="detached")
        )
    await zoomed.close()
    assert (wider, outside) == ([], [])


@skins
@pytest.mark.parametrize("where", ["stack", "inline"])
@pytest.mark.parametrize("scene", ["dict", "eight"])
async def test_what_can_be_tapped_is_44_pixels_wide_and_high(
    context: BrowserContext, skin: str, where: str, scene: str
) -> None:
    async with shown(context, scene, skin, place=where) as page:
        found = await boxes(page, TARGETS)
    small = [box for box in found if box["width"] < 44 or box["height"] < 44]
    assert (len(found) > 3, small) == (True, [])


@skins
async def test_right_to_left_is_the_mirror_of_left_to_right(
    context: BrowserContext, skin: str
) -> None:
    async def places(direction: str) -> list[Any]:
        async with shown(context, "rtl", skin, dir=direction) as page:
            width = await page.evaluate("document.documentElement.clientWidth")
            parts = f"{MESSAGE}, {MESSAGE} :is(.liveflash-dismiss, .liveflash-body)"
            found = await boxes(page, parts)
        left = [round(box["x"]) for box in found]
        right = [round(width - box["x"] - box["width"]) for box in found]
        return left if direction == "ltr" else right

    assert await places("rtl") == await places("ltr")


@pytest.mark.parametrize(
    ("position", "edges"),
    [
        ("top-start", {"left", "top"}),
        ("top", {"top"}),
        ("top-end", {"right", "top"}),
        ("bottom-start", {"bottom", "left"}),
        ("bottom", {"bottom"}),
        ("bottom-end", {"bottom", "right"}),
    ],
)
async def test_messages_are_placed_where_the_tag_says(
    context: BrowserContext, position: str, edges: set[str]
) -> None:
    async with shown(context, "one", position=position) as page:
        ((box,), size) = await boxes(page, "#liveflash"), page.viewport_size
    assert size is not None
    gaps = {
        "left": box["x"],
        "top": box["y"],
        "right": size["width"] - box["x"] - box["width"],
        "bottom": size["height"] - box["y"] - box["height"],
    }
    assert {edge for edge, gap in gaps.items() if abs(gap) < 1} == edges


@pytest.mark.parametrize(
    ("skin", "names"),
    [
        pytest.param(
            "bootstrap", ["--bs-body-bg", "--bs-border-radius"], id="bootstrap"
        ),
        pytest.param("daisyui", ["--color-success", "--radius-box"], id="daisyui"),
    ],
)
async def test_a_skin_takes_what_the_design_system_says(
    context: BrowserContext, skin: str, names: list[str]
) -> None:
    async with shown(context, "one", skin) as page:
        seen = [
            await style(page, MESSAGE, "backgroundColor"),
            await style(page, MESSAGE, "borderTopLeftRadius"),
        ]
        meant = await page.evaluate(
            """([colour, radius]) => {
              const probe = document.createElement("div");
              document.querySelector("main").append(probe);
              probe.style.background = `var(${colour})`;
              probe.style.borderRadius = `var(${radius})`;
              const { backgroundColor, borderTopLeftRadius } = getComputedStyle(probe);
              return [backgroundColor, borderTopLeftRadius];
            }""",
            names,
        )
    assert seen == meant


async def test_a_rule_of_the_project_wins(context: BrowserContext) -> None:
    async with shown(context, "one") as page:
        await page.add_style_tag(content="liveflash-message { border-radius: 3px }")
        assert await style(page, MESSAGE, "borderTopLeftRadius") == "3px"


async def test_a_custom_property_of_the_project_counts(context: BrowserContext) -> None:
    async with shown(context, "one") as page:
        await page.add_style_tag(content=".liveflash { --liveflash-radius: 5px }")
        assert await style(page, MESSAGE, "borderTopLeftRadius") == "5px"


async def test_dark_follows_the_color_scheme_of_the_page(
    context: BrowserContext,
) -> None:
    backgrounds = []
    for theme in ("light", "dark"):
        async with shown(context, "one", theme=theme) as page:
            backgrounds.append(await style(page, MESSAGE, "color"))
    assert backgrounds == ["rgb(24, 24, 27)", "rgb(244, 244, 246)"]
