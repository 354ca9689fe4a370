"""Load of many tabs at once, and its cost for the server."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass

from benchmarks.events.servers import Running
from benchmarks.events.tabs import Tab

Action = Callable[[Tab], Awaitable[None]]

JOINING_AT_ONCE = 20
# The work of a server after its replies, such as storing, is counted too.
SETTLE_SECONDS = 0.1


@dataclass(frozen=True)
class Sample:
    """One burst: CPU microseconds per event, and the seconds until the replies."""

    each: float
    waits: list[float]


async def open_tabs(running: Running, count: int, rows: int = 20) -> list[Tab]:
    """Return ``count`` joined tabs, opened a few at a time."""
    tabs = [running.tab(rows) for _ in range(count)]
    await _few_at_a_time(tabs, Tab.open)
    return tabs


async def close_tabs(tabs: Sequence[Tab]) -> None:
    """Close the tabs."""
    await _few_at_a_time(tabs, Tab.close)


async def _few_at_a_time(tabs: Sequence[Tab], action: Action) -> None:
    for start in range(0, len(tabs), JOINING_AT_ONCE):
        await asyncio.gather(*map(action, tabs[start : start + JOINING_AT_ONCE]))


async def burst(
    running: Running, tabs: Iterable[Tab], actions: Sequence[Action], turns: int
) -> Sample:
    """Run all actions repeatedly on each tab, each after the previous reply."""
    before = running.cpu_time
    runs = [_repeat(tab, actions, turns) for tab in tabs]
    waits = [wait for waits in await asyncio.gather(*runs) for wait in waits]
    await asyncio.sleep(SETTLE_SECONDS)
    return Sample((running.cpu_time - before) / 1000 / len(waits), waits)


async def _repeat(tab: Tab, actions: Sequence[Action], turns: int) -> list[float]:
    waits = []
    for _ in range(turns):
        for action in actions:
            started = time.perf_counter()
            await action(tab)
            waits.append(time.perf_counter() - started)
    return waits


async def in_turn(running: Running, tabs: Sequence[Tab], count: int) -> float:
    """Put and clear ``count`` times on one tab after another; return microseconds."""
    before = running.cpu_time
    for number in range(count):
        tab = tabs[number % len(tabs)]
        await tab.put()
        await tab.clear()
    await asyncio.sleep(SETTLE_SECONDS)
    return (running.cpu_time - before) / 1000 / count / 2
