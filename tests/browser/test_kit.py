"""The test kit sends and shows what the official client does in a browser."""

from collections.abc import Awaitable, Callable

from playwright.async_api import Page as Tab
from playwright.async_api import expect

from liveflash.pytest_plugin import live
from liveflash.testing import Live, Page
from tests.browser.conftest import OpenPage

__all__ = ["live"]

Step = tuple[Callable[[Page], Awaitable[object]], Callable[[Tab], Awaitable[object]]]


def click(selector: str) -> Step:
    return (lambda page: page.click(selector), lambda tab: tab.click(selector))


def fill(selector: str, value: str) -> Step:
    return (
        lambda page: page.change(selector, value),
        lambda tab: tab.fill(selector, value),
    )


def choose(selector: str, values: list[str]) -> Step:
    async def in_browser(tab: Tab) -> None:
        await tab.focus(selector)
        await tab.select_option(selector, values)

    return (lambda page: page.change(selector, values), in_browser)


STEPS = [
    click("#inner"),
    click("#greet"),
    fill("#form [name=text]", "a b"),
    click("[name=yes]"),
    click("#label"),
    click("#y"),
    choose("[name=pick]", ["1"]),
    choose("[name=picks]", ["p", "q"]),
    fill("#form [name=text]", "c&d"),
    click("#final"),
    click("#draft"),
    fill("[name=own]", "x"),
    click("#js-push"),
    click("#toggle-class"),
    click("#attributes"),
    click("#classes"),
    click("#toggle-attribute"),
    click("#hide"),
    click("#toggle"),
    click("#dispatch-click"),
    (lambda page: page.keydown("Escape"), lambda tab: tab.keyboard.press("Escape")),
]


async def test_the_kit_does_what_a_browser_does(
    open_page: OpenPage, live: Live
) -> None:
    page, tab = await live("/kit/"), await open_page("/kit/")
    written = tab.locator("#log li")
    for with_kit, in_browser in STEPS:
        await with_kit(page)
        await in_browser(tab)
        await expect(written).to_have_count(len(page.find_all("#log li")))
    box = await tab.locator("#box").evaluate(
        "box => Object.fromEntries([...box.attributes].map(a => [a.name, a.value]))"
    )
    # The client marks an element that it can skip.
    del box["data-phx-id"]
    assert (await written.all_inner_texts(), box | {"style": ""}) == (
        [line.text for line in page.find_all("#log li")],
        page.find("#box").attributes | {"style": ""},
    )
    assert await tab.locator("#box").is_visible() == page.shows("#box")
