"""Publish messages to the pages of all processes.

All pages of an event loop share one channel of the layer: it joins a group for the
first listener and leaves it after the last. Without a layer that reaches other
processes, messages are passed to the listeners of this process directly.

The inbox does not depend on the layer: every ``LIVEFLASH_INBOX_CHECK`` seconds each
process looks for messages to the users of its open pages. It also pings itself to see
whether the layer works. Adding groups again would not show that: the pub/sub layer of
``channels_redis`` ignores a group that it knows, even if Redis is away.
"""

import asyncio
import contextlib
import logging
import secrets
import threading
import time
from collections.abc import Callable, Sequence
from contextvars import Context
from typing import Any
from weakref import WeakKeyDictionary

from django.utils.crypto import salted_hmac

from liveflash import callback_context, conf
from liveflash.callback_context import PageContext
from liveflash.push import channel_layer
from liveflash.push.envelopes import Address, Wire
from liveflash.push.inbox_reader import InboxReader

logger = logging.getLogger("liveflash")

Listener = Callable[[Wire], None]

MAX_SENDERS = 32


class Subscription:
    """The addresses of one page; ``listener`` must not block."""

    __slots__ = ("_addresses", "_hub", "_listener")

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._hub: Hub | None = None
        self._addresses: tuple[Address, ...] | None = ()  # None once it is closed

    async def add(self, address: Address) -> None:
        """Receive all messages to ``address`` that are sent after this returns."""
        if self._addresses is not None and address not in self._addresses:
            self._hub = self._hub or _hub_of_loop()
            self._addresses = (*self._addresses, address)
            await self._hub.add(address, self._listener)

    async def close(self) -> None:
        """Receive nothing more."""
        addresses, self._addresses = self._addresses, None
        for address in addresses or ():
            if self._hub is not None:
                await self._hub.remove(address, self._listener)


async def send(address: Address, message: Wire) -> bool:
    """Send to all listeners of ``address``.

    Return True if the channel layer accepted the message; without a layer, if this
    process has a listener.
    """
    group = _group_name(address)
    message = {**message, "group": group}
    layer = channel_layer.shared_layer()
    if layer is not None:
        return await channel_layer.send(layer, group, message)
    with _lock:
        all_hubs = list(_hubs.items())
    is_sent = False
    for loop, hub in all_hubs:
        if hub.has_listener(group) and not loop.is_closed():
            loop.call_soon_threadsafe(hub.dispatch, message)
            is_sent = True
    return is_sent


async def send_to_all(addresses: Sequence[Address], message: Wire) -> bool:
    """Send to all listeners of several addresses; return True as for one of them."""
    remaining = iter(addresses)

    async def send_rest() -> bool:
        return any([await send(address, message) for address in remaining])

    return any(await asyncio.gather(*(send_rest() for _ in addresses[:MAX_SENDERS])))


