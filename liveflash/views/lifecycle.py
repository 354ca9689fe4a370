"""The callbacks of a LiveView: their order, and the thread that each runs in."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Mapping
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


_defaults: set[object] = set()


class Callbacks(Protocol):
    """The callbacks of a LiveView that every page load calls."""

    kwargs: dict[str, Any]

    def mount(self, socket: Any, session: Any, /) -> Any:
        """Set up a page."""

    def handle_params(self, url: ParseResult, params: QueryDict, socket: Any, /) -> Any:
        """Handle the parameters of the URL."""


class MountableView(Callbacks, Protocol):
    """A LiveView as its response and its channel use it."""

    template_name: str | None
    root_template_name: str
    keep_flash_on_patch: bool
    event_handlers: ClassVar[Mapping[str, Any]]

    def handle_event(self, event: str, payload: Any, socket: Any, /) -> Any:
        """Handle an event of the client."""

    def handle_refused(self, event: str, reason: str, socket: Any, /) -> Any:
        """Tell the visitor that an event was refused."""

    def handle_info(self, event: Any, socket: Any, /) -> Any:
        """Handle a message from the server."""

    def handle_async(self, name: str, result: Any, socket: Any, /) -> Any:
        """Handle the end of work in the background."""

    def disconnect(self, socket: Any, /) -> Any:
        """Clean up."""

    @classmethod
    def view_id(cls) -> str:
        """Return the dotted name of the class."""


def default_callback(callback: F) -> F:
    """Mark a callback of LiveView itself, which does nothing and is not called."""
    _defaults.add(callback)
    return callback


def is_default(callback: Callable[..., Any]) -> bool:
    """Return whether ``callback`` is the one of LiveView itself."""
    return getattr(callback, "__func__", callback) in _defaults


def is_sync(callback: Callable[..., Any]) -> bool:
    """Return whether ``callback`` is a ``def``, which has to run in a thread."""
    return not iscoroutinefunction(callback)


async def do_nothing() -> None:
    """Do nothing, in place of a callback that a view does not have."""


async def call_in_pool(callback: Callable[..., Any], *args: Any) -> Any:
    """Call a ``def`` in the pool; return its result, awaited if it is awaitable."""
    result = await in_pool(callback, *args)
    return await on_loop(lambda: result) if inspect.isawaitable(result) else result


async def call_in_request(callback: Callable[..., Any], *args: Any) -> Any:
    """Call for an HTTP request and return the result.

    A ``def`` runs in the thread of the request.
    """
    if is_default(callback):
        return None
    call = _call_directly if not is_sync(callback) else _call_in_thread
    try:
        return await call(callback, *args)
    except BaseException as error:
        if isinstance(error, Exception) or is_stopped(error):
            raise
        # Django renders an error page only for an Exception.
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

    A callback may raise the same exceptions, because it awaited a cancelled task or
    called ``sys.exit``. That is a crash of its view.
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
    """Return whether a task is running, which is false while a coroutine is closed."""
    try:
        return asyncio.current_task() is not None
    except RuntimeError:  # the event loop has ended
        return False


async def mount_and_handle_params(
    view: Callbacks, socket: LiveViewSocket[Any], url: str, call: Caller
) -> None:
    """Call ``mount``, then ``handle_params`` unless the mount navigates away."""
    with socket.flash.mounting():
        await call(view.mount, socket, socket.session)
        if socket.navigation is None:
            await call_handle_params(view, socket, url, call)


async def call_handle_params(
    view: Callbacks, socket: LiveViewSocket[Any], url: str, call: Caller
) -> None:
    """Call ``handle_params`` with the query of ``url`` and the captures of its path."""
    parsed = urlparse(url)
    params = QueryDict(parsed.query, mutable=True)
    for name, value in view.kwargs.items():
        params[name] = str(value)
    await call(view.handle_params, parsed, QueryDict(params.urlencode()), socket)
