"""The tab of a member with a plain page."""

import asyncio
import json
import time
from collections.abc import Sequence

from picows import WSFrame, WSMsgType, WSTransport

from benchmarks.events.servers import Running
from benchmarks.events.tabs import SHOWN, StackTab
from tests.protocol_client.frames import event_payload, frame

PATH = "/page/"
JOINING_AT_ONCE = 20


class MemberTab(StackTab):
    """A tab of a logged-in member; it acknowledges what it shows, as the client does.

    ``shown`` has the time when the tab received the pushed message.
    """

    def __init__(self, origin: str, number: int) -> None:
        super().__init__(origin, PATH, 0)
        self.expect()
        self._number = number

    def expect(self) -> None:
        """Wait for another message."""
        self.shown: asyncio.Future[float] = asyncio.get_running_loop().create_future()

    async def log_in(self) -> None:
        """Log in as the member."""
        await self.get(f"/log-in/{self._number}/")

    async def load(self) -> None:
        await self.log_in()
        await super().load()

    async def get(self, path: str) -> bytes:
        former = self._cookies
        body = await super().get(path)
        if former and self._cookies != former:
            pairs = (
                each.split("=", 1) for each in f"{former}; {self._cookies}".split("; ")
            )
            self._cookies = "; ".join(f"{k}={v}" for k, v in dict(pairs).items())
        return body

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type == WSMsgType.TEXT:
            text = frame.get_payload_as_bytes()
            if SHOWN in text and not self.shown.done():
                self.shown.set_result(time.perf_counter())
                self._acknowledge(text)
                return
        super().on_ws_frame(transport, frame)

    def _acknowledge(self, text: bytes) -> None:
        for name, payload in json.loads(text)[4].get("e", ()):
            if name == "liveflash:ack":
                event = event_payload("lv:flash-shown", payload, "hook")
                ack = frame("1", self.next_ref(), self._root.topic, "event", event)
                self._transport.send(WSMsgType.TEXT, ack.encode())


def member(run: Running, number: int) -> MemberTab:
    """Return the tab of a member, not opened yet."""
    return MemberTab(f"http://127.0.0.1:{run.port}", number)


async def open_members(run: Running, numbers: Sequence[int]) -> list[MemberTab]:
    """Return joined tabs of these members, opened a few at a time."""
    tabs = [member(run, number) for number in numbers]
    for start in range(0, len(tabs), JOINING_AT_ONCE):
        some = tabs[start : start + JOINING_AT_ONCE]
        await asyncio.gather(*(tab.open() for tab in some))
    return tabs
