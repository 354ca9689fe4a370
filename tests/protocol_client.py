"""A client that speaks the protocol frame by frame, for the tests of liveflash.

>>> async with live_page(application, "/settings/") as page:
...     await page.submit("save", {"name": ""})
...     assert "Name cannot be blank." in page.html
"""

import html as entities
import json
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlencode

from channels.testing import WebsocketCommunicator
from django.test import AsyncClient

from liveflash.protocol.diff import Rendered
from liveflash.storage import tokens

HOST = "testserver"
TIMEOUT = 5
PATH = "/live/websocket?vsn=2.0.0"

_ROOT = re.compile(
    r'<div id="(?P<id>[^"]+)" data-phx-main data-phx-session="(?P<session>[^"]*)"'
)
_MESSAGE = re.compile(
    r'data-liveflash-id="(?P<id>[^"]+)" data-liveflash-revision="(?P<revision>[^"]+)"'
)


class LivePage:
    """One page in one tab.

    ``response`` is its last HTTP response, ``html`` what its live region shows,
    ``pushes`` the ``(event, payload)`` pairs that the server sent of its own accord.
    """

    def __init__(self, application: Any, url: str, client: AsyncClient) -> None:
        self.application = application
        self.client = client
        self.url = url
        self.rendered = Rendered({"s": [""]})
        self.pushes: list[tuple[str, Any]] = []
        self.mounts = 0
        self.join_ref = "0"
        self.topic = self.session = ""
        self._navigated = False
        self._ref = 0

    @property
    def html(self) -> str:
        """What the live region shows."""
        return self.rendered.html

    @property
    def page_id(self) -> str:
        """What tells the page from all others."""
        return tokens.read_page_token(self.session).page_id

    async def get(self) -> Any:
        """Load the page over HTTP."""
        self.take(await self.client.get(self.url))
        return self.response

    def take(self, response: Any) -> None:
        """Take a page that was loaded in another way than by ``get``."""
        self.response = response
        root = _ROOT.search(response.content.decode())
        if root is not None:
            self.topic = f"lv:{root['id']}"
            self.session = entities.unescape(root["session"])
        self.mounts, self._navigated = 0, False

    async def connect(self, **headers: str) -> bool:
        """Open the socket; false where the server refuses it."""
        sent = {"host": HOST, "origin": f"http://{HOST}", "cookie": self._cookies()}
        sent.update(headers)
        pairs = [(name.encode(), value.encode()) for name, value in sent.items()]
        self.socket = WebsocketCommunicator(self.application, PATH, pairs)
        self.socket.scope["scheme"] = "ws"
        connected, _code = await self.socket.connect()
        return bool(connected)

    async def join(self, **changes: Any) -> dict[str, Any]:
        """Join the page; return the reply's payload, ``{"status", "response"}``."""
        self._ref += 1
        self.join_ref = str(self._ref)
        reply = await self.send("phx_join", self._join_payload() | changes)
        if reply["status"] == "ok":
            self.rendered = Rendered(reply["response"]["rendered"])
            self.mounts += 1
        return reply

    async def send(self, event: str, payload: Any = None) -> dict[str, Any]:
        """Send one frame on the page's topic and wait for its reply's payload."""
        self._ref += 1
        ref = str(self._ref)
        await self.send_raw(
            json.dumps([self.join_ref, ref, self.topic, event, payload or {}])
        )
        while True:
            _join_ref, answered, topic, name, body = await self.receive()
            if name == "phx_reply" and answered == ref:
                return self._merged(body)
            self._take_push(topic, name, body)
            if name == "phx_error":
                return {"status": "crashed", "response": {}}

    async def event(self, name: str, value: Any = None, type_: str = "click") -> Any:
        """Send an event of the page; return the reply's payload."""
        value = {} if value is None else value
        payload = {"type": type_, "event": name, "value": value}
        return await self.send("event", payload)

    async def submit(self, name: str, fields: Mapping[str, Any]) -> Any:
        """Submit a form."""
        return await self.event(name, urlencode(fields, doseq=True), "form")

    async def clear_flash(self, **value: Any) -> Any:
        """Dismiss messages as the built-in event does."""
        return await self.event("lv:clear-flash", value)

    async def patch(self, url: str) -> Any:
        """Follow a link to another URL of the same view."""
        return await self.send("live_patch", {"url": f"http://{HOST}{url}"})

    async def navigate(self, url: str, flash: str | None = None) -> dict[str, Any]:
        """Leave the view for another one, as live navigation does."""
        await self.send("phx_leave")
        self.url, self._navigated, self.mounts = url, True, 0
        return await self.join(**({} if flash is None else {"flash": flash}))

    async def reconnect(self) -> dict[str, Any]:
        """Lose the connection and get it back."""
        await self.disconnect()
        await self.connect()
        return await self.join()

    async def disconnect(self) -> None:
        """Lose the connection, and wait until the server has cleaned up."""
        await self.socket.disconnect(timeout=TIMEOUT)

    async def send_raw(self, text: str) -> None:
        """Send any text."""
        await self.socket.send_to(text_data=text)

    async def receive(self) -> Any:
        """The next frame, ``[join_ref, ref, topic, event, payload]``.

        Raises ConnectionAbortedError where the server closes the socket instead.
        """
        message = await self.socket.receive_output(TIMEOUT)
        if message["type"] == "websocket.close":
            raise ConnectionAbortedError(message["code"])
        return json.loads(message["text"])

    async def push(self, event: str) -> Any:
        """Wait for a push of the server; return its payload."""
        while True:
            for index, (name, payload) in enumerate(self.pushes):
                if name == event:
                    del self.pushes[index]
                    return payload
            _join_ref, _ref, topic, name, body = await self.receive()
            self._take_push(topic, name, body)

    def _take_push(self, topic: str, name: str, body: Any) -> None:
        if topic == self.topic and name != "phx_reply":
            if name == "diff":
                self.rendered.merge(body)
            self.pushes.append((name, body))

    def _merged(self, reply: dict[str, Any]) -> dict[str, Any]:
        self.rendered.merge(reply["response"].get("diff", {}))
        return reply

    def _join_payload(self) -> dict[str, Any]:
        address = "redirect" if self._navigated else "url"
        messages = {
            each: int(revision) for each, revision in _MESSAGE.findall(self.html)
        }
        return {
            address: f"http://{HOST}{self.url}",
            "params": {
                "_mounts": self.mounts,
                "_mount_attempts": 0,
                "_messages": messages,
            },
            "session": self.session,
            "static": None,
        }

    def _cookies(self) -> str:
        cookies = self.client.cookies.values()
        return "; ".join(f"{cookie.key}={cookie.value}" for cookie in cookies)


@asynccontextmanager
async def live_page(
    application: Any, url: str, client: AsyncClient | None = None
) -> AsyncIterator[LivePage]:
    """A page that was loaded and joined; its socket is closed afterwards."""
    page = LivePage(application, url, client or AsyncClient())
    await page.get()
    await page.connect()
    await page.join()
    try:
        yield page
    finally:
        await page.disconnect()
