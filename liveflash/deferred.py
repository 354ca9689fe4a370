"""Work that is done later, in one thread and in order, off the path of any reply.

It is lost if too much of it waits, or if the process ends before it could be done: work
that is slow or blocked does not hold up the end of the process.
"""

import atexit
import logging
import os
from collections.abc import Callable
from contextvars import copy_context
from functools import partial
from queue import SimpleQueue
from threading import Condition, Thread

from liveflash.concurrency import run_like_a_request

logger = logging.getLogger("liveflash")

MAX_WAITING = 10_000
# How long the end of the process waits.
END_SECONDS = 2.0

Work = Callable[[], object]


class _Queue:
    """The work that waits for the thread."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._work: SimpleQueue[Work] = SimpleQueue()
        self._thread: Thread | None = None
        self._waiting = 0
        self._is_full = False

    def put(self, work: Work) -> None:
        """Add work in the current context; drop it if too much waits."""
        with self._changed:
            was_full, self._is_full = self._is_full, self._waiting >= MAX_WAITING
            if not self._is_full:
                self._add(partial(copy_context().run, self._do, work))
        if self._is_full and not was_full:
            logger.warning(
                "Signals and counts of messages are dropped: their receivers are too "
                "slow. Have them start a task instead."
            )

    def wait(self) -> None:
        """Wait until all is done, for a limited time."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting == 0, END_SECONDS)

    def _add(self, work: Work) -> None:
        if self._thread is None:
            # The interpreter joins all but daemons at its end.
            thread = Thread(target=self._run, name="liveflash-deferred", daemon=True)
            try:
                thread.start()
            except RuntimeError:  # the interpreter is about to end
                return
            self._thread = thread
        self._waiting += 1
        self._work.put(work)

    def _run(self) -> None:
        while True:
            self._work.get()()

    def _do(self, work: Work) -> None:
        try:
            run_like_a_request(work)
        except Exception:
            logger.exception("Deferred work failed.")
        finally:
            with self._changed:
                self._waiting -= 1
                self._changed.notify_all()


class _Process:
    """The queue of this process."""

    queue = _Queue()


def run(work: Work) -> None:
    """Have ``work`` done soon, with the context variables of the caller."""
    _Process.queue.put(work)


@atexit.register
def _wait_at_the_end() -> None:
    _Process.queue.wait()


def _renew() -> None:
    """Begin with an empty queue in a forked process, which has no thread for it."""
    _Process.queue = _Queue()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew)
