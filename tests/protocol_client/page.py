"""One page in one tab, as the official client drives it."""

import json
import re
from collections.abc import Mapping
from typing import Any, Protocol
from urllib.parse import urlencode

from liveflash.protocol.wire_tree import Rendered
from liveflash.storage import tokens
from tests.protocol_client.frames import (
    cookie_header,
    event_payload,
    find_root,
    frame,
    join_payload,
)

_MESSAGE = re.compile(
    r'<liveflash-message id="liveflash-(?P<id>[^"]+)"[^>]*? '
    r'data-liveflash-revision="(?P<revision>[^"]+)"'
)
_TEXT = re.compile(r'liveflash-text">([^<]*)<')
_PATTERN = re.compile(r"<template data-liveflash-pattern.*?</template>", re.DOTALL)


class Server(Protocol):
    """A server that pages connect to; ``origin`` is its scheme, host and port."""

    origin: str
    timeout_seconds: float

    async def connect(self, headers: Mapping[str, str]) -> Any:
        """Open a WebSocket; return None where the server refuses it.

        Connections have the ``send_to()``, ``receive_output()`` and ``disconnect()`` of
        Channels' communicator.
        """


def without_patterns(html: str) -> str:
    """Return HTML without the patterns for messages of scripts."""
    return _PATTERN.sub("", html)


def message_texts(html: str) -> list[str]:
    """Return the texts of the messages that ``{% liveflash %}`` shows."""
    return _TEXT.findall(without_patterns(html))


