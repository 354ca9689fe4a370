"""``python -m benchmarks.events``: measure everything in one run, print the tables."""

import argparse
import os
import platform
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import uvloop

from benchmarks.events import machine
from benchmarks.events.catalogue import ALL, LIVEFLASH, QUICK
from benchmarks.events.figures import note_in, say
from benchmarks.events.report import Report
from benchmarks.events.servers import Server, running

ROUNDS = int(os.environ.get("ROUNDS", "7"))
QUICK_ROUNDS = int(os.environ.get("ROUNDS", "5"))


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.events")
    parser.add_argument("--quick", action="store_true", help="fewer servers and rounds")
    parser.add_argument(
        "--against", type=Path, help="another checkout of liveflash to compare with"
    )
    parser.add_argument("--note", type=Path, help="a document to put the run into")
    told = parser.parse_args()
    machine.allow_many_files()
    say(
        f"{datetime.now(UTC):%d %B %Y}; {machine.description()}: one serves, the other "
        f"asks. Python {platform.python_version()}.\n"
    )
    servers = chosen(QUICK if told.quick else ALL, told.against)
    begun = time.monotonic()
    with machine.pinned_to(machine.ASKS), ExitStack() as stack:
        runs = [stack.enter_context(running(server)) for server in servers]
        report = Report(runs, QUICK_ROUNDS if told.quick else ROUNDS)
        uvloop.run(report.quick() if told.quick else report.full())
    say(f"Measured in {time.monotonic() - begun:.0f} s.")
    if told.note is not None:
        note_in(told.note)


def chosen(servers: Sequence[Server], against: Path | None) -> list[Server]:
    """The servers that can be started; says which cannot."""
    if against is not None:
        other = replace(LIVEFLASH, name=f"liveflash of {against.name}", source=against)
        servers = [*servers, other]
    for server in servers:
        if not server.is_installed:
            say(f"Not measured, because it could not be installed: {server.name}.\n")
    return [server for server in servers if server.is_installed]


if __name__ == "__main__":
    main()
