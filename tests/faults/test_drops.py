"""Connections that break at any time: nothing is lost, and nothing comes twice."""

import random

from tests.faults.server import Server
from tests.faults.tabs import (
    drop_and_rejoin,
    for_each,
    open_tabs,
)
from tests.protocol_client.frames import event_payload
from tests.protocol_client.page import LivePage
from tests.sizes import at_night

TABS = 25
DROPS = at_night(10, 4)  # of each tab, on each of two servers


async def drop_often(tab: LivePage) -> list[list[str]]:
    """Put, lose the connection at some time, and come back; what was wrong then."""
    wrong = []
    for number in range(DROPS):
        before = tab.texts
        text = f"message {number}"
        is_answered = random.random() < 0.5  # noqa: S311 - any time will do
        if is_answered:
            await tab.event("put", {"key": "info", "text": text})
        else:
            value = {"key": "info", "text": text}
            await tab.post("event", event_payload("put", value))
        await drop_and_rejoin(tab)
        allowed = [[text]] if is_answered else [[text], before]
        if tab.texts not in allowed:
            wrong.append([text, *tab.texts])
    return wrong


async def test_many_drops_lose_nothing(server: Server) -> None:
    async with open_tabs(server.origin, TABS) as opened:
        wrong = await for_each(opened, drop_often, at_once=TABS)
    assert wrong == [[]] * TABS
