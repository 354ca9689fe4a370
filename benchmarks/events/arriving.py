"""The cost of loading and joining a page, and of keeping it joined."""

import asyncio
import time
from collections.abc import Sequence

from benchmarks.events.figures import Figures
from benchmarks.events.load import SETTLE_SECONDS, Action, burst, close_tabs, open_tabs
from benchmarks.events.servers import Running, Server, running
from benchmarks.events.steady import EVENTS
from benchmarks.events.tabs import Tab

VISITS = 60
# Enough that uncollected garbage, up to 2 MB, adds little to each.
JOINED = 1000
RECONNECTING = 1000
WATCHING = 20
HEARTBEAT_INTERVAL_SECONDS = 0.1
PLAIN_PATH = "/plain/"
KB = 1024


class Visits:
    """A whole visit (GET, WebSocket, join, close), compared with GETs alone."""

    def __init__(self) -> None:
        self.visit = Figures("CPU µs: GET + WebSocket + join + close")
        self.get = Figures("one GET of the live page")
        self.plain = Figures("one GET of the plain page")
        self.ratio = Figures("visit : two plain GETs", 2)

    async def measure(self, runs: Sequence[Running], rounds: int) -> None:
        """Measure ``rounds`` rounds after a warm-up."""
        for number in range(rounds + 1):
            for run in runs:
                await self._round(run, counts=number > 0)

    async def _round(self, run: Running, *, counts: bool) -> None:
        name = run.server.name
        visit = await _each(run, _visit)
        get = await _each(run, _get_live)
        plain = None
        if run.server.has_plain_page:
            plain = await _each(run, _get_plain)
        if not counts:
            return
        self.visit.add(name, visit)
        self.get.add(name, get)
        if plain is not None:
            self.plain.add(name, plain)
            self.ratio.add(name, visit / plain / 2)


async def _visit(tab: Tab) -> None:
    await tab.open()
    await tab.close()


async def _get_live(tab: Tab) -> None:
    await tab.get(tab.path)


async def _get_plain(tab: Tab) -> None:
    await tab.get(PLAIN_PATH)


async def _each(run: Running, action: Action) -> float:
    """Return the microseconds per action, each by a new visitor."""
    before = run.cpu_time
    for _ in range(VISITS):
        await action(run.tab())
    await asyncio.sleep(SETTLE_SECONDS)
    return (run.cpu_time - before) / 1000 / VISITS


class Memory:
    """The memory of a joined page on the server."""

    def __init__(self) -> None:
        self.idle = Figures("KB per joined idle connection", 1)
        self.used = Figures("after 20 events", 1)

    async def measure(self, server: Server, *, with_events: bool = True) -> None:
        """Measure one round with a new server."""
        with running(server) as run:
            # They stay open: their freed memory would be reused by the measured tabs.
            first = await open_tabs(run, 100)
            before = run.memory
            tabs = await open_tabs(run, JOINED)
            await asyncio.sleep(SETTLE_SECONDS)
            idle = run.memory
            self.idle.add(server.name, (idle - before) / KB / JOINED)
            if with_events:
                await burst(run, tabs, EVENTS, 10)
                await asyncio.sleep(1)
                used = run.memory
                self.used.add(server.name, (used - before) / KB / JOINED)
            await close_tabs([*first, *tabs])


class Deploy:
    """A thousand tabs that reconnect at once to a server that has just started."""

    def __init__(self) -> None:
        self.rate = Figures("joins per second")
        self.worst = Figures("worst wait, s", 2)
        self.beat = Figures("worst heartbeat meanwhile, ms")
        self.lost = Figures("joins lost")

    async def measure(self, server: Server) -> None:
        """Measure one round with a new server."""
        with running(server) as run:
            watching = await open_tabs(run, WATCHING)
            tabs = await open_tabs(run, RECONNECTING)
            await asyncio.gather(*(tab.put() for tab in tabs))
            await asyncio.sleep(1)
            run.stop()
            await asyncio.gather(*(tab.closed.wait() for tab in [*watching, *tabs]))
            run.start()
            for tab in watching:
                await _return(tab)
            await self._return_at_once(server.name, watching, tabs)
            await close_tabs([*watching, *tabs])

    async def _return_at_once(
        self, name: str, watching: Sequence[Tab], tabs: Sequence[Tab]
    ) -> None:
        started = time.perf_counter()
        over = asyncio.Event()
        beats = [asyncio.create_task(_watch(tab, over)) for tab in watching]
        results = await asyncio.gather(*map(_return, tabs), return_exceptions=True)
        took = time.perf_counter() - started
        waits = [result for result in results if isinstance(result, float)]
        self.rate.add(name, len(waits) / took)
        self.worst.add(name, max(waits))
        self.lost.add(name, len(results) - len(waits))
        over.set()
        self.beat.add(name, max(await asyncio.gather(*beats)) * 1000)


async def _return(tab: Tab) -> float:
    """Connect and join again; return the seconds."""
    started = time.perf_counter()
    await tab.connect()
    await tab.join()
    return time.perf_counter() - started


async def _watch(tab: Tab, until: asyncio.Event) -> float:
    """Send heartbeats; return the seconds of the slowest reply."""
    worst = 0.0
    while not until.is_set():
        started = time.perf_counter()
        await tab.beat()
        worst = max(worst, time.perf_counter() - started)
        await asyncio.sleep(HEARTBEAT_INTERVAL_SECONDS)
    return worst
