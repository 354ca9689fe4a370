"""The machine: its cores, and the resources that another process has used."""

import os
import platform
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_FILES = 20_000
_CORES = sorted(os.sched_getaffinity(0))

SERVER_CORE = _CORES[-1]
LOAD_CORE = _CORES[0]


@contextmanager
def pinned_to(core: int) -> Iterator[None]:
    """Pin this process, and those that it starts meanwhile, to one core."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def cpu_time(pid: int) -> int:
    """Return the CPU time of a process with all its threads, in nanoseconds.

    The clock id is computed as in the C library's ``clock_getcpuclockid``.
    """
    clock = (~pid << 3) | 2
    return time.clock_gettime_ns(clock)


def memory(pid: int) -> int:
    """Return the private memory of a process in bytes: its stacks and heaps."""
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("RssAnon"))
    return int(line.split()[1]) * 1024


def allow_many_files() -> None:
    """Raise the limit of open files of this process and those that it starts."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = _FILES if hard == resource.RLIM_INFINITY else min(_FILES, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))


def description() -> str:
    """Return a description of the machine."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    names = [line.partition(":")[2] for line in lines if "model name" in line]
    name = names[0].strip() if names else platform.processor()
    return f"{name}, {os.cpu_count()} processors, Linux {platform.release()}"
