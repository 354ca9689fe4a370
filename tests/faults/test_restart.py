"""Servers that are killed or stopped under open pages."""

import asyncio
import sqlite3
from contextlib import closing

import pytest

from tests.faults.server import PATIENCE, Server
from tests.faults.tabs import (
    for_each,
    open_tabs,
)
from tests.protocol_client.frames import event_payload
from tests.protocol_client.page import LivePage

TABS = 200

# daphne cannot end its applications as long as it knows of a request that has none,
# such as a handshake; those it goes through once in a second.
FORGETS_AFTER = 2.5


async def put(tab: LivePage, text: str) -> None:
    await tab.event("put", {"key": "info", "text": text})


async def are_stored(server: Server, number: int) -> None:
    """Wait until so many pages have a record, which are written behind the replies."""
    async with asyncio.timeout(PATIENCE):
        while await asyncio.to_thread(stored, server) < number:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


def stored(server: Server) -> int:
    """Return the number of records."""
    with closing(sqlite3.connect(server.directory / "live.sqlite3")) as database:
        (number,) = database.execute("SELECT count(*) FROM django_session").fetchone()
        return int(number)


async def test_every_page_has_its_flash_back_once_after_a_kill(
    daphne: Server,
) -> None:
    if not daphne.is_running:
        daphne.start()
    earlier = await asyncio.to_thread(stored, daphne)
    async with open_tabs(daphne.origin, TABS) as opened:
        names = {tab: f"tab {number}" for number, tab in enumerate(opened)}
        await for_each(opened, lambda tab: put(tab, names[tab]))
        await are_stored(daphne, earlier + TABS)
        daphne.kill()
        await asyncio.gather(*(tab.close_code() for tab in opened))
        daphne.start()
        await for_each(opened, lambda tab: tab.reconnect())
        assert [tab.texts for tab in opened] == [[names[tab]] for tab in opened]


async def test_messages_of_a_mount_outlive_a_kill_and_stay_dismissed(
    daphne: Server,
) -> None:
    if not daphne.is_running:
        daphne.start()
    earlier = await asyncio.to_thread(stored, daphne)
    async with open_tabs(daphne.origin, 10, "/welcome-faulty/") as opened:
        # The dismissals have to be in the records before the kill.
        await are_stored(daphne, earlier + 10)
        await asyncio.sleep(1)
        await for_each(opened, lambda tab: tab.clear_flash(key="first"))
        await asyncio.sleep(1)
        daphne.kill()
        await asyncio.gather(*(tab.close_code() for tab in opened))
        daphne.start()
        await for_each(opened, lambda tab: tab.reconnect())
        assert [tab.texts for tab in opened] == [["Second"]] * 10


async def test_a_stopping_server_makes_its_pages_reconnect(server: Server) -> None:
    expected = {"daphne": 4012, "uvicorn": 1012}[server.kind]
    async with open_tabs(server.origin, 20) as opened:
        if server.kind == "daphne":
            await asyncio.sleep(FORGETS_AFTER)
        await for_each(opened, lambda tab: put(tab, "Hello"))
        # Nothing is waited for: what is still to be written is written at the end.
        server.tell_to_stop()
        codes = [await tab.close_code() for tab in opened]
        await asyncio.to_thread(server.wait)
        server.start()
        await for_each(opened, lambda tab: tab.reconnect())
        shown = [tab.texts for tab in opened]
    assert (codes, shown) == ([expected] * 20, [["Hello"]] * 20)


async def test_a_daphne_that_ends_at_once_loses_nothing(daphne: Server) -> None:
    if not daphne.is_running:
        daphne.start()
    async with open_tabs(daphne.origin, 20) as opened:
        await for_each(opened, lambda tab: put(tab, "Hello"))
        await for_each(opened, lambda tab: put(tab, "Hello again"))
        daphne.tell_to_stop()
        await asyncio.gather(*(tab.close_code() for tab in opened))
        await asyncio.to_thread(daphne.wait)
        daphne.start()
        await for_each(opened, lambda tab: tab.reconnect())
        assert [tab.texts for tab in opened] == [["Hello again"]] * 20


@pytest.mark.parametrize("page", ["/faulty/", "/plain-faulty/"])
async def test_a_server_stops_while_pages_load(uvicorn: Server, page: str) -> None:
    # Not daphne, which may leave the threads of Django's requests without their loop.
    if not uvicorn.is_running:
        uvicorn.start()
    async with asyncio.TaskGroup() as group:
        for _ in range(5):
            group.create_task(load(f"{uvicorn.port}", f"{page}?slow=1"))
        await asyncio.sleep(0.5)
        uvicorn.tell_to_stop()
    assert await asyncio.to_thread(uvicorn.wait) is not None


async def load(port: str, path: str) -> None:
    """Request a page and ignore the response."""
    reader, writer = await asyncio.open_connection("127.0.0.1", int(port))
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
    await writer.drain()
    await reader.read()
    writer.close()


async def test_a_server_stops_although_a_handler_never_ends(uvicorn: Server) -> None:
    server = uvicorn
    if not server.is_running:
        server.start()
    async with open_tabs(server.origin, 1) as (tab,):
        await put(tab, "Hello")
        await tab.post("event", event_payload("hang"))
        await asyncio.sleep(0.2)
        server.tell_to_stop()
        await asyncio.to_thread(server.wait)
        server.start()
        await tab.reconnect()
        assert tab.texts == ["Hello"]
