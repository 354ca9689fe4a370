"""The measurements of one run, and their tables."""

from collections.abc import Sequence

from benchmarks.events.arriving import Deploy, Memory, Visits
from benchmarks.events.catalogue import (
    LIVEFLASH,
    LIVEFLASH_DAPHNE,
    PYVIEW,
    QUICK,
    RAW,
    RAW_DAPHNE,
)
from benchmarks.events.figures import Figures, say, say_figures, say_table
from benchmarks.events.servers import Running
from benchmarks.events.sizes import Sizes
from benchmarks.events.steady import (
    CONNECTIONS,
    MANY,
    Events,
    Growth,
    measure_dismissals,
    measure_paced,
)

# Of what takes a server of its own, or thousands of joins.
FEW_ROUNDS = 3


class Report:
    """One run on running servers. Tables are printed as soon as they are ready."""

    def __init__(self, runs: Sequence[Running], rounds: int) -> None:
        self._runs = runs
        self._rounds = rounds
        self._of = {run.server.name: run for run in runs}
        self._goals: list[tuple[str, str, str]] = []

    async def quick(self) -> None:
        """Measure events, joins and memory."""
        await self._events()
        await self._dismissals()
        await self._visits()
        await self._memory(1)
        self._say_goals()

    async def full(self) -> None:
        """Measure everything."""
        await self._events()
        await self._sizes()
        await self._dismissals()
        await self._visits()
        await self._memory(FEW_ROUNDS)
        await self._paced()
        await self._growth()
        await self._deploy()
        self._say_goals()

    async def telemetry(self) -> None:
        """Measure events and memory, beside liveflash without telemetry."""
        events, memory = Events(), Memory()
        await events.measure(self._runs, self._rounds)
        times = Figures("times liveflash", 3)
        for name in self._of:
            times.add(name, events.cpu.ratio(name, LIVEFLASH.name))
        for run in self._runs:
            await memory.measure(run.server)
        say_figures(self._of, events.cpu, times, memory.idle, memory.used)

    @property
    def _on_uvicorn(self) -> list[Running]:
        return [run for run in self._runs if run.server.program == "uvicorn"]

    @property
    def _with_pages(self) -> list[Running]:
        return [run for run in self._on_uvicorn if run.server.has_page]

    @property
    def _few(self) -> list[Running]:
        """The servers of the long measurements: the raw echo and the two nearest."""
        return [self._of[server.name] for server in QUICK]

    async def _events(self) -> None:
        """Print the cost of events beside the raw echo of the same server program."""
        events = Events()
        await events.measure(self._runs, self._rounds)
        times = Figures("times its raw echo", 1)
        for run in self._runs:
            raw = RAW if run.server.program == "uvicorn" else RAW_DAPHNE
            times.add(run.server.name, events.cpu.ratio(run.server.name, raw.name))
        say(f"{CONNECTIONS} connections: median of rounds (least-most)\n")
        say_figures(
            self._of, events.cpu, times, events.beat, events.middle, events.slow
        )
        cpu, name = events.cpu, LIVEFLASH.name
        self._goal("CPU µs per put/clear event", f"{cpu.median(name):.0f}", "≤ 80")
        ahead = 1 / cpu.ratio(name, PYVIEW.name)
        self._goal("times faster than pyview", f"{ahead:.1f}", "≥ 5")
        self._goal("times a raw echo", f"{times.median(name):.2f}", "≤ 4")
        beat = events.beat.median(name)
        self._goal("CPU µs per heartbeat", f"{beat:.0f}", "≤ 30")
        if LIVEFLASH_DAPHNE.name in self._of:
            daphne = times.median(LIVEFLASH_DAPHNE.name)
            self._goal("times a raw echo, daphne", f"{daphne:.2f}", "≤ 2.2")
        slow = events.slow.median(name)
        self._goal("99th percentile of the wait, ms", f"{slow:.1f}", "≤ 6")

    async def _sizes(self) -> None:
        sizes = Sizes()
        for run in self._with_pages:
            await sizes.measure(run)
        say("Bytes received (payload)\n")
        say_figures(self._of, sizes.put, sizes.clear, sizes.again, sizes.join)

    async def _dismissals(self) -> None:
        figures = await measure_dismissals(self._of[LIVEFLASH.name], self._rounds)
        names = ("20 rows", f"{MANY} rows")
        say_figures(names, figures)
        ratio = figures.ratio(names[1], names[0])
        self._goal("`lv:clear-flash`, 2000 rows : 20 rows", f"{ratio:.2f}", "≤ 1.3")

    async def _visits(self) -> None:
        visits = Visits()
        await visits.measure(self._with_pages, self._rounds)
        say_figures(self._of, visits.visit, visits.get, visits.plain, visits.ratio)
        ratio = visits.ratio.median(LIVEFLASH.name)
        self._goal("visit : two plain Django GETs", f"{ratio:.2f}", "≤ 1.15")

    async def _memory(self, rounds: int) -> None:
        memory = Memory()
        for _ in range(rounds):
            for run in self._on_uvicorn:
                await memory.measure(run.server)
        say_figures(self._of, memory.idle, memory.used)
        idle, used = (
            figures.median(LIVEFLASH.name) for figures in (memory.idle, memory.used)
        )
        self._goal("KB per joined idle connection", f"{idle:.0f}", "≤ 38")
        self._goal("KB after events", f"{used:.0f}", "≤ 45")

    async def _paced(self) -> None:
        figures = Figures("CPU µs per event, 500 connections, each one a second", 0)
        for _ in range(FEW_ROUNDS):
            for run in self._few:
                await measure_paced(run, figures)
        say_figures(self._of, figures)

    async def _growth(self) -> None:
        growth = Growth()
        for _ in range(FEW_ROUNDS):
            for run in self._few:
                await growth.measure(run.server)
        say_figures(self._of, growth.one, growth.many, growth.growth)
        median = growth.growth.median(LIVEFLASH.name)
        self._goal("growth from 1 to 2,000 joined", f"{median:.2f}", "≤ 1.2")

    async def _deploy(self) -> None:
        deploy = Deploy()
        for _ in range(FEW_ROUNDS):
            for run in self._few[1:]:
                await deploy.measure(run.server)
        say("A thousand tabs reconnect at once to a restarted server\n")
        say_figures(self._of, deploy.rate, deploy.worst, deploy.beat, deploy.lost)

    def _goal(self, what: str, figure: str, goal: str) -> None:
        self._goals.append((what, figure, goal))

    def _say_goals(self) -> None:
        say("liveflash, in this run\n")
        say_table(["", "", "goal"], self._goals)
