"""Pushes of the server, and errors of views."""

import traceback

import pytest

from liveflash.testing import Live


async def test_an_info_reaches_the_view(live: Live) -> None:
    page = await live("/stage/")
    await page.info("hello")
    assert page.flash == {"info": "Info: hello"}


async def test_a_push_a_title_and_a_reply_are_collected(live: Live) -> None:
    page = await live("/stage/")
    await page.click("#greet")
    seen = (page.pushed, page.title, page.reply)
    assert seen == ([("greeting", {"name": "Ada"})], "Greeted", {"greeted": True})


async def test_a_push_is_waited_for(live: Live) -> None:
    page = await live("/stage/")
    await page.click("#greet")
    assert (await page.push("greeting"), page.pushed) == ({"name": "Ada"}, [])


async def test_a_message_from_outside_is_waited_for(live: Live) -> None:
    page = await live("/stage/")
    await page.click("#later")
    await page.wait(lambda: page.shows("#info"))
    assert page.flash == {"info": "Info: rung"}


async def test_wait_returns_after_the_next_frame(live: Live) -> None:
    page = await live("/stage/")
    await page.click("#later")
    await page.wait()
    assert page.flash == {"info": "Info: rung"}


async def test_wait_fails_after_the_timeout(live: Live) -> None:
    page = await live("/stage/")
    with pytest.raises(AssertionError, match="on the page, there is no message"):
        await page.wait(lambda: False, timeout=0.01)


def raised_in(error: BaseException) -> str:
    """Return the name of the function that raised."""
    return traceback.extract_tb(error.__traceback__)[-1].name


async def test_an_error_of_a_handler_is_raised_in_the_test(live: Live) -> None:
    page = await live("/stage/")
    with pytest.raises(ZeroDivisionError, match="told to") as raised:
        await page.click("#crash")
    assert raised_in(raised.value) == "handle_event"


async def test_a_page_joins_again_after_a_crash(live: Live) -> None:
    page = await live("/stage/")
    await page.click("#put")
    with pytest.raises(ZeroDivisionError):
        await page.click("#crash")
    await page.click("#greet")
    assert (page.flash, len(page.find_all("#log li"))) == ({"info": "Put."}, 1)


async def test_an_error_of_handle_info_is_raised_in_the_test(live: Live) -> None:
    page = await live("/stage/")
    with pytest.raises(ZeroDivisionError, match="told by an info"):
        await page.info("crash")


async def test_an_error_of_mount_is_raised_in_the_test(live: Live) -> None:
    with pytest.raises(ZeroDivisionError, match="no join"):
        await live("/broken/")


async def test_an_error_of_disconnect_is_raised_in_the_test(
    live: Live,
) -> None:
    page = await live("/unclean/")
    with pytest.raises(ZeroDivisionError, match="unclean"):
        await page.close()
