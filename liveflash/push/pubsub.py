"""Who in this process listens to what is sent, and how that comes to them.

All pages of an event loop share one channel of the layer: a group is entered for its
first listener and left after its last. Without a layer that reaches other processes,
what is sent is brought to the listeners of this process directly.

Nothing that waits in the inbox depends on the layer: every ``LIVEFLASH_INBOX_CHECK``
seconds each process looks for what waits for the users whose pages are open there.
"""

import asyncio
import contextlib
import logging
import secrets
import threading
import time
from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

from django.utils.crypto import salted_hmac

from liveflash import conf
from liveflash.concurrency import in_pool
from liveflash.push import channel_layer, envelopes, inbox
from liveflash.push.envelopes import Address

logger = logging.getLogger("liveflash")

USERS_A_QUERY = 500
TIDY_EVERY = 60.0

Message = dict[str, Any]
Listener = Callable[[Message], None]


class Subscription:
    """What one page listens to; ``listener`` must not block."""

    __slots__ = ("_addresses", "_hub", "_listener")

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._hub: Hub | None = None
        self._addresses: tuple[Address, ...] = ()

    async def add(self, address: Address) -> None:
        """Hear of what is sent to ``address``, from the return of this call on."""
        if address not in self._addresses:
            self._hub = self._hub or _hub_of_loop()
            self._addresses = (*self._addresses, address)
            await self._hub.add(address, self._listener)

    async def close(self) -> None:
        """Hear nothing more."""
        addresses, self._addresses = self._addresses, ()
        for address in addresses:
            if self._hub is not None:
                await self._hub.drop(address, self._listener)


async def send(address: Address, message: Message) -> bool:
    """Send to everyone who listens to ``address``; whether that was handed over.

    To the channel layer, or without one to a page of this process.
    """
    group = _group_name(address)
    message = {**message, "group": group}
    shared = channel_layer.shared()
    if shared is not None:
        return await channel_layer.send(shared, group, message)
    with _lock:
        all_hubs = list(_hubs.items())
    hubs = [
        (loop, hub)
        for loop, hub in all_hubs
        if hub.hears(group) and not loop.is_closed()
    ]
    for loop, hub in hubs:
        loop.call_soon_threadsafe(hub.bring, message)
    return bool(hubs)


