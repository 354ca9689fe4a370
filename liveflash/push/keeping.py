"""Store what pages change among kept messages, and notify the pages of their users."""

from collections.abc import Callable, Collection

from liveflash import callback_context, database
from liveflash.concurrency import in_pool
from liveflash.flash.kept_changes import Changes
from liveflash.flash.message import is_kept_id
from liveflash.kept import marking, storing
from liveflash.push import channel_layer, envelopes, pubsub
from liveflash.push.envelopes import Address, address_for_page


async def astore(user: str, changes: Changes) -> None:
    """Store the changes of a page, and notify the other pages of its user."""
    if await in_pool(_attempt, lambda: _store(user, changes)):
        await _anotify(user)


def store(user: str, changes: Changes) -> None:
    """Store the changes of a request like ``astore``, from sync code."""
    change(user, lambda: _store(user, changes))


async def amark_read(user: str, ids: Collection[str]) -> None:
    """Mark those of some messages as read that the user keeps, and notify the pages."""
    kept = [each for each in ids if is_kept_id(each)]
    if not kept:
        return
    if await in_pool(database.attempt, lambda: marking.mark_read(user, kept), 0):
        await _anotify(user)


def change(user: str, act: Callable[[], object]) -> bool:
    """Call ``act``, which changes messages of a user, and notify the user's pages.

    Return False if the database is unavailable.
    """
    is_changed = _attempt(act)
    if is_changed:
        notify(user)
    return is_changed


def notify(user: str) -> None:
    """Notify the pages of a user once the open transaction is committed."""
    address = Address("user", user, callback_context.namespace_here())
    notice = envelopes.build_kept_changed()
    database.on_commit(lambda: channel_layer.run(pubsub.send(address, notice)))


def _attempt(act: Callable[[], object]) -> bool:
    def done() -> bool:
        act()
        return True

    return database.attempt(done, fallback=False)


async def _anotify(user: str) -> None:
    address = address_for_page("user", user)
    await pubsub.send(address, envelopes.build_kept_changed())


def _store(user: str, changes: Changes) -> None:
    with database.atomic():
        for message_id, each in changes.items():
            if each.message is None:
                storing.remove(message_id)
            elif each.is_new:
                storing.store([user], each.message)
            else:
                storing.update(each.message)
