"""The client side of a page's channel: requests, and pushes of the server."""

from collections.abc import Awaitable, Callable
from typing import Any

from liveflash.channel.mounted_view import MountedView
from liveflash.channel.plain_page import PlainPage
from liveflash.debug.hints import unknown_event_hint
from liveflash.flash.message import Message
from liveflash.testing.connection import TIMEOUT_SECONDS, Connection
from liveflash.testing.document import LiveRoot
from liveflash.testing.exceptions import Impossible, ServerRefused
from liveflash.views.jobs import Job
from liveflash.views.socket import LiveViewSocket

PushHandler = Callable[[str, Any], Awaitable[None]]
Reply = dict[str, Any]

# After these the server handles no more frames of the topic.
ENDING_PUSHES = ("redirect", "live_redirect")


class ClientChannel:
    """The topic of a page on one WebSocket; ``root`` is the page's container.

    Pushes of the server are passed to ``handle_push`` as event and payload, in order,
    while a reply or the next frame is awaited.
    """

    def __init__(
        self, connection: Connection, root: LiveRoot, handle_push: PushHandler
    ) -> None:
        self.connection = connection
        self.root = root
        self._handle_push = handle_push
        self._join_ref: str | None = None
        self._ref = 0

    @property
    def socket(self) -> LiveViewSocket[Any]:
        """The socket of the view; raises Impossible after a crash."""
        view = self.connection.view_at(self.root.topic)
        if not isinstance(view, MountedView):
            raise Impossible("No view is joined here: the page has crashed.")
        return view.socket

    @property
    def jobs(self) -> tuple[Job, ...]:
        """The work in the background that has not ended."""
        view = self.connection.view_at(self.root.topic)
        return view.socket.jobs if isinstance(view, MountedView) else ()

    @property
    def stack_messages(self) -> tuple[Message, ...]:
        """The messages that the server knows of the stack of a plain page."""
        view = self.connection.view_at(self.root.topic)
        return view.flash.messages if isinstance(view, PlainPage) else ()

    async def join(self, payload: Any) -> Reply:
        """Join the topic; return the reply."""
        self._join_ref = str(self._ref + 1)
        return await self.request("phx_join", payload)

    async def request(self, event: str, payload: Any) -> Reply:
        """Send a frame; return the payload of its reply.

        The server answers no frame after it has sent the page elsewhere: return an
        empty reply then.
        """
        self._ref += 1
        ref = str(self._ref)
        frame = [self._join_ref, ref, self.root.topic, event, payload]
        await self.connection.send(frame)
        while True:
            _join_ref, reply_ref, topic, name, body = await self.connection.receive()
            if name == "phx_reply" and reply_ref == ref:
                reply: Reply = body
                return reply
            await self._dispatch(topic, name, body)
            if topic == self.root.topic and name in ENDING_PUSHES:
                return {"status": "ok", "response": {}}

    async def receive(self, timeout: float = TIMEOUT_SECONDS) -> None:
        """Handle the next frame that the server sends."""
        _join_ref, _ref, topic, name, body = await self.connection.receive(timeout)
        await self._dispatch(topic, name, body)

    def refusal(self, request: str, reason: Any, event: str = "") -> ServerRefused:
        """Return the error for a refused request, with what the server has logged.

        For an unknown ``event`` it names those of the view, as the log does with DEBUG.
        """
        warnings = self.connection.pop_warnings()
        mounted = self.connection.view_at(self.root.topic)
        is_unknown = reason == "unknown event" and not warnings
        if is_unknown and isinstance(mounted, MountedView):
            view = mounted.view
            warnings = unknown_event_hint(
                type(view).__qualname__, event, view.event_handlers
            )
        msg = f"The server refused {request}: {reason}. {warnings}"
        return ServerRefused(msg.strip())

    def post_info(self, event: Any) -> None:
        """Send an event to ``handle_info`` of the view."""
        self.connection.post_info(self.root.topic, event)

    async def _dispatch(self, topic: str, name: str, body: Any) -> None:
        if topic == self.root.topic:
            await self._handle_push(name, body)