class _Group:
    """A group of the layer, and who listens to it here."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self.name = _group_name(address)
        self.listeners: list[Listener] = []
        # Whoever enters or leaves waits until the one before has done so.
        self.lock = asyncio.Lock()
        self.is_entered = False


class Hub:
    """The listeners of one event loop, and the tasks that serve them."""

    def __init__(self, shared: Any) -> None:
        self.layer = shared
        self._groups: dict[str, _Group] = {}
        self._channel: str | None = None
        self._receiver: asyncio.Task[None] | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._has_begun = asyncio.Event()
        # Set where the layer is to be looked at soon; the flag, where it has failed.
        self._is_in_doubt = asyncio.Event()
        self._has_failed = False
        self._echo = Address("hub", secrets.token_hex(8))
        self._has_heard = True
        self._tidied_at = time.monotonic()

    def hears(self, group: str) -> bool:
        """Whether anyone listens to ``group``."""
        return group in self._groups

    async def add(self, address: Address, listener: Listener) -> None:
        """Bring what is sent to ``address`` to ``listener``."""
        group = self._groups.setdefault(_group_name(address), _Group(address))
        group.listeners.append(listener)
        if self._keeper is None:
            self._keeper = asyncio.create_task(self._keep())
        await self._has_begun.wait()
        await self._settle(group)

    async def drop(self, address: Address, listener: Listener) -> None:
        """Bring nothing more of ``address`` to ``listener``."""
        group = self._groups[_group_name(address)]
        group.listeners.remove(listener)
        await self._settle(group)
        if not self._groups:
            await self._end()

    def bring(self, message: Any) -> None:
        """Give what was sent to those who listen."""
        match message:
            case {"group": str(name)}:
                group = self._groups.get(name)
            case _:
                logger.warning("The channel layer brought what is not ours: refused.")
                return
        if name == _group_name(self._echo):
            self._has_heard = True
        for listener in list(group.listeners) if group else ():
            listener(message)

    async def _settle(self, group: _Group) -> None:
        """Enter the group where someone listens, leave it where nobody does."""
        async with group.lock:
            if group.listeners and not group.is_entered:
                group.is_entered = await self._enter(group.name)
            elif not group.listeners and group.is_entered:
                group.is_entered = False
                await self._leave(group.name, self._channel)
            if not group.listeners:
                self._groups.pop(group.name, None)

    async def _enter(self, group: str) -> bool:
        if self.layer is None:
            return True
        channel = self._channel
        if channel is None or not await channel_layer.enter(self.layer, group, channel):
            self._fail()
            return False
        return True

    def _fail(self) -> None:
        self._has_failed = True
        self._is_in_doubt.set()

    async def _leave(self, group: str, channel: str | None) -> None:
        if channel is not None:
            await channel_layer.leave(self.layer, group, channel)

    async def _keep(self) -> None:
        """Look after what the layer has lost, and what it has not brought.

        Until the end, also where a client of the layer keeps a cancellation to itself.
        """
        keeper = self._keeper
        await self._begin()
        if self._keeper is keeper:
            self._has_begun.set()
        while self._keeper is keeper:
            await self._pause()
            if self._keeper is not keeper:
                return
            if self._has_failed or not self._has_heard:
                await self._begin()
            await self._call()
            await self._look_into_inbox()
            await self._tidy()

    async def _begin(self) -> None:
        """Begin to receive; anew where the layer may have forgotten us."""
        if self.layer is None:
            return
        keeper, self._has_failed = self._keeper, False
        await _cancel(self._receiver)
        channel = await channel_layer.new_channel(self.layer)
        if self._keeper is not keeper:
            return
        former, self._channel = self._channel, channel
        if not await self._enter(_group_name(self._echo)):
            return
        if self._keeper is not keeper:
            return
        self._receiver = asyncio.create_task(self._receive())
        for group in list(self._groups.values()):
            async with group.lock:
                group.is_entered = False
            await self._settle(group)
            await self._leave(group.name, former)

    async def _receive(self) -> None:
        channel = self._channel
        while channel is not None and channel == self._channel:
            began = time.monotonic()
            message = await channel_layer.receive(self.layer, channel)
            if message is not None:
                self.bring(message)
                continue
            self._is_in_doubt.set()
            if time.monotonic() - began < channel_layer.RETRY_AFTER:
                await asyncio.sleep(channel_layer.RETRY_AFTER)

    async def _pause(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(conf.inbox_check()):
                await self._is_in_doubt.wait()
                await asyncio.sleep(channel_layer.RETRY_AFTER)

    async def _call(self) -> None:
        """Send to ourselves: where that does not come back, nothing else does."""
        if self.layer is None:
            return
        was_in_doubt = self._is_in_doubt.is_set()
        self._is_in_doubt.clear()
        self._has_heard = False
        if not await send(self._echo, {}):
            self._fail()
        elif was_in_doubt:
            await asyncio.sleep(channel_layer.RETRY_AFTER)
            if not self._has_heard:
                self._fail()

    async def _look_into_inbox(self) -> None:
        """Bring what waits for the users whose pages are open."""
        addresses = [group.address for group in self._groups.values()]
        users = [address.name for address in addresses if address.kind == "user"]
        for start in range(0, len(users), USERS_A_QUERY):
            some = users[start : start + USERS_A_QUERY]
            found = await in_pool(inbox.look_for, some)
            for user, kept in found.items():
                group = _group_name(Address("user", user))
                self.bring({**envelopes.pushed(kept), "group": group})

    async def _tidy(self) -> None:
        now = time.monotonic()
        if now - self._tidied_at > TIDY_EVERY:
            self._tidied_at = now
            await in_pool(inbox.tidy)

    async def _end(self) -> None:
        keeper, receiver, channel = self._keeper, self._receiver, self._channel
        self._keeper = self._receiver = self._channel = None
        self._has_begun.clear()
        await _cancel(keeper)
        await _cancel(receiver)
        await self._leave(_group_name(self._echo), channel)


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()
_lock = threading.Lock()


def _hub_of_loop() -> Hub:
    loop, shared = asyncio.get_running_loop(), channel_layer.shared()
    with _lock:
        hub = _hubs.get(loop)
        if hub is None or hub.layer is not shared:
            hub = _hubs[loop] = Hub(shared)
        return hub


def _group_name(address: Address) -> str:
    """The group of an address, in letters that every layer takes."""
    return f"liveflash.{address.kind}.{group_digest(address.kind, address.name)}"


async def _cancel(task: asyncio.Task[None] | None) -> None:
    """Cancel a task, again where a client of the layer has kept that to itself."""
    if task is not None and not task.done():
        task.cancel()
        await asyncio.wait([task], timeout=channel_layer.ANSWERS_WITHIN)
        task.cancel()


def group_digest(kind: str, name: str) -> str:
    """What names a group of the channel layer, from which nobody reads the name."""
    salt = f"liveflash.group.{kind}"
    return salted_hmac(salt, name, algorithm="sha256").hexdigest()[:40]
