"""A client that joins and then vanishes: when the server closes its socket."""

import asyncio
from contextlib import AsyncExitStack

from benchmarks.hostile.client import Page, Socket
from benchmarks.hostile.closing import describe_close
from benchmarks.hostile.figures import Figure, Target

GOAL = "60 s"


async def measure(target: Target) -> list[Figure]:
    """Join two pages: one answers pings, and neither sends anything else."""
    with target.serve() as server:
        pages = [await Page.load(server.port) for _ in range(2)]
        async with AsyncExitStack() as stack:
            sockets = [
                await stack.enter_async_context(await Socket.open(page))
                for page in pages
            ]
            for socket, page in zip(sockets, pages, strict=True):
                await socket.join(page)
            sockets[0].answers_pings = False
            texts = await asyncio.gather(
                *(describe_close(socket, target.patience) for socket in sockets)
            )
    names = ("answers nothing", "answers pings alone")
    return [
        Figure(f"{name}: closed after", text, GOAL)
        for name, text in zip(names, texts, strict=True)
    ]
