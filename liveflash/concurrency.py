"""Where what a socket asks for runs, and when its database connections are closed.

Everything synchronous runs in a bounded pool: asgiref's own thread for synchronous code
is one for the whole process, where a slow callback would hold up every page. What async
callbacks ask the ORM for does run in that one thread, by asgiref's rule.
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import CancelledError, ThreadPoolExecutor
from functools import cache
from typing import Any, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from asgiref.sync import sync_to_async
from django.core.cache import caches
from django.core.exceptions import SynchronousOnlyOperation
from django.db import InterfaceError, OperationalError, close_old_connections

from liveflash import conf
from liveflash.debug.hints import add_async_orm_hint
from liveflash.exceptions import CallbackInterrupted

P = ParamSpec("P")
R = TypeVar("R")

CONNECTION_CLOSE_SECONDS = 1.0


async def in_pool(func: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run ``func`` in the pool; context variables go there and come back with it.

    Calls beyond twice the size of the pool wait before they are prepared, which takes
    5 KB each: a thousand pages may store their flash at once. Raise what ``func``
    raises, as ``call_for_loop`` converts it.
    """
    async with _turns():
        result: R = await _pool()(_as_in_a_request, lambda: func(*args, **kwargs))
        return result


@cache
def _pool() -> Callable[..., Awaitable[Any]]:
    """Return ``call_for_loop`` as a coroutine function that runs it in the pool."""
    threads = ThreadPoolExecutor(conf.threads(), thread_name_prefix="liveflash")
    return sync_to_async(call_for_loop, thread_sensitive=False, executor=threads)


async def in_request_thread(
    func: Callable[P, R], *args: P.args, **kwargs: P.kwargs
) -> R:
    """Run ``func`` in asgiref's thread for synchronous code; raise as ``in_pool``."""
    result: R = await sync_to_async(call_for_loop)(func, *args, **kwargs)
    return result


def call_for_loop(func: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call ``func`` in a thread; raise CallbackInterrupted for what a loop cannot take.

    A future never delivers a StopIteration, so its awaiter waits forever. An awaiter
    takes a cancellation for its own, and an event loop ends at a SystemExit or
    KeyboardInterrupt. PEP 479 converts a StopIteration of a coroutine the same way.
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


def _turns() -> asyncio.Semaphore:
    """What lets in, on this loop, those that run and as many more."""
    loop = asyncio.get_running_loop()
    turns = _turns_of.get(loop)
    if turns is None:
        turns = _turns_of[loop] = asyncio.Semaphore(2 * conf.threads())
    return turns


_turns_of: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = (
    WeakKeyDictionary()
)


def _as_in_a_request(func: Callable[[], R]) -> R:
    """Close database connections that are broken or too old, as Django does."""
    close_old_connections()
    lent = _thread.lend()
    try:
        return func()
    finally:
        _thread.take_back(lent)
        close_old_connections()


def reconnecting(func: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Ask a database, again where it has ended the thread's connection meanwhile."""
    try:
        return func(*args, **kwargs)
    except (InterfaceError, OperationalError):
        close_old_connections()
        return func(*args, **kwargs)


class _ThreadCaches(threading.local):
    """The connections to caches that are this thread's own.

    Django keeps them in the context, which here is the page's: each page that is open
    would hold a connection.
    """

    def __init__(self) -> None:
        self._settings: Any = None
        self._own: dict[str, Any] = {}

    def lend(self) -> dict[str, Any]:
        """Put ours into the context; give what was there."""
        if self._settings is not caches.settings:
            self._settings, self._own = caches.settings, {}
        return {alias: self._swap(alias, self._own.get(alias)) for alias in caches}

    def take_back(self, lent: dict[str, Any]) -> None:
        """Keep those in the context, and put back what was there before."""
        for alias, before in lent.items():
            self._own[alias] = self._swap(alias, before)

    def _swap(self, alias: str, cache: Any) -> Any:
        """Put ``cache`` into the context, or nothing; give what was there, or None."""
        # Django has no public way to see what there is without making it.
        former = getattr(caches._connections, alias, None)  # type: ignore[attr-defined] # noqa: SLF001
        if cache is not None:
            caches[alias] = cache
        elif former is not None:
            del caches[alias]
        return former


_thread = _ThreadCaches()


async def on_loop(
    func: Callable[P, Awaitable[R]], *args: P.args, **kwargs: P.kwargs
) -> R:
    """Await a callback, and see to the database connections that it may have used.

    Django closes those that are broken or too old after each request. Here that takes
    a hop to another thread, so it is done at once only after an error that tells of a
    broken one, otherwise within ``CONNECTION_CLOSE_SECONDS``, while nothing is
    under way.
    """
    _shared.under_way += 1
    try:
        return await func(*args, **kwargs)
    except SynchronousOnlyOperation as error:
        add_async_orm_hint(error)
        raise
    except (InterfaceError, OperationalError):
        await _shared.close_connections()
        raise
    finally:
        _shared.under_way -= 1
        _shared.close_connections_soon()


class _SharedThread:
    """asgiref's thread for synchronous code, as one event loop sees to it."""

    def __init__(self) -> None:
        self.under_way = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closing: asyncio.Task[None] | None = None

    def close_connections_soon(self) -> None:
        # Which loop runs is asked only when none has the call: it is a system call.
        if self._loop is None or not self._loop.is_running():
            self._loop = asyncio.get_running_loop()
            self._loop.call_later(CONNECTION_CLOSE_SECONDS, self._ring, self._loop)

    def _ring(self, loop: asyncio.AbstractEventLoop) -> None:
        if self.under_way:
            loop.call_later(CONNECTION_CLOSE_SECONDS, self._ring, loop)
            return
        self._loop = None
        self._closing = loop.create_task(self.close_connections())

    async def close_connections(self) -> None:
        await sync_to_async(close_old_connections)()


_shared = _SharedThread()
