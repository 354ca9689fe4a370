"""Plain pages whose connections break while messages are pushed to their user."""

import asyncio

import httpx

from tests.faults.plain_tab import PlainTab
from tests.faults.server import Server
from tests.faults.tabs import for_each, one_shot_http

USERS = 5  # with two tabs each
DROPS = 25  # of each tab, on each of two servers


async def open_pair(origin: str, name: str, http: httpx.AsyncClient) -> list[PlainTab]:
    """Open two tabs of a user."""
    first, second = PlainTab(origin, http), PlainTab(origin, http)
    second.client = first.client
    first.other, second.other = second, first
    await first.client.get(f"/login/?name={name}")
    for tab in (first, second):
        await tab.open()
    return [first, second]


async def drop_often(tab: PlainTab, name: str, texts: list[str]) -> None:
    """Push messages to the user and lose the connection meanwhile."""
    for text in texts:
        url = f"/push-to/?name={name}&text={text}"
        pushing = asyncio.create_task(tab.client.get(url))
        await tab.use_for_a_moment()
        await tab.drop()
        await pushing


async def use(
    server: Server, number: int, http: httpx.AsyncClient
) -> list[tuple[dict[str, int], list[str]]]:
    """Return what each tab of a user has shown too often or not at all, or again."""
    name = f"{server.kind}-{number}"
    tabs = await open_pair(server.origin, name, http)
    texts = [[f"text-{index}-{each}" for each in range(DROPS)] for index in (0, 1)]
    pairs = zip(tabs, texts, strict=True)
    await asyncio.gather(*(drop_often(tab, name, own) for tab, own in pairs))
    for tab in tabs:
        await tab.receive_until(*texts[0], *texts[1])
        await tab.disconnect()
    expected = dict.fromkeys([*texts[0], *texts[1]], 1)
    return [(dict(tab.shown.items() ^ expected.items()), tab.returned) for tab in tabs]


async def test_each_pushed_message_is_shown_once(server: Server) -> None:
    async with one_shot_http(20) as http:
        numbers = range(USERS)
        wrong = await for_each(numbers, lambda number: use(server, number, http))
    assert wrong == [[({}, []), ({}, [])]] * USERS
