"""The layout "stack" by taps."""

import pytest
from playwright.async_api import BrowserContext, expect

from tests.browser.actions import DISMISS, MESSAGE
from tests.browser.test_message_appearance import boxes, shown
from tests.browser.test_message_layout import NEWEST, STACK, wait_until_fanned_out
from tests.browser.touch import swipe


@pytest.mark.parametrize("position", ["top-end", "bottom"])
async def test_a_tap_fans_messages_out_and_another_elsewhere_closes_them(
    phone: BrowserContext, position: str
) -> None:
    async with shown(phone, "five", position=position, **STACK) as page:
        await page.locator(NEWEST).locator(".liveflash-text").tap()
        await wait_until_fanned_out(page)
        await expect(page.locator("[data-liveflash-fanned]")).to_be_attached()
        await page.touchscreen.tap(20, 600 if position.startswith("top") else 100)
        await wait_until_fanned_out(page, is_out=False)


async def test_a_tap_on_an_edge_presses_nothing(phone: BrowserContext) -> None:
    async with shown(phone, "dict", **STACK) as page:
        box = (await boxes(page, MESSAGE))[-2]
        end = box["y"] + box["height"] - 3
        await page.touchscreen.tap(box["x"] + box["width"] - 20, end)
        await wait_until_fanned_out(page)
        await expect(page.locator(MESSAGE)).to_have_count(3)


async def test_the_mouse_fans_messages_out_after_a_touch(phone: BrowserContext) -> None:
    async with shown(phone, "dict", **STACK) as page:
        await page.touchscreen.tap(20, 600)
        await page.hover(NEWEST)
        await wait_until_fanned_out(page)


async def test_a_tap_dismisses_the_newest_message(phone: BrowserContext) -> None:
    async with shown(phone, "dict", **STACK) as page:
        await page.locator(DISMISS).last.tap()
        await expect(page.locator(MESSAGE)).to_have_count(2)


async def test_a_tap_leaves_the_focus_where_the_visitor_types(
    phone: BrowserContext,
) -> None:
    async with shown(phone, "five", position="bottom", **STACK) as page:
        await page.focus("input[name=name]")
        await page.keyboard.type("half")
        await page.locator(NEWEST).locator(".liveflash-text").tap()
        await wait_until_fanned_out(page)
        await page.keyboard.type(" typed")
        assert "half typed" in await page.locator("input[name=name]").input_value()


async def test_after_the_last_message_the_next_one_has_its_time(
    phone: BrowserContext,
) -> None:
    async with shown(phone, "five", **STACK) as page:
        await page.locator(NEWEST).locator(".liveflash-text").tap()
        await expect(page.locator("[data-liveflash-fanned]")).to_be_attached()
        await page.evaluate("liveflash.put('info', 'x')")
        for _ in range(4):
            await page.locator(DISMISS).last.tap()
        await expect(page.locator(MESSAGE)).to_have_count(2)
        await expect(page.locator("[data-liveflash-fanned]")).to_be_attached()
        await page.locator(DISMISS).last.tap()
        await expect(page.locator("[data-liveflash-fanned]")).to_have_count(0)


async def test_the_newest_message_of_a_stack_can_be_swiped(
    phone: BrowserContext,
) -> None:
    async with shown(phone, "five", **STACK) as page:
        await page.wait_for_function(
            "performance.getEntriesByType('resource').some("
            "({ name }) => name.includes('touch'))"
        )
        await page.locator(NEWEST).locator(".liveflash-text").tap()
        await wait_until_fanned_out(page)
        await swipe(page, page.locator(NEWEST), -250)
        await expect(page.locator(MESSAGE)).to_have_count(4)


async def test_a_patch_leaves_the_fan_open(phone: BrowserContext) -> None:
    async with shown(phone, "dict", **STACK) as page:
        await page.locator(NEWEST).locator(".liveflash-text, dd").first.tap()
        await expect(page.locator("[data-liveflash-fanned]")).to_be_attached()
        former = await page.locator(NEWEST).get_attribute("id")
        await page.evaluate("document.querySelector('form').requestSubmit()")
        await expect(page.locator(f"#{former}")).to_have_count(0)
        await expect(page.locator("[data-liveflash-fanned]")).to_be_attached()
