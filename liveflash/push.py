"""Messages from anywhere: a task, a signal, the shell, another server.

A message to a user is kept in the inbox first and then handed to the channel layer:
the tab that is open shows it now, otherwise the next page does.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from asgiref.sync import async_to_sync, sync_to_async
from django.db import transaction

from liveflash import conf, flash, inbox, layer, values, watching
from liveflash.message import Message, new_message, revised


@dataclass(frozen=True, slots=True)
class InfoEvent:
    """What a topic brings to ``handle_info``: its name, and what was broadcast."""

    name: str
    payload: Any


class PushedMessage:
    """A message that was pushed, to update it in place or to take it back.

    ``is_handed_over`` tells whether the channel layer took it, ``is_kept`` whether it
    waits in the inbox of its user; both are false before a transaction is committed
    that it waits for.
    """

    def __init__(self, message: Message, kind: str, name: str) -> None:
        self._message = message
        self._user = name if kind == "user" else None
        self._group = layer.group_of(kind, name)
        self.is_handed_over = False
        self.is_kept = False

    @property
    def id(self) -> str:
        """The message's id."""
        return self._message.id

    def update(
        self, value: Any, *, level: str | None = None, timeout: float | None = None
    ) -> None:
        """Show ``value`` in the same place; its time begins anew."""
        self._message = revised(self._message, value, level=level, timeout=timeout)
        self.send()

    async def aupdate(
        self,
        value: Any,
        *,
        level: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 (how long it is shown)
    ) -> None:
        """Show ``value`` in the same place; its time begins anew."""
        self._message = revised(self._message, value, level=level, timeout=timeout)
        await self.asend()

    def clear(self) -> None:
        """Take the message back."""
        async_to_sync(self.aclear)()

    async def aclear(self) -> None:
        """Take the message back."""
        if self._user is not None:
            await sync_to_async(inbox.end)(self._user, [self.id])
        await layer.send(self._group, {"type": layer.CLEARED, "ids": [self.id]})

    def send(self) -> None:
        """Keep the message and hand it over, again where it was."""
        self._keep()
        self.is_handed_over = async_to_sync(layer.send)(self._group, self._wire())

    async def asend(self) -> None:
        """Keep the message and hand it over, again where it was."""
        await sync_to_async(self._keep)()
        self.is_handed_over = await layer.send(self._group, self._wire())

    def _keep(self) -> None:
        if self._user is not None:
            inbox.keep(self._user, self._message)
            self.is_kept = True

    def _wire(self) -> dict[str, Any]:
        return {"type": layer.FLASH, "messages": flash.dump([self._message])}


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
    message = new_message(key, value, level=level, timeout=timeout)
    pushed = _pushed(message, *_target(user, session, group))
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
    """Show a message as ``push_flash`` does, from async code."""
    message = new_message(key, value, level=level, timeout=timeout)
    pushed = _pushed(message, *_target(user, session, group))
    await pushed.asend()
    return pushed


def broadcast(topic: str, message: Any) -> bool:
    """Call ``handle_info`` of every view that subscribed to ``topic``.

    ``message`` is a value of the kinds that flash stores. False where the channel layer
    is down.
    """
    return async_to_sync(abroadcast)(topic, message)


async def abroadcast(topic: str, message: Any) -> bool:
    """Broadcast from async code."""
    wire = {"type": layer.INFO, "topic": topic, "message": values.encode(message)}
    return await layer.send(layer.group_of("topic", topic), wire)


async def end_for_all(user: str, message_ids: Iterable[str]) -> None:
    """Take messages that one tab has dismissed out of all tabs of their user."""
    ids = list(message_ids)
    await sync_to_async(inbox.end)(user, ids)
    group = layer.group_of("user", user)
    await layer.send(group, {"type": layer.CLEARED, "ids": ids})


def _pushed(message: Message, kind: str, name: str) -> PushedMessage:
    place = watching.call_site() if conf.debug() else ""
    told = replace(message, is_shared=kind == "user", place=place)
    return PushedMessage(told, kind, name)


def _target(user: Any, session: Any, group: str | None) -> tuple[str, str]:
    match user, session, group:
        case None, None, str(name):
            return "topic", name
        case None, key, None if key is not None:
            return "session", _key_of(key)
        case someone, None, None if someone is not None:
            return "user", str(getattr(someone, "pk", someone))
        case _:
            msg = "push_flash() takes exactly one of user=…, session=… and group=…."
            raise TypeError(msg)


def _key_of(session: Any) -> str:
    key = session if isinstance(session, str) else session.session_key
    if not key:
        msg = "push_flash(session=…) needs a session that was saved: it has no key yet."
        raise ValueError(msg)
    return str(key)
