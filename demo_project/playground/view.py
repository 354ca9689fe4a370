"""A page for trying out every option of a message and of the tag."""

import math
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from demo_project.playground.code import handler_code, template_code
from demo_project.playground.options import CHOICES, NEW_KEY, VALUES, Options
from liveflash import LiveView, LiveViewSocket, event

STEP_PERCENT = 20
STEP_SECONDS = 0.7


@dataclass
class Context:
    """The variables of the template; ``key`` is the key of the last message."""

    options: Options = field(default_factory=Options)
    choices: dict[str, dict[str, str]] = field(default_factory=lambda: CHOICES)
    key: str = ""
    number: int = 0

    @property
    def template_code(self) -> str:
        """The code of the chosen tag."""
        return template_code(self.options)

    @property
    def handler_code(self) -> str:
        """The code of the chosen message."""
        return handler_code(self.options)


Socket = LiveViewSocket[Context]


class PlaygroundLiveView(LiveView[Context]):
    """Show the chosen message with the chosen tag."""

    template_name = "playground.html"

    async def mount(self, socket: Socket, session: Any) -> None:
        """Read the options from the URL."""
        options = Options.read(socket.request.GET)
        socket.context = Context(options, key=options.key)
        socket.live_title = "Playground"

    @event
    async def choose(self, payload: QueryDict, socket: Socket) -> None:
        """Store the chosen options."""
        socket.context.options = Options.read(payload)
        socket.context.key = socket.context.options.key

    @event
    async def put(self, payload: Any, socket: Socket) -> None:
        """Put the message."""
        self.put_message(socket)

    @event
    async def several(self, payload: Any, socket: Socket) -> None:
        """Put seven messages under different keys."""
        for _ in range(7):
            self.put_message(socket, key=NEW_KEY)

    @event
    async def clear(self, payload: Any, socket: Socket) -> None:
        """Clear all messages."""
        socket.clear_flash()

    @event
    async def undo(self, payload: Any, socket: Socket) -> None:
        """Handle the action of a message."""
        key = socket.context.key
        socket.put_flash(key, "The photo is back.", level="success")

    async def handle_info(self, event: Any, socket: Socket) -> None:
        """Continue the import and update its message."""
        self.percent += STEP_PERCENT
        if self.percent < 100:
            self.progress.update(f"Importing… {self.percent} %")
            socket.schedule_info_once("step", STEP_SECONDS)
        else:
            self.progress.update("Done: 1,204 rows imported.", level="success")

    def put_message(self, socket: Socket, key: str = "") -> None:
        """Put a message with the chosen options."""
        options = socket.context.options
        key = key or options.key
        level = options.level or None
        if key == NEW_KEY:
            socket.context.number += 1
            key = f"{NEW_KEY}-{socket.context.number}"
            level = level or "info"
        socket.context.key = key
        timeout = {"": None, "inf": math.inf}.get(options.seconds, options.seconds)
        put = socket.put_flash(
            key,
            VALUES[options.value],
            level=level,
            timeout=None if timeout is None else float(timeout),
        )
        if options.value == "progress":
            self.progress, self.percent = put, 0
            socket.schedule_info_once("step", STEP_SECONDS)
