"""The callbacks of a LiveView: their order, and the thread that each runs in."""

import asyncio
import inspect
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, ClassVar, Protocol, TypeVar
from urllib.parse import ParseResult, urlparse

from asgiref.sync import iscoroutinefunction
from django.core.exceptions import BadRequest, SynchronousOnlyOperation
from django.http import QueryDict

from liveflash.concurrency import in_pool, in_request_thread, on_loop
from liveflash.debug.hints import add_async_orm_hint
from liveflash.exceptions import CallbackInterrupted, ConversionError, Refused
from liveflash.views.binding import Arguments, Caller, Given, name_of, params_of
from liveflash.views.signatures import CALLBACKS
from liveflash.views.socket import LiveViewSocket

logger = logging.getLogger("liveflash")

F = TypeVar("F", bound=Callable[..., Any])


_defaults: set[object] = set()


class Callbacks(Protocol):
    """The callbacks of a LiveView that every page load calls."""

    kwargs: dict[str, Any]
    bindings: ClassVar[Mapping[str, Arguments]]

    def shape_params(self, params: QueryDict) -> Any:
        """Return the parameters of the URL as callbacks receive them."""

    def shape_payload(self, payload: Any) -> Any:
        """Return the payload of an event as handlers receive it."""

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
    info_handlers: ClassVar[Mapping[str, Any]]

    def handle_event(self, event: str, payload: Any, socket: Any, /) -> Any:
        """Handle an event of the client."""

    def handle_refused(self, event: str, reason: str, socket: Any, /) -> Any:
        """Tell the visitor that an event was refused."""

    def handle_info(self, event: Any, socket: Any, /) -> Any:
        """Handle a message from the server."""

    def handle_async(self, name: str, result: Any, socket: Any, /) -> Any:
        """Handle the end of work in the background."""

    def handle_flash(self, message: Any, reason: str, socket: Any, /) -> Any:
        """Handle the end of a message on the page."""

    def disconnect(self, socket: Any, /) -> Any:
        """Clean up."""

    @classmethod
    def view_id(cls) -> str:
        """Return the dotted name of the class."""


def default_callback(callback: F) -> F:
    """Mark a callback of LiveView itself, which does nothing and is not called.

    Type checkers accept overrides with other parameters, because it takes any. Its
    signature shows the documented ones.
    """
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    names = ("self", *CALLBACKS[callback.__name__])
    shown = inspect.Signature([inspect.Parameter(name, kind) for name in names])
    vars(callback)["__signature__"] = shown
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
        msg = f"{name_of(callback)} raised {error!r}"
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


def call_callback(
    view: Any, name: str, args: tuple[Any, ...], call: Caller
) -> Awaitable[Any]:
    """Return the call of a callback, by position or by the names of its parameters.

    ``args`` are the documented arguments of the callback ``name``.
    """
    arguments, method = view.bindings.get(name), getattr(view, name)
    if arguments is None:
        return call(method, *args)
    named = dict(zip(CALLBACKS[name], args, strict=True))
    return call_by_name(arguments, method, Given(view, named["socket"], named), call)


async def call_by_name(
    arguments: Arguments, method: Callable[..., Any], given: Given, call: Caller
) -> Any:
    """Call ``method`` with what its parameters name; raise ConversionError."""
    return await call(await arguments.resolve(method, given, call))


async def mount_and_handle_params(
    view: Callbacks, socket: LiveViewSocket[Any], url: str, call: Caller
) -> None:
    """Call ``mount``, then ``handle_params`` unless the mount navigates away.

    Raise as ``call_handle_params`` does.
    """
    socket.page_url = url
    with socket.flash.mounting():
        await call_callback(view, "mount", (socket, socket.session), call)
        if socket.navigation is None:
            await call_handle_params(view, socket, url, call, "malformed join")


async def call_handle_params(
    view: Callbacks,
    socket: LiveViewSocket[Any],
    url: str,
    call: Caller,
    reason: str = "malformed patch",
) -> None:
    """Call ``handle_params`` with the query of ``url`` and the captures of its path.

    If a parameter cannot be converted and has no default, raise BadRequest for an HTTP
    request, or Refused with ``reason`` for a connected page.
    """
    socket.page_url = url
    parsed, params = urlparse(url), params_of(view, url)
    shaped = view.shape_params(params)
    arguments = view.bindings.get("handle_params")
    if arguments is None:
        await call(view.handle_params, parsed, shaped, socket)
        return
    named = {"url": parsed, "params": shaped}
    given = Given(view, socket, named, params, uses_defaults=True)
    try:
        bound = await arguments.resolve(view.handle_params, given, call)
    except ConversionError as error:
        name = type(view).__qualname__
        logger.warning("%s rejected the parameters of a URL: %s.", name, error)
        raise _bad_request(socket, reason) from None
    await call(bound)


def _bad_request(socket: LiveViewSocket[Any], reason: str) -> Exception:
    return Refused(reason) if socket.connected else BadRequest(reason)
