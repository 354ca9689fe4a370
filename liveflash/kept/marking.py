"""Mark and delete the kept messages of one user.

``ids`` are message ids, None for all. Each function returns how many it has changed.
"""

from collections.abc import Collection

from django.utils import timezone

from liveflash.kept import tables


def mark_read(user: str, ids: Collection[str] | None = None) -> int:
    """Mark messages as read."""
    unread = tables.copies_of(user, ids).filter(read=None)
    return unread.update(read=timezone.now())


def mark_unread(user: str, ids: Collection[str] | None = None) -> int:
    """Mark messages as unread."""
    return tables.copies_of(user, ids).exclude(read=None).update(read=None)


def delete(user: str, ids: Collection[str] | None = None) -> int:
    """Delete messages, for this user only."""
    return tables.delete_copies(tables.copies_of(user, ids))
