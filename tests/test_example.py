"""The documented example, through the protocol."""

import re

from tests.conftest import OpenPage


async def test_a_blank_name_shows_the_error(live: OpenPage) -> None:
    page = await live("/settings/")
    await page.submit("save", {"name": " "})
    assert "Name cannot be blank." in page.html


async def test_a_name_is_saved(live: OpenPage) -> None:
    page = await live("/settings/")
    await page.submit("save", {"name": "Ada"})
    shown = re.search(r'liveflash-text">([^<]*)<', page.html)
    assert (shown and shown[1], 'value="Ada"' in page.html) == ("Settings saved.", True)


async def test_a_click_clears_what_it_names(live: OpenPage) -> None:
    page = await live("/settings/")
    await page.submit("save", {"name": " "})
    await page.submit("save", {"name": "Ada"})
    await page.clear_flash(key="error")
    shown = ("Name cannot be blank." in page.html, "Settings saved." in page.html)
    assert shown == (False, True)
