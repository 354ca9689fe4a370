"""A channel layer that swallows a cancellation, as clients of Redis may."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from channels.layers import BaseChannelLayer, InMemoryChannelLayer


class UncancellableLayer(BaseChannelLayer):  # type: ignore[misc]
    """The layer in memory; each call survives its first cancellation."""

    extensions = ("groups",)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._inner = InMemoryChannelLayer()
        self.is_slow = False

    async def new_channel(self, prefix: str = "specific.") -> str:
        if self.is_slow:
            await _retry_once_cancelled(lambda: asyncio.sleep(0.1))
        name: str = await self._inner.new_channel(prefix)
        return name

    async def receive(self, channel: str) -> dict[str, Any]:
        message: dict[str, Any] = await _retry_once_cancelled(
            lambda: self._inner.receive(channel)
        )
        return message

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        await self._inner.group_send(group, message)

    async def group_add(self, group: str, channel: str) -> None:
        await self._inner.group_add(group, channel)

    async def group_discard(self, group: str, channel: str) -> None:
        await self._inner.group_discard(group, channel)


async def _retry_once_cancelled(work: Callable[[], Awaitable[Any]]) -> Any:
    try:
        return await work()
    except asyncio.CancelledError:
        return await work()
