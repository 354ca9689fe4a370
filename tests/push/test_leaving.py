"""Closed pages leave nothing behind, and floods of frames do not starve others."""

import asyncio
import gc
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from liveflash import abroadcast
from liveflash.push import pubsub
from tests.asgi import application
from tests.protocol_client.frames import event_payload
from tests.protocol_client.in_process import new_page
from tests.protocol_client.page import LivePage
from tests.push.site import NewsView

pytestmark = [
    pytest.mark.urls("tests.push.site"),
    pytest.mark.django_db(transaction=True),
]

CONNECTS = 60

Leave = Callable[[LivePage], Awaitable[None]]


async def opened(served: Any = application) -> LivePage:
    """A page that listens, with a socket, and not yet joined."""
    page = new_page(served, "/news/?topic=news")
    await page.get()
    await page.connect()
    return page


async def close(page: LivePage) -> None:
    await page.join()
    await page.disconnect()


async def crash(page: LivePage) -> None:
    await page.join()
    await page.event("broadcast and crash", {"topic": "news"})
    await page.disconnect()


async def lose_in_a_join(page: LivePage) -> None:
    await page.post("phx_join", page.join_payload())
    await page.disconnect()


async def lose_in_a_handler(page: LivePage) -> None:
    await page.join()
    await page.post("event", event_payload("clear"))
    await page.disconnect()


async def end_the_server(page: LivePage) -> None:
    await page.join()
    page.socket.future.cancel()
    await asyncio.gather(page.socket.future, return_exceptions=True)


def tasks() -> set[str]:
    """Return the running tasks other than those that serve all pages."""
    running = asyncio.all_tasks() - {asyncio.current_task()}
    return {repr(task.get_coro()) for task in running}


def left() -> tuple[int, int]:
    """Return the numbers of views and of groups with a subscriber."""
    gc.collect()
    hub = pubsub._hub_of_loop()
    views = sum(issubclass(type(each), NewsView) for each in gc.get_objects())
    return views, len(hub._groups)


@pytest.mark.parametrize(
    "leave", [close, crash, lose_in_a_join, lose_in_a_handler, end_the_server]
)
async def test_a_closed_page_leaves_nothing_behind(
    leave: Leave, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL, "liveflash")  # what is logged would be held
    before = tasks()
    for _ in range(CONNECTS):
        await leave(await opened())
    views, groups = left()
    # The last one may still be named by what was raised, or by a thread at rest.
    assert (tasks() - before, views <= 1, groups) == (set(), True, 0)


async def test_a_client_that_disconnects_before_its_reply_is_no_error() -> None:
    told: list[Any] = []
    asyncio.get_running_loop().set_exception_handler(
        lambda _loop, context: told.append(context)
    )
    page = await opened(gone)
    await page.post("phx_join", page.join_payload())
    await page.disconnect()
    gc.collect()
    assert told == []


async def gone(scope: Any, receive: Any, send: Any) -> None:
    """The application, whose client has gone before an answer comes to it."""

    async def fail(message: Any) -> None:
        if message["type"] == "websocket.send":
            raise OSError(message)
        await send(message)

    await application(scope, receive, fail)


FLOOD = 90


async def test_a_broadcast_has_its_turn_in_a_flood_of_events() -> None:
    page = await opened()
    await page.join()
    event = event_payload("clear")
    for number in range(FLOOD):
        await page.post("event", event, f"before {number}")
    await asyncio.sleep(0)
    await abroadcast("news", "here")
    for number in range(FLOOD):
        await page.post("event", event, f"after {number}")
    answers = [await page.receive() for _ in range(2 * FLOOD + 1)]
    (heard,) = [at for at, answer in enumerate(answers) if answer[3] == "diff"]
    assert heard <= FLOOD
    await page.disconnect()


async def test_an_event_has_its_turn_in_a_flood_of_broadcasts() -> None:
    page = await opened()
    await page.join()
    for number in range(FLOOD):
        await abroadcast("news", number)
    await page.post("event", event_payload("clear"), "mine")
    for number in range(FLOOD):
        await abroadcast("news", number)
    answers = [await page.receive() for _ in range(2 * FLOOD + 1)]
    (answered,) = [at for at, answer in enumerate(answers) if answer[1] == "mine"]
    assert answered <= 2 * FLOOD - 45
    await page.disconnect()
