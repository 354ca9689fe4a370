"""Reachable elements, and the effects of clicks and keys."""

import pytest

from liveflash.testing import Impossible, Live, Page

UNREACHABLE = [
    pytest.param("#puts", "Did you mean #put", id="almost there"),
    pytest.param(".nowhere", "No element matches '.nowhere'", id="not there"),
    pytest.param(".twin", "2 elements match", id="two of them"),
    pytest.param("#disabled", "is disabled", id="disabled"),
    pytest.param("#in-fieldset", "is disabled by <fieldset", id="in a fieldset"),
    pytest.param("#in-hidden", "is hidden by <div hidden", id="hidden"),
    pytest.param("#in-details", "is hidden by <details", id="in closed details"),
]


def last_line(page: Page) -> str:
    """Return the last line of the view's log."""
    return page.find_all("#log li")[-1].text


@pytest.mark.parametrize(("selector", "told"), UNREACHABLE)
async def test_an_unreachable_element_is_refused(
    live: Live, selector: str, told: str
) -> None:
    page = await live("/stage/")
    with pytest.raises(Impossible, match=told):
        await page.click(selector)


async def test_a_page_that_does_not_exist_says_so(live: Live) -> None:
    page = await live("/nowhere/")
    with pytest.raises(Impossible, match=r"'#put'\. The response has the status 404"):
        await page.click("#put")
    with pytest.raises(Impossible, match=r"/nowhere/ \(status 404\) is not"):
        await page.info("hello")


async def test_a_click_without_effect_is_refused(live: Live) -> None:
    page = await live("/settings/")
    with pytest.raises(Impossible, match="Nothing happens at a click there"):
        await page.click("main")


async def test_a_malformed_selector_raises_a_value_error(live: Live) -> None:
    page = await live("/stage/")
    with pytest.raises(ValueError, match="is not a CSS selector"):
        await page.click("a[[")


async def test_a_click_sends_the_values_of_the_element(live: Live) -> None:
    page = await live("/stage/")
    await page.click("#put")
    assert last_line(page) == "put {'a': '1', 'value': 'v'}"


async def test_a_click_on_a_descendant_counts(live: Live) -> None:
    page = await live("/stage/")
    await page.click("#inner")
    assert page.flash == {"info": "Put."}


async def test_a_click_elsewhere_runs_phx_click_away(live: Live) -> None:
    page = await live("/stage/")
    before = page.shows("#menu")
    await page.click("#nothing")
    assert (before, page.shows("#menu")) == (True, False)


async def test_a_click_inside_does_not_run_phx_click_away(live: Live) -> None:
    page = await live("/stage/")
    with pytest.raises(Impossible, match="Nothing happens"):
        await page.click("#in-menu")


async def test_details_stay_open_through_other_changes(live: Live) -> None:
    page = await live("/stage/")
    await page.click("#summary")
    await page.click("#in-details")
    found = (page.flash, page.shows("#in-details"))
    assert found == ({"info": "Put."}, True)


async def test_find_returns_an_element(live: Live) -> None:
    page = await live("/stage/")
    element = page.find("#put")
    assert (element.tag, element.text, element.attributes["phx-value-a"]) == (
        "button",
        "Put",
        "1",
    )


KEYS = [
    pytest.param("a", "#key", "key {'key': 'a', 'value': ''}", id="on an element"),
    pytest.param("Escape", None, "window {'key': 'Escape'}", id="anywhere"),
    pytest.param("escape", "#put", "window {'key': 'escape'}", id="elsewhere"),
]


@pytest.mark.parametrize(("key", "selector", "written"), KEYS)
async def test_a_key_is_sent(
    live: Live, key: str, selector: str | None, written: str
) -> None:
    page = await live("/stage/")
    await page.keydown(key, selector)
    assert last_line(page) == written


async def test_a_key_without_a_binding_is_refused(live: Live) -> None:
    page = await live("/stage/")
    with pytest.raises(Impossible, match="Nothing handles the key 'a' there"):
        await page.keydown("a")


async def test_focus_blur_and_keyup_are_sent(live: Live) -> None:
    page = await live("/stage/")
    await page.focus("#key")
    await page.keyup("b", "#key")
    await page.blur("#key")
    heard = [line.text.split()[0] for line in page.find_all("#log li")]
    assert heard == ["focus", "key", "blur"]
