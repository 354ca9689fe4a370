"""Commands that the client runs by itself."""

from typing import Any

import pytest

from liveflash.testing import Impossible, Live

CHANGES = [
    pytest.param(["#hide"], {"style": "display: none; color: red"}, id="hide"),
    pytest.param(
        ["#hide", "#show"], {"style": "display: block; color: red"}, id="show"
    ),
    pytest.param(["#show"], {}, id="show what is shown"),
    pytest.param(
        ["#toggle", "#toggle"], {"style": "display: block; color: red"}, id="toggle"
    ),
    pytest.param(["#classes"], {"class": "two three"}, id="add and remove classes"),
    pytest.param(["#toggle-class"], {"class": "two"}, id="toggle classes"),
    pytest.param(
        ["#toggle-class", "#toggle-class"], {"class": "one"}, id="toggle classes twice"
    ),
    pytest.param(
        ["#attributes"], {"aria-busy": "true", "title": None}, id="attributes"
    ),
    pytest.param(["#toggle-attribute"], {"open": "yes"}, id="toggle an attribute"),
    pytest.param(
        ["#toggle-attribute", "#toggle-attribute"], {}, id="toggle an attribute twice"
    ),
]


@pytest.mark.parametrize(("clicks", "changed"), CHANGES)
async def test_a_command_changes_the_page_and_holds_through_a_patch(
    live: Live, clicks: list[str], changed: dict[str, Any]
) -> None:
    page = await live("/stage/")
    before = page.find("#box").attributes
    for selector in clicks:
        await page.click(selector)
    await page.info("a patch")
    expected = {k: v for k, v in (before | changed).items() if v is not None}
    assert page.find("#box").attributes == expected


async def test_what_was_hidden_cannot_be_clicked(live: Live) -> None:
    page = await live("/stage/")
    await page.click("#hide")
    with pytest.raises(Impossible, match="is hidden"):
        await page.click("#box")
    assert not page.shows("#box")


async def test_a_message_that_comes_anew_is_shown(live: Live) -> None:
    page = await live("/settings/")
    for name in ("Ada", "Grace"):
        await page.submit("form", {"name": name})
        await page.click("#flash-info")
    await page.submit("form", {"name": "Edsger"})
    assert page.shows("#flash-info")


async def test_an_event_of_ones_own_is_dispatched(live: Live) -> None:
    page = await live("/stage/")
    await page.click("#dispatch")
    assert page.dispatched == [("my:event", {})]


async def test_a_dispatched_click_is_a_click(live: Live) -> None:
    page = await live("/stage/")
    await page.click("#dispatch-click")
    assert page.flash == {"info": "Put."}


async def test_exec_runs_the_commands_of_an_attribute(live: Live) -> None:
    page = await live("/stage/")
    await page.click("#js-push")
    assert page.flash == {"info": "Put."}


async def test_commands_navigate_and_patch(live: Live) -> None:
    page = await live("/stage/")
    await page.click("#js-patch")
    patched = page.url
    await page.click("#js-navigate")
    assert (patched, page.url) == ("/stage/?page=4", "/settings/")
