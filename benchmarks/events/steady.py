"""The cost of events on joined pages."""

import asyncio
import random
import time
from collections.abc import Sequence
from statistics import quantiles
from typing import cast

from benchmarks.events.figures import Figures
from benchmarks.events.load import (
    SETTLE_SECONDS,
    Action,
    burst,
    close_tabs,
    in_turn,
    open_tabs,
)
from benchmarks.events.servers import Running, Server, running
from benchmarks.events.tabs import PhoenixTab, Tab

CONNECTIONS = 50
TURNS = 20
MANY = 2000
REPEATED = 5
PACED = 500
PACED_SECONDS = 6

EVENTS: Sequence[Action] = (lambda tab: tab.put(), lambda tab: tab.clear())
HEARTBEATS: Sequence[Action] = (lambda tab: tab.beat(),)


class Events:
    """Events and heartbeats of 50 tabs, on all servers in turn."""

    def __init__(self) -> None:
        self.cpu = Figures("CPU µs per event", 1)
        self.beat = Figures("CPU µs per heartbeat", 1)
        self.middle = Figures("ms until the answer, median", 1)
        self.slow = Figures("ms, 99th percentile", 1)

    async def measure(self, runs: Sequence[Running], rounds: int) -> None:
        """Measure ``rounds`` rounds; each server keeps its tabs."""
        tabs = {run: await open_tabs(run, CONNECTIONS) for run in runs}
        for run in runs:
            await burst(run, tabs[run], EVENTS, TURNS)
        for _ in range(rounds):
            for run in random.sample(runs, len(runs)):
                await self._round(run, tabs[run])
        for run in runs:
            await close_tabs(tabs[run])

    async def _round(self, run: Running, tabs: Sequence[Tab]) -> None:
        name = run.server.name
        events = await burst(run, tabs, EVENTS, TURNS)
        self.cpu.add(name, events.each)
        percentiles = quantiles(events.waits, n=100)
        self.middle.add(name, percentiles[49] * 1000)
        self.slow.add(name, percentiles[98] * 1000)
        if run.server.has_heartbeat:
            self.beat.add(name, (await burst(run, tabs, HEARTBEATS, TURNS)).each)


async def measure_dismissals(run: Running, rounds: int) -> Figures:
    """``lv:clear-flash`` alone, on pages of few and of many rows."""
    figures = Figures("CPU µs per `lv:clear-flash`", 1)
    tabs = {rows: await open_tabs(run, CONNECTIONS, rows) for rows in (20, MANY)}
    for number in range(rounds + 1):
        for rows, opened in tabs.items():
            each = sum([await _dismiss(run, opened) for _ in range(REPEATED)])
            if number > 0:
                figures.add(f"{rows} rows", each / REPEATED)
    for opened in tabs.values():
        await close_tabs(opened)
    return figures


async def _dismiss(run: Running, tabs: Sequence[Tab]) -> float:
    """Put a message on all pages, then measure dismissing it on all."""
    await asyncio.gather(*(tab.put() for tab in tabs))
    await asyncio.sleep(SETTLE_SECONDS)
    pages = cast("Sequence[PhoenixTab]", tabs)
    cpu_before = run.cpu_time
    await asyncio.gather(*(page.dismiss() for page in pages))
    await asyncio.sleep(SETTLE_SECONDS)
    return (run.cpu_time - cpu_before) / 1000 / len(tabs)


async def measure_paced(run: Running, figures: Figures) -> None:
    """Many tabs with one event per second each, as people use a page."""
    tabs = await open_tabs(run, PACED)
    cpu_before = run.cpu_time
    await asyncio.gather(*map(_paced, tabs))
    await asyncio.sleep(1)
    count = PACED * PACED_SECONDS
    figures.add(run.server.name, (run.cpu_time - cpu_before) / 1000 / count)
    await close_tabs(tabs)


async def _paced(tab: Tab) -> None:
    start = time.monotonic() + random.random()  # noqa: S311 - no secret
    for second in range(PACED_SECONDS):
        await asyncio.sleep(start + second - time.monotonic())
        await (tab.clear() if second % 2 else tab.put())


class Growth:
    """Events one at a time: on one joined page, and on each of 2,000 in turn."""

    def __init__(self) -> None:
        self.one = Figures("CPU µs per event, 1 joined", 1)
        self.many = Figures("2,000 joined", 1)
        self.growth = Figures("growth", 2)

    async def measure(self, server: Server) -> None:
        """Measure one round with a new server."""
        with running(server) as run:
            tabs = await open_tabs(run, 1)
            await in_turn(run, tabs, MANY)
            one = await in_turn(run, tabs, MANY)
            tabs += await open_tabs(run, MANY - 1)
            await in_turn(run, tabs, MANY)
            many = await in_turn(run, tabs, MANY)
            await close_tabs(tabs)
        self.one.add(server.name, one)
        self.many.add(server.name, many)
        self.growth.add(server.name, many / one)
