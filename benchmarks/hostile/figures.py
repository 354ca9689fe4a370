"""The figures of a scenario, and the table of all figures."""

import sys
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from benchmarks.hostile.servers import Checkout, Server, serve

MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value as text, with its ``goal``."""

    name: str
    text: str
    goal: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """The target of an attack: the liveflash of a checkout on one server program.

    ``rounds`` is how often short attacks are repeated, ``patience`` for how many
    seconds to wait for a server to close a socket.
    """

    checkout: Checkout
    program: str
    rounds: int
    patience: float
    settings: Mapping[str, Any] = field(default_factory=dict)

    def serve(
        self, *options: str, log_level: str = "WARNING"
    ) -> AbstractContextManager[Server]:
        """Serve the site; ``options`` go to the server program."""
        return serve(
            self.checkout,
            self.program,
            *options,
            settings=self.settings,
            log_level=log_level,
        )


Measure = Callable[[Target], Awaitable[list[Figure]]]


class Table:
    """Figures by scenario, server and name, with a column for each checkout."""

    def __init__(self, columns: Sequence[str]) -> None:
        self._columns = columns
        self._rows: dict[tuple[str, str, str], dict[str, str]] = {}
        self._goals: dict[tuple[str, str, str], str] = {}

    def add(
        self, scenario: str, program: str, column: str, figures: Iterable[Figure]
    ) -> None:
        """Add what one scenario has measured of one checkout."""
        for each in figures:
            key = (scenario, program, each.name)
            self._rows.setdefault(key, {})[column] = each.text
            self._goals[key] = each.goal or self._goals.get(key, "")

    def write(self) -> None:
        """Print the table in Markdown."""
        head = ["scenario", "server", "figure", *self._columns, "goal"]
        write("| " + " | ".join(head) + " |")
        write("|---" * len(head) + "|")
        for key, values in self._rows.items():
            cells = [values.get(column, "-") for column in self._columns]
            write("| " + " | ".join([*key, *cells, self._goals[key]]) + " |")


def write(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def megabytes(size: float) -> str:
    """Return a size in bytes as text."""
    return f"{size / MB:,.1f} MB"


def kilobytes(size: float) -> str:
    """Return a size in bytes as text."""
    return f"{size / 1000:,.0f} KB"


def sizes(*values: float) -> str:
    """Return sizes in bytes, one after the other, in MB."""
    return " → ".join(f"{value / MB:,.0f}" for value in values)


def seconds(value: float) -> str:
    """Return seconds as text."""
    return f"{value:.2f} s" if value < 10 else f"{value:.0f} s"


def spread(values: Sequence[float]) -> str:
    """Return the median of seconds, with the least and the most."""
    if len(values) == 1:
        return seconds(values[0])
    return f"{median(values):.2f} s ({min(values):.2f}-{max(values):.2f})"


class Stopwatch:
    """Seconds since it was made."""

    def __init__(self) -> None:
        self._begun = time.monotonic()

    @property
    def elapsed(self) -> float:
        """Seconds."""
        return time.monotonic() - self._begun
