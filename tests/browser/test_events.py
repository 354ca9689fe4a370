"""Events from the page to its view, and back."""

from playwright.async_api import expect

from tests.browser.actions import send, wait_for_log, wait_for_messages
from tests.browser.conftest import OpenPage


async def test_a_click_reaches_a_view_that_is_live_as_a_whole(
    open_page: OpenPage,
) -> None:
    page = await open_page("/whole/")
    await page.click("#up")
    await expect(page.locator("#count")).to_have_text("1")


async def test_typing_in_a_form_sends_its_change(open_page: OpenPage) -> None:
    page = await open_page("/stage/")
    await page.fill("#text", "a b")
    await wait_for_log(page, "params /stage/", "changed text=a+b&_target=text")


async def test_submitting_a_form_sends_its_fields(open_page: OpenPage) -> None:
    page = await open_page("/stage/")
    await page.click("button:text('Send')")
    await wait_for_log(page, "params /stage/", "submitted text=")


async def test_focus_and_blur_are_events(open_page: OpenPage) -> None:
    page = await open_page("/stage/")
    await page.focus("#key")
    await page.locator("#key").blur()
    await wait_for_log(
        page, "params /stage/", "focus {'value': ''}", "blur {'value': ''}"
    )


async def test_a_released_key_is_an_event(open_page: OpenPage) -> None:
    page = await open_page("/stage/")
    await page.press("#key", "x")
    await wait_for_log(
        page,
        "params /stage/",
        "focus {'value': ''}",
        "key {'key': 'x', 'value': 'x'}",
    )


async def test_events_are_answered_in_their_order(open_page: OpenPage) -> None:
    page = await open_page("/stage/")
    await send(page, "sleep", {"for": 0.1})
    await send(page, "note", {"n": 1})
    await wait_for_log(page, "params /stage/", "slept", "note {'n': 1}")


async def test_a_hook_gets_the_reply_to_its_event(open_page: OpenPage) -> None:
    page = await open_page("/stage/")
    reply = await page.evaluate("echo('echo', { list: [1, null, 'é'] })")
    assert reply == {"echo": {"list": [1, None, "é"]}}


async def test_a_pushed_event_arrives_at_the_window(open_page: OpenPage) -> None:
    page = await open_page("/stage/")
    await send(page, "push", {"name": "<Ada>"})
    greetings = await page.wait_for_function("greetings.length && greetings")
    assert await greetings.json_value() == [{"name": "<Ada>"}]


async def test_a_live_title_becomes_the_documents_title(open_page: OpenPage) -> None:
    page = await open_page("/stage/")
    await send(page, "title", {"title": "1 < 2 & so on"})
    await expect(page).to_have_title("1 < 2 & so on")


async def test_an_info_changes_the_page(open_page: OpenPage) -> None:
    page = await open_page("/stage/")
    await send(page, "later", {})
    await wait_for_log(page, "params /stage/", "info rung")


async def test_a_plain_callback_shows_what_it_put(open_page: OpenPage) -> None:
    page = await open_page("/sync/")
    await send(page, "count", {})
    await wait_for_messages(page, "count done")
