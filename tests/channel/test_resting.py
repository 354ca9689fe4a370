"""A plain page that is connected has no task while nothing happens."""

import asyncio

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User

from liveflash import apush_flash
from liveflash.push import inbox
from tests.channel.plain_tabs import OpenTab, open_tab, user
from tests.protocol_client.frames import event_payload

__all__ = ["open_tab", "user"]

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.channel.test_plain_pages"),
]


def serving_tasks() -> list[asyncio.Task[object]]:
    tasks = asyncio.all_tasks()
    return [task for task in tasks if "LiveConsumer._serve" in repr(task.get_coro())]


async def until_all_rest() -> None:
    async with asyncio.timeout(5):
        while serving_tasks():  # noqa: ASYNC110 - tasks tell nobody
            await asyncio.sleep(0)


async def test_a_joined_plain_page_rests_without_a_task(open_tab: OpenTab) -> None:
    await open_tab()
    await until_all_rest()


async def test_a_page_that_was_shown_a_message_rests_again(
    open_tab: OpenTab, user: User
) -> None:
    tab = await open_tab()
    await apush_flash("info", "Ready.", user=user)
    await tab.wait_for_texts("Ready.")
    await until_all_rest()
    await tab.clear_flash(key="info")
    assert tab.texts == []


async def test_what_arrives_just_before_the_connection_is_lost_is_handled(
    open_tab: OpenTab, user: User
) -> None:
    tab = await open_tab()
    await apush_flash("info", "Ready.", user=user)
    await tab.wait_for_texts("Ready.")
    await until_all_rest()
    await tab.post("event", event_payload("lv:clear-flash", {"key": "info"}), "9")
    await tab.disconnect()
    assert await sync_to_async(inbox.waiting)(str(user.pk)) == ()


async def test_a_page_that_rests_no_longer_listens_once_it_is_left(
    open_tab: OpenTab, user: User
) -> None:
    tab = await open_tab()
    await until_all_rest()
    await tab.send("phx_leave")
    await until_all_rest()
    await apush_flash("info", "Ready.", user=user)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(2):
            await tab.receive_push()
