"""The inbox: what was pushed to a user and has not been shown yet.

A message waits until a page has shown it, and is there for ``RECENT`` seconds more, for
other pages of the user that have just lost their connection. Messages of a user beyond
``LIVEFLASH_INBOX_SIZE`` push the oldest out, and each expires after
``LIVEFLASH_INBOX_AGE`` seconds.

Whoever pushes is told of a database that fails. A page is not: it goes on without the
inbox, and the log says so once.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured, SynchronousOnlyOperation
from django.db import Error, connections, router
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

UNIQUE = ("user", "message_id")
RECENT = timedelta(seconds=60)

outage = Outage()


class _Inbox:
    """What this process knows of the inbox's table."""

    is_there = False


def user_key(user: Any) -> str | None:
    """How the inbox and the channel layer name a user; None for a visitor."""
    is_known = getattr(user, "is_authenticated", False) and user.pk is not None
    return str(user.pk) if is_known else None


def keep(user: str, message: Message) -> None:
    """Keep a message, or a later revision of it, until it was shown."""
    rows = _rows()
    row = rows.model(
        user=user,
        message_id=message.id,
        revision=message.revision,
        contents=envelopes.dump(message),
        expires=timezone.now() + timedelta(seconds=conf.inbox_age()),
    )
    features = connections[_database()].features
    rows.bulk_create(
        [row],
        update_conflicts=True,
        # MySQL finds the constraint by itself, and is not to be told.
        unique_fields=UNIQUE if features.supports_update_conflicts_with_target else (),
        update_fields=["revision", "contents", "shown", "expires"],
    )
    _make_room(user)


def _make_room(user: str) -> None:
    """Remove the oldest messages beyond the limit, and those that have expired."""
    size = conf.inbox_size()
    beyond = _of(user).order_by("-pk").values("pk")[size : size + 1]
    is_over = Q(pk__lte=Subquery(beyond)) | Q(expires__lte=timezone.now())
    _of(user).filter(is_over).delete()


def waiting(user: str) -> tuple[Message, ...]:
    """The messages that wait for a user, in the order they were pushed."""
    return _load_waiting(look(user))


def _load_waiting(found: Iterable[StoredMessage]) -> tuple[Message, ...]:
    return tuple(message for message, at in envelopes.load(found) if at is None)


def look(user: str) -> Sequence[StoredMessage]:
    """What waits for a user, and what was shown a moment ago."""
    return look_for([user]).get(user, ())


def look_for(users: Iterable[str]) -> Mapping[str, list[StoredMessage]]:
    """What waits for each of ``users``, and what was shown a moment ago."""
    return _attempt(lambda: _look_for(users), {})


def take(request: Any) -> tuple[Message, ...]:
    """The messages that wait for the user of a plain page, who sees them now."""
    try:
        user = user_key(getattr(request, "user", None))
    except SynchronousOnlyOperation:  # it is not loaded yet
        _tell_of_async()
        return ()
    return () if user is None else _attempt(lambda: _take(user), ())


def _take(user: str) -> tuple[Message, ...]:
    messages = _load_waiting(_look_for([user]).get(user, ()))
    if messages:
        _note_shown(user, {message.id: message.revision for message in messages})
    return messages


def note_shown(user: str, revisions: Mapping[str, int]) -> None:
    """A page has shown messages, up to a revision of each: they wait no longer."""
    _attempt(lambda: _note_shown(user, revisions), None)


def dismiss(user: str, revisions: Mapping[str, int]) -> None:
    """A page has dismissed messages, up to a revision of each."""
    _attempt(lambda: _dismiss(user, revisions), None)


def tidy() -> None:
    """Remove what has expired, as far as the inbox answers."""
    _attempt(purge, 0)


def take_back(user: str, message_id: str) -> None:
    """Remove a message, whatever its revision is."""
    _of(user).filter(message_id=message_id).delete()


def clear(user: str) -> int:
    """Remove all that waits for a user; how many messages that were."""
    return _of(user).delete()[0]


def purge() -> int:
    """Remove what has expired; how many messages that were."""
    return _rows().filter(expires__lte=timezone.now()).delete()[0]


def counts() -> list[tuple[str, int]]:
    """The users for whom messages wait, with how many."""
    rows = _rows().filter(shown=None).values_list("user").order_by("user")
    return [(user, number) for user, number in rows.annotate(Count("pk"))]


def forget_user(instance: Any, **_signal: Any) -> None:
    """Remove what waits for a user who was deleted: a receiver of ``post_delete``."""
    if _is_there():
        clear(str(instance.pk))


def _look_for(users: Iterable[str]) -> Mapping[str, list[StoredMessage]]:
    rows = _rows().filter(user__in=users, expires__gt=timezone.now()).order_by("pk")
    found = defaultdict(list)
    for user, contents, shown in rows.values_list("user", "contents", "shown"):
        at = None if shown is None else shown.timestamp()
        found[user].append(StoredMessage(contents, at))
    return found


def _note_shown(user: str, revisions: Mapping[str, int]) -> None:
    now = timezone.now()
    for rows in _up_to(user, revisions):
        rows.filter(shown=None).update(shown=now, expires=now + RECENT)


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
        yield _of(user).filter(message_id__in=ids, revision__lte=revision)


def _attempt(action: Callable[[], R], otherwise: R) -> R:
    """Ask the inbox for a page, which goes on where it does not answer."""
    asked = outage.changes
    try:
        answer = reconnecting(action)
    except SynchronousOnlyOperation:
        _tell_of_async()
        return otherwise
    except (Error, ImproperlyConfigured) as error:
        if outage.begins(asked):
            logger.warning("Pages go on without the inbox: %s", error)
        return otherwise
    if outage.ends(asked):
        logger.warning("The inbox answers again.")
    return answer


@cache
def _tell_of_async() -> None:
    logger.warning(
        "A page that is rendered in async code does not show what waits in the inbox: "
        "render it in a sync view."
    )


def _of(user: str) -> "QuerySet[InboxMessage]":
    return _rows().filter(user=user)


def _rows() -> "QuerySet[InboxMessage]":
    if not _is_there():
        msg = "The inbox has no table yet: run 'manage.py migrate liveflash'."
        raise ImproperlyConfigured(msg)
    return _model().objects.using(_database())


def _is_there() -> bool:
    """Whether the table is there, asked without a query that could fail.

    A query that fails would spoil the transaction of a page.
    """
    if not _Inbox.is_there:
        tables = connections[_database()].introspection.table_names()
        _Inbox.is_there = _model()._meta.db_table in tables  # noqa: SLF001
    return _Inbox.is_there


def _database() -> str:
    return router.db_for_write(_model())


def _model() -> "type[InboxMessage]":
    return apps.get_model("liveflash", "InboxMessage")
