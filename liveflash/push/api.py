"""Push messages from anywhere: a task, a signal, the shell, another server.

A message to a user is stored in the inbox first and then sent to the channel layer.
Open tabs show it at once; without an open tab, the next page shows it.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction

from liveflash import callback_context, conf
from liveflash.concurrency import in_pool, in_request_thread
from liveflash.debug import unread
from liveflash.flash.message import Message, new_message, revised
from liveflash.push import channel_layer, envelopes, inbox, pubsub
from liveflash.push.envelopes import (
    Address,
    StoredMessage,
    address_for_page,
    check_topic,
)
from liveflash.push.recipients import resolve_address


class PushedMessage:
    """A message that was pushed: update it in place, or clear it.

    ``was_sent`` is true if the channel layer accepted the message; without a layer, if
    a page of this process did. ``is_stored`` is true once the user's inbox has stored
    it, until ``clear`` removes it. Both are false until the transaction of
    ``on_commit=True`` is committed. A message to a user is sent when the transaction
    that stores it is committed: pages could not acknowledge it before.
    """

    def __init__(self, message: Message, address: Address) -> None:
        is_shared = address.kind == "user"
        place = unread.call_site() if conf.debug() else ""
        self._message = replace(message.not_started(), is_shared=is_shared, place=place)
        self._address = address
        self.was_sent = False
        self.is_stored = False

    def __repr__(self) -> str:
        sent, stored = self.was_sent, self.is_stored
        return f"<PushedMessage {self.id!r} {sent=} {stored=}>"

    @property
    def id(self) -> str:
        """The message's id."""
        return self._message.id

    def update(
        self, value: Any, *, level: str | None = None, timeout: float | None = None
    ) -> None:
        """Show ``value`` in the same place, for its full time.

        A tab that has dismissed the message shows it again only if its level changes:
        further progress stays hidden, the final result appears.
        """
        self._change(value, level, timeout)
        self.send()

    async def aupdate(
        self,
        value: Any,
        *,
        level: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 (how long it is shown)
    ) -> None:
        """Show ``value`` in the same place, like ``update``."""
        self._change(value, level, timeout)
        await self.asend()

    def clear(self) -> None:
        """Remove the message from all pages and from the inbox."""
        self._remove()
        self._when_committed(self._send_cleared)

    async def aclear(self) -> None:
        """Remove the message from all pages and from the inbox."""
        if await in_request_thread(self._has_transaction_after, self._remove):
            await in_request_thread(self._when_committed, self._send_cleared)
        else:
            await pubsub.send(self._address, self._cleared())

    def send(self) -> None:
        """Store the message, if it is for a user, and send it."""
        self._store()
        self._when_committed(self._send_pushed)

    async def asend(self) -> None:
        """Store the message, if it is for a user, and send it."""
        if await in_request_thread(self._has_transaction_after, self._store):
            await in_request_thread(self._when_committed, self._send_pushed)
        else:
            self.was_sent = await pubsub.send(self._address, self._pushed())

    def _when_committed(self, send: Callable[[], object]) -> None:
        if self._address.kind == "user":
            inbox.on_commit(send)
        else:
            send()

    def _has_transaction_after(self, change: Callable[[], object]) -> bool:
        """Change the inbox; return whether that is still to be committed."""
        change()
        return self._address.kind == "user" and inbox.is_in_transaction()

    def _send_pushed(self) -> None:
        sent = pubsub.send(self._address, self._pushed())
        self.was_sent = channel_layer.run(sent)

    def _send_cleared(self) -> None:
        channel_layer.run(pubsub.send(self._address, self._cleared()))

    def _change(self, value: Any, level: str | None, timeout: float | None) -> None:
        changed = revised(self._message, value, level=level, timeout=timeout)
        self._message = changed.not_started()

    def _store(self) -> None:
        if self._address.kind == "user":
            inbox.store(self._address.name, self._message)
            self.is_stored = True

    def _remove(self) -> None:
        if self._address.kind == "user":
            inbox.remove(self._address.name, self.id)
            self.is_stored = False

    def _pushed(self) -> envelopes.Wire:
        return envelopes.build_pushed([StoredMessage(envelopes.dump(self._message))])

    def _cleared(self) -> envelopes.Wire:
        return envelopes.build_cleared({self.id: self._message.revision})


def push_flash(  # noqa: PLR0913 (options by name)
    key: str,
    value: Any,
    *,
    user: Any = None,
    session: Any = None,
    group: str | None = None,
    level: str | None = None,
    timeout: float | None = None,
    on_commit: bool = False,
) -> PushedMessage:
    """Show a message to a user, a session or a group, from sync code anywhere.

    Pass exactly one of ``user`` (a user or a primary key), ``session`` (a session or
    its key) and ``group`` (a name that views subscribe to). A user without an open page
    gets the message with the next one. With ``on_commit=True`` the message is sent when
    the current transaction is committed.

    Return the pushed message. Raise TypeError or ValueError like ``socket.put_flash``,
    and RuntimeError on the thread of a running event loop.
    """
    _require_sync("push_flash", "await apush_flash")
    message = new_message(key, value, level=level, timeout=timeout)
    namespace = callback_context.namespace_here()
    address = resolve_address(user, session, group, namespace)
    pushed = PushedMessage(message, address)
    if on_commit:
        transaction.on_commit(pushed.send)
    else:
        pushed.send()
    return pushed


async def apush_flash(  # noqa: PLR0913 (options by name)
    key: str,
    value: Any,
    *,
    user: Any = None,
    session: Any = None,
    group: str | None = None,
    level: str | None = None,
    timeout: float | None = None,  # noqa: ASYNC109 (how long it is shown)
) -> PushedMessage:
    """Show a message like ``push_flash``, from async code.

    There is no ``on_commit``, since Django has no transactions in async code.
    """
    message = new_message(key, value, level=level, timeout=timeout)
    namespace = await _anamespace()
    address = resolve_address(user, session, group, namespace)
    pushed = PushedMessage(message, address)
    await pushed.asend()
    return pushed


def broadcast(topic: str, message: Any) -> bool:
    """Call ``handle_info`` of every view that subscribed to ``topic``.

    ``message`` is a value of the kinds that flash stores. Return True if the channel
    layer accepted it; without a layer, if a page of this process did.
    """
    _require_sync("broadcast", "await abroadcast")
    return channel_layer.run(
        _broadcast(topic, message, callback_context.namespace_here())
    )


async def abroadcast(topic: str, message: Any) -> bool:
    """Call ``handle_info`` like ``broadcast``, from async code."""
    return await _broadcast(topic, message, await _anamespace())


async def _broadcast(topic: str, message: Any, namespace: str) -> bool:
    address = Address("topic", check_topic(topic), namespace)
    return await pubsub.send(address, envelopes.build_info(topic, message))


async def dismiss_everywhere(
    user: str, revisions: Mapping[str, int], *, sender: str
) -> None:
    """Remove messages that one tab has dismissed from the other tabs of the user."""
    await in_pool(inbox.dismiss, user, revisions)
    cleared = envelopes.build_cleared(revisions, sender=sender)
    await pubsub.send(address_for_page("user", user), cleared)


async def _anamespace() -> str:
    """Return the namespace of the page that calls, or of the thread for its ORM."""
    if conf.callback_context() is None or callback_context.current() is not None:
        return callback_context.namespace()
    return await in_request_thread(callback_context.namespace_here)


def _require_sync(name: str, instead: str) -> None:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    msg = f"{name}() would block this event loop: use {instead}() in async code."
    raise RuntimeError(msg)
