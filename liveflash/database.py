"""The database of the inbox and of kept messages: tables, transactions, outages.

A database error is raised to the code that pushes. Pages continue without the tables,
and the outage is logged once.
"""

import logging
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, TypeVar

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured, SynchronousOnlyOperation
from django.db import Error, connections, router, transaction
from django.db.models import Model, QuerySet

from liveflash.concurrency import reconnecting
from liveflash.outages import Outage

R = TypeVar("R")

logger = logging.getLogger("liveflash")

NO_DATABASE = "django.db.backends.dummy"

outage = Outage("inbox")


class _Tables:
    """The tables, as far as this process knows."""

    exist = False


def rows(model: str) -> "QuerySet[Any]":
    """Return all rows of a model; raise ImproperlyConfigured without the tables."""
    if not exist():
        msg = "The inbox has no table: run 'manage.py migrate liveflash'."
        raise ImproperlyConfigured(msg)
    found: QuerySet[Any] = _model(model).objects.using(alias())
    return found


def upsert(rows: "QuerySet[Any]", new: Iterable[Model], *fields: str) -> None:
    """Insert rows; update ``fields`` of those that exist for a user and message."""
    features = connections[alias()].features
    # MySQL finds the constraint by itself and rejects an explicit one.
    takes_target = features.supports_update_conflicts_with_target
    rows.bulk_create(
        new,
        update_conflicts=True,
        unique_fields=("user", "message_id") if takes_target else (),
        update_fields=fields,
    )


def on_commit(action: Callable[[], object]) -> None:
    """Call ``action`` when the open transaction of the tables is committed, or now."""
    if is_in_transaction():
        transaction.on_commit(action, using=alias())
    else:  # Django has no on_commit() without autocommit
        action()


def is_in_transaction() -> bool:
    """Return whether this thread has an open transaction of the tables."""
    return connections[alias()].in_atomic_block


def atomic() -> transaction.Atomic:
    """Return a transaction of the tables, without a savepoint in an open one."""
    return transaction.atomic(using=alias(), savepoint=False)


def attempt(action: Callable[[], R], fallback: R) -> R:
    """Return the result of ``action``, or ``fallback`` if it has no database."""
    if connections[alias()].settings_dict["ENGINE"] == NO_DATABASE:
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


def alias() -> str:
    """Return the alias of the database with the tables."""
    return router.db_for_write(_model("InboxMessage"))


def exist() -> bool:
    """Return whether the tables exist, with all migrations.

    Introspection is used because a failing query would break a page's transaction.
    """
    if not _Tables.exist:
        found = connections[alias()].introspection.table_names()
        models = apps.get_app_config("liveflash").get_models()
        _Tables.exist = {model._meta.db_table for model in models} <= {*found}  # noqa: SLF001
    return _Tables.exist


def _model(name: str) -> Any:
    return apps.get_model("liveflash", name)
