"""The project's state around the work for a page: ``LIVEFLASH_CALLBACK_CONTEXT``.

State of a database connection, such as the schema of a tenant, belongs to one thread.
The project's context manager sets it in every thread that works for a page.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import Context, ContextVar, copy_context
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from liveflash import conf

ExceptionInfo = (
    tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]
)


@dataclass(frozen=True, slots=True)
class PageContext:
    """The request that joined a page, and the namespace of what is pushed to it."""

    request: Any
    namespace: str


_page: ContextVar[PageContext | None] = ContextVar("liveflash_page", default=None)


def current() -> PageContext | None:
    """Return the context of the page that this task works for.

    It is None without a page, and without the setting.
    """
    return _page.get()


def resume(page: PageContext | None) -> None:
    """Have this task work for ``page`` from now on."""
    _page.set(page)


def activate(request: Any, namespace: str) -> None:
    """Have this task work for the page of ``request``, if the setting is set."""
    if conf.callback_context() is not None:
        _page.set(PageContext(request, namespace))


def namespace() -> str:
    """Return the namespace of the page that this task works for; "" without one."""
    page = _page.get()
    return "" if page is None else page.namespace


def namespace_here() -> str:
    """Return the namespace that this thread is in."""
    with entered(None) as found:
        return found


def active_namespace() -> str:
    """Return the namespace of the page that calls, or the one this thread is in."""
    page = _page.get()
    return namespace_here() if page is None else page.namespace


@contextmanager
def entered(request: Any) -> Iterator[str]:
    """Enter the project's context manager, if the setting is set; yield its namespace.

    Raise TypeError if it yields anything but a string or None.
    """
    manager = conf.callback_context()
    if manager is None:
        yield ""
        return
    with manager(request) as found:
        if found is not None and not isinstance(found, str):
            msg = (
                f"LIVEFLASH_CALLBACK_CONTEXT yields {found!r}: yield a string that "
                "distinguishes tenants, or nothing."
            )
            raise TypeError(msg)
        yield found or ""


@contextmanager
def resumed(page: PageContext | None) -> Iterator[None]:
    """Enter the project's context manager for ``page``; do nothing without a page."""
    if page is None:
        yield
        return
    with entered(page.request):
        yield


class PageEntry:
    """The project's context manager for a page, entered and left by separate calls.

    Both calls are made in one thread. They share a context, since a manager can reset
    a context variable only where it has set it, and pass its changes to their callers.
    """

    def __init__(self, page: PageContext, at_end: Callable[[], object]) -> None:
        self._page = page
        self._stack = ExitStack()
        self._stack.callback(at_end)
        self._context: Context | None = None

    def enter(self) -> None:
        """Enter the context manager."""
        self._run(self._stack.enter_context, resumed(self._page))

    def leave(self, error: ExceptionInfo) -> None:
        """Leave the context manager with the exception of its block, if any."""
        self._run(self._stack.__exit__, *error)

    def _run(self, call: Callable[..., object], *args: Any) -> None:
        context = self._context = self._context or copy_context()
        before = dict(context.items())
        try:
            context.run(call, *args)
        finally:
            for variable, value in context.items():
                if variable not in before or before[variable] is not value:
                    variable.set(value)
