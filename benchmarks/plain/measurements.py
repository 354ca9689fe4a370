"""The cost of plain pages for the server."""

import asyncio
import gzip
import os
import time
from pathlib import Path
from statistics import median

from benchmarks.events.figures import Figures
from benchmarks.events.load import close_tabs
from benchmarks.events.servers import ROOT, Running
from benchmarks.plain.member import PATH, member, open_members

GETS = 200
JOINED = 1000
OPEN = int(os.environ.get("OPEN", "2000"))
TIMEOUT_SECONDS = 120
SETTLE_SECONDS = 2.0
KB = 1024

STATIC = ROOT / "liveflash" / "static" / "liveflash"
FILES = ("liveflash.js", "liveflash.css", "liveflash-client.js")

RECIPIENTS = {
    "one": "to one user with all of the tabs",
    "members": "to as many users with a tab each",
    "everyone": "to everyone",
}


async def measure_memory(run: Running, figures: Figures) -> None:
    """Measure what a connected page of a logged-in user takes."""
    first = await open_members(run, range(100))
    await asyncio.sleep(SETTLE_SECONDS)
    before = run.memory
    tabs = await open_members(run, range(100, 100 + JOINED))
    await asyncio.sleep(SETTLE_SECONDS)
    figures.add(run.server.name, (run.memory - before) / KB / JOINED)
    await close_tabs([*first, *tabs])


async def measure_get(run: Running, figures: Figures) -> None:
    """Measure one GET by a logged-in user."""
    tab = member(run, 0)
    await tab.log_in()
    for _ in range(GETS // 10):
        await tab.get(PATH)
    before = run.cpu_time
    for _ in range(GETS):
        await tab.get(PATH)
    figures.add(run.server.name, (run.cpu_time - before) / 1000 / GETS)


async def measure_bytes(run: Running, plain: Figures, packed: Figures) -> None:
    """Measure the HTML of the page, as it is and with gzip."""
    tab = member(run, 0)
    await tab.log_in()
    html = await tab.get(PATH)
    plain.add(run.server.name, len(html))
    packed.add(run.server.name, len(gzip.compress(html)))


def measure_files(plain: Figures, packed: Figures) -> None:
    """Measure the files that a page loads."""
    for name in FILES:
        file = STATIC / name
        if file.exists():
            content = Path(file).read_bytes()
            plain.add(name, len(content))
            packed.add(name, len(gzip.compress(content)))


async def measure_pushes(
    run: Running, recipients: str, last: Figures, middle: Figures, cpu: Figures
) -> None:
    """Push one message to many connected pages that acknowledge it."""
    numbers = [0] * OPEN if recipients == "one" else list(range(OPEN))
    tabs = await open_members(run, numbers)
    await asyncio.sleep(SETTLE_SECONDS)
    before, started = run.cpu_time, time.perf_counter()
    await member(run, 0).get(f"/push/{recipients}/{OPEN}/")
    shown = asyncio.gather(*(tab.shown for tab in tabs))
    times = [at - started for at in await asyncio.wait_for(shown, TIMEOUT_SECONDS)]
    await asyncio.sleep(SETTLE_SECONDS)
    name = RECIPIENTS[recipients]
    last.add(name, max(times))
    middle.add(name, median(times))
    cpu.add(name, (run.cpu_time - before) / 1000 / OPEN)
    await close_tabs(tabs)
