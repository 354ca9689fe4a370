"""Threads for synchronous code, and the database connections of these threads.

Synchronous callbacks run in a bounded pool. asgiref has a single thread for synchronous
code per process, in which one slow callback would delay every page. Only the ORM calls
of async callbacks run in that thread, as asgiref requires.
"""

import asyncio
import logging
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import cache
from typing import Any, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.core.cache import caches
from django.core.exceptions import SynchronousOnlyOperation
from django.db import (
    InterfaceError,
    OperationalError,
    close_old_connections,
    connections,
)

from liveflash import callback_context, conf
from liveflash.callback_context import PageContext, PageEntry
from liveflash.debug.hints import add_async_orm_hint
from liveflash.exceptions import CallbackInterrupted
from liveflash.outages import Outage

logger = logging.getLogger("liveflash")

P = ParamSpec("P")
R = TypeVar("R")

CONNECTION_CLOSE_SECONDS = 1.0


async def in_pool(func: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run ``func`` in the pool, with the context variables of the caller.

    Return its result; changes of context variables return with it. Raise what ``func``
    raises, as ``call_for_loop`` converts it. Only twice as many calls as there are
    threads are prepared at once, because each takes 5 KB: a thousand pages may store
    their flash at the same time.
    """
    return await _in_threads("liveflash", lambda: func(*args, **kwargs))


async def in_job_pool(func: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run ``func`` like ``in_pool``, in threads for work that may take long.

    They are as many, but handlers and renders never wait for them.
    """
    return await _in_threads("liveflash-jobs", lambda: func(*args, **kwargs))


async def _in_threads(pool: str, func: Callable[[], R]) -> R:
    async with _pool_slots(pool):
        result: R = await _pool(pool)(run_like_a_request, func)
        return result


async def in_background(
    func: Callable[P, R], fallback: R, *args: P.args, **kwargs: P.kwargs
) -> R:
    """Run ``func`` in the pool; return ``fallback`` if the page's context is unusable.

    That is, if LIVEFLASH_CALLBACK_CONTEXT raises: it must not end work that serves the
    pages of others, or that has to be done later. It is logged once per namespace.
    """
    outage = _context_outages.setdefault(
        callback_context.namespace(), Outage("callback context")
    )
    changes = outage.changes
    try:
        result = await in_pool(func, *args, **kwargs)
    except Exception:
        if outage.record_failure(changes):
            logger.exception(
                "Work in the background failed in namespace %r: it is repeated.",
                callback_context.namespace(),
            )
        return fallback
    outage.record_success(changes)
    return result


_context_outages: dict[str, Outage] = {}


@cache
def _pool(name: str) -> Callable[..., Awaitable[Any]]:
    """Return ``call_for_loop`` as a coroutine function that runs it in a pool."""
    threads = ThreadPoolExecutor(conf.threads(), thread_name_prefix=name)
    return sync_to_async(call_for_loop, thread_sensitive=False, executor=threads)


async def in_request_thread(
    func: Callable[P, R], *args: P.args, **kwargs: P.kwargs
) -> R:
    """Run ``func`` in asgiref's thread for synchronous code; raise as ``in_pool``."""
    result: R = await sync_to_async(call_for_loop)(
        lambda: _call_for_page(lambda: func(*args, **kwargs))
    )
    return result


def _call_for_page(func: Callable[[], R]) -> R:
    page = callback_context.current()
    if page is None:
        return func()
    with callback_context.resumed(page):
        return func()


def call_for_loop(func: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call ``func`` in a thread; raise CallbackInterrupted for what a loop cannot take.

    A StopIteration never leaves a future. A CancelledError looks like the awaiter's
    own. A SystemExit or KeyboardInterrupt stops the loop. PEP 479 converts a
    StopIteration of a coroutine the same way.
    """
    try:
        return func(*args, **kwargs)
    except BaseException as error:
        if _is_deliverable(error):
            raise
        interrupted = CallbackInterrupted(f"Synchronous code raised {error!r}")
        raise interrupted.with_traceback(error.__traceback__) from error


def _is_deliverable(error: BaseException) -> bool:
    # A WSGI server runs requests in its main thread, where signals raise these.
    if isinstance(error, KeyboardInterrupt | SystemExit):
        return threading.current_thread() is threading.main_thread()
    # asyncio converts the CancelledError of concurrent.futures into its own.
    unfit = (StopIteration, CancelledError)
    return isinstance(error, Exception) and not isinstance(error, unfit)


def _pool_slots(pool: str) -> asyncio.Semaphore:
    """Return the semaphore of a pool, which admits twice the number of its threads."""
    slots = _pool_slots_by_loop.setdefault(asyncio.get_running_loop(), {})
    if pool not in slots:
        slots[pool] = asyncio.Semaphore(2 * conf.threads())
    return slots[pool]


_pool_slots_by_loop: WeakKeyDictionary[
    asyncio.AbstractEventLoop, dict[str, asyncio.Semaphore]
] = WeakKeyDictionary()


def run_like_a_request(func: Callable[[], R]) -> R:
    """Call ``func`` between closing old database connections, as Django does."""
    close_old_connections()
    former = _thread_caches.install()
    try:
        return _call_for_page(func)
    finally:
        _thread_caches.restore(former)
        close_old_connections()


def reconnecting(func: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Return the result of a database call, repeated once over a new connection.

    The database may have closed the connection of this thread since its last use.
    """
    try:
        return func(*args, **kwargs)
    except (InterfaceError, OperationalError):
        close_old_connections()
        return func(*args, **kwargs)


class _ThreadCaches(threading.local):
    """The cache connections of the current thread.

    Django stores them per context. Here a context is a page, so every page would open
    connections.
    """

    def __init__(self) -> None:
        self._settings: Any = None
        self._own: dict[str, Any] = {}

    def install(self) -> dict[str, Any]:
        """Put the connections into the context; return the former ones."""
        if self._settings is not caches.settings:
            self._settings, self._own = caches.settings, {}
        return {alias: self._swap(alias, self._own.get(alias)) for alias in caches}

    def restore(self, former: dict[str, Any]) -> None:
        """Store the connections of the context, and put the former ones back."""
        for alias, before in former.items():
            self._own[alias] = self._swap(alias, before)

    def _swap(self, alias: str, cache: Any) -> Any:
        """Put a connection, or None, into the context; return the former one."""
        # Django has no public method that returns it without creating it.
        former = getattr(caches._connections, alias, None)  # type: ignore[attr-defined] # noqa: SLF001
        if cache is not None:
            caches[alias] = cache
        elif former is not None:
            del caches[alias]
        return former


_thread_caches = _ThreadCaches()


async def on_loop(
    func: Callable[P, Awaitable[R]], *args: P.args, **kwargs: P.kwargs
) -> R:
    """Await a callback; then close database connections that are broken or too old.

    Return its result. Django closes such connections after each request. Here this
    needs another thread, so it is done at once only after a database error, otherwise
    within ``CONNECTION_CLOSE_SECONDS``, when no callback runs.
    """
    _shared.running += 1
    page = callback_context.current()
    try:
        if page is None:
            return await func(*args, **kwargs)
        async with _thread_of(page):
            return await func(*args, **kwargs)
    except SynchronousOnlyOperation as error:
        add_async_orm_hint(error)
        raise
    except (InterfaceError, OperationalError):
        await _shared.close_connections()
        raise
    finally:
        _shared.running -= 1
        _shared.close_connections_soon()


@asynccontextmanager
async def _thread_of(page: PageContext) -> AsyncIterator[None]:
    """Give ORM calls a thread of their own, in the context of ``page``.

    The callbacks of other pages run meanwhile, maybe for another tenant.
    """
    async with ThreadSensitiveContext():
        entry = PageEntry(page, connections.close_all)
        try:
            await sync_to_async(entry.enter)()
            yield
        finally:
            await sync_to_async(entry.leave)(sys.exc_info())


class _SharedThread:
    """The thread of asgiref for synchronous code, and its database connections."""

    def __init__(self) -> None:
        self.running = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closing: asyncio.Task[None] | None = None

    def close_connections_soon(self) -> None:
        # get_running_loop() makes a system call: skip it while a close is scheduled.
        if self._loop is None or not self._loop.is_running():
            self._loop = asyncio.get_running_loop()
            self._schedule(self._loop)

    def _schedule(self, loop: asyncio.AbstractEventLoop) -> None:
        loop.call_later(CONNECTION_CLOSE_SECONDS, self._close_if_idle, loop)

    def _close_if_idle(self, loop: asyncio.AbstractEventLoop) -> None:
        if self.running:
            self._schedule(loop)
            return
        self._loop = None
        self._closing = loop.create_task(self.close_connections())

    async def close_connections(self) -> None:
        await sync_to_async(close_old_connections)()


_shared = _SharedThread()
