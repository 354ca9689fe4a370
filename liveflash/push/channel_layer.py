"""The channel layer, by which processes reach each other's pages.

A layer that is away takes nothing and gives nothing: pages stay alive, and the log says
so once.
"""

import asyncio
import logging
import os
import threading
import time
from collections.abc import Awaitable, Callable, Coroutine
from functools import cache
from typing import Any, TypeVar

from channels.layers import InMemoryChannelLayer, get_channel_layer

from liveflash.outages import Outage

logger = logging.getLogger("liveflash")

R = TypeVar("R")

ANSWERS_WITHIN = 3.0
RETRY_AFTER = 1.0

Message = dict[str, Any]

outage = Outage()


class _Layer:
    """When the layer has failed last, as far as this process knows."""

    failed_at = 0.0


def shared() -> Any:
    """The layer that reaches other processes; None where there is none.

    One of this process alone is passed by: what is sent within a process needs none.
    """
    layer = get_channel_layer()
    return None if isinstance(layer, InMemoryChannelLayer) else layer


async def send(layer: Any, group: str, message: Message) -> bool:
    """Send to everyone in a group; false where the layer is down."""
    asked = outage.changes
    if await _ask(lambda: layer.group_send(group, message)) is None:
        return False
    # Of what else is asked, a layer may know the answer without its server.
    if outage.ends(asked):
        logger.warning("The channel layer answers again.")
    return True


async def new_channel(layer: Any) -> str | None:
    """A name to receive by; None where the layer is down."""
    found = await _ask(layer.new_channel)
    return None if found is None else str(found[0])


async def enter(layer: Any, group: str, channel: str) -> bool:
    """Have a channel receive what is sent to a group; false where it does not yet."""
    return await _ask(lambda: layer.group_add(group, channel)) is not None


async def leave(layer: Any, group: str, channel: str) -> None:
    """Have a channel receive no more of a group."""
    await _ask(lambda: layer.group_discard(group, channel))


async def receive(layer: Any, channel: str) -> Message | None:
    """What comes next; None where nothing could be received.

    That need not be a loss: a client of Redis may find that it waits too long for a
    message. Whether the layer is down, sending to oneself tells.
    """
    try:
        message: Message = await layer.receive(channel)
    except Exception:
        logger.debug("Nothing was received from the channel layer.", exc_info=True)
        return None
    return message


def run(work: Coroutine[Any, Any, R]) -> R:
    """Run async work from sync code.

    All of it in one loop, so that a process keeps its connection to the layer.
    """
    return asyncio.run_coroutine_threadsafe(work, _loop(os.getpid())).result()


@cache
def _loop(_process: int) -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    threading.Thread(
        target=loop.run_forever, name="liveflash-send", daemon=True
    ).start()
    return loop


async def _ask(question: Callable[[], Awaitable[Any]]) -> tuple[Any] | None:
    """What the layer answers, in a tuple; None where it is down.

    One that is down is not asked again at once: each try takes its time.
    """
    if outage.is_on and time.monotonic() - _Layer.failed_at < RETRY_AFTER:
        return None
    asked = outage.changes
    try:
        # Not wait_for, which may keep a cancellation to itself.
        async with asyncio.timeout(ANSWERS_WITHIN):
            answer = await question()
    except Exception:
        _Layer.failed_at = time.monotonic()
        if outage.begins(asked):
            logger.warning(
                "The channel layer does not answer: what is pushed to users waits in "
                "the inbox, all else that is sent is lost.",
                exc_info=True,
            )
        return None
    return (answer,)
