"""Subscriptions and broadcasts of one callback, in the order of its calls."""

from pathlib import Path

import pytest
from pytest_django import Settings

from tests.channel.background import Gates, Socket, logged, use_gates
from tests.conftest import OpenPage

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.channel.background"),
]


@pytest.fixture
def gates(settings: Settings, tmp_path: Path) -> Gates:
    return use_gates(settings, tmp_path)


async def broadcast_and_subscribe(socket: Socket) -> None:
    socket.broadcast("room", "joined")
    socket.subscribe("room")


async def broadcast_and_await_subscribe(socket: Socket) -> None:
    socket.broadcast("room", "joined")
    await socket.subscribe("room")


async def subscribe_and_broadcast(socket: Socket) -> None:
    socket.subscribe("room")
    socket.broadcast("room", "joined")


joining = pytest.mark.parametrize(
    "join", [broadcast_and_subscribe, broadcast_and_await_subscribe]
)


@joining
async def test_a_page_does_not_hear_what_it_has_sent_before_it_subscribes(
    live: OpenPage, gates: Gates, join: object
) -> None:
    gates.actions["join"] = join  # type: ignore[assignment]
    page = await live("/working/")
    await page.event("join")
    assert await page.socket.receive_nothing(0.2)


@joining
async def test_others_hear_it(live: OpenPage, gates: Gates, join: object) -> None:
    gates.actions["listen"] = lambda socket: socket.subscribe("room")
    gates.actions["join"] = join  # type: ignore[assignment]
    page, other = await live("/working/"), await live("/working/")
    await other.event("listen")
    await page.event("join")
    await other.push("diff")
    assert logged(other) == "info joined"


async def test_a_page_hears_what_it_sends_after_it_has_subscribed(
    live: OpenPage, gates: Gates
) -> None:
    gates.actions["join"] = subscribe_and_broadcast
    page = await live("/working/")
    await page.event("join")
    await page.push("diff")
    assert logged(page) == "info joined"


async def test_a_page_hears_what_it_sends_in_later_turns(
    live: OpenPage, gates: Gates
) -> None:
    gates.actions["join"] = broadcast_and_await_subscribe
    gates.actions["send"] = lambda socket: socket.broadcast("room", "hello")
    page = await live("/working/")
    await page.event("join")
    await page.event("send")
    await page.push("diff")
    assert logged(page) == "info hello"


async def test_infos_that_a_handler_sends_come_in_order(
    live: OpenPage, gates: Gates
) -> None:
    def send(socket: Socket) -> None:
        socket.send_info("a")
        socket.send_info("b")

    gates.actions["send"] = send
    page = await live("/working/")
    await page.event("send")
    await page.push("diff")
    await page.push("diff")
    assert logged(page) == "info a, info b"


async def test_an_info_is_not_sent_if_the_handler_raises(
    live: OpenPage, gates: Gates
) -> None:
    def send(socket: Socket) -> None:
        socket.send_info("a")
        raise ValueError

    gates.actions["send"] = send
    page = await live("/working/")
    await page.event("send")
    await page.join()
    assert await page.socket.receive_nothing(0.1)
