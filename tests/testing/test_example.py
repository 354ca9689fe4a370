"""The example of the documentation, word for word."""

from liveflash.testing import Live, assert_flash, assert_no_flash


async def test_save(live: Live) -> None:
    page = await live("/settings/")  # GET and join, as the browser does
    await page.submit("form", {"name": " "})
    assert page.flash == {"error": "Name cannot be blank."}
    await page.submit("form", {"name": "Ada"})
    assert_flash(page, "info", "Settings saved.")  # the same call …
    await page.click("#flash-info")  # runs the element's JS commands
    assert_no_flash(page)
