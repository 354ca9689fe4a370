"""Messages from anywhere: a task, a signal, the shell, another server.

A message to a user is kept in the inbox first and then handed to the channel layer:
the tab that is open shows it now, otherwise the next page does.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction

from liveflash import conf
from liveflash.concurrency import in_pool, in_request_thread
from liveflash.debug import unread
from liveflash.flash.message import Message, new_message, revised
from liveflash.push import channel_layer, envelopes, inbox, pubsub
from liveflash.push.envelopes import Address, StoredMessage, check_topic


class PushedMessage:
    """A message that was pushed, to update it in place or to take it back.

    ``was_sent`` tells whether the channel layer took it (without one: whether a
    page of this process did), ``is_stored`` whether it waits in the inbox of its user;
    both are false before a transaction is committed that it waits for.
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
        """Show ``value`` in the same place; its time begins anew.

        A tab where the message was dismissed shows it again where its level changes:
        progress does not come back, its end does.
        """
        self._revise(value, level, timeout)
        self.send()

    async def aupdate(
        self,
        value: Any,
        *,
        level: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 (how long it is shown)
    ) -> None:
        """Show ``value`` in the same place, as ``update`` does."""
        self._revise(value, level, timeout)
        await self.asend()

    def clear(self) -> None:
        """Take the message back."""
        self._forget()
        channel_layer.run(pubsub.send(self._address, self._cleared()))

    async def aclear(self) -> None:
        """Take the message back."""
        await in_request_thread(self._forget)
        await pubsub.send(self._address, self._cleared())

    def send(self) -> None:
        """Keep the message and hand it over, again where that was done before."""
        self._keep()
        sent = pubsub.send(self._address, self._pushed())
        self.was_sent = channel_layer.run(sent)

    async def asend(self) -> None:
        """Keep the message and hand it over, again where that was done before."""
        await in_request_thread(self._keep)
        sent = pubsub.send(self._address, self._pushed())
        self.was_sent = await sent

    def _revise(self, value: Any, level: str | None, timeout: float | None) -> None:
        changed = revised(self._message, value, level=level, timeout=timeout)
        self._message = changed.not_started()

    def _keep(self) -> None:
        if self._address.kind == "user":
            inbox.keep(self._address.name, self._message)
            self.is_stored = True

    def _forget(self) -> None:
        if self._address.kind == "user":
            inbox.take_back(self._address.name, self.id)
            self.is_stored = False

    def _pushed(self) -> envelopes.Wire:
        return envelopes.pushed([StoredMessage(envelopes.dump(self._message))])

    def _cleared(self) -> envelopes.Wire:
        return envelopes.cleared({self.id: self._message.revision})


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
    """Show a message to a user, a session or a group, from anywhere.

    ``user`` is a user or a primary key, ``session`` a session or its key, ``group`` a
    name that views subscribe to: exactly one of them. A user who has no page open gets
    the message with the next one. ``on_commit`` waits for the transaction. Raises
    TypeError or ValueError as ``socket.put_flash`` does.
    """
    _refuse_on_loop("push_flash", "await apush_flash")
    message = new_message(key, value, level=level, timeout=timeout)
    pushed = PushedMessage(message, _target(user, session, group))
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
    """Show a message as ``push_flash`` does, from async code.

    Which has no transactions, and so none to wait for.
    """
    message = new_message(key, value, level=level, timeout=timeout)
    pushed = PushedMessage(message, _target(user, session, group))
    await pushed.asend()
    return pushed


def broadcast(topic: str, message: Any) -> bool:
    """Call ``handle_info`` of every view that subscribed to ``topic``.

    ``message`` is a value of the kinds that flash stores. Whether the channel layer
    took it; without one, whether a page of this process did.
    """
    _refuse_on_loop("broadcast", "await abroadcast")
    return channel_layer.run(abroadcast(topic, message))


async def abroadcast(topic: str, message: Any) -> bool:
    """Broadcast as ``broadcast`` does, from async code."""
    address = Address("topic", check_topic(topic))
    return await pubsub.send(address, envelopes.info(topic, message))


async def end_for_all(user: str, revisions: Mapping[str, int]) -> None:
    """Take messages that one tab has dismissed out of all tabs of their user."""
    await in_pool(inbox.dismiss, user, revisions)
    await pubsub.send(Address("user", user), envelopes.cleared(revisions))


def _target(user: Any, session: Any, group: str | None) -> Address:
    match user, session, group:
        case None, None, topic if topic is not None:
            return Address("topic", check_topic(topic))
        case None, key, None if key is not None:
            return Address("session", _key_of(key))
        case someone, None, None if someone is not None:
            return Address("user", _pk_of(someone))
        case _:
            msg = "push_flash() takes exactly one of user=…, session=… and group='…'."
            raise TypeError(msg)


def _pk_of(user: Any) -> str:
    pk = getattr(user, "pk", None) if hasattr(user, "pk") else user
    if pk is None:
        msg = f"push_flash(user=…) needs a user who was saved, not {user!r}."
        raise ValueError(msg)
    return str(pk)


def _key_of(session: Any) -> str:
    key = session if isinstance(session, str) else session.session_key
    if not key:
        msg = "push_flash(session=…) needs a session that was saved: it has no key yet."
        raise ValueError(msg)
    return str(key)


def _refuse_on_loop(name: str, instead: str) -> None:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    msg = f"{name}() is for sync code and would block this event loop: {instead}()."
    raise RuntimeError(msg)
