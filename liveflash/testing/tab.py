"""A tab of a browser: where it is, and what the server sends it.

It joins the live page that it has loaded as the official client does, and goes where
answers and pushes send it.
"""

import asyncio
from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin

from liveflash.flash.message import Message
from liveflash.protocol import diff
from liveflash.protocol.rendered import Rendered
from liveflash.testing.assertions import messages_of
from liveflash.testing.browser import Browser, path_of
from liveflash.testing.connection import TIMEOUT, Connection
from liveflash.testing.document import Document
from liveflash.testing.elements import attribute
from liveflash.testing.exceptions import Impossible, ServerRefused
from liveflash.views.socket import LiveViewSocket

_PUSHED = ("live_patch", "redirect", "live_redirect")
_ASKS = "liveflash:ack"

Response = dict[str, Any]


class Tab:
    """One tab.

    ``response`` is its last HTTP response, ``pushed`` the ``(event, payload)`` pairs
    of ``push_event`` since it was opened, ``title`` the live title, ``reply`` what the
    last event's handler returned.
    """

    def __init__(self, browser: Browser) -> None:
        self.response: Any = None
        self.pushed: list[tuple[str, Any]] = []
        self.title: str | None = None
        self.reply: Any = None
        self._browser = browser
        self._document = Document("")
        self._rendered = Rendered({diff.STATIC: [""]})
        self._connection: Connection | None = None
        self._url = ""
        self._topic = self._session = ""
        self._csrf_token = ""
        self._join_ref: str | None = None
        self._ref = self._mounts = 0
        self._navigated = False
        self._waiting: list[Response] = []
        self._asked: list[Any] = []

    @property
    def url(self) -> str:
        """Where the tab is: ``/a/?b=c``; on another site, the whole address."""
        return path_of(self._url)

    @property
    def is_live(self) -> bool:
        """Whether the page is a live one, and joined."""
        return self._connection is not None

    @property
    def html(self) -> str:
        """What the live region shows; of a plain page, all of it."""
        if self.is_live:
            return self._rendered.html
        return "" if self.response is None else str(self.response.content.decode())

    @property
    def socket(self) -> LiveViewSocket[Any]:
        """What the view's callbacks receive, to look at its ``context``."""
        socket = self._link.socket_of(self._topic)
        if socket is None:
            raise Impossible("No view is joined here: the page has crashed.")
        return socket

    @property
    def flash(self) -> dict[str, Any]:
        """The newest value of each key."""
        return {message.key: message.value for message in self.messages}

    @property
    def messages(self) -> tuple[Message, ...]:
        """The messages of the page, in their order, with level, timeout and tags."""
        if self.is_live:
            return self.socket.flash.messages
        return messages_of(self.response)

    async def load(self, url: str) -> None:
        """Load a page, as by its address; follow redirects and join what is live."""
        await self._load(url)

    async def reconnect(self) -> None:
        """Lose the connection and get it back: the view is mounted anew."""
        if not self.is_live:
            raise Impossible(f"{self.url} is not a live page: it has no connection.")
        await self.close()
        await self._connect()
        await self._join()

    async def close(self) -> None:
        """Close the tab; raises what the view has raised at that."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()
            error = connection.take_error()
            if error is not None:
                raise error

    async def info(self, event: Any) -> None:
        """Have the view take ``event`` in ``handle_info``, as a broadcast does."""
        self._link.post_info(self._topic, event)
        await self.settle()

    async def settle(self) -> None:
        """Take in all that the server has answered and sent until now."""
        # A built-in event that changes nothing: it is answered after what came before.
        await self._send_event("click", "lv:flash-time", {})

    async def wait(
        self, until: Callable[[], object] | None = None, *, timeout: float = TIMEOUT
    ) -> None:
        """Take in what the server sends by itself: the next thing, or ``until`` holds.

        ``timeout`` is in seconds.
        """
        try:
            async with asyncio.timeout(timeout):
                if until is None:
                    await self._receive(timeout)
                while until is not None and not until():
                    await self._receive(timeout)
        except TimeoutError:
            msg = f"Nothing of the kind came from the server in {timeout:g} seconds."
            raise AssertionError(msg) from None

    async def push(self, event: str, *, timeout: float = TIMEOUT) -> Any:
        """Wait for an event that the view pushes; return its payload.

        It is taken from ``pushed``, the oldest of its name first.
        """
        await self.wait(lambda: event in dict(self.pushed), timeout=timeout)
        index = [name for name, _payload in self.pushed].index(event)
        return self.pushed.pop(index)[1]

    @property
    def _link(self) -> Connection:
        if self._connection is None:
            raise Impossible(
                f"{self.url} is not a live page, so nothing answers there."
            )
        return self._connection

    async def _load(self, url: str, data: Any = None) -> None:
        await self.close()
        self._url, self.response = await self._browser.load(
            urljoin(self._url, url), data
        )
        html = "" if self.response is None else self.response.content.decode()
        self._document = Document(html)
        self.title = None
        self._mounts, self._navigated = 0, False
        root = self._document.root
        if root is not None:
            self._topic = f"lv:{attribute(root, 'id')}"
            self._session = attribute(root, "data-phx-session")
            metas = self._document.all("meta[name=csrf-token]")
            self._csrf_token = attribute(metas[0], "content") if metas else ""
            await self._connect()
            await self._join()

    async def _connect(self) -> None:
        self._connection = self._browser.connect(self._url)
        await self._connection.open()

    async def _join(self, flash: str | None = None) -> None:
        self._ref += 1
        self._join_ref = str(self._ref)
        reply = await self._ask("phx_join", self._join_payload(flash))
        response = reply["response"]
        if reply["status"] == "ok":
            self._mounts += 1
            self._rendered = Rendered(response["rendered"])
            self._show(response["rendered"])
            await self._follow(response)
        elif _PUSHED[1] in response or _PUSHED[2] in response:
            await self._follow(response)
        else:
            await self._rejected(response, flash)

    async def _rejected(self, response: Response, flash: str | None) -> None:
        """Load the page where the client does; raise what has crashed."""
        error = self._link.take_error()
        if error is not None:
            raise error
        if response.get("reason") != "unauthorized":
            raise ServerRefused(f"{self.url} cannot be joined: {response}.")
        if flash is not None:
            self._browser.carry_flash(flash)
        await self._load(self._url)

    def _join_payload(self, flash: str | None) -> dict[str, Any]:
        payload = {
            "redirect" if self._navigated else "url": self._url,
            "params": {
                "_csrf_token": self._csrf_token,
                "_mounts": self._mounts,
                "_mount_attempts": 0,
                "_messages": self._messages(),
            },
            "session": self._session,
            "static": None,
        }
        return payload if flash is None else payload | {"flash": flash}

    def _messages(self) -> dict[str, int]:
        """Which messages are on the page, as revisions by id."""
        name = "data-liveflash-revision"
        found = self._document.all(f"[{name}]")
        return {
            attribute(node, "data-liveflash-id"): int(attribute(node, name))
            for node in found
        }

    async def _navigate(self, url: str, flash: str | None = None) -> None:
        """Leave the view for another one, without a load."""
        await self._ask("phx_leave", {})
        self._url = urljoin(self._url, url)
        self._navigated, self._mounts = True, 0
        self._document.forget()
        await self._join(flash)

    async def _patch(self, url: str) -> None:
        """Go to another URL of the view; where it is another view's, navigate."""
        target = urljoin(self._url, url)
        reply = await self._ask("live_patch", {"url": target})
        if reply["response"].get("link_redirect"):
            await self._navigate(target)
            return
        if reply["status"] == "ok":
            self._url = target
        await self._answered(reply, f"the patch to {url}")

    async def _send_event(self, type_: str, name: str, value: Any, **more: Any) -> None:
        payload = {"type": type_, "event": name, "value": value, **more}
        self.reply = None
        await self._answered(await self._ask("event", payload), f"the event {name!r}")

    async def _answered(self, reply: Response, what: str) -> None:
        if reply["status"] == "error":
            reason, told = reply["response"].get("reason"), self._link.take_told()
            raise ServerRefused(f"The server refused {what}: {reason}. {told}".strip())
        self._take_diff(reply["response"].get("diff", {}))
        await self._follow(reply["response"])

    async def _ask(self, event: str, payload: Any) -> Response:
        """Send a frame; return the payload of its reply."""
        self._ref += 1
        ref = str(self._ref)
        join_ref = self._join_ref
        await self._link.send([join_ref, ref, self._topic, event, payload])
        while True:
            _join, answered, topic, name, body = await self._next()
            if name == "phx_reply" and answered == ref:
                reply: Response = body
                return reply
            await self._take(topic, name, body)

    async def _next(self, timeout: float = TIMEOUT) -> list[Any]:
        return await self._link.receive(timeout)

    async def _receive(self, timeout: float) -> None:
        """Take in the next thing that the server sends by itself."""
        _join, _ref, topic, name, body = await self._next(timeout)
        await self._take(topic, name, body)
        await self._follow({})

    async def _take(self, topic: str, name: str, body: Any) -> None:
        if topic != self._topic:
            return
        if name == "diff":
            self._take_diff(body)
        elif name == "phx_error":
            await self._crashed()
        elif name in _PUSHED:
            self._waiting.append({name: body})

    async def _crashed(self) -> None:
        """Join anew, as the client does, and tell the test."""
        error = self._link.crash()
        self._waiting.clear()
        await self._join()
        raise error

    def _take_diff(self, changes: diff.Tree) -> None:
        if changes:
            self._rendered.merge(changes)
            self._show(changes)

    def _show(self, changes: diff.Tree) -> None:
        """Show what a tree or diff has changed, and take what rides on it."""
        self._document.show(self._rendered.html)
        self.title = changes.get(diff.TITLE, self.title)
        self.reply = changes.get(diff.REPLY)
        for name, body in changes.get(diff.EVENTS, []):
            if name == _ASKS:
                self._asked.append(body)
            else:
                self.pushed.append((name, body))

    async def _follow(self, response: Response) -> None:
        """Go where an answer, and what was pushed before it, send the page."""
        steps, self._waiting = [*self._waiting, response], []
        for step in steps:
            match step:
                case {"live_patch": {"to": to}}:
                    self._url = urljoin(self._url, to)
                case {"redirect": {"to": to, **rest}}:
                    if "flash" in rest:
                        self._browser.carry_flash(str(rest["flash"]))
                    await self._load(to)
                case {"live_redirect": {"to": to, "flash": str(flash)}}:
                    await self._navigate(to, flash)
                case {"live_redirect": {"to": to}}:
                    await self._navigate(to)
        await self._acknowledge()
        await self._patched()

    async def _acknowledge(self) -> None:
        """Tell which pushed messages are shown, as our hook does in a browser."""
        asked, self._asked = self._asked, []
        for told in asked if self.is_live else ():
            payload = {"type": "click", "event": "lv:flash-shown", "value": told}
            reply = await self._ask("event", payload)
            self._take_diff(reply["response"].get("diff", {}))

    async def _patched(self) -> None:
        """Do what the page does by itself once it is patched."""
