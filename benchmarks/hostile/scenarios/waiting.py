"""Frames that wait behind a slow mount: what they take of the server's memory."""

import asyncio
from collections import Counter
from contextlib import AsyncExitStack

from benchmarks.hostile.client import Page, Socket, SocketClosed
from benchmarks.hostile.figures import Figure, Target, megabytes, sizes
from benchmarks.hostile.servers import PeakMemory

SOCKETS = 2
FRAMES = 250
TIMEOUT_SECONDS = 60
# The mount takes 8 s.
LOOK_SECONDS = 7.5
SETTLE_SECONDS = 1

# What the value of each frame repeats: decoding inflates it by 24, 34 and 8.
SHAPES = {
    "{}": "{}",
    "objects 4 deep": '{"":{"":{"":{"":0}}}}',
    "0.1": "0.1",
}


async def measure(target: Target) -> list[Figure]:
    """Flood a mount with each shape of JSON, each on a new server."""
    figures: list[Figure] = []
    for name, item in SHAPES.items():
        figures += await _measure_shape(target, name, item)
    return figures


async def _measure_shape(target: Target, name: str, item: str) -> list[Figure]:
    with target.serve() as server:
        pages = [await Page.load(server.port, "/slow/") for _ in range(SOCKETS)]
        before = server.rss
        async with AsyncExitStack() as stack:
            floods = [_Flood(page, item) for page in pages]
            for each in floods:
                await each.open(stack)
            with PeakMemory(server) as peak:
                await asyncio.gather(*(each.run() for each in floods))
            await asyncio.sleep(SETTLE_SECONDS)
            held = server.rss
        await asyncio.sleep(SETTLE_SECONDS)
        after = server.rss
    text = sizes(before, peak.bytes, held, after)
    taken = sum(each.taken for each in floods)
    ends = "; ".join(each.end for each in floods)
    return [
        Figure(f"`{name}`: RSS before → peak → answered → gone, MB", text),
        Figure(f"`{name}`: taken during the mount", megabytes(taken)),
        Figure(f"`{name}`: end of each socket", ends),
    ]


class _Flood:
    """One socket that joins and does not wait for the reply.

    ``taken`` is how many bytes the server has read before the mount is over, or before
    it closes the socket; ``end`` is what became of the socket.
    """

    def __init__(self, page: Page, item: str) -> None:
        self._frames = [page.large_event(ref, "nothing", item) for ref in range(FRAMES)]
        self._page = page
        self.taken = 0
        self.end = ""

    async def open(self, stack: AsyncExitStack) -> None:
        """Connect."""
        self._socket = await stack.enter_async_context(await Socket.open(self._page))

    async def run(self) -> None:
        """Send everything, and read until all is answered."""
        look = asyncio.create_task(self._look())
        send = asyncio.create_task(self._send())
        replies: Counter[str] = Counter()
        end = "open"
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                while replies.total() <= FRAMES:
                    *_refs, event, payload = await self._socket.receive()
                    if event == "phx_error":
                        end = "crashed"
                        break
                    replies[payload.get("status", event)] += 1
        except SocketClosed as closed:
            end = f"closed with {closed.code}"
            self.taken = self.taken or self._socket.written
        except TimeoutError:
            end = f"open after {TIMEOUT_SECONDS} s"
        finally:
            look.cancel()
            send.cancel()
            await asyncio.gather(look, send, return_exceptions=True)
        counts = [f"{count} {status}" for status, count in replies.items()]
        self.end = ", ".join([end, *counts])

    async def _send(self) -> None:
        await self._socket.send(self._page.join())
        for text in self._frames:
            await self._socket.send(text)

    async def _look(self) -> None:
        await asyncio.sleep(LOOK_SECONDS)
        self.taken = self._socket.taken
