"""What the machine tells: its cores, and what another process has used of it."""

import os
import platform
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_FILES = 20_000
_CORES = sorted(os.sched_getaffinity(0))

SERVES = _CORES[-1]
ASKS = _CORES[0]


@contextmanager
def pinned_to(core: int) -> Iterator[None]:
    """Stay on one core, and so do the processes that are started meanwhile."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def cpu_time(pid: int) -> int:
    """Nanoseconds that a process has run, with all its threads.

    By its CPU-time clock, as the C library's ``clock_getcpuclockid`` names it.
    """
    clock = (~pid << 3) | 2
    return time.clock_gettime_ns(clock)


def memory(pid: int) -> int:
    """Bytes that a process has to itself: its stacks and heaps."""
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("RssAnon"))
    return int(line.split()[1]) * 1024


def allow_many_files() -> None:
    """Let this process, and those that it starts, have a thousand sockets open."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = _FILES if hard == resource.RLIM_INFINITY else min(_FILES, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))


def description() -> str:
    """What it all runs on."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    names = [line.partition(":")[2] for line in lines if "model name" in line]
    name = names[0].strip() if names else platform.processor()
    return f"{name}, {os.cpu_count()} processors, Linux {platform.release()}"
