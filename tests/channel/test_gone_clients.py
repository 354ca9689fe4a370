"""Frames for a client that is gone, of which the server has not told yet."""

import asyncio
from typing import Any

import pytest

from liveflash.consumers import LiveConsumer
from tests.protocol_client.frames import heartbeat

SCOPE = {
    "type": "websocket",
    "scheme": "ws",
    "path": "/live/websocket",
    "query_string": b"",
    "headers": [(b"host", b"testserver"), (b"origin", b"http://testserver")],
}


@pytest.mark.parametrize("error", [ConnectionResetError(), RuntimeError("closed")])
async def test_a_frame_for_a_client_that_is_gone_ends_the_connection(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    received: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    for message in (
        {"type": "websocket.connect"},
        {"type": "websocket.receive", "text": heartbeat("1")},
    ):
        received.put_nowait(message)

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "websocket.send":
            raise error

    await asyncio.wait_for(LiveConsumer()(SCOPE, received.get, send), 5)
    assert caplog.text == ""
