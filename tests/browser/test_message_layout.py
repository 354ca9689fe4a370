"""The layout "stack": messages that lie on each other and fan out."""

from typing import Any, Literal

import pytest
from playwright.async_api import Browser, BrowserContext, Page, ViewportSize, expect

from tests.browser.actions import DISMISS, MESSAGE, wait_until_joined
from tests.browser.axe import AXE, violations
from tests.browser.clock import open_with_clock, pass_time
from tests.browser.screen_reader import LISTEN, wait_for_announcements
from tests.browser.test_message_appearance import ZOOMED, boxes, shown

Skin = Literal["plain", "bootstrap", "daisyui"]

EDGE = 8
STACK: Any = {"layout": "stack"}
ASIDE = "h1"
NEWEST = f"{MESSAGE} >> nth=-1"
TOP_TO_BOTTOM = """() => [...document.querySelectorAll(".liveflash-message")]
  .map((message) => [message.getBoundingClientRect().y, message.dataset.key])
  .sort(([a], [b]) => a - b).map(([, key]) => key)"""

skins = pytest.mark.parametrize("skin", ["plain", "bootstrap", "daisyui"])
positions = pytest.mark.parametrize("position", ["top-end", "bottom-start"])


async def heights(page: Page) -> list[float]:
    """Return how high each message is seen, from the oldest to the newest."""
    return [round(box["height"]) for box in await boxes(page, MESSAGE)]


async def is_fanned_out(page: Page) -> bool:
    """Return whether all messages that are not folded are seen in full."""
    return min(height for height in await heights(page)) > 40


async def wait_until_fanned_out(page: Page, is_out: bool = True) -> None:
    """Wait until messages are fanned out, or no longer."""
    found = """(isOut) => isOut === [...document.querySelectorAll(".liveflash-message")]
      .every((message) => message.offsetHeight > 40)"""
    await page.wait_for_function(found, arg=is_out)


@skins
@positions
async def test_the_newest_message_is_in_front_of_two_edges(
    context: BrowserContext, skin: Skin, position: str
) -> None:
    async with shown(context, "five", skin, position=position, **STACK) as page:
        await page.hover(ASIDE)
        found = await boxes(page, MESSAGE)
        is_in_front = await page.locator(NEWEST).evaluate(
            """(message) => {
              const { x, y, width, height } = message.getBoundingClientRect();
              const points = [y + 2, y + height - 2];
              return points.every((top) => message.contains(
                document.elementFromPoint(x + width / 2, top)));
            }"""
        )
    third, second, newest = found[-3:]
    if position.startswith("top"):
        ends = [box["y"] + box["height"] for box in (newest, second, third)]
    else:
        ends = [-box["y"] for box in (newest, second, third)]
    steps = [round(ends[1] - ends[0]), round(ends[2] - ends[1])]
    widths = [round(box["width"]) for box in (newest, second, third)]
    assert is_in_front
    assert steps == [EDGE, EDGE]
    assert widths == [widths[0], widths[0] - 2 * EDGE, widths[0] - 4 * EDGE]
    assert max(box["height"] for box in found[:-3]) <= 2


@positions
async def test_the_pointer_fans_messages_out_around_the_newest(
    context: BrowserContext, position: str
) -> None:
    async with shown(context, "five", position=position, **STACK) as page:
        await page.hover(ASIDE)
        before = (await boxes(page, MESSAGE))[-1]
        await page.hover(NEWEST)
        await wait_until_fanned_out(page)
        after = (await boxes(page, MESSAGE))[-1]
        order = await page.evaluate(TOP_TO_BOTTOM)
        await page.hover(ASIDE)
        await wait_until_fanned_out(page, is_out=False)
    keys = ["info", "success", "warning", "error", "debug"]
    assert after == before
    assert order == (keys[::-1] if position.startswith("top") else keys)


async def test_the_pointer_may_move_between_messages(context: BrowserContext) -> None:
    async with shown(context, "five", **STACK) as page:
        await page.hover(NEWEST)
        await wait_until_fanned_out(page)
        box = (await boxes(page, MESSAGE))[-1]
        await page.mouse.move(box["x"] + 20, box["y"] + box["height"] + 5)
        assert await is_fanned_out(page)


async def test_the_keyboard_fans_messages_out(context: BrowserContext) -> None:
    async with shown(context, "five", **STACK) as page:
        await page.hover(ASIDE)
        await page.keyboard.press("F8")
        await wait_until_fanned_out(page)
        await expect(page.locator(DISMISS).last).to_be_focused()
        await page.keyboard.press("Shift+Tab")
        await expect(page.locator(DISMISS).nth(-2)).to_be_focused()
        await page.keyboard.press("F8")
        await wait_until_fanned_out(page, is_out=False)


async def test_tab_reaches_the_messages_that_are_covered(
    context: BrowserContext,
) -> None:
    async with shown(context, "five", **STACK) as page:
        await page.hover(ASIDE)
        await page.evaluate("document.activeElement.blur()")
        await page.keyboard.press("Tab")
        await wait_until_fanned_out(page)
        assert await page.evaluate("document.activeElement.closest('#liveflash')?.id")


