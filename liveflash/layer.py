"""The channel layer, by which processes reach each other's pages.

Without CHANNEL_LAYERS a layer of this process takes its place. A layer that is away
takes nothing and gives nothing: pages stay alive, and the log says so once.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from channels.layers import InMemoryChannelLayer, get_channel_layer

from liveflash.signing import group_digest

logger = logging.getLogger("liveflash")

RETRY_AFTER = 1.0

# What a layer brings: literals, each built and read in one place.
FLASH = "liveflash.flash"
CLEARED = "liveflash.cleared"
INFO = "liveflash.info"
BACK = "liveflash.back"
ENDED = "liveflash.ended"

Message = dict[str, Any]
Listener = Callable[[Message], None]

_NONE = object()
_of_this_process = InMemoryChannelLayer()


class _Layer:
    """Whether the layer answers, as far as this process knows."""

    is_down = False


def group_of(kind: str, name: str) -> str:
    """The group of a user, a session or a topic, in letters that every layer takes."""
    return f"liveflash.{kind}.{group_digest(kind, name)}"


async def send(group: str, message: Message) -> bool:
    """Send to everyone in a group; false where the layer is down."""
    sent = _layer().group_send(group, {**message, "group": group})
    return await _answer(sent) is not _NONE


class Subscriptions:
    """The groups of one WebSocket, and who of its topics listens to each."""

    def __init__(self) -> None:
        self._listeners: dict[str, set[Listener]] = {}
        self._name = ""
        self._task: asyncio.Task[None] | None = None

    async def add(self, group: str, listener: Listener) -> None:
        """Bring what is sent to ``group`` to ``listener`` from now on."""
        if self._task is None:
            self._name = await _layer().new_channel()
            self._task = asyncio.create_task(self._receive())
        listeners = self._listeners.setdefault(group, set())
        if not listeners:
            await self._enter(group)
        listeners.add(listener)

    async def drop(self, listener: Listener) -> None:
        """Bring nothing more to ``listener``."""
        for group, listeners in list(self._listeners.items()):
            listeners.discard(listener)
            if not listeners:
                del self._listeners[group]
                await self._leave(group)

    async def close(self) -> None:
        """Leave every group."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        for group in self._listeners:
            await self._leave(group)
        self._listeners.clear()

    async def _receive(self) -> None:
        while True:
            message = await _answer(_layer().receive(self._name))
            if message is _NONE:
                await asyncio.sleep(RETRY_AFTER)
                await self._enter_again()
            else:
                self._bring(message)

    def _bring(self, message: Message) -> None:
        for listener in list(self._listeners.get(message.get("group", ""), ())):
            listener(message)

    async def _enter_again(self) -> None:
        """A layer that was away has forgotten the groups, and brought nothing."""
        entered = [await self._enter(group) for group in list(self._listeners)]
        if all(entered):
            everyone = set().union(*self._listeners.values())
            for listener in everyone:
                listener({"type": BACK})

    async def _enter(self, group: str) -> bool:
        entered = _layer().group_add(group, self._name)
        return await _answer(entered) is not _NONE

    async def _leave(self, group: str) -> None:
        await _answer(_layer().group_discard(group, self._name))


def _layer() -> Any:
    return get_channel_layer() or _of_this_process


async def _answer(asked: Awaitable[Any]) -> Any:
    """What the layer answers; _NONE where it is down."""
    try:
        answer = await asked
    except Exception:
        if not _Layer.is_down:
            logger.warning(
                "The channel layer does not answer: what is pushed to users waits in "
                "the inbox.",
                exc_info=True,
            )
        _Layer.is_down = True
        return _NONE
    if _Layer.is_down:
        logger.warning("The channel layer answers again.")
        _Layer.is_down = False
    return answer
