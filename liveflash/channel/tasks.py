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
        self._running: set[asyncio.Task[None]] = set()

    def start(
        self, work: Coroutine[Any, Any, None], context: Context | None = None
    ) -> None:
        """Run ``work`` in a task of its own, while frames are read."""
        task = asyncio.create_task(work, context=context)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def finish(self) -> None:
        """Wait for the tasks, but not for too long."""
        tasks = set(self._running)
        for task in tasks:
            # Without a reference, a task that outlasts this call could be collected.
            _unfinished_tasks.add(task)
            task.add_done_callback(_unfinished_tasks.discard)
        if tasks:
            await asyncio.wait(tasks, timeout=HANDLER_GRACE_SECONDS)
