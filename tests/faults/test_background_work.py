"""Work in the background of many pages, whose connections break or whose tabs close."""

import asyncio

import httpx

from tests.faults.server import Server
from tests.faults.tabs import drop_and_rejoin, for_each, open_tabs
from tests.protocol_client.page import LivePage
from tests.sizes import at_night

TABS = at_night(250, 50)


async def work(tab: LivePage) -> bool:
    """Start work; return whether its message came and an event is answered."""
    await tab.event("work")
    await tab.push("diff")
    counted = await tab.event("count")
    return (tab.texts, counted["status"]) == (["Working"], "ok")


async def tasks(server: Server) -> int:
    async with httpx.AsyncClient(base_url=server.origin) as http:
        return int((await http.get("/tasks/")).json()["tasks"])


async def until_tasks(server: Server, number: int) -> int:
    """Wait until the server has at most ``number`` tasks; return how many it has."""
    found = await tasks(server)
    for _ in range(100):
        if found <= number:
            break
        await asyncio.sleep(0.1)
        found = await tasks(server)
    return found


async def test_pages_that_lose_their_connection_leave_no_work_behind(
    server: Server,
) -> None:
    async with open_tabs(server.origin, TABS) as opened:
        before = await tasks(server)
        works = await for_each(opened, work)
        rejoined = await for_each(opened, drop_and_rejoin)
        shown = [tab.texts for tab in opened]
        after = await until_tasks(server, before)
    assert (works, rejoined, shown) == (
        [True] * TABS,
        ["ok"] * TABS,
        [["Working"]] * TABS,
    )
    assert after <= before


async def test_tabs_that_are_closed_leave_no_work_behind(server: Server) -> None:
    before = await tasks(server)
    async with open_tabs(server.origin, TABS) as opened:
        await for_each(opened, work)
    assert await until_tasks(server, before) <= before
