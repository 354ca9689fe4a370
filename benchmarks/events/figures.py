"""Figures of several servers, measured in rounds, and their tables."""

import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from statistics import median

# The beginning of the last run in a document.
MARK = "<!-- the last run, as printed -->"


class Figures:
    """One kind of figure, with a value for each server and round."""

    def __init__(self, title: str, digits: int = 0) -> None:
        self.title = title
        self._digits = digits
        self._values: defaultdict[str, list[float]] = defaultdict(list)

    def add(self, name: str, value: float) -> None:
        """Add one value."""
        self._values[name].append(value)

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def median(self, name: str) -> float:
        """Return the median of a server's values."""
        return median(self._values[name])

    def ratio(self, name: str, other: str) -> float:
        """Return the median ratio of a server's values to another's, by round."""
        pairs = zip(self._values[name], self._values[other], strict=True)
        return median(value / base for value, base in pairs)

    def text(self, name: str) -> str:
        """Return the median with minimum and maximum; a dash without values."""
        if name not in self:
            return "-"
        values = self._values[name]
        if len(values) == 1:
            return self._format(values[0])
        low, high = self._format(min(values)), self._format(max(values))
        return f"{self._format(median(values))} ({low}-{high})"

    def _format(self, value: float) -> str:
        return f"{value:,.{self._digits}f}"


_lines: list[str] = []


def say(line: str = "") -> None:
    """Print a line."""
    _lines.append(line)
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def note_in(document: Path, beginning: str = MARK) -> None:
    """Write all printed lines into a document, in place of the last run.

    It reaches from ``beginning`` to the next heading.
    """
    head, mark, former = document.read_text().partition(beginning)
    _run, heading, rest = former.partition("\n## ")
    lines = "\n".join(_lines).rstrip()
    document.write_text(f"{head}{mark}\n\n{lines}\n{heading}{rest}")


def say_table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    """Print a table in Markdown."""
    names = list(head)
    say("| " + " | ".join(names) + " |")
    say("|---" * len(names) + "|")
    for row in rows:
        say("| " + " | ".join(row) + " |")
    say()


def say_figures(names: Iterable[str], *columns: Figures) -> None:
    """Print a table with a row per server and a column per kind of figure."""
    say_table(
        ["", *(column.title for column in columns)],
        [
            [name, *(column.text(name) for column in columns)]
            for name in names
            if any(name in column for column in columns)
        ],
    )
