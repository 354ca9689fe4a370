"""CPU time of steps, measured in turns so that all run under the same load."""

import gc
import os
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import Any

_BATCH_NS = 4_000_000

clock = time.process_time_ns


@dataclass
class Step:
    """A measured ``run``, each time after ``prepare``, which is not measured.

    ``run`` does it ``count`` times.
    """

    name: str
    run: Callable[[], Any]
    prepare: Callable[[], Any] | None = None
    count: int = 1
    times: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """Microseconds."""
        return median(self.times)

    @property
    def quartiles(self) -> tuple[float, float]:
        """Microseconds: half of the batches lie between."""
        low, _middle, high = quantiles(self.times, n=4)
        return low, high


def measure(steps: list[Step], rounds: int) -> None:
    """Set the ``times`` of each step: the mean of each round, in microseconds."""
    pin()
    sizes = [_batch_size(step) for step in steps]
    overhead = _overhead()
    order = list(range(len(steps)))
    gc.collect()
    gc.freeze()
    for _ in range(rounds):
        random.shuffle(order)
        for place in order:
            steps[place].times.append(_batch(steps[place], sizes[place]) - overhead)


def pin() -> None:
    """Run on one processor, if the system supports it."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def _batch_size(step: Step) -> int:
    for _ in range(5):
        _batch(step, 1)
    cost = _batch(step, 1) * 1000
    return max(2, min(500, int(_BATCH_NS / max(cost, 1000))))


def _batch(step: Step, size: int) -> float:
    total = 0
    run, prepare = step.run, step.prepare
    for _ in range(size):
        if prepare is not None:
            prepare()
        begin = clock()
        run()
        total += clock() - begin
    return total / size / step.count / 1000


def _overhead() -> float:
    """Return the time of reading the clock."""
    nothing = Step("", lambda: None)
    return median(_batch(nothing, 500) for _ in range(50))
