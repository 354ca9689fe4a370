"""Store pushed messages in the inbox, and remove them.

Each recipient has at most the newest ``LIVEFLASH_INBOX_SIZE`` messages; each message
expires after ``LIVEFLASH_INBOX_AGE`` seconds.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from liveflash import conf, database
from liveflash.flash.message import Message
from liveflash.push import envelopes, inbox_tables
from liveflash.push.envelopes import Address

if TYPE_CHECKING:
    from liveflash.models import InboxMessage

MAX_RECIPIENTS_PER_QUERY = 500


def store(addresses: Sequence[Address], message: Message) -> None:
    """Store a message, or a later revision of it, for addresses of one kind."""
    with database.atomic():
        for kind, names in _batches(addresses):
            _store(kind, names, message)


def remove(addresses: Sequence[Address], message_id: str) -> None:
    """Remove a message for addresses of one kind, regardless of its revision."""
    with database.atomic():
        for kind, names in _batches(addresses):
            _messages_to(kind, names).filter(message_id=message_id).delete()
            if kind == "everyone":
                inbox_tables.receipts().filter(message_id=message_id).delete()


def _batches(addresses: Sequence[Address]) -> Iterator[tuple[str, list[str]]]:
    """Yield the kind and the names in the table, as many as fit into a query."""
    for start in range(0, len(addresses), MAX_RECIPIENTS_PER_QUERY):
        batch = addresses[start : start + MAX_RECIPIENTS_PER_QUERY]
        yield batch[0].kind, [inbox_tables.row_name(address) for address in batch]


def _store(kind: str, names: Sequence[str], message: Message) -> None:
    rows = inbox_tables.messages()
    contents = envelopes.dump(message)
    expires = timezone.now() + timedelta(seconds=conf.inbox_age())
    new = [
        rows.model(
            kind=kind,
            user=name,
            message_id=message.id,
            revision=message.revision,
            contents=contents,
            expires=expires,
        )
        for name in names
    ]
    database.upsert(rows, new, "revision", "contents", "shown", "expires")
    _make_room(kind, names)


def _make_room(kind: str, names: Sequence[str]) -> None:
    """Remove expired messages, and the oldest ones beyond the limit."""
    rank = Window(RowNumber(), partition_by=F("user"), order_by=F("pk").desc())
    ranked = _messages_to(kind, names).annotate(rank=rank)
    beyond = ranked.filter(rank__gt=conf.inbox_size()).values("pk")
    is_over = Q(pk__in=beyond) | Q(expires__lte=timezone.now())
    _messages_to(kind, names).filter(is_over).delete()


def _messages_to(kind: str, names: Sequence[str]) -> "QuerySet[InboxMessage]":
    return inbox_tables.messages().filter(kind=kind, user__in=names)
