"""Store what pages change among kept messages, and notify the pages of their users."""

from collections.abc import Callable, Collection

from liveflash import callback_context, database
from liveflash.concurrency import in_pool
from liveflash.flash.kept_changes import Changes
from liveflash.flash.message import is_kept_id
from liveflash.kept import marking, storing, tables
from liveflash.protocol.payloads import MAX_REVISION
from liveflash.push import channel_layer, envelopes, inbox, pubsub
from liveflash.push.envelopes import Address, address_for_page

# The newest messages that a deletion of all removes from pages and the inbox.
MAX_CLEARED = 200


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


def delete(user: str, ids: Collection[str] | None = None) -> int:
    """Delete messages of a user like ``marking.delete``, and return their number.

    Pages stop showing them, and those that wait in the inbox are not shown any more.
    """
    newest = tables.copies_of(user, ids).order_by("-pk")[:MAX_CLEARED]
    found = newest.values_list("message__message_id", flat=True)
    revisions = dict.fromkeys(found, MAX_REVISION)
    number = marking.delete(user, ids)
    if revisions:
        inbox.dismiss(user, revisions)
        _send(user, envelopes.build_cleared(revisions))
    return number


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
    _send(user, envelopes.build_kept_changed())


def _send(user: str, wire: envelopes.Wire) -> None:
    address = Address("user", user, callback_context.namespace_here())
    database.on_commit(lambda: channel_layer.run(pubsub.send(address, wire)))


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
