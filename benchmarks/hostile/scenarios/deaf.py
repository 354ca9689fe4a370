"""A client that asks for large replies and never reads them."""

import asyncio

from benchmarks.hostile.client import Page, Socket, SocketClosed
from benchmarks.hostile.figures import Figure, Stopwatch, Target, megabytes, seconds
from benchmarks.hostile.servers import PeakMemory

ATTACK_SECONDS = 20
BURST = 190
RATE = 95
RECEIVE_BUFFER = 4096
SETTLE_SECONDS = 5


async def measure(target: Target) -> list[Figure]:
    """Ask as fast as the limits allow, each time for 60 KB."""
    with target.serve() as server:
        page = await Page.load(server.port)
        async with await Socket.open(page, receive_buffer=RECEIVE_BUFFER) as socket:
            await socket.join(page)
            before = server.rss
            with PeakMemory(server) as peak:
                end = await _attack(socket, page)
            run = (await asyncio.to_thread(server.state))["handlers_run"]
        await asyncio.sleep(SETTLE_SECONDS)
        after = server.rss
    return [
        Figure("growth of RSS", megabytes(peak.bytes - before)),
        Figure("growth left when the client is gone", megabytes(after - before)),
        Figure("handlers that ran", str(run)),
        Figure("end of the socket", end),
    ]


async def _attack(socket: Socket, page: Page) -> str:
    watch = Stopwatch()
    sent = 0
    try:
        async with asyncio.timeout(ATTACK_SECONDS):
            while True:
                due = BURST + int(watch.elapsed * RATE)
                await socket.send(*(page.event(n, "large") for n in range(sent, due)))
                sent = due
                await asyncio.sleep(0.1)
    except TimeoutError:
        return f"open after {ATTACK_SECONDS} s"
    except SocketClosed:
        return f"closed after {seconds(watch.elapsed)}"
