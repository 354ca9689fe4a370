"""The tables of the inbox: access, transactions and outages.

A database error is raised to the code that pushes. Pages continue without the inbox,
and the outage is logged once.
"""

import hashlib
import logging
from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured, SynchronousOnlyOperation
from django.db import Error, connections, router, transaction
from django.db.models import Model, QuerySet

from liveflash.concurrency import reconnecting
from liveflash.outages import Outage
from liveflash.push.envelopes import Address

if TYPE_CHECKING:  # models cannot be imported before the apps are loaded
    from liveflash.models import InboxMessage, InboxReceipt

R = TypeVar("R")

logger = logging.getLogger("liveflash")

# The kinds of addresses whose messages are stored.
STORED_KINDS = ("user", "session", "everyone")
# The time for which a message stays after a page has shown it.
SHOWN_LIFETIME = timedelta(seconds=60)
NO_DATABASE = "django.db.backends.dummy"

outage = Outage("inbox")


class _Tables:
    """The tables of the inbox, as far as this process knows."""

    exist = False


def row_name(address: Address) -> str:
    """Return the name of an address in the table.

    The table has no session keys: whoever reads one can act as its visitor.
    """
    match address.kind:
        case "session":
            return session_digest(address.name)
        case "everyone":
            return address.namespace
        case _:
            return address.name


def session_digest(key: str) -> str:
    """Return the digest of a session key, which has enough entropy for a plain hash."""
    return hashlib.sha256(f"liveflash.session.{key}".encode()).hexdigest()


def messages() -> "QuerySet[InboxMessage]":
    """Return all messages; raise ImproperlyConfigured without the tables."""
    _require_tables()
    return _message_model().objects.using(database())


def receipts() -> "QuerySet[InboxReceipt]":
    """Return all receipts; raise ImproperlyConfigured without the tables."""
    _require_tables()
    return _receipt_model().objects.using(database())


def upsert(rows: "QuerySet[Any]", new: Iterable[Model], *fields: str) -> None:
    """Insert rows; update ``fields`` of those that exist for a user and message."""
    features = connections[database()].features
    # MySQL finds the constraint by itself and rejects an explicit one.
    takes_target = features.supports_update_conflicts_with_target
    rows.bulk_create(
        new,
        update_conflicts=True,
        unique_fields=("user", "message_id") if takes_target else (),
        update_fields=fields,
    )


def on_commit(action: Callable[[], object]) -> None:
    """Call ``action`` when the open transaction of the inbox is committed, or now."""
    if is_in_transaction():
        transaction.on_commit(action, using=database())
    else:  # Django has no on_commit() without autocommit
        action()


def is_in_transaction() -> bool:
    """Return whether the inbox has an open transaction in this thread."""
    return connections[database()].in_atomic_block


def attempt(action: Callable[[], R], fallback: R) -> R:
    """Return the result of ``action``, or ``fallback`` if the inbox is unavailable."""
    if connections[database()].settings_dict["ENGINE"] == NO_DATABASE:
        return fallback
    changes = outage.changes
    try:
        result = reconnecting(action)
    except SynchronousOnlyOperation:
        warn_of_async()
        return fallback
    except (Error, ImproperlyConfigured) as error:
        if outage.record_failure(changes):
            logger.warning("Pages continue without the inbox: %s", error)
        return fallback
    if outage.record_success(changes):
        logger.warning("The inbox is available again.")
    return result


@cache
def warn_of_async() -> None:
    """Log, once, that a page in async code cannot read the inbox."""
    logger.warning(
        "A page rendered in async code does not show the messages in the inbox: render "
        "it in a sync view."
    )


def database() -> str:
    """Return the alias of the database with the inbox."""
    return router.db_for_write(_message_model())


def exist() -> bool:
    """Return whether the tables exist, with all migrations.

    Introspection is used because a failing query would break a page's transaction.
    """
    if not _Tables.exist:
        found = connections[database()].introspection.table_names()
        models = (_message_model(), _receipt_model())
        _Tables.exist = {model._meta.db_table for model in models} <= {*found}  # noqa: SLF001
    return _Tables.exist


def _require_tables() -> None:
    if not exist():
        msg = "The inbox has no table: run 'manage.py migrate liveflash'."
        raise ImproperlyConfigured(msg)


def _message_model() -> "type[InboxMessage]":
    return apps.get_model("liveflash", "InboxMessage")


def _receipt_model() -> "type[InboxReceipt]":
    return apps.get_model("liveflash", "InboxReceipt")
