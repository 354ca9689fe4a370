"""The callbacks of a LiveView: their order, and where each of them runs."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any, ClassVar, Protocol, TypeVar
from urllib.parse import ParseResult, urlparse

from asgiref.sync import iscoroutinefunction
from django.core.exceptions import SynchronousOnlyOperation
from django.http import QueryDict

from liveflash.concurrency import in_pool, in_request_thread, on_loop
from liveflash.debug.hints import add_async_orm_hint
from liveflash.exceptions import CallbackInterrupted
from liveflash.views.socket import LiveViewSocket

Caller = Callable[..., Awaitable[Any]]
F = TypeVar("F", bound=Callable[..., Any])


_unset: set[object] = set()


class Callbacks(Protocol):
    """What is called of a LiveView."""

    kwargs: dict[str, Any]

    def mount(self, socket: Any, session: Any, /) -> Any:
        """Begin a page."""

    def handle_params(self, url: ParseResult, params: QueryDict, socket: Any, /) -> Any:
        """Take the URL's parameters."""


class MountableView(Callbacks, Protocol):
    """A LiveView, as its response and its channel need it."""

    template_name: str | None
    root_template_name: str
    keep_flash_on_patch: bool
    event_handlers: ClassVar[Mapping[str, Any]]

    def handle_event(self, event: str, payload: Any, socket: Any, /) -> Any:
        """Answer an event of the client."""

    def handle_info(self, event: Any, socket: Any, /) -> Any:
        """Take a message from the server."""

    def disconnect(self, socket: Any, /) -> Any:
        """Clean up."""

    @classmethod
    def view_id(cls) -> str:
        """Return the dotted name of the class."""


def unset(callback: F) -> F:
    """Mark a callback of LiveView itself, which does nothing and is never called."""
    _unset.add(callback)
    return callback


def is_unset(callback: Callable[..., Any]) -> bool:
    """Whether a view left ``callback`` as LiveView has it."""
    return getattr(callback, "__func__", callback) in _unset


def is_plain(callback: Callable[..., Any]) -> bool:
    """Whether ``callback`` is a ``def`` and so has to run in a thread."""
    function = callback.func if isinstance(callback, partial) else callback
    code = getattr(function, "__code__", None)
    if code is not None and code.co_flags & inspect.CO_COROUTINE:
        return False  # as most are, seen in a tenth of the time
    return not iscoroutinefunction(callback)


async def do_nothing() -> None:
    """Stand for a callback that is not there."""


async def call_in_pool(callback: Callable[..., Any], *args: Any) -> Any:
    """Call a ``def`` for a socket; what it gives may have to be awaited."""
    result = await in_pool(callback, *args)
    return await on_loop(lambda: result) if inspect.isawaitable(result) else result


async def call_in_request(callback: Callable[..., Any], *args: Any) -> Any:
    """Call for an HTTP request: a ``def`` runs in the thread of the request."""
    if is_unset(callback):
        return None
    call = _call_directly if not is_plain(callback) else _call_in_thread
    try:
        return await call(callback, *args)
    except BaseException as error:
        if isinstance(error, Exception) or is_stopped(error):
            raise
        # Django answers an error page to an Exception alone.
        msg = f"{callback.__qualname__} raised {error!r}"
        raise CallbackInterrupted(msg) from error


async def _call_directly(callback: Callable[..., Any], *args: Any) -> Any:
    try:
        return await callback(*args)
    except SynchronousOnlyOperation as error:
        add_async_orm_hint(error)
        raise


async def _call_in_thread(callback: Callable[..., Any], *args: Any) -> Any:
    result = await in_request_thread(callback, *args)
    return await result if inspect.isawaitable(result) else result


def is_stopped(error: BaseException) -> bool:
    """Return whether the current task itself is being stopped, as when a server ends.

    A callback may raise the same exceptions: it has awaited a task that was cancelled,
    or called ``sys.exit``. That is a crash of its view.
    """
    match error:
        case asyncio.CancelledError():
            task = asyncio.current_task()
            return task is None or task.cancelling() > 0
        case GeneratorExit():
            return not _is_running()
        case _:
            return False


def _is_running() -> bool:
    """Return whether a task runs; none does while Python closes a coroutine."""
    try:
        return asyncio.current_task() is not None
    except RuntimeError:  # there is no event loop any more
        return False


async def begin(
    view: Callbacks, socket: LiveViewSocket[Any], url: str, call: Caller
) -> None:
    """Mount a view, and unless that navigates away, give it its parameters."""
    await call(view.mount, socket, socket.session)
    if socket.navigation is None:
        await take_params(view, socket, url, call)


async def take_params(
    view: Callbacks, socket: LiveViewSocket[Any], url: str, call: Caller
) -> None:
    """Give a view the parameters of ``url`` and what was captured from its path."""
    parsed = urlparse(url)
    params = QueryDict(parsed.query, mutable=True)
    for name, value in view.kwargs.items():
        params[name] = str(value)
    await call(view.handle_params, parsed, QueryDict(params.urlencode()), socket)
