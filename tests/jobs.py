"""A page whose view starts work beside its handlers."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from liveflash import AsyncResult, LiveView, LiveViewSocket, event


@dataclass
class Context:
    count: int = 0
    report: str = ""
    orders: AsyncResult[int] = field(default_factory=AsyncResult)


Socket = LiveViewSocket[Context]


class JobsView(LiveView[Context]):
    template_name = "jobs.html"

    async def mount(self, socket: Socket, session: Any) -> None:
        socket.context = Context()
        self.may_end = asyncio.Event()
        self.may_load = asyncio.Event()
        socket.assign_async("orders", self.load)

    async def load(self) -> int:
        await self.may_load.wait()
        return 7

    async def build(self, socket: Socket) -> str:
        message = socket.put_flash("report", "Building", level="info")
        await self.may_end.wait()
        message.update("Built", level="success")
        return "Report"

    @event
    async def start(self, socket: Socket) -> None:
        socket.start_async("report", self.build, socket)

    @event
    async def count(self, socket: Socket) -> None:
        socket.context.count += 1

    @event
    async def finish(self) -> None:
        self.may_end.set()

    @event("load")
    async def let_load(self) -> None:
        self.may_load.set()

    async def handle_async(
        self, name: str, result: AsyncResult[str], socket: Socket
    ) -> None:
        socket.context.report = result.value or ""
