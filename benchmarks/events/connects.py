"""``python -m benchmarks.events.connects``: what 10,000 connections leave behind.

A third is closed by the client, a third is lost, and a third is lost while the join is
still under way.
"""

import asyncio
import json
from contextlib import ExitStack
from dataclasses import replace
from itertools import cycle
from tempfile import TemporaryDirectory

import uvloop

from benchmarks.events import machine
from benchmarks.events.catalogue import LIVEFLASH
from benchmarks.events.figures import say_table
from benchmarks.events.servers import Running, running
from benchmarks.events.tabs import Tab

CONNECTS = 10_000
TELL_EVERY = 2_000
AT_ONCE = 20
SETTLING = 2.0
KB = 1024

LISTENING = replace(LIVEFLASH, path="/listening/20/")


async def close(tab: Tab) -> None:
    """Come, put a message, and go."""
    await tab.open()
    await tab.put()
    await tab.close()


async def lose(tab: Tab) -> None:
    """Come, and lose the connection with a message that is still to be stored."""
    await tab.open()
    await tab.put()
    tab.lose()
    await tab.closed.wait()


async def lose_early(tab: Tab) -> None:
    """Lose the connection before the join is answered."""
    await tab.load()
    await tab.connect()
    joining = asyncio.create_task(tab.join())
    await asyncio.sleep(0.002)
    tab.lose()
    await asyncio.gather(joining, return_exceptions=True)


async def left(run: Running) -> dict[str, int]:
    """What the server has left; the task that tells is one of those."""
    await asyncio.sleep(SETTLING)
    told: dict[str, int] = json.loads(await run.tab().get("/left/"))
    return told


async def measure(run: Running) -> None:
    """Connect again and again, and print what is left."""
    ways = cycle((close, lose, lose_early))
    rows = []
    for count in range(0, CONNECTS + 1, TELL_EVERY):
        told = await left(run)
        memory = f"{run.memory / KB:,.0f}"
        rows.append([f"{count:,}", memory, *map(str, told.values())])
        if count < CONNECTS:
            for _ in range(TELL_EVERY // AT_ONCE):
                tabs = [run.tab() for _ in range(AT_ONCE)]
                await asyncio.gather(*(next(ways)(tab) for tab in tabs))
    say_table(["connections", "KB", "tasks", "views", "listeners"], rows)


def main() -> None:
    """Measure."""
    machine.allow_many_files()
    with ExitStack() as stack:
        # What is stored is to expire, and not to be taken for what is left in memory.
        store = stack.enter_context(TemporaryDirectory())
        server = replace(LISTENING, variables={"BENCH_CACHE": store})
        stack.enter_context(machine.pinned_to(machine.ASKS))
        uvloop.run(measure(stack.enter_context(running(server))))


if __name__ == "__main__":
    main()
