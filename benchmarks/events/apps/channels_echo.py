"""What Channels takes: consumers that send back what they receive."""

from typing import Any

from channels.consumer import AsyncConsumer
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import URLRouter
from django.conf import settings
from django.urls import path

settings.configure(SECRET_KEY="only-for-the-benchmarks")  # noqa: S106


class Echo(AsyncWebsocketConsumer):
    """As Channels documents it."""

    async def receive(self, text_data: Any = None, bytes_data: Any = None) -> None:
        """Echo."""
        await self.send(text_data=text_data or bytes_data)


class Unhopped(Echo):
    """The same, without the thread that looks for stale database connections."""

    async def dispatch(self, message: Any) -> None:
        """Call the handler at once."""
        await getattr(self, message["type"].replace(".", "_"))(message)


class Plain(AsyncConsumer):
    """The same, with a receive loop of its own and no channel layer."""

    async def __call__(self, _scope: Any, receive: Any, send: Any) -> None:
        """Serve."""
        while (message := await receive())["type"] != "websocket.disconnect":
            if message["type"] == "websocket.connect":
                await send({"type": "websocket.accept"})
            else:
                await send({"type": "websocket.send", "text": message["text"]})


application = URLRouter(
    [
        path("channels/", Echo.as_asgi()),
        path("unhopped/", Unhopped.as_asgi()),
        path("plain/", Plain.as_asgi()),
    ]
)
