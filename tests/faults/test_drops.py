"""Connections that break at any time: nothing is lost, and nothing comes twice."""

import random

from tests.faults.server import Server
from tests.faults.tab import Tab, each, tabs

TABS = 25
DROPS = 10  # of each tab: 500 together, on two servers


async def drop_often(tab: Tab) -> list[list[str]]:
    """Put, lose the connection at some time, and come back; what was wrong then."""
    wrong = []
    for number in range(DROPS):
        before = tab.shown
        text = f"message {number}"
        is_answered = random.random() < 0.5  # noqa: S311 - any time will do
        if is_answered:
            await tab.event("put", key="info", text=text)
        else:
            value = {"key": "info", "text": text}
            await tab.post("event", {"type": "click", "event": "put", "value": value})
        await tab.drop()
        await tab.come_back()
        allowed = [[text]] if is_answered else [[text], before]
        if tab.shown not in allowed:
            wrong.append([text, *tab.shown])
    return wrong


async def test_many_drops_lose_nothing(server: Server) -> None:
    async with tabs(server.origin, TABS) as opened:
        wrong = await each(opened, drop_often, at_once=TABS)
    assert wrong == [[]] * TABS
