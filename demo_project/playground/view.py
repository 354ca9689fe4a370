"""Every option of a message and of the tag, tried out at once."""

import math
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from demo_project.playground.code import handler_code, template_code
from demo_project.playground.options import CHOICES, NEW_KEY, VALUES, Options
from liveflash import LiveView, LiveViewSocket, event

STEP = 20
SECONDS_A_STEP = 0.7
DONE = 100


@dataclass
class Context:
    """What the template shows; ``key`` is that of the message put last."""

    options: Options = field(default_factory=Options)
    choices: dict[str, dict[str, str]] = field(default_factory=lambda: CHOICES)
    key: str = ""
    number: int = 0

    @property
    def template_code(self) -> str:
        """The code for the tag that is chosen."""
        return template_code(self.options)

    @property
    def handler_code(self) -> str:
        """The code for the message that is chosen."""
        return handler_code(self.options)


Socket = LiveViewSocket[Context]


class PlaygroundLiveView(LiveView[Context]):
    """Put the message that is chosen, as the tag that is chosen shows it."""

    template_name = "playground.html"

    async def mount(self, socket: Socket, session: Any) -> None:
        """Begin with what the address says."""
        options = Options.read(socket.request.GET)
        socket.context = Context(options, key=options.key)
        socket.live_title = "Playground"

    @event
    async def choose(self, payload: QueryDict, socket: Socket) -> None:
        """Take over what is chosen."""
        socket.context.options = Options.read(payload)
        socket.context.key = socket.context.options.key

    @event
    async def put(self, payload: Any, socket: Socket) -> None:
        """Put the message."""
        self.put_one(socket)

    @event
    async def several(self, payload: Any, socket: Socket) -> None:
        """Put seven messages, each under a key of its own."""
        for _ in range(7):
            self.put_one(socket, key=NEW_KEY)

    @event
    async def clear(self, payload: Any, socket: Socket) -> None:
        """Take all messages back."""
        socket.clear_flash()

    @event
    async def undo(self, payload: Any, socket: Socket) -> None:
        """Answer the action of a message."""
        key = socket.context.key
        socket.put_flash(key, "The photo is back.", level="success")

    async def handle_info(self, event: Any, socket: Socket) -> None:
        """Go on with the import, in the same message."""
        self.percent += STEP
        if self.percent < DONE:
            self.progress.update(f"Importing… {self.percent} %")
            socket.schedule_info_once("step", SECONDS_A_STEP)
        else:
            self.progress.update("Done: 1,204 rows imported.", level="success")

    def put_one(self, socket: Socket, key: str = "") -> None:
        """Put a message as the options say."""
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
            socket.schedule_info_once("step", SECONDS_A_STEP)
