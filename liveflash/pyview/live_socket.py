"""pyview's sockets, and its hub for messages from outside of a view."""

from typing import Any

from liveflash.push.api import abroadcast
from liveflash.views.socket import LiveViewSocket, is_connected

ConnectedLiveViewSocket = LiveViewSocket
UnconnectedSocket = LiveViewSocket

__all__ = [
    "ConnectedLiveViewSocket",
    "LiveViewSocket",
    "UnconnectedSocket",
    "is_connected",
    "pub_sub_hub",
]


class _PubSubHub:
    """The part of pyview's hub that its documentation shows."""

    async def send_all_on_topic_async(self, topic: str, message: Any) -> None:
        """Call ``handle_info`` of every view that is subscribed to ``topic``."""
        await abroadcast(topic, message)


pub_sub_hub = _PubSubHub()
