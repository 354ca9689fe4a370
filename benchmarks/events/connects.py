"""``python -m benchmarks.events.connects``: leaks after 10,000 connections.

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
REPORT_EVERY = 2_000
AT_ONCE = 20
SETTLE_SECONDS = 2.0
KB = 1024

LISTENING = replace(LIVEFLASH, path="/listening/20/")


async def close(tab: Tab) -> None:
    """Join, put a message, and close the connection."""
    await tab.open()
    await tab.put()
    await tab.close()


async def lose(tab: Tab) -> None:
    """Join, put a message, and lose the connection before it is stored."""
    await tab.open()
    await tab.put()
    tab.lose()
    await tab.closed.wait()


async def lose_early(tab: Tab) -> None:
    """Lose the connection before the reply to the join."""
    await tab.load()
    await tab.connect()
    joining = asyncio.create_task(tab.join())
    await asyncio.sleep(0.002)
    tab.lose()
    await asyncio.gather(joining, return_exceptions=True)


async def left(run: Running) -> dict[str, int]:
    """Return the remaining objects of the server, with this request's task."""
    await asyncio.sleep(SETTLE_SECONDS)
    counts: dict[str, int] = json.loads(await run.tab().get("/left/"))
    return counts


async def measure(run: Running) -> None:
    """Connect repeatedly and print the remaining objects."""
    ways = cycle((close, lose, lose_early))
    rows = []
    for count in range(0, CONNECTS + 1, REPORT_EVERY):
        counts = await left(run)
        memory = f"{run.memory / KB:,.0f}"
        rows.append([f"{count:,}", memory, *map(str, counts.values())])
        if count < CONNECTS:
            for _ in range(REPORT_EVERY // AT_ONCE):
                tabs = [run.tab() for _ in range(AT_ONCE)]
                await asyncio.gather(*(next(ways)(tab) for tab in tabs))
    say_table(["connections", "KB", "tasks", "views", "listeners"], rows)


def main() -> None:
    """Run the server and measure it."""
    machine.allow_many_files()
    with ExitStack() as stack:
        # Stored flash goes to files, so that it is not counted as memory.
        store = stack.enter_context(TemporaryDirectory())
        server = replace(LISTENING, variables={"BENCH_CACHE": store})
        stack.enter_context(machine.pinned_to(machine.LOAD_CORE))
        uvloop.run(measure(stack.enter_context(running(server))))


if __name__ == "__main__":
    main()
