"""Limits against hostile clients, on each of the ASGI servers."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from tests.browser.daphne import migrate
from tests.protocol_client.frames import event_payload
from tests.protocol_client.network import Visitor
from tests.sockets.page import ServedPage, new_visitor
from tests.sockets.serving import COMMANDS, serving

PATIENCE = 6

# granian sends a close only when the client has sent its next frame.
CLOSING = [server for server in COMMANDS if server != "granian"]
# hypercorn and granian send none to a client that is blocked in sending.
READING = ["daphne", "uvicorn"]


@pytest.fixture(scope="module")
def port(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[int]:
    """Yield the port of a server with short timeouts."""
    run_dir = tmp_path_factory.mktemp(request.param)
    migrate(run_dir)
    with serving(
        request.param, run_dir, "tests.sockets.short_timeout_settings"
    ) as port:
        yield port


@pytest.fixture
async def client(port: int) -> AsyncIterator[Visitor]:
    client = new_visitor(port)
    yield client
    await client.close()


async def opened(port: int, client: Visitor, url: str) -> ServedPage:
    """A page that was loaded, with a socket, and not yet joined."""
    page = ServedPage(port, url, client)
    await page.get()
    await page.connect()
    return page


async def close_code(page: ServedPage) -> int:
    """Return the code that the server closes the socket with."""
    async with asyncio.timeout(PATIENCE):
        return await page.close_code()


async def received_within(page: ServedPage, seconds: float) -> int:
    """The characters that come within so many seconds."""
    size = 0
    try:
        async with asyncio.timeout(seconds):
            while True:
                size += len(json.dumps(await page.receive()))
    except TimeoutError:
        return size


async def send_event(page: ServedPage, ref: str, name: str, value: Any = "") -> None:
    await page.post("event", event_payload(name, value), ref)


async def join_ahead(page: ServedPage) -> None:
    """Send a join, and do not wait for its answer."""
    page.join_ref = "1"
    await page.post("phx_join", page.join_payload(), "1")


@pytest.mark.parametrize("port", COMMANDS, indirect=True)
async def test_frames_behind_a_join_that_redirects_reach_no_handler(
    port: int, client: Visitor
) -> None:
    page = await opened(port, client, "/mount-guard/")
    await join_ahead(page)
    for number in range(5):
        await send_event(page, f"e{number}", "sent ahead")
    assert (await page.receive())[4]["response"] == {"redirect": {"to": "/plain/"}}
    await page.disconnect()
    told = await client.get("/handled/")
    assert "sent ahead" not in told.json()["handled"]


@pytest.mark.parametrize("port", CLOSING, indirect=True)
async def test_a_socket_that_joins_nothing_is_closed(
    port: int, client: Visitor
) -> None:
    page = await opened(port, client, "/open/")
    assert await close_code(page) == 4408


@pytest.mark.parametrize("port", CLOSING, indirect=True)
async def test_a_silent_client_is_closed(port: int, client: Visitor) -> None:
    page = await opened(port, client, "/open/")
    await page.join()
    assert await close_code(page) == 4408


@pytest.mark.parametrize("port", READING, indirect=True)
async def test_frames_that_weigh_too_much_close_their_socket(
    port: int, client: Visitor
) -> None:
    page = await opened(port, client, "/sleepy/")
    await page.join()
    for number in range(30):
        await send_event(page, f"e{number}", "sleep", "x" * 60_000)
    assert await close_code(page) == 4429


@pytest.mark.parametrize("port", COMMANDS, indirect=True)
async def test_a_client_is_sent_no_more_than_it_can_be_expected_to_read(
    port: int, client: Visitor
) -> None:
    page = await opened(port, client, "/large/")
    await page.join()
    for number in range(60):
        await send_event(page, f"e{number}", "ab"[number % 2])
    size = await received_within(page, 1)
    await page.disconnect()
    assert size < 1_300_000
