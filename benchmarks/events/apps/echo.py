"""The cost of a server alone: an application that echoes what it receives."""

from typing import Any


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Accept a WebSocket and echo its texts."""
    if scope["type"] != "websocket":
        return
    while (message := await receive())["type"] != "websocket.disconnect":
        if message["type"] == "websocket.connect":
            await send({"type": "websocket.accept"})
        else:
            await send({"type": "websocket.send", "text": message["text"]})
