"""``python -m benchmarks.hostile``: attack, and print one table of figures."""

import argparse
import asyncio
import json
import signal
import sys
import traceback
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.hostile.figures import Figure, Measure, Table, Target
from benchmarks.hostile.scenarios import (
    bystander,
    deaf,
    log,
    pipelined,
    silent,
    unjoined,
    waiting,
)
from benchmarks.hostile.servers import COMMANDS, OWN_ROOT, Checkout

SCENARIO_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Scenario:
    """An attack, and the servers that it is meant for."""

    measure: Measure
    programs: Sequence[str] = ("daphne", "uvicorn")


SCENARIOS = {
    "waiting": Scenario(waiting.measure),
    "bystander": Scenario(bystander.measure),
    "unjoined": Scenario(unjoined.measure),
    "deaf": Scenario(deaf.measure),
    "log": Scenario(log.measure),
    # The other two send pings by default.
    "silent": Scenario(silent.measure, ("hypercorn",)),
    "pipelined": Scenario(pipelined.measure),
}


def main() -> None:
    """Run what the command line asks for."""
    arguments = parse()
    # Servers are stopped as the stack of calls unwinds.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Terminated."))
    roots = arguments.root or [OWN_ROOT]
    columns = names_of(roots)
    table = Table(columns)
    with ExitStack() as stack:
        stack.callback(table.write)
        checkouts = [stack.enter_context(closing(Checkout(root))) for root in roots]
        for name in arguments.scenario or SCENARIOS:
            scenario = SCENARIOS[name]
            for program in arguments.server or scenario.programs:
                for checkout, column in zip(checkouts, columns, strict=True):
                    sys.stderr.write(f"{name} on {program}, {column}\n")
                    target = Target(
                        checkout,
                        program,
                        rounds=arguments.rounds,
                        patience=arguments.patience,
                        settings=dict(arguments.set),
                    )
                    figures = asyncio.run(run(scenario.measure, target))
                    table.add(name, program, column, figures)


def names_of(roots: Sequence[Path]) -> list[str]:
    """Return a name for each checkout: that of its directory, or its whole path."""
    names = [root.resolve().name for root in roots]
    return names if len(set(names)) == len(names) else [str(root) for root in roots]


def parse() -> argparse.Namespace:
    """Return the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.hostile", description=__doc__
    )
    parser.add_argument("scenario", nargs="*", choices=[[], *SCENARIOS])
    parser.add_argument(
        "--root",
        type=Path,
        action="append",
        help="a checkout to attack instead of this one; may be repeated",
    )
    parser.add_argument("--server", action="append", choices=COMMANDS)
    parser.add_argument(
        "--rounds", type=int, default=3, help="how often to repeat a burst"
    )
    parser.add_argument(
        "--patience",
        type=float,
        default=75,
        help="seconds to wait for a server to close a socket",
    )
    parser.add_argument(
        "--set",
        type=setting,
        action="append",
        default=[],
        metavar="NAME=JSON",
        help="a setting of the attacked site",
    )
    return parser.parse_args()


def setting(text: str) -> tuple[str, Any]:
    """Return the name and the value of a setting."""
    name, _equals, value = text.partition("=")
    return name, json.loads(value)


async def run(measure: Measure, target: Target) -> list[Figure]:
    """Measure in bounded time; an attack that fails is a figure too."""
    try:
        async with asyncio.timeout(SCENARIO_SECONDS):
            return await measure(target)
    except Exception as error:  # noqa: BLE001 - the other scenarios go on
        traceback.print_exc()
        return [Figure("failed", f"{type(error).__name__}, see above")]


if __name__ == "__main__":
    main()
