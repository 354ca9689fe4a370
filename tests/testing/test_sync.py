"""Pages for tests that are plain functions."""

import asyncio

import pytest
from django.contrib.auth.models import User

from liveflash.testing import (
    Live,
    Page,
    SyncLive,
    SyncPage,
    assert_flash,
    assert_no_flash,
)


def test_save(sync_live: SyncLive) -> None:
    page = sync_live("/settings/")
    page.submit("form", {"name": " "})
    assert page.flash == {"error": "Name cannot be blank."}
    page.submit("form", {"name": "Ada"})
    assert_flash(page, "info", "Settings saved.")
    page.click("#flash-info")
    assert_no_flash(page)


def test_a_user_is_logged_in(sync_live: SyncLive) -> None:
    page = sync_live("/members/", user=User.objects.create(username="ada"))
    assert page.find("h1").text == "ada"


def test_all_user_actions(sync_live: SyncLive) -> None:
    page = sync_live("/stage/")
    page.change("#form", {"text": "a"})
    page.keydown("Escape")
    page.keyup("a", "#key")
    page.focus("#key")
    page.blur("#key")
    page.info("hello")
    page.click("#greet")
    heard = [line.text.split()[0] for line in page.find_all("#log li")]
    seen = (page.flash, page.title, page.reply, page.push("greeting"), page.pushed)
    assert (heard, seen) == (
        ["changed", "window", "key", "focus", "blur", "greet"],
        ({"info": "Info: hello"}, "Greeted", {"greeted": True}, {"name": "Ada"}, []),
    )


def test_all_navigations(sync_live: SyncLive) -> None:
    page = sync_live("/stage/")
    page.patch("/stage/?page=2")
    patched = page.url
    page.reconnect()
    page.navigate("/settings/")
    navigated = (page.url, page.is_live, page.socket.connected)
    page.load("/plain/")
    assert (patched, navigated, page.is_live, page.response.status_code) == (
        "/stage/?page=2",
        ("/settings/", True, True),
        False,
        200,
    )


def test_a_message_from_outside_is_waited_for(sync_live: SyncLive) -> None:
    page = sync_live("/stage/")
    page.click("#later")
    page.wait(lambda: page.flash)
    assert page.flash == {"info": "Info: rung"}


def test_the_blocking_page_has_every_member_of_page() -> None:
    members = {name for name in dir(Page) if not name.startswith("_")}
    assert members <= set(dir(SyncPage))


def test_a_page_of_another_loop_raises_with_a_hint() -> None:
    live = Live()
    with asyncio.Runner() as runner:
        runner.run(live.__aenter__())
    with (
        asyncio.Runner() as runner,
        pytest.raises(RuntimeError, match="the same value"),
    ):
        runner.run(live("/settings/"))
