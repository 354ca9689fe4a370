"""Work that goes on after its page, its connection or its server has ended."""

import asyncio
import gc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import AsyncClient, RequestFactory
from pytest_django import Settings

from liveflash import LiveViewSocket
from liveflash.channel.mailbox import Item
from liveflash.channel.view_changes import ViewChanges
from liveflash.push import pubsub
from liveflash.push.envelopes import address_for_page
from tests.asgi import application
from tests.channel.background import Gates, Socket, use_gates
from tests.protocol_client.in_process import new_page

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.channel.background"),
]


@pytest.fixture
def gates(settings: Settings, tmp_path: Path) -> Gates:
    return use_gates(settings, tmp_path)


async def visit(*events: str) -> None:
    """Open a page, send its events, and leave it."""
    page = new_page(application, "/working/", AsyncClient())
    await page.open()
    for event in events:
        await page.event(event)
        await asyncio.sleep(0.02)
    await page.disconnect()


class GoneChannel:
    """The channel of a page whose server has stopped."""

    topic = "lv:page"
    join_ref: str | None = None

    def wake(self) -> None:
        raise AssertionError

    def post_own(self, item: Item) -> None:
        raise AssertionError(item)


def test_a_thread_that_outlasts_the_server_goes_on() -> None:
    async def join() -> ViewChanges:
        return ViewChanges(GoneChannel())

    changes = asyncio.run(join())
    changes.take()
    changes.end_turn()
    socket = LiveViewSocket[Any](RequestFactory().get("/"), connected=True)
    socket.watch(changes.note, changes.note_message)
    with socket.progress("import", "…") as step:
        assert step.update(fraction=0.5)
    assert str(socket.flash["import"]) == "Done."


async def test_a_coroutine_that_never_begins_is_closed(gates: Gates) -> None:
    def leave(socket: Socket) -> None:
        socket.start_async("job", gates.work())
        socket.push_navigate("/quiet/")

    gates.actions["leave"] = leave
    page = new_page(application, "/working/", AsyncClient())
    await page.open()
    await page.event("leave")
    await page.disconnect()
    gc.collect()  # warns of coroutines that were never awaited
    assert gates.sockets[-1].jobs == ()


@pytest.mark.parametrize("way", ["start_async", "assign_async"])
async def test_work_that_is_cancelled_starts_nothing(gates: Gates, way: str) -> None:
    async def work(socket: Socket) -> None:
        try:
            await gates.work()
        finally:
            getattr(socket, way)("value", gates.work())

    gates.actions["start"] = lambda socket: socket.start_async("job", work, socket)
    await visit("start")
    gc.collect()
    assert (gates.sockets[-1].jobs, gates.log) == ((), ["cancelled", "disconnected"])


LATE_CALLS: list[Callable[[Socket, Gates], object]] = [
    lambda socket, gates: socket.start_async("job", gates.work()),
    lambda socket, gates: socket.assign_async("value", gates.work()),
    lambda socket, _gates: socket.send_info("late"),
    lambda socket, _gates: socket.push_event("late"),
    lambda socket, _gates: socket.broadcast("topic", "late"),
]


@pytest.mark.parametrize("call", LATE_CALLS)
async def test_a_socket_that_was_left_collects_no_effects(
    gates: Gates, call: Callable[[Socket, Gates], object]
) -> None:
    await visit()
    socket = gates.sockets[-1]
    for _ in range(10):
        call(socket, gates)
    gc.collect()
    effects = socket.take_effects()
    parts = effects.jobs, effects.infos, effects.events, effects.pubsub
    assert (socket.jobs, sum(map(len, parts))) == ((), 1)


@pytest.mark.parametrize("when", ["disconnect", "later"])
async def test_a_page_that_was_left_does_not_subscribe(
    gates: Gates, settings: Settings, when: str
) -> None:
    settings.CHANNEL_LAYERS = {}
    gates.actions["disconnect"] = lambda socket: subscribed.append(
        asyncio.ensure_future(subscribe(socket))
    )
    subscribed: list[asyncio.Future[None]] = []

    async def subscribe(socket: Socket) -> None:
        await socket.subscribe("late")

    await visit()
    if when == "later":
        await subscribe(gates.sockets[-1])
    await asyncio.gather(*subscribed)
    assert not await pubsub.send(address_for_page("topic", "late"), {"type": "test"})
