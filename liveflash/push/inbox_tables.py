"""The tables of the inbox, and how they name recipients."""

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING

from liveflash import database
from liveflash.push.envelopes import Address

if TYPE_CHECKING:  # models cannot be imported before the apps are loaded
    from django.db.models import QuerySet

    from liveflash.models import InboxMessage, InboxReceipt

# Messages to these kinds of addresses are stored.
STORED_KINDS = ("user", "session", "everyone")
# The time for which a message stays after a page has shown it.
SHOWN_LIFETIME = timedelta(seconds=60)


def row_name(address: Address) -> str:
    """Return the name of an address in the table.

    The table has no session keys: with one, a reader could act as its visitor.
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
    return database.rows("InboxMessage")


def receipts() -> "QuerySet[InboxReceipt]":
    """Return all receipts; raise ImproperlyConfigured without the tables."""
    return database.rows("InboxReceipt")
