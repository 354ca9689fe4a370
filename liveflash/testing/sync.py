"""Pages for tests that are plain functions: the same, with a server in a thread."""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, Protocol, Self, TypeVar

from django.test import AsyncClient

from liveflash.flash.message import Message
from liveflash.testing.client import Live
from liveflash.testing.connection import TIMEOUT
from liveflash.testing.elements import Element
from liveflash.testing.page import Page

R = TypeVar("R")


class SyncLive:
    """Opens pages for tests that are plain functions; its server runs in a thread."""

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
        """Load the page at ``url`` and join it, logged in as ``user``."""
        page = self._run(self._live(url, user=user, client=client, headers=headers))
        return SyncPage(page, self._run)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close all pages; raises what a view has raised at that."""
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


class SyncPage:
    """``Page`` for tests that are plain functions."""

    def __init__(self, page: Page, run: _Run) -> None:
        self._page = page
        self._run = run

    @property
    def url(self) -> str:
        """Where the tab is."""
        return self._page.url

    @property
    def is_live(self) -> bool:
        """Whether the page is a live one, and joined."""
        return self._page.is_live

    @property
    def html(self) -> str:
        """What the live region shows; of a plain page, all of it."""
        return self._page.html

    @property
    def title(self) -> str | None:
        """The live title."""
        return self._page.title

    @property
    def reply(self) -> Any:
        """What the last event's handler returned."""
        return self._page.reply

    @property
    def response(self) -> Any:
        """The last HTTP response."""
        return self._page.response

    @property
    def socket(self) -> Any:
        """What the view's callbacks receive, to look at its ``context``."""
        return self._page.socket

    @property
    def flash(self) -> dict[str, Any]:
        """The newest value of each key."""
        return self._page.flash

    @property
    def messages(self) -> tuple[Message, ...]:
        """The messages of the page, in their order."""
        return self._page.messages

    @property
    def pushed(self) -> list[tuple[str, Any]]:
        """The events that the view has pushed."""
        return self._page.pushed

    @property
    def dispatched(self) -> list[tuple[str, dict[str, Any]]]:
        """The DOM events that commands have dispatched."""
        return self._page.dispatched

    def find(self, selector: str) -> Element:
        """The one element that matches."""
        return self._page.find(selector)

    def find_all(self, selector: str) -> list[Element]:
        """All elements that match."""
        return self._page.find_all(selector)

    def shows(self, selector: str) -> bool:
        """Whether an element that matches is there and not hidden."""
        return self._page.shows(selector)

    def load(self, url: str) -> None:
        """Load a page, as by its address."""
        self._run(self._page.load(url))

    def click(self, selector: str) -> None:
        """Click: runs commands, follows links, sends forms, checks boxes."""
        self._run(self._page.click(selector))

    def submit(self, selector: str, data: Mapping[str, Any] | None = None) -> None:
        """Fill in a form and send it."""
        self._run(self._page.submit(selector, data))

    def change(self, selector: str, value: Any) -> None:
        """Enter something, which sends ``phx-change``."""
        self._run(self._page.change(selector, value))

    def keydown(self, key: str, selector: str | None = None) -> None:
        """Press a key."""
        self._run(self._page.keydown(key, selector))

    def keyup(self, key: str, selector: str | None = None) -> None:
        """Let go of a key."""
        self._run(self._page.keyup(key, selector))

    def focus(self, selector: str) -> None:
        """Bring the focus to an element with ``phx-focus``."""
        self._run(self._page.focus(selector))

    def blur(self, selector: str) -> None:
        """Take the focus from an element with ``phx-blur``."""
        self._run(self._page.blur(selector))

    def patch(self, url: str) -> None:
        """Go to another URL of the view."""
        self._run(self._page.patch(url))

    def navigate(self, url: str) -> None:
        """Go to another live page."""
        self._run(self._page.navigate(url))

    def reconnect(self) -> None:
        """Lose the connection and get it back: the view is mounted anew."""
        self._run(self._page.reconnect())

    def info(self, event: Any) -> None:
        """Have the view take ``event`` in ``handle_info``."""
        self._run(self._page.info(event))

    def settle(self) -> None:
        """Take in all that the server has answered and sent until now."""
        self._run(self._page.settle())

    def wait(
        self, until: Callable[[], object] | None = None, *, timeout: float = TIMEOUT
    ) -> None:
        """Take in what the server sends by itself: the next thing, or ``until``."""
        self._run(self._page.wait(until, timeout=timeout))

    def push(self, event: str, *, timeout: float = TIMEOUT) -> Any:
        """Wait for an event that the view pushes; return its payload."""
        return self._run(self._page.push(event, timeout=timeout))

    def close(self) -> None:
        """Close the tab."""
        self._run(self._page.close())
