"""CPU time of steps, taken in turns so that all meet the same machine."""

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
    """Something to measure: ``run``, each time after ``prepare``, which is free.

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
    """Give each step its ``times``: one mean for each round, in microseconds."""
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
    """Stay on one processor, where the system can be told so."""
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
    """What the clock itself takes."""
    nothing = Step("", lambda: None)
    return median(_batch(nothing, 500) for _ in range(50))
