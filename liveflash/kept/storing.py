"""Store kept messages, update and remove them.

Each user has at most the newest ``LIVEFLASH_KEEP_SIZE``; each expires after
``LIVEFLASH_KEEP_AGE`` seconds.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist, ImproperlyConfigured
from django.db.models import BooleanField, Count
from django.utils import timezone

from liveflash import conf, database
from liveflash.flash import serialization
from liveflash.flash.message import Message
from liveflash.kept import tables


def store(users: Iterable[str], message: Message) -> None:
    """Store a message for users, by primary key; those who have it get no other."""
    remaining, key = iter(users), None
    with database.atomic():
        while some := list(islice(remaining, tables.MAX_ROWS_PER_QUERY)):
            key = key or _store_contents(message)
            _store_copies(key, some)
            _make_room(some)


def store_for_everyone(message: Message) -> None:
    """Store a message for each user who exists, unless the user is not active."""
    store(_all_users(), message)


def update(message: Message) -> None:
    """Store a later revision of a message, unless all its users have deleted it."""
    tables.messages().filter(
        message_id=message.id, revision__lt=message.revision
    ).update(revision=message.revision, contents=_contents(message))


def remove(message_id: str) -> None:
    """Remove a message for all its users."""
    with database.atomic():
        tables.copies().filter(
            message__in=tables.messages().filter(message_id=message_id)
        ).delete()
        tables.messages().filter(message_id=message_id).delete()


def purge() -> int:
    """Remove the expired copies of all users and return their number."""
    return tables.delete_copies(
        tables.copies().filter(created__lte=tables.oldest_time())
    )


def clear(user: str) -> int:
    """Remove all copies of a user and return their number."""
    return tables.delete_copies(tables.copies().filter(user=user))


def _store_contents(message: Message) -> int:
    """Store the contents unless they are stored already; return the key of the row."""
    rows = tables.messages()
    new = rows.model(
        message_id=message.id, revision=message.revision, contents=_contents(message)
    )
    rows.bulk_create([new], ignore_conflicts=True)
    if message.revision > 0:
        update(message)
    return rows.values_list("pk", flat=True).get(message_id=message.id)


def _contents(message: Message) -> str:
    """Return the text that is stored for a message, without its remaining time."""
    return serialization.dump_text(replace(message.not_started(), seconds_left=None))


def _store_copies(key: int, users: Sequence[str]) -> None:
    rows, now = tables.copies(), timezone.now()
    new = [rows.model(user=user, message_id=key, created=now) for user in users]
    rows.bulk_create(new, ignore_conflicts=True)


def _make_room(users: Sequence[str]) -> None:
    """Remove the expired copies of users, and the oldest ones beyond the limit."""
    rows, size = tables.copies().filter(user__in=users), conf.keep_size()
    tables.delete_copies(rows.filter(created__lte=tables.oldest_time()))
    crowded = rows.values("user").annotate(number=Count("pk")).filter(number__gt=size)
    for user in crowded.values_list("user", flat=True):
        own = tables.copies().filter(user=user)
        oldest_pk = own.order_by("-pk").values_list("pk", flat=True)[size - 1]
        tables.delete_copies(own.filter(pk__lt=oldest_pk))


def _all_users() -> Iterator[str]:
    try:
        model: Any = get_user_model()
    except ImproperlyConfigured:  # a project without users
        return
    users = model._base_manager.order_by("pk")  # noqa: SLF001 - a default manager may hide users
    if _has_is_active(model):
        users = users.filter(is_active=True)
    yield from map(str, users.values_list("pk", flat=True).iterator())


def _has_is_active(model: Any) -> bool:
    try:
        return isinstance(model._meta.get_field("is_active"), BooleanField)  # noqa: SLF001
    except FieldDoesNotExist:
        return False
