"""Sockets that never join: the memory that they hold, and when they are closed."""

import asyncio
from contextlib import AsyncExitStack

from benchmarks.hostile.client import Page, Socket, SocketClosed, heartbeat
from benchmarks.hostile.closing import describe_close
from benchmarks.hostile.figures import Figure, Target, kilobytes, sizes
from benchmarks.hostile.servers import LARGEST_MESSAGE, PeakMemory

SOCKETS = 20
HEARTBEAT_SECONDS = 5
SETTLE_SECONDS = 1
SMALL_MESSAGE = 2**20
SMALL_OPTIONS = ("--ws-max-size", str(SMALL_MESSAGE))
GOAL = "30 s"

# What a frame begins with that is refused, but does not close its socket.
HEAD = b'["1","1","lv:v","event",{"a":"'


async def measure(target: Target) -> list[Figure]:
    """Attack with unfinished and with complete messages, then with silence."""
    largest = LARGEST_MESSAGE[target.program]
    figures = await _measure_memory(target, "default", largest)
    if target.program == "uvicorn":
        figures += await _measure_memory(
            target, " ".join(SMALL_OPTIONS), SMALL_MESSAGE, *SMALL_OPTIONS
        )
    return figures + await _measure_close(target)


async def _measure_memory(
    target: Target, name: str, largest: int, *options: str
) -> list[Figure]:
    """Measure the memory that is held while each socket has sent ``largest`` bytes."""
    data = HEAD + b"a" * (largest - len(HEAD) - 1000)
    figures = []
    for is_whole in (False, True):
        with target.serve(*options) as server:
            page = await Page.load(server.port)
            before = server.rss
            async with AsyncExitStack() as stack:
                with PeakMemory(server) as peak:
                    wire = await _send_all(stack, page, data, is_whole=is_whole)
                    await asyncio.sleep(SETTLE_SECONDS)
                held = server.rss
            await asyncio.sleep(SETTLE_SECONDS)
            text = sizes(before, peak.bytes, held, server.rss)
        kind = "complete" if is_whole else "unfinished"
        title = f"{name}, {kind} messages of {largest // 2**20} MiB"
        figures += [
            Figure(f"{title}: RSS before → peak → held → gone, MB", text),
            Figure(f"{title}: sent by each", kilobytes(wire / SOCKETS)),
        ]
    return figures


async def _send_all(
    stack: AsyncExitStack, page: Page, data: bytes, *, is_whole: bool
) -> int:
    """Send ``data`` on each socket; return the bytes on the wire."""
    wire = 0
    for _ in range(SOCKETS):
        opened = await Socket.open(page, deflates=True)
        socket = await stack.enter_async_context(opened)
        try:
            async with asyncio.timeout(10):
                if is_whole:
                    await socket.send(data.decode() + '"}]')
                else:
                    await socket.send_fragment(data)
        except (SocketClosed, TimeoutError):
            pass
        wire += socket.written
    return wire


async def _measure_close(target: Target) -> list[Figure]:
    """Measure when a socket is closed that answers pings, but does not join."""
    with target.serve() as server:
        page = await Page.load(server.port)
        async with AsyncExitStack() as stack:
            idle, beating, unfinished = [
                await stack.enter_async_context(await Socket.open(page))
                for _ in range(3)
            ]
            await unfinished.send_fragment(HEAD)
            texts = await asyncio.gather(
                describe_close(idle, target.patience),
                describe_close(unfinished, target.patience),
                _beat(beating, target.patience),
            )
    names = ("idle", "unfinished message", "heartbeats alone")
    return [
        Figure(f"{name}: closed after", text, GOAL)
        for name, text in zip(names, texts, strict=True)
    ]


async def _beat(socket: Socket, patience: float) -> str:
    async def send() -> None:
        for ref in range(1000):
            await socket.send(heartbeat(ref))
            await asyncio.sleep(HEARTBEAT_SECONDS)

    sending = asyncio.create_task(send())
    try:
        return await describe_close(socket, patience)
    finally:
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
