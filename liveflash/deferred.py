"""Work that is done later, in one thread and in order, off the path of any reply.

It is lost if the process ends, and if too much of it waits.
"""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from functools import cache
from threading import Lock

from liveflash.concurrency import run_like_a_request

logger = logging.getLogger("liveflash")

MAX_WAITING = 10_000


class _Queue:
    """The work that waits for the thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting = 0
        self._is_full = False

    def put(self, work: Callable[[], object]) -> None:
        """Add work in the current context; drop it if too much waits."""
        with self._lock:
            was_full, self._is_full = self._is_full, self._waiting >= MAX_WAITING
            if not self._is_full:
                self._waiting += 1
        if not self._is_full:
            with suppress(RuntimeError):  # the interpreter is about to end
                _thread().submit(copy_context().run, self._do, work)
        elif not was_full:
            logger.warning(
                "Signals and counts of messages are dropped: their receivers are too "
                "slow. Have them start a task instead."
            )

    def _do(self, work: Callable[[], object]) -> None:
        try:
            run_like_a_request(work)
        except Exception:
            logger.exception("Deferred work failed.")
        finally:
            with self._lock:
                self._waiting -= 1


_queue = _Queue()


def run(work: Callable[[], object]) -> None:
    """Have ``work`` done soon, with the context variables of the caller."""
    _queue.put(work)


@cache
def _thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix="liveflash-deferred")
