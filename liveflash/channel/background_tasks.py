"""The tasks that run the jobs of ``start_async`` and ``assign_async``."""

import asyncio
import inspect
import logging
from collections.abc import Callable
from typing import Any

from asgiref.sync import iscoroutinefunction

from liveflash.channel.joined_view import JoinedView
from liveflash.channel.mailbox import AsyncEnded
from liveflash.channel.mounted_view import MountedView
from liveflash.channel.turn_result import Turn
from liveflash.concurrency import in_job_pool, on_loop
from liveflash.views import lifecycle
from liveflash.views.jobs import AsyncResult, Job

logger = logging.getLogger("liveflash")

# How long cancelled work may clean up before ``disconnect`` is called.
CANCEL_GRACE_SECONDS = 2.0

_unfinished_tasks: set[asyncio.Future[None]] = set()


class BackgroundTasks:
    """The running tasks of one view; ``post`` is called with what they return."""

    __slots__ = ("_post", "_running")

    def __init__(self, post: Callable[[AsyncEnded], object]) -> None:
        self._post = post
        self._running: set[asyncio.Future[None]] = set()

    def carry_out(self, job: Job) -> None:
        """Begin or cancel work."""
        if job.is_cancelled:
            job.cancel()
            return
        job.task = task = asyncio.create_task(self._run(job))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        # A task that is cancelled before it has begun never awaits a coroutine.
        task.add_done_callback(lambda _task: job.discard())

    async def _run(self, job: Job) -> None:
        try:
            value = await _call(job)
        except BaseException as error:
            if lifecycle.is_stopped(error):
                raise
            # A variable for the result would form a cycle with the error's traceback.
            self._post(AsyncEnded(job, AsyncResult(error=error)))
        else:
            self._post(AsyncEnded(job, AsyncResult(value, ok=True)))

    async def close(self, view: str) -> None:
        """Wait for work that was cancelled; ``view`` is the name of the view's class.

        Work that does not end is warned of, and left alone.
        """
        for task in self._running:
            task.cancel()
            # Without a reference, a task that outlasts this call could be collected.
            _unfinished_tasks.add(task)
            task.add_done_callback(_unfinished_tasks.discard)
        if not self._running:
            return
        await asyncio.wait(self._running, timeout=CANCEL_GRACE_SECONDS)
        if self._running:
            logger.warning(
                "Work that %s has started goes on after its page was left: let it "
                "raise the CancelledError that its `await` raises.",
                view,
            )


async def _call(job: Job) -> Any:
    """Do the work; a ``def`` runs in a thread, and may return an awaitable."""
    if job.is_awaited:
        return await on_loop(lambda: job.function)
    if iscoroutinefunction(job.function):
        return await on_loop(job.function, *job.args, **job.kwargs)
    result = await in_job_pool(job.function, *job.args, **job.kwargs)
    return await on_loop(lambda: result) if inspect.isawaitable(result) else result


def finish(view: JoinedView, ended: AsyncEnded) -> Turn | None:
    """Return the turn that shows the result of work; None if it was cancelled."""
    job, result = ended.job, ended.result
    if not isinstance(view, MountedView) or not view.socket.end_job(job):
        return None
    if result.error is not None:
        _log_failure(view, job, result.error)
    if not job.assigns:
        return view.handle_async(job.name, result)
    view.socket.assign_result(job, result)
    return view.show_changes()


def _log_failure(mounted: MountedView, job: Job, error: BaseException) -> None:
    """Log an error that no code of the view receives."""
    if job.assigns:
        message = "%s: assign_async(%r) failed."
    elif lifecycle.is_default(mounted.view.handle_async):
        message = "%s raised at start_async(%r)"
    else:
        return
    logger.error(message, mounted.name, job.name, exc_info=error)
