"""Frames that are logged: how much, and whether a client can forge lines."""

import asyncio
import json
from collections import Counter
from collections.abc import Callable
from urllib.parse import quote

from benchmarks.hostile.client import Page, Socket, SocketClosed, frame
from benchmarks.hostile.figures import Figure, Stopwatch, Target

ATTACK_SECONDS = 3
RATE = 99
SETTLE_SECONDS = 0.5
# What each record begins with, by the settings of the site.
RECORD = "\x1e"
NAME_SIZE = 60_000
FORGED = "FORGED by a client"
NAME = f"\n{FORGED}\n".ljust(NAME_SIZE, "x")
DEEP = json.loads("[" * 70 + "]" * 70)


def _deep(_page: Page, ref: int) -> list[str]:
    return [frame(ref, "lv:v", NAME, {"a": DEEP})]


def _unknown(page: Page, ref: int) -> list[str]:
    return [frame(ref, page.topic, NAME, {})]


def _unmatched(_page: Page, ref: int) -> list[str]:
    return [frame(ref, "lv:other", NAME, {})]


def _malformed_join(_page: Page, ref: int) -> list[str]:
    return [frame(ref, f"lv:{ref}{NAME}", "phx_join", {})]


def _missing_page(page: Page, _ref: int) -> list[str]:
    return [page.join("/" + quote(NAME[:50]) + "y" * (NAME_SIZE - 100))]


def _crash(page: Page, ref: int) -> list[str]:
    return [page.join(), page.event(ref, "crash")]


ATTACKS: dict[str, Callable[[Page, int], list[str]]] = {
    "deep, long event": _deep,
    "unknown long event": _unknown,
    "long event of a topic that is not joined": _unmatched,
    "malformed join of a long topic": _malformed_join,
    "join of a long missing URL": _missing_page,
    "join and crash": _crash,
}


async def measure(target: Target) -> list[Figure]:
    """Send each kind of frame at the rate that is never delayed."""
    figures = []
    with target.serve(log_level="INFO") as server:
        for name, frames_of in ATTACKS.items():
            page = await Page.load(server.port)
            start = server.log_size
            took, end = await _attack(page, frames_of)
            await asyncio.sleep(SETTLE_SECONDS)
            log = server.log_from(start)
            sizes = _sizes(log)
            severe = sizes["WARNING"] + sizes["ERROR"]
            rates = " / ".join(
                f"{size / took / 1000:,.0f}" for size in (severe, sizes.total())
            )
            forged = log.split("\n").count(FORGED)
            figures += [
                Figure(f"{name}: log of WARNING and above / all, KB/s", rates + end),
                Figure(f"{name}: forged lines", str(forged), "0"),
            ]
    return figures


async def _attack(
    page: Page, frames_of: Callable[[Page, int], list[str]]
) -> tuple[float, str]:
    """Send frames for a while; return for how many seconds, and why no longer."""
    async with await Socket.open(page) as socket:
        await socket.join(page)
        reading = asyncio.create_task(socket.wait_for_close(60))
        watch = Stopwatch()
        end = ""
        sent = ref = 0
        try:
            while watch.elapsed < ATTACK_SECONDS:
                if sent < watch.elapsed * RATE:
                    ref += 1
                    frames = frames_of(page, ref)
                    sent += len(frames)
                    await socket.send(*frames)
                else:
                    await asyncio.sleep(0.005)
        except SocketClosed as closed:
            end = f" (closed with {closed.code})"
        took = watch.elapsed
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
    return took, end


def _sizes(log: str) -> Counter[str]:
    """Return the bytes of the records of each level."""
    sizes: Counter[str] = Counter()
    for record in log.split(RECORD)[1:]:
        level = record.partition(" ")[0]
        sizes[level] += len(record.encode()) + 1
    return sizes
