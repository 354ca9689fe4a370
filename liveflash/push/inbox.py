"""The inbox: messages that were pushed to users.

A message waits until a page has shown it. It then stays for ``SHOWN_LIFETIME``, for
pages of the user that had just lost their connection. Each user has at most the newest
``LIVEFLASH_INBOX_SIZE`` messages; each expires after ``LIVEFLASH_INBOX_AGE`` seconds.

A database error is raised to the code that pushes. Pages continue without the inbox,
and the outage is logged once.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured, SynchronousOnlyOperation
from django.db import Error, connections, router, transaction
from django.db.models import Count, Q, QuerySet, Subquery
from django.utils import timezone

from liveflash import conf
from liveflash.concurrency import reconnecting
from liveflash.flash.message import Message
from liveflash.outages import Outage
from liveflash.push import envelopes
from liveflash.push.envelopes import StoredMessage

if TYPE_CHECKING:  # models cannot be imported before the apps are loaded
    from liveflash.models import InboxMessage

R = TypeVar("R")

logger = logging.getLogger("liveflash")

UNIQUE_FIELDS = ("user", "message_id")
SHOWN_LIFETIME = timedelta(seconds=60)

outage = Outage()


class _Table:
    """The table of the inbox, as far as this process knows."""

    exists = False


def user_key(user: Any) -> str | None:
    """Return the name of a user in the inbox and the layer; None for a visitor."""
    is_user = getattr(user, "is_authenticated", False) and user.pk is not None
    return str(user.pk) if is_user else None


def store(user: str, message: Message) -> None:
    """Store a message, or a later revision of it."""
    rows = _rows()
    row = rows.model(
        user=user,
        message_id=message.id,
        revision=message.revision,
        contents=envelopes.dump(message),
        expires=timezone.now() + timedelta(seconds=conf.inbox_age()),
    )
    features = connections[_database()].features
    # MySQL finds the constraint by itself and rejects an explicit one.
    takes_target = features.supports_update_conflicts_with_target
    rows.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=UNIQUE_FIELDS if takes_target else (),
        update_fields=["revision", "contents", "shown", "expires"],
    )
    _make_room(user)


def on_commit(action: Callable[[], object]) -> None:
    """Call ``action`` when the open transaction of the inbox is committed, or now."""
    if is_in_transaction():
        transaction.on_commit(action, using=_database())
    else:  # Django has no on_commit() without autocommit
        action()


def is_in_transaction() -> bool:
    """Return whether the inbox has an open transaction in this thread."""
    return connections[_database()].in_atomic_block


def _make_room(user: str) -> None:
    """Remove expired messages, and the oldest ones beyond the limit."""
    size = conf.inbox_size()
    beyond = _rows_of(user).order_by("-pk").values("pk")[size : size + 1]
    is_over = Q(pk__lte=Subquery(beyond)) | Q(expires__lte=timezone.now())
    _rows_of(user).filter(is_over).delete()


def waiting(user: str) -> tuple[Message, ...]:
    """Return the messages that wait for a user, in the order they were pushed."""
    return _load_waiting(find(user))


def _load_waiting(found: Iterable[StoredMessage]) -> tuple[Message, ...]:
    return tuple(message for message, at in envelopes.load(found) if at is None)


def find(user: str) -> Sequence[StoredMessage]:
    """Return the messages that wait for a user or were shown recently."""
    return find_by_user([user]).get(user, ())


def find_by_user(users: Iterable[str]) -> Mapping[str, list[StoredMessage]]:
    """Return the messages that wait for ``users`` or were shown recently."""
    return _attempt(lambda: _find_by_user(users), {})


def take_for(request: Any) -> tuple[Message, ...]:
    """Return the messages of a plain page's user, and mark them as shown."""
    try:
        user = user_key(getattr(request, "user", None))
    except SynchronousOnlyOperation:  # the user is not loaded yet
        _warn_of_async()
        return ()
    return () if user is None else _attempt(lambda: _take(user), ())


def _take(user: str) -> tuple[Message, ...]:
    messages = _load_waiting(_find_by_user([user]).get(user, ()))
    if messages:
        _mark_shown(user, {message.id: message.revision for message in messages})
    return messages


