"""The inbox: messages that were pushed to users, to sessions and to everyone.

A message waits until a page has shown it. It then stays for ``SHOWN_LIFETIME``, for
pages of the same visitor that had just lost their connection. A message of level
"loading" waits until it has another level: all pages meanwhile show it.

A page reads what waits for its user and for its session, ``session`` being the key of
the session. A visitor who has not logged in gets nothing that is for everyone.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import SynchronousOnlyOperation
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from liveflash import callback_context, database
from liveflash.database import attempt
from liveflash.flash.message import LOADING, Message
from liveflash.kept import storing
from liveflash.push import envelopes, inbox_tables, receipts
from liveflash.push.envelopes import Address, StoredMessage
from liveflash.push.inbox_tables import SHOWN_LIFETIME, session_digest
from liveflash.users import user_key

if TYPE_CHECKING:
    from liveflash.models import InboxMessage

Revisions = Mapping[str, int]


def waiting(user: str | None, session: str | None = None) -> tuple[Message, ...]:
    """Return the messages that wait for a visitor, in the order they were pushed."""
    return _load_waiting(find(user, session))


def _load_waiting(found: Iterable[StoredMessage]) -> tuple[Message, ...]:
    return tuple(message for message, at in envelopes.load(found) if at is None)


def find(user: str | None, session: str | None = None) -> Sequence[StoredMessage]:
    """Return the messages that wait for a visitor or were shown recently."""
    return attempt(lambda: _find(user, session), ())


def find_by_address(
    addresses: Collection[Address],
) -> Mapping[Address, list[StoredMessage]]:
    """Return what waits for users and sessions or was shown to them recently."""
    return attempt(lambda: _find_by_address(addresses), {})


def take_for(request: Any) -> tuple[Message, ...]:
    """Return the messages of a plain page's visitor, and mark them as shown.

    Those of level "loading" are left for the next page too.
    """
    try:
        # The user comes first: loading it drops a session key that does not exist.
        user = user_key(getattr(request, "user", None))
    except SynchronousOnlyOperation:  # the user is not loaded yet
        database.warn_of_async()
        return ()
    session = getattr(getattr(request, "session", None), "session_key", None)
    return attempt(lambda: _take(user, session), ())


def _take(user: str | None, session: str | None) -> tuple[Message, ...]:
    messages = _load_waiting(_find(user, session))
    revisions = {m.id: m.revision for m in messages if m.level != LOADING}
    if revisions:
        _mark_shown(user, session, revisions)
    return messages


def mark_shown(
    user: str | None, revisions: Revisions, session: str | None = None
) -> None:
    """Mark messages as shown, up to the given revision of each."""
    attempt(lambda: _mark_shown(user, session, revisions), None)


def dismiss(user: str | None, revisions: Revisions, session: str | None = None) -> None:
    """Remove messages that a page has dismissed, up to the given revisions.

    A message for everyone is removed for this user only.
    """
    attempt(lambda: _dismiss(user, session, revisions), None)


def try_purge() -> None:
    """Remove expired messages, also kept ones; do nothing during an outage."""
    attempt(purge, 0)
    attempt(storing.purge, 0)


def clear(kind: str, *names: str) -> int:
    """Remove all messages of a recipient and return their number.

    ``names`` are the names of the recipient in the table; without any, it is all of
    the kind.
    """
    rows = inbox_tables.messages().filter(kind=kind)
    if kind == "everyone":
        inbox_tables.receipts().filter(
            message_id__in=rows.values("message_id")
        ).delete()
    return (rows.filter(user__in=names) if names else rows).delete()[0]


def purge() -> int:
    """Remove expired messages of all recipients and return their number."""
    is_over = Q(expires__lte=timezone.now())
    inbox_tables.receipts().filter(is_over).delete()
    return inbox_tables.messages().filter(is_over).delete()[0]


def number_waiting() -> int | None:
    """Return how many messages wait, None during an outage."""
    rows = inbox_tables.messages
    now = timezone.now()
    return attempt(lambda: rows().filter(shown=None, expires__gt=now).count(), None)


def counts() -> list[tuple[str, str, int]]:
    """Return kind and name of each recipient of messages, and how many wait."""
    rows = inbox_tables.messages().filter(shown=None).order_by("kind", "user")
    counted = rows.values_list("kind", "user").annotate(Count("pk"))
    return [(kind, name, number) for kind, name, number in counted]


def stored(kind: str, *names: str) -> tuple[Message, ...]:
    """Return the messages of a recipient that wait, as ``clear`` would remove them."""
    rows = inbox_tables.messages().filter(kind=kind, shown=None).order_by("pk")
    rows = rows.filter(user__in=names) if names else rows
    return _load_waiting(map(StoredMessage, rows.values_list("contents", flat=True)))


def forget_user(instance: Any, **_signal: Any) -> None:
    """Remove the messages of a deleted user; a receiver of ``post_delete``."""
    if database.exist():
        clear("user", str(instance.pk))
        storing.clear(str(instance.pk))
        inbox_tables.receipts().filter(user=str(instance.pk)).delete()


def _addresses(user: str | None, session: str | None) -> tuple[Address, ...]:
    names = {"user": user, "session": session}
    return tuple(Address(kind, name) for kind, name in names.items() if name)


def _find(user: str | None, session: str | None) -> tuple[StoredMessage, ...]:
    return tuple(found for _address, found in _read(_addresses(user, session)))


def _find_by_address(
    addresses: Collection[Address],
) -> Mapping[Address, list[StoredMessage]]:
    by_address = defaultdict(list)
    for address, found in _read(addresses):
        by_address[address].append(found)
    return by_address


def _read(addresses: Collection[Address]) -> Iterator[tuple[Address, StoredMessage]]:
    """Yield what waits for each user and session, in the order it was pushed."""
    own = {(a.kind, inbox_tables.row_name(a)): a for a in addresses}
    if not own:
        return
    users = [name for kind, name in own if kind == "user"]
    rows = list(_rows(own, users))
    announcements = [row for row in rows if row.kind == "everyone"]
    unseen = receipts.find_waiting(announcements, users)
    for row in rows:
        if row.kind != "everyone":
            yield own[row.kind, row.user], _stored(row, row.shown)
            continue
        for user in users:
            if (row.message_id, user) in unseen:
                shown = unseen[row.message_id, user]
                yield own["user", user], _stored(row, shown)


def _rows(
    own: Iterable[tuple[str, str]], users: Sequence[str]
) -> "QuerySet[InboxMessage]":
    sessions = [name for kind, name in own if kind == "session"]
    is_read = Q(kind="user", user__in=users) | Q(kind="session", user__in=sessions)
    if users:
        is_read |= Q(kind="everyone", user=callback_context.active_namespace())
    rows = inbox_tables.messages().filter(is_read, expires__gt=timezone.now())
    return rows.order_by("pk")


def _stored(row: "InboxMessage", shown: datetime | None) -> StoredMessage:
    return StoredMessage(row.contents, None if shown is None else shown.timestamp())


def _mark_shown(user: str | None, session: str | None, revisions: Revisions) -> None:
    now, number = timezone.now(), 0
    for rows in _up_to(user, session, revisions):
        waiting = rows.filter(shown=None)
        number += waiting.update(shown=now, expires=now + SHOWN_LIFETIME)
    if user is not None and number < len(revisions):  # some are for everyone
        receipts.note_shown(user, callback_context.active_namespace(), revisions)


def _dismiss(user: str | None, session: str | None, revisions: Revisions) -> None:
    number = sum(rows.delete()[0] for rows in _up_to(user, session, revisions))
    if user is not None and number < len(revisions):
        receipts.note_dismissed(user, callback_context.active_namespace(), revisions)


def _up_to(
    user: str | None, session: str | None, revisions: Revisions
) -> "Iterator[QuerySet[InboxMessage]]":
    by_revision = defaultdict(list)
    for message_id, revision in revisions.items():
        by_revision[revision].append(message_id)
    is_own = Q(kind="user", user=user)
    if session is not None:
        is_own |= Q(kind="session", user=session_digest(session))
    for revision, ids in by_revision.items():
        rows = inbox_tables.messages().filter(is_own, message_id__in=ids)
        yield rows.filter(revision__lte=revision)