async def test_a_click_with_the_mouse_keeps_no_fan_open(
    context: BrowserContext,
) -> None:
    async with shown(context, "five", **STACK) as page:
        await page.locator(NEWEST).locator(".liveflash-text").click()
        await page.hover(ASIDE)
        await wait_until_fanned_out(page, is_out=False)


async def test_covered_messages_wait_for_their_time(context: BrowserContext) -> None:
    page = await open_with_clock(context, "/looks/?layout=stack")
    for key in ("first", "second"):
        await page.evaluate(
            "(key) => liveflash.put('info', key, { timeout: 5, key })", key
        )
    await expect(page.locator(MESSAGE)).to_have_count(2)
    await pass_time(page, 6)
    await expect(page.locator(MESSAGE)).to_have_text(["Information: first"])
    await pass_time(page, 4)
    await expect(page.locator(MESSAGE)).to_have_count(1)
    await pass_time(page, 2)
    await expect(page.locator(MESSAGE)).to_have_count(0)


async def test_fanned_out_messages_keep_their_time(context: BrowserContext) -> None:
    page = await open_with_clock(context, "/looks/?layout=stack")
    for key in ("first", "second"):
        await page.evaluate(
            "(key) => liveflash.put('info', key, { timeout: 5, key })", key
        )
    await page.hover(NEWEST)
    await pass_time(page, 3600)
    await expect(page.locator(MESSAGE)).to_have_count(2)


async def test_each_message_of_a_stack_is_heard_once(context: BrowserContext) -> None:
    await context.add_init_script(LISTEN)
    page = await context.new_page()
    await page.goto("/looks/?layout=stack")
    await wait_until_joined(page)
    for text in ("One", "Two", "Three"):
        await page.evaluate("(text) => liveflash.put('info', text)", text)
    await expect(page.locator(MESSAGE)).to_have_count(3)
    await page.hover(NEWEST)
    await wait_until_fanned_out(page)
    lines = (f"polite: Information: {text}" for text in ("One", "Two", "Three"))
    await wait_for_announcements(page, *lines)


async def test_more_messages_than_fit_are_behind_the_fan(
    context: BrowserContext,
) -> None:
    async with shown(context, "eight", "bootstrap", **STACK) as page:
        more = page.locator("[data-liveflash-more]")
        await page.hover(ASIDE)
        await expect(more).to_be_hidden()
        await page.hover(NEWEST)
        await more.click()
        await expect(page.locator(f"{MESSAGE}:visible")).to_have_count(8)


async def test_forced_colors_show_a_list(context: BrowserContext) -> None:
    async with shown(context, "five", **STACK) as page:
        await page.hover(ASIDE)
        await page.emulate_media(forced_colors="active")
        await wait_until_fanned_out(page)


async def test_at_400_percent_there_is_a_list(browser: Browser, server: str) -> None:
    zoomed = await browser.new_context(
        base_url=server, viewport=ZOOMED, device_scale_factor=4
    )
    async with shown(zoomed, "five", **STACK) as page:
        await page.hover(ASIDE, force=True)
        assert await is_fanned_out(page)
    await zoomed.close()


@pytest.mark.parametrize(
    ("motion", "is_still"), [("reduce", True), ("no-preference", False)]
)
async def test_messages_fan_out_smoothly_unless_motion_is_unwanted(
    context: BrowserContext, motion: Any, is_still: bool
) -> None:
    async with shown(context, "five", motion=motion, **STACK) as page:
        durations = await page.locator(NEWEST).evaluate(
            "(message) => getComputedStyle(message).transitionDuration"
        )
    assert (durations == "0s") is is_still


@positions
async def test_right_to_left_mirrors_a_stack(
    context: BrowserContext, position: str
) -> None:
    found = []
    for direction in ("ltr", "rtl"):
        asked: Any = {"position": position, "dir": direction, **STACK}
        async with shown(context, "rtl", **asked) as page:
            await page.hover(ASIDE)
            width = await page.evaluate("document.documentElement.clientWidth")
            edges = await boxes(page, MESSAGE)
        found.append(
            [
                round(
                    box["x"] if direction == "ltr" else width - box["x"] - box["width"]
                )
                for box in edges[-3:]
            ]
        )
    assert found[0] == found[1]


@skins
@pytest.mark.parametrize("is_out", [False, True])
async def test_axe_finds_nothing_in_a_stack(
    context: BrowserContext, skin: Skin, is_out: bool
) -> None:
    async with shown(context, "dict", skin, **STACK) as page:
        await page.hover(NEWEST if is_out else ASIDE)
        await page.add_script_tag(path=AXE)
        assert await violations(page, "#liveflash") == []


async def test_a_stack_of_a_phone_fits_its_width(browser: Browser, server: str) -> None:
    size = ViewportSize(width=320, height=568)
    small = await browser.new_context(base_url=server, viewport=size)
    async with shown(small, "long", **STACK) as page:
        found = await boxes(page, MESSAGE)
    await small.close()
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= 320 for box in found)


async def test_messages_of_a_view_and_of_a_script_share_the_stack(
    context: BrowserContext,
) -> None:
    async with shown(context, "one", **STACK) as page:
        await page.evaluate("liveflash.put('info', 'x')")
        await expect(page.locator(MESSAGE)).to_have_count(2)
        await page.hover(ASIDE)
        assert [height > 40 for height in await heights(page)] == [False, True]
