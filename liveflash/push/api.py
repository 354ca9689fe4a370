"""Push messages from anywhere: a task, a signal, the shell, another server.

A message is stored in the inbox first, unless it is for a group, and then sent to the
channel layer. Open tabs show it at once; without an open tab, the next page shows it.
"""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any, Unpack

from django.db import transaction

from liveflash import callback_context, conf
from liveflash.concurrency import in_pool, in_request_thread
from liveflash.flash.message import MessageOptions, new_message
from liveflash.push import channel_layer, envelopes, inbox, keeping, pubsub
from liveflash.push.envelopes import Address, address_for_page, check_topic
from liveflash.push.pushed_message import PushedMessage
from liveflash.push.recipients import Recipients, resolve_recipients


def push_flash(  # noqa: PLR0913 (options by name)
    key: str,
    value: Any,
    *,
    user: Any = None,
    users: Iterable[Any] | None = None,
    session: Any = None,
    group: str | None = None,
    everyone: bool = False,
    on_commit: bool = False,
    **options: Unpack[MessageOptions],
) -> PushedMessage:
    """Show a message to users, a session, a group or everyone, from sync code anywhere.

    Return the pushed message. Pass exactly one of ``user`` (a user or a primary key),
    ``users`` (an iterable of these, or a queryset), ``session`` (a session or its key),
    ``group`` (a name that pages subscribe to) and ``everyone=True``. A visitor without
    an open page gets the message with the next page, except from a group; for everyone,
    only a user does. ``on_commit=True`` sends it when the transaction is committed.
    With ``keep=True`` the users keep it; a session or a group cannot.

    Raise TypeError or ValueError like ``socket.put_flash``, and RuntimeError on the
    thread of a running event loop.
    """
    _require_sync("push_flash", "await apush_flash")
    message = new_message(key, value, **options)
    recipients = resolve_recipients(
        callback_context.namespace_here(),
        user=user,
        users=users,
        session=session,
        group=group,
        everyone=everyone,
    )
    pushed = PushedMessage(message, recipients)
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
    users: Iterable[Any] | None = None,
    session: Any = None,
    group: str | None = None,
    everyone: bool = False,
    **options: Unpack[MessageOptions],
) -> PushedMessage:
    """Show a message like ``push_flash``, from async code.

    There is no ``on_commit``, since Django has no transactions in async code.
    """
    message = new_message(key, value, **options)
    recipients = await _aresolve(
        user=user, users=users, session=session, group=group, everyone=everyone
    )
    pushed = PushedMessage(message, recipients)
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


async def abroadcast_from(sender: str, topic: str, message: Any) -> bool:
    """Call ``handle_info`` like ``broadcast``, except on the page ``sender``."""
    return await _broadcast(topic, message, await _anamespace(), sender)


async def _broadcast(
    topic: str, message: Any, namespace: str, sender: str = ""
) -> bool:
    address = Address("topic", check_topic(topic), namespace)
    wire = envelopes.build_info(topic, message, sender=sender)
    return await pubsub.send(address, wire)


async def dismiss_everywhere(
    user: str | None, session: str | None, revisions: Mapping[str, int], *, sender: str
) -> None:
    """Remove messages that one tab has dismissed from the visitor's other tabs.

    The tabs are those of the user, otherwise those of the session. Those that the user
    keeps are marked as read.
    """
    await in_pool(inbox.dismiss, user, revisions, session)
    if user is not None:
        await keeping.amark_read(user, revisions)
    cleared = envelopes.build_cleared(revisions, sender=sender)
    if user is not None:
        await pubsub.send(address_for_page("user", user), cleared)
    elif session is not None:
        await pubsub.send(address_for_page("session", session), cleared)


async def _aresolve(**given: Any) -> Recipients:
    """Return the recipients; a queryset is read in the thread for the ORM."""
    namespace = await _anamespace()
    if given["users"] is None:
        return resolve_recipients(namespace, **given)
    return await in_request_thread(resolve_recipients, namespace, **given)


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
