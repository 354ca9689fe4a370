"""``python -m benchmarks.plain``: measure plain pages and print the tables."""

import argparse
import os
import platform
from datetime import UTC, datetime
from pathlib import Path

import uvloop

from benchmarks.events import machine
from benchmarks.events.arriving import Memory
from benchmarks.events.catalogue import LIVE_PAGE_SERVERS, PLAIN, PLAIN_WITHOUT
from benchmarks.events.figures import Figures, note_in, say, say_figures
from benchmarks.events.servers import running
from benchmarks.plain import browser
from benchmarks.plain.measurements import (
    FILES,
    OPEN,
    RECIPIENTS,
    measure_bytes,
    measure_files,
    measure_get,
    measure_memory,
    measure_pushes,
)

ROUNDS = int(os.environ.get("ROUNDS", "3"))
MARK = "<!-- the last run of bench-pages, as printed -->"
NAMES = (PLAIN_WITHOUT.name, PLAIN.name)


def main() -> None:
    """Run the measurements of the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.plain")
    parser.add_argument("--note", type=Path, help="a document to put the run into")
    options = parser.parse_args()
    machine.allow_many_files()
    say(
        f"{datetime.now(UTC):%d %B %Y}; {machine.description()}. "
        f"Python {platform.python_version()}.\n"
    )
    with machine.pinned_to(machine.LOAD_CORE):
        uvloop.run(_pages())
        uvloop.run(_memory())
        uvloop.run(_pushes())
    uvloop.run(_browser())
    if options.note is not None:
        note_in(options.note, MARK)


async def _pages() -> None:
    """Print the cost of a GET, and the bytes of the page and its files."""
    cpu = Figures("CPU µs of one GET")
    html, packed = Figures("bytes"), Figures("with gzip")
    with running(PLAIN_WITHOUT) as without, running(PLAIN) as with_liveflash:
        for _ in range(ROUNDS):
            for run in (without, with_liveflash):
                await measure_get(run, cpu)
        for run in (without, with_liveflash):
            await measure_bytes(run, html, packed)
    measure_files(html, packed)
    say_figures(NAMES, cpu)
    say_figures((*NAMES, *FILES), html, packed)


async def _memory() -> None:
    """Print the memory of a connection: idle, of a visitor and of a user."""
    memory = Memory()
    user = Figures("of a logged-in user", 1)
    for _ in range(ROUNDS):
        for server in LIVE_PAGE_SERVERS:
            await memory.measure(server, with_events=False)
        with running(PLAIN) as run:
            await measure_memory(run, user)
    say_figures([server.name for server in LIVE_PAGE_SERVERS], memory.idle)
    say_figures([PLAIN.name], user)


async def _pushes() -> None:
    last = Figures("seconds until the last shows it", 2)
    middle = Figures("until half of them do", 2)
    cpu = Figures("CPU µs for each, with its acknowledgement")
    for _ in range(ROUNDS):
        for recipients in RECIPIENTS:
            with running(PLAIN) as run:
                await measure_pushes(run, recipients, last, middle, cpu)
    say(f"One push to {OPEN:,} connected pages of one process\n")
    say_figures(RECIPIENTS.values(), last, middle, cpu)


async def _browser() -> None:
    """Print what a page costs in Chromium, if it is installed."""
    if not browser.is_installed():
        say("Not measured in a browser: Chromium or puppeteer-core is missing.\n")
        return
    script = Figures("ms of scripts", 1)
    interactive = Figures("ms until it is interactive", 1)
    for server in (PLAIN_WITHOUT, PLAIN):
        with running(server) as run:
            await browser.measure(run, script, interactive)
    say("In Chromium, on a processor that is slowed down four times\n")
    say_figures(NAMES, script, interactive)


if __name__ == "__main__":
    main()
