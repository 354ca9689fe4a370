"""JS commands that the client runs itself."""

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
async def test_the_change_of_a_command_survives_a_patch(
    live: Live, clicks: list[str], changed: dict[str, Any]
) -> None:
    page = await live("/stage/")
    before = page.find("#box").attributes
    for selector in clicks:
        await page.click(selector)
    await page.info("a patch")
    expected = {k: v for k, v in (before | changed).items() if v is not None}
    assert page.find("#box").attributes == expected


async def test_a_hidden_element_cannot_be_clicked(live: Live) -> None:
    page = await live("/stage/")
    await page.click("#hide")
    with pytest.raises(Impossible, match="is hidden"):
        await page.click("#box")
    assert not page.shows("#box")


async def test_a_new_message_is_shown_after_an_earlier_one_was_hidden(
    live: Live,
) -> None:
    page = await live("/settings/")
    for name in ("Ada", "Grace"):
        await page.submit("form", {"name": name})
        await page.click("#flash-info")
    await page.submit("form", {"name": "Edsger"})
    assert page.shows("#flash-info")


async def test_a_custom_event_is_dispatched(live: Live) -> None:
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
