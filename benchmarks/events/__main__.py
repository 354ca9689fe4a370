"""``python -m benchmarks.events``: measure everything and print the tables."""

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
from benchmarks.events.catalogue import ALL, LIVEFLASH, QUICK, WITH_TELEMETRY
from benchmarks.events.figures import note_in, say
from benchmarks.events.report import Report
from benchmarks.events.servers import Server, running

ROUNDS = int(os.environ.get("ROUNDS", "7"))
QUICK_ROUNDS = int(os.environ.get("ROUNDS", "5"))


def main() -> None:
    """Run the measurements of the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.events")
    parser.add_argument("--quick", action="store_true", help="fewer servers and rounds")
    parser.add_argument(
        "--telemetry",
        action="store_true",
        help="only the cost of telemetry, on and off",
    )
    parser.add_argument(
        "--against", type=Path, help="another checkout of liveflash to compare with"
    )
    parser.add_argument("--note", type=Path, help="a document to put the run into")
    options = parser.parse_args()
    machine.allow_many_files()
    say(
        f"{datetime.now(UTC):%d %B %Y}; {machine.description()}: one runs the servers, "
        f"the other the load. Python {platform.python_version()}.\n"
    )
    measured = QUICK if options.quick else ALL
    if options.telemetry:
        measured = WITH_TELEMETRY
    servers = installed(measured, options.against)
    started = time.monotonic()
    with machine.pinned_to(machine.LOAD_CORE), ExitStack() as stack:
        runs = [stack.enter_context(running(server)) for server in servers]
        report = Report(runs, QUICK_ROUNDS if options.quick else ROUNDS)
        if options.telemetry:
            uvloop.run(report.telemetry())
        else:
            uvloop.run(report.quick() if options.quick else report.full())
    say(f"Measured in {time.monotonic() - started:.0f} s.")
    if options.note is not None:
        note_in(options.note)


def installed(servers: Sequence[Server], against: Path | None) -> list[Server]:
    """Return the installed servers; print the names of the others."""
    if against is not None:
        other = replace(LIVEFLASH, name=f"liveflash of {against.name}", source=against)
        servers = [*servers, other]
    for server in servers:
        if not server.is_installed:
            say(f"Not measured, because it could not be installed: {server.name}.\n")
    return [server for server in servers if server.is_installed]


if __name__ == "__main__":
    main()
