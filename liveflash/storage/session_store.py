"""Records of a session store, beside the visitor's own session.

A record has a key that only its visitor's requests can name (``signing.storage_keys``)
and holds nothing but entries of our own, so that it can never serve as a login.

A store that is down takes nothing and gives nothing: pages go on from memory, and the
log says so once.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from typing import Any, Final, Literal, NamedTuple

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError

from liveflash import conf
from liveflash.concurrency import reconnecting
from liveflash.outages import Outage

logger = logging.getLogger("liveflash")

_ENTRY = "_liveflash"
_WRITER = "_liveflash_writer"

# What the log calls a store, and what it tells where that does not answer.
_OF_FLASH = (
    "The session store",
    "flash is shown, and would be lost by a reconnect or on the way to another page.",
)
_OF_VISITORS = (
    "The visitors' session store",
    "pages stay open, also where a session has ended.",
)

_outages: dict[str, Outage] = {}


class _Unknown:
    """What is known of a login while the store is down."""


UNKNOWN: Final = _Unknown()


@dataclass(frozen=True, slots=True)
class Login:
    """What a visitor's own session says of its user; all None or empty without one."""

    user: str | None = None
    backend: str = ""
    auth_hash: str = ""

    @classmethod
    def of_session(cls, session: Any) -> "Login":
        """Read it from a session that was loaded."""
        return cls(
            session.get(SESSION_KEY),
            session.get(BACKEND_SESSION_KEY, ""),
            session.get(HASH_SESSION_KEY, ""),
        )


class Record(NamedTuple):
    """What is stored under a key, and who has stored it; None and "" for nothing."""

    contents: Any = None
    writer: str = ""


def read(keys: Sequence[str]) -> Any:
    """The contents of the first of ``keys`` that has a record, or None."""
    return find(keys).contents


def find(keys: Sequence[str]) -> Record:
    """The record of the first of ``keys`` that has one."""
    return _attempt(_find, keys) or Record()


def write(
    key: str, contents: Any, *, age: int, exists: bool = False, writer: str = ""
) -> bool:
    """Store ``contents`` for ``age`` seconds; false where the store is down.

    ``exists`` tells that there is a record already.
    """
    return bool(_attempt(_write, key, Record(contents, writer), age, exists))


def delete(keys: Sequence[str]) -> bool:
    """Remove the records of ``keys``; false where the store is down."""
    return bool(_attempt(_delete, keys))


def claim(key: str, owner: str, *, age: int) -> bool:
    """Return whether ``owner`` is the first that claims ``key`` within ``age`` seconds.

    True for that owner each time, so that it can ask again; false for all others, and
    while the store is down. Each of Django's engines creates a record atomically.
    """
    return bool(_attempt(_claim, key, owner, age))


def login_of(key: str) -> Login | _Unknown | None:
    """The login in a visitor's own session.

    None where the session has ended, UNKNOWN where the store is down.
    """
    found = _attempt(_login_of, key, engine=settings.SESSION_ENGINE)
    return UNKNOWN if found is None else found or None


def _attempt(action: Callable[..., Any], *args: Any, engine: str | None = None) -> Any:
    """Ask a store, that of flash unless another is named; None where it is down."""
    of_flash = conf.session_engine()
    outage = _outage_of(engine or of_flash)
    name, loss = _OF_FLASH if engine in (None, of_flash) else _OF_VISITORS
    asked = outage.changes
    try:
        result = reconnecting(action, *args)
    except Exception:
        if outage.record_failure(asked):
            logger.warning("%s does not answer: %s", name, loss, exc_info=True)
        return None
    # Some engines take a store that is down for one that has nothing.
    if result is not None and outage.record_success(asked):
        logger.warning("%s answers again.", name)
    return result


def is_down() -> bool:
    """Whether the store of flash did not answer when it was asked last."""
    return _outage_of(conf.session_engine()).is_on


def _outage_of(engine: str) -> Outage:
    return _outages.setdefault(engine, Outage())


def _find(keys: Sequence[str]) -> Record | None:
    for key in keys:
        found = _open(key)
        if _ENTRY in found:
            return Record(found[_ENTRY], found.get(_WRITER, ""))
    return None


def _login_of(key: str) -> Login | Literal[False]:
    engine = import_module(settings.SESSION_ENGINE)
    session: SessionBase = engine.SessionStore(session_key=key)
    contents = session.load()
    if session.session_key is not None:
        return Login.of_session(contents)
    # Raises where a store that is down was taken for one that has nothing.
    session.exists(key)
    return False


def _write(key: str, stored: Record, age: int, exists: bool) -> bool:  # noqa: FBT001
    record = _new(key, stored.contents, age)
    if stored.writer:
        record[_WRITER] = stored.writer
    try:
        record.save(must_create=not exists)
    except CreateError:
        record.save()
    except UpdateError:
        record.save(must_create=True)
    return True


def _claim(key: str, owner: str, age: int) -> bool:
    try:
        _new(key, owner, age).save(must_create=True)
    except CreateError:
        return bool(_open(key).get(_ENTRY) == owner)
    return True


def _new(key: str, contents: Any, age: int) -> SessionBase:
    """Return a record that is not stored yet, whatever is stored under ``key``."""
    record = _open(key)
    record.clear()
    record[_ENTRY] = contents
    record.set_expiry(timedelta(seconds=age))
    return record


def _delete(keys: Sequence[str]) -> bool:
    for key in keys:
        _open(key).delete(key)
    return True


def _open(key: str) -> SessionBase:
    engine = import_module(conf.session_engine())
    record: SessionBase = engine.SessionStore(session_key=key)
    return record
