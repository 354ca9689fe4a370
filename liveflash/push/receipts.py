"""Receipts: which users have seen or dismissed a message for everyone.

A message for everyone is one row of the inbox. It waits for each user who has no
receipt of its latest revision, unless the account is newer than the message.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import DateTimeField, Exists, OuterRef, QuerySet
from django.utils import timezone

from liveflash import database
from liveflash.push import inbox_tables
from liveflash.push.inbox_tables import SHOWN_LIFETIME
from liveflash.push.recipients import user_model

if TYPE_CHECKING:
    from liveflash.models import InboxMessage, InboxReceipt

# The message and the user of a receipt.
Key = tuple[str, str]


def find_waiting(
    announcements: Sequence["InboxMessage"], users: Collection[str]
) -> Mapping[Key, datetime | None]:
    """Return which messages wait for which users, and when they were shown.

    The time is None for a message that the user has not seen.
    """
    if not announcements:
        return {}
    known = {
        (receipt.message_id, receipt.user): receipt
        for receipt in inbox_tables.receipts().filter(
            message_id__in=[each.message_id for each in announcements], user__in=users
        )
    }
    unseen = {u for each in announcements for u in users if _is_unseen(each, u, known)}
    joined = _joined_since(unseen, min(each.created for each in announcements))
    return dict(_waiting(announcements, users, known, joined))


def _waiting(
    announcements: Sequence["InboxMessage"],
    users: Collection[str],
    known: "Mapping[Key, InboxReceipt]",
    joined: Mapping[str, datetime],
) -> Iterator[tuple[Key, datetime | None]]:
    oldest_shown = timezone.now() - SHOWN_LIFETIME
    for each in announcements:
        for user in users:
            key = (each.message_id, user)
            if _is_unseen(each, user, known):
                if joined.get(user, each.created) <= each.created:
                    yield key, None
            elif (shown := known[key].shown) is not None and shown > oldest_shown:
                yield key, shown


def _is_unseen(
    announcement: "InboxMessage", user: str, known: "Mapping[Key, InboxReceipt]"
) -> bool:
    receipt = known.get((announcement.message_id, user))
    return receipt is None or receipt.revision < announcement.revision


def _joined_since(users: Iterable[str], oldest: datetime) -> Mapping[str, datetime]:
    """Return when users joined, those since ``oldest`` only.

    It is empty if the user model has no ``date_joined``.
    """
    model = user_model()
    if not users or model is None or not _has_date_joined(model):
        return {}
    manager = model._base_manager  # noqa: SLF001 - a default manager may hide users
    try:
        rows = manager.filter(pk__in=users, date_joined__gt=oldest)
        pairs = list(rows.values_list("pk", "date_joined"))
    except (ValidationError, TypeError, ValueError):  # users of another model
        return {}
    return {str(pk): joined for pk, joined in pairs}


def _has_date_joined(model: Any) -> bool:
    try:
        return isinstance(model._meta.get_field("date_joined"), DateTimeField)  # noqa: SLF001
    except FieldDoesNotExist:
        return False


def note_shown(user: str, namespace: str, revisions: Mapping[str, int]) -> None:
    """Store that a page of ``user`` showed messages, unless an earlier page did."""
    receipt = inbox_tables.receipts().filter(
        user=user, message_id=OuterRef("message_id"), revision__gte=OuterRef("revision")
    )
    unseen = _announcements(namespace, revisions).exclude(Exists(receipt))
    _store(unseen, user, revisions, timezone.now())


def note_dismissed(user: str, namespace: str, revisions: Mapping[str, int]) -> None:
    """Store that ``user`` has dismissed messages."""
    _store(_announcements(namespace, revisions), user, revisions, None)


def _announcements(
    namespace: str, message_ids: Iterable[str]
) -> "QuerySet[InboxMessage]":
    rows = inbox_tables.messages().filter(kind="everyone", user=namespace)
    return rows.filter(message_id__in=list(message_ids))


def _store(
    announcements: "QuerySet[InboxMessage]",
    user: str,
    revisions: Mapping[str, int],
    shown: datetime | None,
) -> None:
    """Store receipts of the messages whose latest revision the page knows."""
    rows = inbox_tables.receipts()
    new = [
        rows.model(
            user=user,
            message_id=each.message_id,
            revision=each.revision,
            shown=shown,
            expires=each.expires,
        )
        for each in announcements
        if revisions[each.message_id] >= each.revision
    ]
    if new:
        database.upsert(rows, new, "revision", "shown", "expires")
