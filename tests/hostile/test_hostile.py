"""Many frames from a hostile client; none of them does any harm."""

import asyncio
import gc
import logging
import sys
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from liveflash.channel.channel import Channel
from liveflash.channel.mounted_view import MountedView
from liveflash.consumers import LiveConsumer
from liveflash.views.socket import LiveViewSocket
from tests.hostile.connection import Connection
from tests.hostile.pages import Pages, load_pages
from tests.hostile.state_machine import ErrorRecorder, HostileClient
from tests.protocol_client.frames import event_payload

FRAMES = {"default": 5_000, "ci": 5_000, "nightly": 100_000}
FRAMES_A_ROUND = 2_500
STEPS = 50
FRAMES_AN_EXAMPLE = 30

LOGGERS = [logging.getLogger(name) for name in ("liveflash", "asyncio")]

SOCKETS = 200
GROWTH = 1.01
SETTLED_WITHIN = 10.0

# What a socket leaves behind where it leaves something.
OURS = (LiveConsumer, Channel, MountedView, LiveViewSocket)


@pytest.fixture
def _limits(settings: Any) -> None:
    """Limits that a client of a few frames can reach."""
    settings.ROOT_URLCONF = "tests.hostile.site"
    settings.LIVEFLASH_MAX_FRAME_SIZE = 20_000
    settings.LIVEFLASH_MAX_DEPTH = 30
    settings.LIVEFLASH_MAX_TOPICS = 8
    settings.LIVEFLASH_MAX_JOINS = 60
    settings.LIVEFLASH_MAX_FLASH_MESSAGES = 10
    settings.LIVEFLASH_MAX_FLASH_SIZE = 4_000
    settings.LIVEFLASH_EVENT_RATE = 10_000
    settings.LIVEFLASH_EVENT_BURST = 10_000


@pytest.fixture
def client(transactional_db: None, _limits: None) -> Iterator[type[HostileClient]]:
    """The machine, with pages to use and a loop of its own."""
    gc.collect()  # what other tests have left is not heard of here
    recorder = ErrorRecorder()
    with asyncio.Runner() as runner:
        HostileClient.runner, HostileClient.recorder = runner, recorder
        HostileClient.pages = runner.run(load_pages())
        HostileClient.sent = HostileClient.closed = 0
        HostileClient.bystander = runner.run(bystander(HostileClient.pages))
        for logger in LOGGERS:
            logger.addHandler(recorder)
        yield HostileClient
        for logger in LOGGERS:
            logger.removeHandler(recorder)
            logger.propagate = True
        runner.run(HostileClient.bystander.close())


async def bystander(pages: Pages) -> Connection:
    """The same visitor's page on another socket."""
    connection = Connection(pages.cookies)
    await connection.open()
    await HostileClient.join_witness(connection, pages)
    return connection


def living(runner: asyncio.Runner) -> Counter[str]:
    """Return the numbers of our own objects and of tasks."""
    gc.collect()
    kinds = (type(each) for each in gc.get_objects())
    living = Counter(kind.__name__ for kind in kinds if kind in OURS)
    return living + Counter(tasks=len(asyncio.all_tasks(runner.get_loop())))


def left_behind(runner: asyncio.Runner, before: Counter[str]) -> Counter[str]:
    """Return the growth of these numbers, after waiting for tasks that end.

    That is a task that writes behind a reply, or closes connections behind an event.
    """
    deadline = time.monotonic() + SETTLED_WITHIN
    while (left := living(runner) - before) and time.monotonic() < deadline:
        runner.run(asyncio.sleep(0.05))
    return left


def play(client: type[HostileClient], examples: int) -> None:
    run_state_machine_as_test(
        client,
        settings=settings(
            max_examples=examples,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            phases=[Phase.generate],  # what is found is too large to be made smaller
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_a_hostile_client_causes_no_errors_or_leaks(
    client: type[HostileClient],
) -> None:
    frames = FRAMES[settings.get_current_profile_name()]
    for logger in LOGGERS:
        logger.propagate = False  # pytest would keep thousands of refusals
    play(client, 1)
    before = living(client.runner)
    for _ in range(frames // FRAMES_A_ROUND):
        # Hypothesis keeps all that it has drawn until the end of a round.
        play(client, FRAMES_A_ROUND // FRAMES_AN_EXAMPLE)
    left = left_behind(client.runner, before)
    sys.stdout.write(f"{client.sent} frames, {client.closed} sockets closed\n")
    assert client.recorder.errors == []
    assert client.sent >= frames
    assert left == Counter()


async def use_badly(pages: Pages, number: int) -> None:
    """Use a socket with names that no other has, in part wrongly, and lose it."""
    name = f"name{number}"
    topic = f"lv:{name}"
    connection = Connection(pages.cookies)
    await connection.open()
    await connection.answer(
        ["j", "1", topic, "phx_join", pages.join("own", "/trusting/")]
    )
    for event in (name, "put", "crash", "lv:flash-time"):
        value = {"key": name, "text": name, name: name}
        payload = event_payload(event, value)
        await connection.answer(["j", "2", topic, "event", payload])
        await connection.answer(["j", "3", topic, "live_patch", {"url": f"/?{name}"}])
        await connection.answer(["j", "4", f"{topic}-none", "event", payload])
    if number % 3 == 0:
        await connection.send({"text": f"[{name}"})
    await connection.close()


def test_sockets_leave_no_memory_behind(client: type[HostileClient]) -> None:
    for logger in LOGGERS:
        logger.propagate = False
    blocks = []
    for first in range(0, 3 * SOCKETS, SOCKETS):
        for number in range(first, first + SOCKETS):
            client.runner.run(use_badly(client.pages, number))
        gc.collect()
        blocks.append(sys.getallocatedblocks())
    assert blocks[-1] < blocks[0] * GROWTH
