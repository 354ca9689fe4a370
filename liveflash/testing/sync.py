"""Pages for tests that are plain functions; their event loop runs in a thread."""

import asyncio
import functools
import threading
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, Concatenate, Generic, ParamSpec, Protocol, Self, TypeVar

from django.test import AsyncClient

from liveflash.testing.client import Live
from liveflash.testing.page import Page

P = ParamSpec("P")
R = TypeVar("R")


class SyncLive:
    """Opens pages for tests that are plain functions."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._live = Live()

    def __call__(
        self,
        url: str,
        *,
        user: Any = None,
        client: AsyncClient | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> "SyncPage":
        """Load the page at ``url``, logged in as ``user``, and join it."""
        page = self._run(self._live(url, user=user, client=client, headers=headers))
        return SyncPage(page, self._run)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close all pages and stop the thread; raise what ``disconnect`` raised."""
        try:
            self._run(self._live.close())
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()

    def _run(self, coroutine: Coroutine[Any, Any, R]) -> R:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result()


class _Run(Protocol):
    def __call__(self, coroutine: Coroutine[Any, Any, R], /) -> R: ...


class _Attribute(Generic[R]):
    """A read-only attribute of ``SyncPage`` that ``read`` gets from its ``Page``."""

    def __init__(self, read: Callable[[Page], R]) -> None:
        self._read = read

    def __get__(self, page: "SyncPage", _owner: type) -> R:
        return self._read(page._page)  # noqa: SLF001


def _blocking(
    method: Callable[Concatenate[Page, P], Coroutine[Any, Any, R]],
) -> Callable[Concatenate["SyncPage", P], R]:
    """Return a method of ``SyncPage`` that waits for a coroutine method of ``Page``.

    Type checkers derive its parameters and result from ``method``.
    """

    @functools.wraps(method)
    def call(page: "SyncPage", /, *args: P.args, **kwargs: P.kwargs) -> R:
        return page._run(method(page._page, *args, **kwargs))  # noqa: SLF001

    return call


class SyncPage:
    """``Page`` for tests that are plain functions: the same members, not awaited."""

    def __init__(self, page: Page, run: _Run) -> None:
        self._page = page
        self._run = run

    url = _Attribute(lambda page: page.url)
    is_live = _Attribute(lambda page: page.is_live)
    html = _Attribute(lambda page: page.html)
    title = _Attribute(lambda page: page.title)
    reply = _Attribute(lambda page: page.reply)
    response = _Attribute(lambda page: page.response)
    socket = _Attribute(lambda page: page.socket)
    flash = _Attribute(lambda page: page.flash)
    messages = _Attribute(lambda page: page.messages)
    pushed = _Attribute(lambda page: page.pushed)
    downloads = _Attribute(lambda page: page.downloads)
    dispatched = _Attribute(lambda page: page.dispatched)
    find = _Attribute(lambda page: page.find)
    find_all = _Attribute(lambda page: page.find_all)
    shows = _Attribute(lambda page: page.shows)

    load = _blocking(Page.load)
    click = _blocking(Page.click)
    submit = _blocking(Page.submit)
    change = _blocking(Page.change)
    keydown = _blocking(Page.keydown)
    keyup = _blocking(Page.keyup)
    focus = _blocking(Page.focus)
    blur = _blocking(Page.blur)
    patch = _blocking(Page.patch)
    navigate = _blocking(Page.navigate)
    reconnect = _blocking(Page.reconnect)
    info = _blocking(Page.info)
    settle = _blocking(Page.settle)
    wait = _blocking(Page.wait)
    wait_for_async = _blocking(Page.wait_for_async)
    push = _blocking(Page.push)
    close = _blocking(Page.close)
