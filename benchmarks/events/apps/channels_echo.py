"""The cost of Channels alone: consumers that echo what they receive."""

from typing import Any

from channels.consumer import AsyncConsumer
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import URLRouter
from django.conf import settings
from django.urls import path

settings.configure(SECRET_KEY="only-for-the-benchmarks")  # noqa: S106


class Echo(AsyncWebsocketConsumer):
    """An echo consumer as documented by Channels."""

    async def receive(self, text_data: Any = None, bytes_data: Any = None) -> None:
        """Echo the text."""
        await self.send(text_data=text_data or bytes_data)


class EchoWithoutThreadHop(Echo):
    """The same consumer without the thread hop that closes old database connections."""

    async def dispatch(self, message: Any) -> None:
        """Call the handler directly."""
        await getattr(self, message["type"].replace(".", "_"))(message)


class EchoLoop(AsyncConsumer):
    """The same consumer with its own receive loop and no channel layer."""

    async def __call__(self, _scope: Any, receive: Any, send: Any) -> None:
        """Echo until the client disconnects."""
        while (message := await receive())["type"] != "websocket.disconnect":
            if message["type"] == "websocket.connect":
                await send({"type": "websocket.accept"})
            else:
                await send({"type": "websocket.send", "text": message["text"]})


application = URLRouter(
    [
        path("channels/", Echo.as_asgi()),
        path("unhopped/", EchoWithoutThreadHop.as_asgi()),
        path("plain/", EchoLoop.as_asgi()),
    ]
)
