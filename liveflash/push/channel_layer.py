"""The channel layer, through which processes reach each other's pages.

During an outage of the layer nothing is sent or received. Pages stay alive, and the
outage is logged once.
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
from liveflash.push.envelopes import Wire

logger = logging.getLogger("liveflash")

R = TypeVar("R")

CALL_TIMEOUT_SECONDS = 3.0
RETRY_SECONDS = 1.0

outage = Outage("channel layer")


class _LastFailure:
    """The time of the last failed call of this process."""

    at = 0.0


def shared_layer() -> Any:
    """Return the layer that reaches other processes, or None.

    A layer in memory reaches only this process, for which no layer is needed.
    """
    layer = get_channel_layer()
    return None if isinstance(layer, InMemoryChannelLayer) else layer


async def send(layer: Any, group: str, message: Wire) -> bool:
    """Send to all members of a group; return False during an outage."""
    changes = outage.changes
    if await _call(lambda: layer.group_send(group, message)) is None:
        return False
    # Only sending proves that the server is back: a layer may answer other calls alone.
    if outage.record_success(changes):
        logger.warning("The channel layer answers again.")
    return True


async def new_channel(layer: Any) -> str | None:
    """Return the name of a new channel, or None during an outage."""
    result = await _call(layer.new_channel)
    return None if result is None else str(result[0])


async def add_to_group(layer: Any, group: str, channel: str) -> bool:
    """Add a channel to a group; return False during an outage."""
    return await _call(lambda: layer.group_add(group, channel)) is not None


async def remove_from_group(layer: Any, group: str, channel: str) -> None:
    """Remove a channel from a group, unless there is an outage."""
    await _call(lambda: layer.group_discard(group, channel))


async def receive(layer: Any, channel: str) -> Wire | None:
    """Return the next message, or None if the layer raised an exception.

    An exception does not prove an outage: Redis clients also raise one after waiting
    too long for a message.
    """
    try:
        message: Wire = await layer.receive(channel)
    except Exception:
        logger.debug("Nothing was received from the channel layer.", exc_info=True)
        return None
    return message


def run(work: Coroutine[Any, Any, R]) -> R:
    """Return the result of a coroutine, from sync code.

    All coroutines run in one loop, so that a process keeps its connection to the layer.
    """
    return asyncio.run_coroutine_threadsafe(work, _loop(os.getpid())).result()


@cache
def _loop(_process: int) -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    threading.Thread(
        target=loop.run_forever, name="liveflash-send", daemon=True
    ).start()
    return loop


async def _call(method: Callable[[], Awaitable[Any]]) -> tuple[Any] | None:
    """Return the result of a layer's method in a tuple, or None during an outage.

    A failing call may take ``CALL_TIMEOUT_SECONDS``: for ``RETRY_SECONDS`` after one,
    no other is made.
    """
    if outage.is_on and time.monotonic() - _LastFailure.at < RETRY_SECONDS:
        return None
    changes = outage.changes
    try:
        # Unlike wait_for(), timeout() never swallows a cancellation.
        async with asyncio.timeout(CALL_TIMEOUT_SECONDS):
            result = await method()
    except Exception:
        _LastFailure.at = time.monotonic()
        if outage.record_failure(changes):
            logger.warning(
                "The channel layer does not answer: pushed messages wait in the inbox, "
                "those to groups and broadcasts are lost.",
                exc_info=True,
            )
        return None
    return (result,)
