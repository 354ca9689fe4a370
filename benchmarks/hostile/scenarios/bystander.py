"""A burst of tiny events on one socket: how long another socket waits meanwhile."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial

from benchmarks.hostile.client import Page, Socket, SocketClosed, heartbeat
from benchmarks.hostile.figures import Figure, Stopwatch, Target, spread

EVENTS = 200
INTERVAL_SECONDS = 0.02
TIMEOUT_SECONDS = 60
# The attacker's burst is full again after it.
QUIET_SECONDS = 2.5
GOALS = {"uvicorn": "0.3 s", "daphne": "0.6 s", "hypercorn": "0.6 s"}


@dataclass(frozen=True)
class Attack:
    """An event that is sent many times to a page.

    ``first`` is sent once before; ``item`` is JSON that fills large frames.
    """

    name: str
    event: str
    path: str = "/"
    first: str = "nothing"
    item: str = ""

    def frame(self, page: Page, ref: str) -> str:
        """Return one frame of the burst."""
        if self.item:
            return page.large_event(ref, self.event, self.item)
        return page.event(ref, self.event)


ATTACKS = (
    Attack("100 messages, no change", "nothing", first="fill"),
    Attack("100 messages, one put", "put", first="fill"),
    Attack("100 large messages, no change", "nothing", first="fill_large"),
    Attack("2,000 rows, no change", "nothing", path="/rows/2000/"),
    Attack("2,000 rows, read again", "query", path="/rows/2000/"),
    Attack("62 KB of `{}`, unknown event", "unknown", item="{}"),
)


@dataclass
class Waits:
    """Seconds: the longest wait of each bystander, and the length of the attack.

    ``answered`` is how many events of the attack were answered.
    """

    heartbeat: float
    event: float
    attack: float
    answered: int


async def measure(target: Target) -> list[Figure]:
    """Send each burst several times."""
    figures: list[Figure] = []
    for attack in ATTACKS:
        with target.serve() as server:
            rounds = [
                await _measure_round(server.port, attack) for _ in range(target.rounds)
            ]
        goal = GOALS[target.program]
        beats = [each.heartbeat for each in rounds]
        events = [each.event for each in rounds]
        answered = min(each.answered for each in rounds)
        took = spread([each.attack for each in rounds])
        if answered < EVENTS:
            took += f", {answered} answered"
        figures += [
            Figure(f"{attack.name}: longest wait, heartbeat", spread(beats), goal),
            Figure(f"{attack.name}: longest wait, event", spread(events), goal),
            Figure(f"{attack.name}: all {EVENTS} answered after", took),
        ]
    return figures


async def _measure_round(port: int, attack: Attack) -> Waits:
    page = await Page.load(port, attack.path)
    by_event, by_heartbeat = await Page.load(port), await Page.load(port)
    async with AsyncExitStack() as stack:
        attacker = await stack.enter_async_context(await Socket.open(page))
        first = await stack.enter_async_context(await Socket.open(by_event))
        second = await stack.enter_async_context(await Socket.open(by_heartbeat))
        await attacker.join(page)
        await first.join(by_event)
        await second.join(by_heartbeat)
        await attacker.ask(page.event("first", attack.first), "first")
        is_over = asyncio.Event()
        async with asyncio.timeout(2 * TIMEOUT_SECONDS), asyncio.TaskGroup() as group:
            event = partial(by_event.event, name="nothing")
            first_watch = group.create_task(_watch(first, event, is_over))
            second_watch = group.create_task(_watch(second, heartbeat, is_over))
            await asyncio.sleep(QUIET_SECONDS)
            took, answered = await _attack(attacker, page, attack)
            is_over.set()
    return Waits(second_watch.result(), first_watch.result(), took, answered)


async def _attack(attacker: Socket, page: Page, attack: Attack) -> tuple[float, int]:
    """Send all events at once; return the seconds until how many are answered."""
    frames = [attack.frame(page, f"e{each}") for each in range(EVENTS)]
    watch = Stopwatch()
    sending = asyncio.create_task(attacker.send(*frames))
    answered = 0
    try:
        async with asyncio.timeout(TIMEOUT_SECONDS):
            while answered < EVENTS:
                answered += (await attacker.receive())[3] == "phx_reply"
    except (SocketClosed, TimeoutError):
        pass
    took = watch.elapsed
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)
    return took, answered


async def _watch(
    socket: Socket, frame_of: Callable[[str], str], is_over: asyncio.Event
) -> float:
    """Ask again and again; return the longest wait for a reply, in seconds."""
    longest, number = 0.0, 0
    while not is_over.is_set():
        number += 1
        ref = f"w{number}"
        watch = Stopwatch()
        await socket.ask(frame_of(ref), ref)
        longest = max(longest, watch.elapsed)
        await asyncio.sleep(max(0.0, INTERVAL_SECONDS - watch.elapsed))
    return longest