def mark_shown(user: str, revisions: Mapping[str, int]) -> None:
    """Mark messages as shown, up to the given revision of each."""
    _attempt(lambda: _mark_shown(user, revisions), None)


def dismiss(user: str, revisions: Mapping[str, int]) -> None:
    """Remove messages that a page has dismissed, up to the given revisions."""
    _attempt(lambda: _dismiss(user, revisions), None)


def try_purge() -> None:
    """Remove expired messages; do nothing during an outage."""
    _attempt(purge, 0)


def remove(user: str, message_id: str) -> None:
    """Remove a message, regardless of its revision."""
    _rows_of(user).filter(message_id=message_id).delete()


def clear(user: str) -> int:
    """Remove all messages of a user and return their number."""
    return _rows_of(user).delete()[0]


def purge() -> int:
    """Remove expired messages of all users and return their number."""
    return _rows().filter(expires__lte=timezone.now()).delete()[0]


def counts() -> list[tuple[str, int]]:
    """Return each user with waiting messages, and their number."""
    rows = _rows().filter(shown=None).values_list("user").order_by("user")
    return [(user, number) for user, number in rows.annotate(Count("pk"))]


def forget_user(instance: Any, **_signal: Any) -> None:
    """Remove the messages of a deleted user; a receiver of ``post_delete``."""
    if _has_table():
        clear(str(instance.pk))


def _find_by_user(users: Iterable[str]) -> Mapping[str, list[StoredMessage]]:
    rows = _rows().filter(user__in=users, expires__gt=timezone.now()).order_by("pk")
    found = defaultdict(list)
    for user, contents, shown in rows.values_list("user", "contents", "shown"):
        at = None if shown is None else shown.timestamp()
        found[user].append(StoredMessage(contents, at))
    return found


def _mark_shown(user: str, revisions: Mapping[str, int]) -> None:
    now = timezone.now()
    for rows in _up_to(user, revisions):
        rows.filter(shown=None).update(shown=now, expires=now + SHOWN_LIFETIME)


def _dismiss(user: str, revisions: Mapping[str, int]) -> None:
    for rows in _up_to(user, revisions):
        rows.delete()


def _up_to(
    user: str, revisions: Mapping[str, int]
) -> "Iterator[QuerySet[InboxMessage]]":
    by_revision = defaultdict(list)
    for message_id, revision in revisions.items():
        by_revision[revision].append(message_id)
    for revision, ids in by_revision.items():
        yield _rows_of(user).filter(message_id__in=ids, revision__lte=revision)


def _attempt(action: Callable[[], R], fallback: R) -> R:
    """Return the result of ``action``, or ``fallback`` if the inbox is unavailable."""
    changes = outage.changes
    try:
        result = reconnecting(action)
    except SynchronousOnlyOperation:
        _warn_of_async()
        return fallback
    except (Error, ImproperlyConfigured) as error:
        if outage.record_failure(changes):
            logger.warning("Pages continue without the inbox: %s", error)
        return fallback
    if outage.record_success(changes):
        logger.warning("The inbox is available again.")
    return result


@cache
def _warn_of_async() -> None:
    logger.warning(
        "A page rendered in async code does not show the messages in the inbox: render "
        "it in a sync view."
    )


def _rows_of(user: str) -> "QuerySet[InboxMessage]":
    return _rows().filter(user=user)


def _rows() -> "QuerySet[InboxMessage]":
    if not _has_table():
        msg = "The inbox has no table: run 'manage.py migrate liveflash'."
        raise ImproperlyConfigured(msg)
    return _model().objects.using(_database())


def _has_table() -> bool:
    """Return whether the table exists.

    Introspection is used because a failing query would break a page's transaction.
    """
    if not _Table.exists:
        tables = connections[_database()].introspection.table_names()
        _Table.exists = _model()._meta.db_table in tables  # noqa: SLF001
    return _Table.exists


def _database() -> str:
    return router.db_for_write(_model())


def _model() -> "type[InboxMessage]":
    return apps.get_model("liveflash", "InboxMessage")
