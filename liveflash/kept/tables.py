"""The tables of kept messages: one row of contents, and a copy for each user."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from django.db.models import Exists, OuterRef
from django.utils import timezone

from liveflash import conf, database

if TYPE_CHECKING:  # models cannot be imported before the apps are loaded
    from django.db.models import QuerySet

    from liveflash.models import KeptCopy, KeptMessage

T = TypeVar("T")

MAX_ROWS_PER_QUERY = 500
# About 30 years; a longer age may be before the first date.
MAX_AGE_SECONDS = 1e9


def messages() -> "QuerySet[KeptMessage]":
    """Return the contents of all; raise ImproperlyConfigured without the tables."""
    return database.rows("KeptMessage")


def copies() -> "QuerySet[KeptCopy]":
    """Return all copies; raise ImproperlyConfigured without the tables."""
    return database.rows("KeptCopy")


def oldest_time() -> datetime:
    """Return the time of the oldest copies that have not expired."""
    age = min(conf.keep_age(), MAX_AGE_SECONDS)
    return timezone.now() - timedelta(seconds=age)


def copies_of(user: str, ids: Collection[str] | None = None) -> "QuerySet[KeptCopy]":
    """Return the copies of a user that have not expired, or those of some messages."""
    rows = copies().filter(user=user, created__gt=oldest_time())
    if ids is None:
        return rows
    return rows.filter(message__in=messages().filter(message_id__in=ids))


def delete_copies(rows: "QuerySet[KeptCopy]") -> int:
    """Delete copies, and the messages that have no others; return their number."""
    with database.atomic():
        keys = list(rows.values_list("pk", "message__pk"))
        for some in batches(keys):
            copies().filter(pk__in=[pk for pk, _message in some]).delete()
            _delete_unused({message for _pk, message in some})
    return len(keys)


def _delete_unused(keys: Collection[int]) -> None:
    """Delete those of some messages that have no copy."""
    has_copy = Exists(copies().filter(message=OuterRef("pk")))
    messages().filter(pk__in=keys).exclude(has_copy).delete()


def batches(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """Yield as many items at a time as fit into a query."""
    for start in range(0, len(items), MAX_ROWS_PER_QUERY):
        yield items[start : start + MAX_ROWS_PER_QUERY]
