"""A soak test: events, drops and navigations on many pages for a long time.

>>> python -m tests.faults.soak --tabs 5000 --seconds 600
"""

import argparse
import asyncio
import contextlib
import json
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path

import httpx
from websockets.exceptions import WebSocketException

from tests.faults.server import PATIENCE, Server, serving
from tests.faults.tabs import (
    drop_and_rejoin,
    for_each,
    new_tab,
    one_shot_http,
)
from tests.protocol_client.page import LivePage

AT_ONCE = 40
WARM_UP = 0.25  # of the time
SETTLING = 60
ERRORS = (OSError, WebSocketException, AssertionError)
PAGES = ("/faulty/", "/other-faulty/")


@dataclass(frozen=True, slots=True)
class Process:
    """The resources of a server process: memory in KB, open files, tasks."""

    memory: int
    files: int
    tasks: int


async def look_at(server: Server) -> Process:
    """Read off what the server's process takes."""
    process = Path("/proc") / str(server.pid)
    status = (process / "status").read_text()
    memory = int(status.split("VmRSS:")[1].split()[0])
    async with httpx.AsyncClient(timeout=PATIENCE) as http:
        answer = await http.get(f"{server.origin}/tasks/")
    tasks: int = answer.json()["tasks"]
    return Process(memory, len(list((process / "fd").iterdir())), tasks)


class Soak:
    """The tabs, and what has happened to them."""

    def __init__(self, server: Server, tabs: int, pause: float) -> None:
        self.done: Counter[str] = Counter()
        self.errors: Counter[str] = Counter()
        self._server = server
        self._http = one_shot_http(AT_ONCE)
        self._tabs = [new_tab(server.origin, self._http) for _ in range(tabs)]
        self._pause = pause

    async def open(self) -> None:
        async with self._http:
            await for_each(self._tabs, lambda tab: tab.open(), AT_ONCE)

    async def run(self, seconds: float) -> None:
        """Have every tab act now and then."""
        until = time.monotonic() + seconds
        await asyncio.gather(*(self._use(tab, until) for tab in self._tabs))

    async def close(self) -> None:
        await for_each(self._tabs, lambda tab: tab.disconnect(), AT_ONCE)

    async def _use(self, tab: LivePage, until: float) -> None:
        pause = self._pause
        while time.monotonic() + (pause := self._draw_pause()) < until:
            await asyncio.sleep(pause)
            what = random.choices(ACTIONS, WEIGHTS)[0]  # noqa: S311 - any will do
            try:
                fault = await what(tab)
            except ERRORS as error:
                fault = repr(error)
                await self._recover(tab)
            self.done[what.__name__] += 1
            if fault:
                self.errors[f"{what.__name__}: {fault}"] += 1

    async def _recover(self, tab: LivePage) -> None:
        with contextlib.suppress(*ERRORS):
            await drop_and_rejoin(tab)

    def _draw_pause(self) -> float:
        return random.uniform(0, 2 * self._pause)  # noqa: S311 - any will do


async def put(tab: LivePage) -> str | None:
    text = f"text {random.randrange(10**6)}"  # noqa: S311 - any will do
    reply = await tab.event("put", {"key": "info", "text": text})
    is_right = reply["status"] == "ok" and tab.texts == [text]
    return None if is_right else f"{reply['status']} {tab.texts}"


async def count(tab: LivePage) -> str | None:
    status = (await tab.event("count"))["status"]
    return None if status == "ok" else status


async def drop(tab: LivePage) -> str | None:
    before = tab.texts
    status = await drop_and_rejoin(tab)
    is_right = status == "ok" and tab.texts == before
    return None if is_right else f"{status} {before} {tab.texts}"


async def navigate(tab: LivePage) -> str | None:
    reply = await tab.navigate(PAGES[tab.url == PAGES[0]])
    status = reply["status"]
    return None if (status, tab.texts) == ("ok", []) else f"{status} {tab.texts}"


ACTIONS = (put, count, drop, navigate)
WEIGHTS = (55, 30, 8, 7)


def tell(when: str, process: Process) -> Process:
    """Print the progress."""
    sys.stderr.write(f"{when}: {process}\n")
    return process


async def settle(server: Server, before: Process) -> Process:
    """Wait until the server has released its resources; return what it still uses."""
    now = await look_at(server)
    for _ in range(SETTLING):
        if now.files <= before.files and now.tasks <= before.tasks:
            break
        await asyncio.sleep(1)
        now = await look_at(server)
    return now


async def soak(
    server: Server, tabs: int, seconds: float, pause: float
) -> dict[str, object]:
    """Do it; what has been done, what went wrong, and what the server took."""
    first = Soak(server, 20, 0.1)
    await first.open()
    await first.run(2)
    await first.close()
    await asyncio.sleep(1)
    before = await look_at(server)
    many = Soak(server, tabs, pause)
    await many.open()
    joined = tell("joined", await look_at(server))
    await many.run(seconds * WARM_UP)
    warm = tell("warm", await look_at(server))
    sys.stderr.write(f"errors: {dict(many.errors)}\n")
    await many.run(seconds * (1 - WARM_UP))
    used = tell("used", await look_at(server))
    await many.close()
    after = await settle(server, before)
    looks = {"before": before, "joined": joined, "warm": warm, "used": used}
    return {
        "tabs": tabs,
        "seconds": seconds,
        "done": dict(many.done),
        "errors": dict(many.errors),
        **{name: asdict(look) for name, look in looks.items()},
        "after": asdict(after),
        "memory growth after the warm-up, %": round(
            100 * (used.memory / warm.memory - 1), 2
        ),
    }


def main() -> None:
    """Print the report; exit with an error if a measure is out of bounds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tabs", type=int, default=5000)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--pause", type=float, default=20, help="between a tab's acts")
    parser.add_argument("--server", default="uvicorn")
    told = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as name,
        serving(told.server, Path(name)) as server,
    ):
        report = asyncio.run(soak(server, told.tabs, told.seconds, told.pause))
    sys.stdout.write(json.dumps(report, indent=2) + "\n")
    before, after = report["before"], report["after"]
    growth = report["memory growth after the warm-up, %"]
    assert isinstance(before, dict)
    assert isinstance(after, dict)
    assert isinstance(growth, float)
    is_over = all(before[name] >= after[name] for name in ("files", "tasks"))
    sys.exit(0 if not report["errors"] and growth < 5 and is_over else 1)


if __name__ == "__main__":
    main()
