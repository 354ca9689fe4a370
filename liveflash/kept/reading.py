"""Read the kept messages of one user, a page at a time."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.db.models.functions import Length

from liveflash.flash import serialization
from liveflash.flash.message import Message
from liveflash.kept import tables

if TYPE_CHECKING:
    from liveflash.models import KeptCopy

MAX_ENTRIES = 50
# A page ends before the message that exceeds it.
MAX_PAGE_CHARACTERS = 60_000
# More are not counted.
MAX_UNREAD = 100


@dataclass(frozen=True, slots=True)
class KeptEntry:
    """A kept message of a user, and whether the user has read it."""

    id: str
    message: Message
    created: datetime
    is_read: bool


@dataclass(frozen=True, slots=True)
class KeptPage:
    """Kept messages from the newest on.

    ``next`` is the ``before`` of the page that follows, None after the last one.
    """

    entries: tuple[KeptEntry, ...]
    unread: int
    next: int | None


def page(user: str, before: int | None = None, limit: int = 20) -> KeptPage:
    """Return up to ``limit`` messages of a user, those before another page's."""
    rows = tables.copies_of(user).order_by("-pk")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    limit = max(1, min(limit, MAX_ENTRIES))
    sizes = rows.annotate(size=Length("message__contents")).values_list("pk", "size")
    found = list(sizes[: limit + 1])
    keys = _fitting(found[:limit])
    copies = rows.filter(pk__in=keys).select_related("message") if keys else ()
    following = keys[-1] if len(keys) < len(found) else None
    return KeptPage(tuple(_entries(copies)), unread_count(user), following)


def unread_count(user: str) -> int:
    """Return how many messages a user has not read, ``MAX_UNREAD`` for more."""
    return tables.copies_of(user).filter(read=None)[:MAX_UNREAD].count()


def counts() -> list[tuple[str, int, int]]:
    """Return each user with kept messages, how many these are, and how many unread."""
    rows = tables.copies().filter(created__gt=tables.oldest_time()).order_by("user")
    unread = Count("pk", filter=Q(read=None))
    counted = rows.values("user").annotate(number=Count("pk"), unread=unread)
    return list(counted.values_list("user", "number", "unread"))


def stored(user: str) -> Iterator[KeptEntry]:
    """Yield all messages of a user in the order they were stored."""
    rows = tables.copies_of(user).order_by("pk").select_related("message")
    yield from _entries(rows.iterator(tables.MAX_ROWS_PER_QUERY))


def _fitting(sizes: Sequence[tuple[int, int]]) -> list[int]:
    """Return the keys of the first messages that a page has room for, at least one."""
    keys: list[int] = []
    total = 0
    for key, size in sizes:
        total += size
        if keys and total > MAX_PAGE_CHARACTERS:
            break
        keys.append(key)
    return keys


def _entries(copies: "Iterable[KeptCopy]") -> Iterator[KeptEntry]:
    for copy in copies:
        message = serialization.load_text(copy.message.contents)
        if message is not None:
            yield KeptEntry(
                copy.message.message_id, message, copy.created, copy.read is not None
            )
