"""Events that a client sends behind what ends its page: which of them are handled."""

import asyncio
from collections import Counter
from dataclasses import dataclass

from benchmarks.hostile.client import JOIN_REF, Page, Socket, SocketClosed, frame
from benchmarks.hostile.figures import Figure, Target
from benchmarks.hostile.servers import Server

EVENTS = 20
QUIET_SECONDS = 1


@dataclass(frozen=True)
class Case:
    """The end of a page: the join of ``path``, or an event after the join."""

    name: str
    path: str | None = None
    event: str | None = None


CASES = (
    Case("mount redirects", path="/guarded/redirect/"),
    Case("mount navigates", path="/guarded/navigate/"),
    Case("mount raises", path="/broken/"),
    Case("join of a missing page", path="/missing/"),
    Case("handler redirects", event="redirect"),
    Case("handler navigates", event="navigate"),
    Case("handler raises", event="crash"),
    Case("phx_leave"),
)


async def measure(target: Target) -> list[Figure]:
    """Pipeline events behind each end of a page."""
    figures = []
    with target.serve() as server:
        for case in CASES:
            figures += await _measure_case(server, case)
    return figures


async def _measure_case(server: Server, case: Case) -> list[Figure]:
    before = (await asyncio.to_thread(server.state))["handlers_run"]
    page = await Page.load(server.port)
    events = [page.event(f"e{each}", "count") for each in range(EVENTS)]
    cleared = page.event("clear", "lv:clear-flash")
    async with await Socket.open(page) as socket:
        if case.path is None:
            await socket.join(page)
        await socket.send(_ending(page, case), *events, cleared)
        replies = await _count_replies(socket)
    after = (await asyncio.to_thread(server.state))["handlers_run"]
    text = ", ".join(f"{count} {status}" for status, count in sorted(replies.items()))
    return [
        Figure(f"{case.name}: handlers run, of {EVENTS}", str(after - before), "0"),
        Figure(f"{case.name}: replies to {EVENTS + 1} frames", text or "none"),
    ]


def _ending(page: Page, case: Case) -> str:
    if case.path is not None:
        return page.join(case.path)
    if case.event is not None:
        return page.event("end", case.event)
    return frame("end", page.topic, "phx_leave", {})


async def _count_replies(socket: Socket) -> Counter[str]:
    """Return how many replies came by status, besides that to what ends the page."""
    replies: Counter[str] = Counter()
    try:
        while True:
            async with asyncio.timeout(QUIET_SECONDS):
                _join_ref, ref, _topic, event, payload = await socket.receive()
            if event == "phx_reply" and ref not in (JOIN_REF, "end"):
                replies[payload["status"]] += 1
    except (TimeoutError, SocketClosed):
        return replies
