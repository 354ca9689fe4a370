"""The project's state around the work for a page: ``LIVEFLASH_CALLBACK_CONTEXT``.

State of a database connection, such as the schema of a tenant, belongs to one thread.
The project's context manager sets it in every thread that works for a page.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from liveflash import conf


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
