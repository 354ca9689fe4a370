"""The inbox: what was pushed to a user and has not been shown yet.

A row ends when a page has shown its message. Messages of a user beyond
``LIVEFLASH_INBOX_SIZE`` push the oldest out, and each expires after
``LIVEFLASH_INBOX_AGE`` seconds.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Count, QuerySet
from django.utils import timezone

from liveflash import conf, flash
from liveflash.flash import Message

if TYPE_CHECKING:  # models cannot be imported before the apps are loaded
    from liveflash.models import InboxMessage


def user_key(user: Any) -> str | None:
    """How the inbox and the channel layer name a user; None for a visitor."""
    is_known = getattr(user, "is_authenticated", False) and user.pk is not None
    return str(user.pk) if is_known else None


def keep(user: str, message: Message) -> None:
    """Keep a message, or a later revision of it, until it was shown."""
    expires = timezone.now() + timedelta(seconds=conf.inbox_age())
    rows = _rows()
    row = rows.model(
        user=user,
        message_id=message.id,
        contents=flash.dump([message])[0],
        expires=expires,
    )
    rows.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["user", "message_id"],
        update_fields=["contents", "expires"],
    )
    newest_first = _of(user).order_by("-created", "-pk").values("pk")
    rows.filter(pk__in=newest_first[conf.inbox_size() :]).delete()


def waiting(user: str) -> tuple[Message, ...]:
    """The messages that wait for a user, in the order they were pushed."""
    rows = _of(user).filter(expires__gt=timezone.now()).order_by("created", "pk")
    return flash.load(rows.values_list("contents", flat=True))


def take(user: str) -> tuple[Message, ...]:
    """The messages that wait for a user, who sees them now."""
    messages = waiting(user)
    if messages:
        end(user, [message.id for message in messages])
    return messages


def end(user: str, message_ids: Iterable[str]) -> None:
    """The messages were shown, or taken back."""
    _of(user).filter(message_id__in=list(message_ids)).delete()


def clear(user: str) -> int:
    """Remove all that waits for a user; how many messages that were."""
    return _of(user).delete()[0]


def purge() -> int:
    """Remove what has expired; how many messages that were."""
    return _rows().filter(expires__lte=timezone.now()).delete()[0]


def counts() -> list[tuple[str, int]]:
    """The users for whom messages wait, with how many."""
    rows = _rows().values_list("user").order_by("user")
    return [(user, number) for user, number in rows.annotate(Count("pk"))]


def forget_user(instance: Any, **_signal: Any) -> None:
    """Remove what waits for a user who was deleted: a receiver of ``post_delete``."""
    clear(str(instance.pk))


def _of(user: str) -> "QuerySet[InboxMessage]":
    return _rows().filter(user=user)


def _rows() -> "QuerySet[InboxMessage]":
    return apps.get_model("liveflash", "InboxMessage").objects.all()