class LivePage:
    """One page in one tab.

    ``client`` loads pages with the visitor's cookies. ``response`` is the page's last
    HTTP response, ``html`` its live region, ``pushes`` the ``(event, payload)`` pairs
    that answered no frame.
    """

    def __init__(self, server: Server, url: str, client: Any) -> None:
        self.server = server
        self.client = client
        self.url = url
        self.rendered = Rendered({"s": [""]})
        self.pushes: list[tuple[str, Any]] = []
        self.mounts = self.last_ref = 0
        self.join_ref = "0"
        self.topic = self.session = ""
        self.socket: Any = None
        self._static: str | None = None
        self._navigated = False

    @property
    def html(self) -> str:
        """The HTML of the live region."""
        return self.rendered.html

    @property
    def texts(self) -> list[str]:
        """The texts of the messages in the live region."""
        return message_texts(self.html)

    @property
    def page_id(self) -> str:
        """The id in the page's token."""
        return tokens.read_page_token(self.session).page_id

    async def open(self) -> None:
        """Load the page, connect and join."""
        await self.get()
        await self.reconnect()

    async def get(self) -> Any:
        """Load the page over HTTP."""
        self.set_response(await self.client.get(self.url))
        return self.response

    def set_response(self, response: Any) -> None:
        """Use a page that was loaded in another way than by ``get``."""
        self.response = response
        root = find_root(response.content.decode())
        if root is not None:
            self.topic, self.session = root.topic, root.session
            self._static = root.static
        self.mounts, self._navigated = 0, False

    async def connect(self, **headers: str) -> bool:
        """Open the socket; return False where the server refuses it."""
        origin, cookies = self.server.origin, cookie_header(self.client.cookies)
        socket = await self.server.connect(
            {"origin": origin, "cookie": cookies, **headers}
        )
        if socket is None:
            return False
        self.socket = socket
        return True

    async def join(self, **changes: Any) -> dict[str, Any]:
        """Join the page; return the reply's payload, ``{"status", "response"}``."""
        self.join_ref = self.next_ref()
        reply = await self.send("phx_join", self.join_payload() | changes)
        if reply["status"] == "ok":
            self.apply_diff(reply["response"]["rendered"])
            self.mounts += 1
        return reply

    async def send(self, event: str, payload: Any = None) -> dict[str, Any]:
        """Send one frame on the page's topic; return the payload of its reply.

        A crash of the topic gives the status ``"crashed"``.
        """
        ref = await self.post(event, payload)
        while True:
            _join_ref, replied, topic, name, body = await self.receive()
            if name == "phx_reply" and replied == ref:
                self.apply_diff(body["response"].get("diff", {}))
                return dict(body)
            self._handle_push(topic, name, body)
            if name == "phx_error":
                return {"status": "crashed", "response": {}}

    async def post(
        self, event: str, payload: Any = None, ref: str | None = None
    ) -> str:
        """Send one frame on the page's topic without waiting; return its ref."""
        ref = ref or self.next_ref()
        await self.send_raw(frame(self.join_ref, ref, self.topic, event, payload or {}))
        return ref

    async def event(self, name: str, value: Any = None, kind: str = "click") -> Any:
        """Send an event of the page; return the reply's payload."""
        return await self.send("event", event_payload(name, value, kind))

    async def submit(self, name: str, fields: Mapping[str, Any]) -> Any:
        """Submit a form."""
        return await self.event(name, urlencode(fields, doseq=True), "form")

    async def clear_flash(self, **value: Any) -> Any:
        """Dismiss messages as the built-in event does."""
        return await self.event("lv:clear-flash", value)

    async def patch(self, url: str) -> Any:
        """Follow a link to another URL of the same view."""
        return await self.send("live_patch", {"url": f"{self.server.origin}{url}"})

    async def navigate(self, url: str, flash: str | None = None) -> dict[str, Any]:
        """Leave the view for another one, as live navigation does."""
        await self.send("phx_leave")
        self.url, self._navigated, self.mounts = url, True, 0
        return await self.join(**({} if flash is None else {"flash": flash}))

    async def reconnect(self) -> dict[str, Any]:
        """Close the socket if it is open; connect and join again."""
        if self.socket is not None:
            await self.disconnect()
        assert await self.connect(), "The server refused the socket."
        return await self.join()

    async def disconnect(self) -> None:
        """Close the socket, and wait until the server has cleaned up."""
        await self.socket.disconnect(timeout=self.server.timeout_seconds)

    async def send_raw(self, text: str) -> None:
        """Send any text."""
        await self.socket.send_to(text_data=text)

    async def receive(self) -> Any:
        """Return the next frame, ``[join_ref, ref, topic, event, payload]``.

        Raises ConnectionAbortedError where the server closes the socket instead.
        """
        message = await self.socket.receive_output(self.server.timeout_seconds)
        if message["type"] == "websocket.close":
            raise ConnectionAbortedError(message["code"])
        return json.loads(message["text"])

    async def receive_push(self) -> None:
        """Receive the next frame, which answers none of the page's."""
        _join_ref, _ref, topic, name, body = await self.receive()
        self._handle_push(topic, name, body)

    async def push(self, event: str) -> Any:
        """Wait for a push of the server; return its payload."""
        while True:
            for index, (name, payload) in enumerate(self.pushes):
                if name == event:
                    del self.pushes[index]
                    return payload
            await self.receive_push()

    async def close_code(self) -> int:
        """Wait until the server closes the socket; return the close code."""
        while True:
            try:
                await self.receive()
            except ConnectionAbortedError as closed:
                return int(closed.args[0])

    def next_ref(self) -> str:
        """Return a ref that no frame of the page has used."""
        self.last_ref += 1
        return str(self.last_ref)

    def join_payload(self) -> dict[str, Any]:
        """Return the payload of the page's next join."""
        return join_payload(
            f"{self.server.origin}{self.url}",
            self.session,
            static=self._static,
            navigated=self._navigated,
            _mounts=self.mounts,
            _messages={
                each: int(revision) for each, revision in _MESSAGE.findall(self.html)
            },
        )

    def apply_diff(self, diff: dict[str, Any]) -> None:
        """Merge the tree of a join, or a diff of it."""
        self.rendered.merge(diff)

    def _handle_push(self, topic: str, name: str, body: Any) -> None:
        if topic == self.topic and name != "phx_reply":
            if name == "diff":
                self.apply_diff(body)
            self.pushes.append((name, body))


def refusal(reply: dict[str, Any]) -> str:
    """Return why an event was refused; KeyError for one that was not."""
    reason: str = reply["response"]["diff"]["r"]["refused"]
    assert reply["status"] == "ok"
    return reason
