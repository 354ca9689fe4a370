"""A plain page as the client keeps it, whose connection breaks at any time."""

import asyncio
import random
import re
from collections import Counter
from typing import Any

import httpx

from tests.faults.server import PATIENCE
from tests.protocol_client.frames import event_payload
from tests.protocol_client.network import NetworkServer, Visitor
from tests.push.tab import Tab

URL = "/visits-stack/none/"
MESSAGE = re.compile(
    r'<liveflash-message id="liveflash-([^"]+)"[^>]*? data-liveflash-revision="(\d+)"'
    r'.*?liveflash-text">([^<]*)<',
    re.DOTALL,
)
MOMENT_SECONDS = 0.05
SILENCE_SECONDS = 20
LOST = (ConnectionAbortedError, TimeoutError)


class PlainTab(Tab):
    """A plain page that keeps its messages when a server does not know them.

    ``on_page`` maps the ids of its messages to revisions, ``shown`` counts how often
    each text came into the page, and ``returned`` has the texts of dismissed messages
    that a later join has brought back. ``other`` is the user's other tab: only what
    both show is dismissed, as a dismissal takes it from both.
    """

    def __init__(self, origin: str, http: httpx.AsyncClient) -> None:
        self.on_page: dict[str, int] = {}
        self.shown: Counter[str] = Counter()
        self.returned: list[str] = []
        self.other = self
        self._dismissed: set[str] = set()
        self._gone: set[str] = set()  # dismissed before the last join
        server = NetworkServer(
            origin, timeout_seconds=PATIENCE, retry_seconds=PATIENCE, compression=None
        )
        super().__init__(URL, Visitor(origin, http=http), server)

    def join_payload(self) -> dict[str, Any]:
        payload = super().join_payload()
        payload["params"]["_messages"] = self.on_page
        self._gone |= self._dismissed
        return payload

    def apply_diff(self, diff: dict[str, Any]) -> None:
        if not diff:
            return  # of a reply, such as that of a join before its tree
        super().apply_diff(diff)
        self.acknowledged.update(self.unacknowledged)
        for message_id, revision, text in MESSAGE.findall(self.html):
            if message_id in self._gone:
                self.returned.append(text)
            elif message_id not in {*self._dismissed, *self.on_page}:
                self.shown[text] += 1
                self.on_page[message_id] = int(revision)

    async def receive_until(self, *texts: str) -> None:
        """Receive until all of these were shown, or nothing comes."""
        while not self.shown.keys() >= set(texts):
            try:
                async with asyncio.timeout(SILENCE_SECONDS):
                    await self._receive_and_acknowledge()
            except TimeoutError:
                return

    async def use_for_a_moment(self) -> None:
        """Receive and acknowledge, and dismiss a message now and then."""
        try:
            async with asyncio.timeout(_draw_moment()):
                in_both = sorted(self.on_page.keys() & self.other.on_page.keys())
                if in_both and random.random() < 0.3:  # noqa: S311 - any will do
                    await self._dismiss(random.choice(in_both))  # noqa: S311
                while True:
                    await self._receive_and_acknowledge()
        except LOST:
            pass

    async def drop(self) -> None:
        """Lose the connection by the network or the server, maybe again in a join."""
        if random.random() < 0.5:  # noqa: S311 - any will do
            await self.socket.abort()
        else:
            await self.send_raw("nonsense")
            await self.close_code()
        try:
            async with asyncio.timeout(_draw_moment()):
                await self.reconnect()
        except LOST:
            await self.socket.abort()
            await self.reconnect()

    async def _receive_and_acknowledge(self) -> None:
        await self.receive_push()
        if self.unacknowledged:
            shown = {"shown": self.unacknowledged}
            self.unacknowledged = {}
            await self.post("event", event_payload("lv:flash-shown", shown, "hook"))

    async def _dismiss(self, message_id: str) -> None:
        del self.on_page[message_id]
        self._dismissed.add(message_id)
        value = {"id": message_id}
        await self.post("event", event_payload("lv:clear-flash", value))


def _draw_moment() -> float:
    return random.uniform(0, MOMENT_SECONDS)  # noqa: S311 - any will do