class _Group:
    """A group of the layer, and its listeners in one event loop."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self.name = _group_name(address)
        self.page = callback_context.current()
        self.listeners: dict[Listener, None] = {}  # a set in order
        self.lock = asyncio.Lock()  # Joining and leaving wait for each other.
        self.is_joined = False


class Hub:
    """The listeners of one event loop, and the tasks that serve them."""

    def __init__(self, layer: Any) -> None:
        self.layer = layer
        self._groups: dict[str, _Group] = {}
        self._channel: str | None = None
        self._receiver: asyncio.Task[None] | None = None
        self._maintainer: asyncio.Task[None] | None = None
        self._is_ready = asyncio.Event()
        self._is_in_doubt = asyncio.Event()  # Set to check the layer soon.
        self._has_failed = False
        self._ping_address = Address("hub", secrets.token_hex(8))
        self._pong_received = True
        self._inbox_reader = InboxReader()

    def has_listener(self, group: str) -> bool:
        """Return whether anything listens to ``group``."""
        return group in self._groups

    async def add(self, address: Address, listener: Listener) -> None:
        """Call ``listener`` with each message to ``address``."""
        group = self._groups.setdefault(_group_name(address), _Group(address))
        group.listeners[listener] = None
        if self._maintainer is None:
            self._maintainer = asyncio.create_task(self._maintain(), context=Context())
        await self._is_ready.wait()
        await self._update(group)

    async def remove(self, address: Address, listener: Listener) -> None:
        """Stop calling ``listener`` with messages to ``address``."""
        group = self._groups[_group_name(address)]
        del group.listeners[listener]
        await self._update(group)
        if not self._groups:
            await self._stop()

    def dispatch(self, message: Any) -> None:
        """Pass a message to the listeners of its group."""
        match message:
            case {"group": str(name)}:
                group = self._groups.get(name)
            case _:
                logger.warning("The channel layer sent a foreign message: ignored.")
                return
        if name == _group_name(self._ping_address):
            self._pong_received = True
        for listener in list(group.listeners) if group else ():
            listener(message)

    async def _update(self, group: _Group) -> None:
        """Join the group if it has listeners, leave it otherwise."""
        async with group.lock:
            if group.listeners and not group.is_joined:
                group.is_joined = await self._join(group.name)
            elif not group.listeners and group.is_joined:
                group.is_joined = False
                await self._leave(group.name, self._channel)
            if not group.listeners:
                self._groups.pop(group.name, None)

    async def _join(self, group: str) -> bool:
        if self.layer is None:
            return True
        is_joined = self._channel is not None and await channel_layer.add_to_group(
            self.layer, group, self._channel
        )
        if not is_joined:
            self._mark_failed()
        return is_joined

    async def _leave(self, group: str, channel: str | None) -> None:
        if channel is not None:
            await channel_layer.remove_from_group(self.layer, group, channel)

    def _mark_failed(self) -> None:
        self._has_failed = True
        self._is_in_doubt.set()

    async def _maintain(self) -> None:
        """Reconnect after failures, and look into the inbox.

        Compare the task instead of relying on its cancellation, which clients of a
        layer may swallow.
        """
        this_task = self._maintainer
        await self._connect()
        if self._maintainer is this_task:
            self._is_ready.set()
        while self._maintainer is this_task:
            await self._pause()
            if self._maintainer is not this_task:
                return
            if self._has_failed or not self._pong_received:
                await self._connect()
            await self._ping()
            await self._read_inbox()
            await self._inbox_reader.purge(self._listeners())

    async def _connect(self) -> None:
        """Receive from a new channel, and join all groups with it."""
        if self.layer is None:
            return
        this_task, self._has_failed = self._maintainer, False
        await _cancel(self._receiver)
        channel = await channel_layer.new_channel(self.layer)
        if self._maintainer is not this_task:
            return
        former, self._channel = self._channel, channel
        is_joined = await self._join(_group_name(self._ping_address))
        if not is_joined or self._maintainer is not this_task:
            return
        self._receiver = asyncio.create_task(self._receive())
        for group in list(self._groups.values()):
            async with group.lock:
                group.is_joined = False
            await self._update(group)
            await self._leave(group.name, former)

    async def _receive(self) -> None:
        channel = self._channel
        while channel is not None and channel == self._channel:
            started = time.monotonic()
            message = await channel_layer.receive(self.layer, channel)
            if message is not None:
                self.dispatch(message)
                continue
            self._is_in_doubt.set()
            if time.monotonic() - started < channel_layer.RETRY_SECONDS:
                await asyncio.sleep(channel_layer.RETRY_SECONDS)

    async def _pause(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(conf.inbox_check()):
                await self._is_in_doubt.wait()
                await asyncio.sleep(channel_layer.RETRY_SECONDS)

    async def _ping(self) -> None:
        """Send a message to this hub: if it does not arrive, no other does either."""
        if self.layer is None:
            return
        was_in_doubt = self._is_in_doubt.is_set()
        self._is_in_doubt.clear()
        self._pong_received = False
        if not await send(self._ping_address, {}):
            self._mark_failed()
        elif was_in_doubt:
            await asyncio.sleep(channel_layer.RETRY_SECONDS)
            if not self._pong_received:
                self._mark_failed()

    async def _read_inbox(self) -> None:
        """Dispatch the messages that wait for the users with open pages."""
        for address, message in await self._inbox_reader.read(self._listeners()):
            self.dispatch({**message, "group": _group_name(address)})

    def _listeners(self) -> list[tuple[Address, PageContext | None]]:
        return [(group.address, group.page) for group in self._groups.values()]

    async def _stop(self) -> None:
        maintainer, receiver, channel = self._maintainer, self._receiver, self._channel
        self._maintainer = self._receiver = self._channel = None
        self._is_ready.clear()
        await _cancel(maintainer)
        await _cancel(receiver)
        await self._leave(_group_name(self._ping_address), channel)


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()
_lock = threading.Lock()


def _hub_of_loop() -> Hub:
    loop, layer = asyncio.get_running_loop(), channel_layer.shared_layer()
    with _lock:
        hub = _hubs.get(loop)
        if hub is None or hub.layer is not layer:
            hub = _hubs[loop] = Hub(layer)
        return hub


async def _cancel(task: asyncio.Task[None] | None) -> None:
    """Cancel a task, a second time if a client of the layer swallowed the first."""
    if task is not None and not task.done():
        task.cancel()
        await asyncio.wait([task], timeout=channel_layer.CALL_TIMEOUT_SECONDS)
        task.cancel()


def _group_name(address: Address) -> str:
    """Return the layer's group of an address, as a hash: the layer sees no names."""
    salt = f"liveflash.group.{address.kind}.{address.namespace}"
    digest = salted_hmac(salt, address.name, algorithm="sha256").hexdigest()[:40]
    return f"liveflash.{address.kind}.{digest}"
