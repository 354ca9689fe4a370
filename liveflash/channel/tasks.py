"""The tasks of one WebSocket."""

import asyncio
from collections.abc import Coroutine
from contextvars import Context
from typing import Any

# How long handlers may run after their socket is closed. daphne waits 10 seconds.
HANDLER_GRACE_SECONDS = 8.0

_unfinished_tasks: set[asyncio.Task[None]] = set()


class Tasks:
    """The running tasks of one WebSocket."""

    __slots__ = ("_running",)

    def __init__(self) -> None:
        # A tuple, because it takes nothing of a socket whose pages rest.
        self._running: tuple[asyncio.Task[None], ...] = ()

    def start(
        self, work: Coroutine[Any, Any, None], context: Context | None = None
    ) -> None:
        """Run ``work`` in a task of its own, while frames are read."""
        task = asyncio.create_task(work, context=context)
        self._running = (*self._running, task)
        task.add_done_callback(self._forget)

    def _forget(self, ended: asyncio.Task[None]) -> None:
        self._running = tuple(task for task in self._running if task is not ended)

    async def finish(self) -> None:
        """Wait for the tasks, but not for too long."""
        for task in self._running:
            # Without a reference, a task that outlasts this call could be collected.
            _unfinished_tasks.add(task)
            task.add_done_callback(_unfinished_tasks.discard)
        if self._running:
            await asyncio.wait(self._running, timeout=HANDLER_GRACE_SECONDS)
