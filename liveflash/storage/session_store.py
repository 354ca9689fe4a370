"""Records in the session store, separate from the visitor's own session.

Only requests of its visitor can derive the key of a record (``visitor.storage_keys``).
A record holds liveflash's own entries alone, so that it can never serve as a login.

While the store is down, reads return nothing and writes return False. Pages continue
from memory, and the outage is logged once.
"""

import logging
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
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

# The name of each store in the log, and the effect of its outage.
_FLASH_STORE = (
    "The session store",
    "flash is still shown, but is lost on a reconnect or on the way to another page.",
)
_VISITOR_STORE = (
    "The visitors' session store",
    "pages stay open even if their session has ended.",
)

# The attributes of Django's stores of sessions that ``extend_record`` uses.
_EXTENDABLE = ("model", "_cache", "_key_to_file")

_outages: dict[str, Outage] = {}


class _Unknown:
    """The type of ``UNKNOWN``: the login while the store is down."""


UNKNOWN: Final = _Unknown()


@dataclass(frozen=True, slots=True)
class Login:
    """The login in a visitor's own session; None or empty without a user."""

    user: str | None = None
    backend: str = ""
    auth_hash: str = ""

    @classmethod
    def of_session(cls, session: Any) -> "Login":
        """Return the login of a loaded session."""
        return cls(
            session.get(SESSION_KEY),
            session.get(BACKEND_SESSION_KEY, ""),
            session.get(HASH_SESSION_KEY, ""),
        )


class StoredRecord(NamedTuple):
    """The contents of a record and the id of its last writer; None and "" if absent."""

    contents: Any = None
    writer: str = ""


def read(keys: Sequence[str]) -> Any:
    """Return the contents of the first of ``keys`` that has a record, or None."""
    return find(keys).contents


def find(keys: Sequence[str]) -> StoredRecord:
    """Return the record of the first of ``keys`` that has one, or an empty record."""
    return _attempt(_find, keys) or StoredRecord()


def write(
    key: str, contents: Any, *, age: int, exists: bool = False, writer: str = ""
) -> bool:
    """Store ``contents`` for ``age`` seconds; return False if the store is down.

    ``exists`` avoids a failing insert if the caller knows that the record exists.
    """
    return bool(_attempt(_write, key, StoredRecord(contents, writer), age, exists))


def delete(keys: Sequence[str]) -> bool:
    """Remove the records of ``keys``; return False if the store is down."""
    return bool(_attempt(_delete, keys))


def claim(key: str, owner: str, *, age: int) -> bool:
    """Claim ``key`` for ``owner``; return True if no one else claimed it first.

    The owner may claim again within ``age`` seconds and gets True each time. Return
    False for all others and while the store is down. The claim is atomic, since each of
    Django's session engines creates records atomically.
    """
    return bool(_attempt(_claim, key, owner, age))


def login_of(key: str) -> Login | _Unknown | None:
    """Return the login in a visitor's own session.

    Return None if the session has ended, UNKNOWN if the store is down.
    """
    found = _attempt(_login_of, key, engine=settings.SESSION_ENGINE)
    return UNKNOWN if found is None else found or None


def extend(key: str) -> bool:
    """Extend a visitor's own session, as a request of the visitor may do.

    Return False if the session has ended or the store is down.
    """
    return bool(_attempt(_extend, key, engine=settings.SESSION_ENGINE))


def extend_record(session: Any) -> bool:
    """Extend a session's record without writing its contents.

    A request that runs at the same time is not undone. Return False if the store
    cannot do so: that is one of another package, or signed cookies.
    """
    key = session.session_key
    if hasattr(session, "model"):
        stored = session.model.objects.filter(session_key=key)
        stored.update(expire_date=session.get_expiry_date())
    if hasattr(session, "_cache"):
        session._cache.touch(session.cache_key, session.get_expiry_age())  # noqa: SLF001
    if hasattr(session, "_key_to_file"):
        with suppress(FileNotFoundError):
            os.utime(session._key_to_file())  # noqa: SLF001
    return any(hasattr(session, each) for each in _EXTENDABLE)


def _attempt(action: Callable[..., Any], *args: Any, engine: str | None = None) -> Any:
    """Return the result of ``action`` on a session store, or None if it is down.

    Log the beginning and the end of an outage, once each. ``engine`` is the store of
    flash by default.
    """
    flash_engine = conf.session_engine()
    outage = _outage_of(engine or flash_engine)
    name, loss = _FLASH_STORE if engine in (None, flash_engine) else _VISITOR_STORE
    changes = outage.changes
    try:
        result = reconnecting(action, *args)
    except Exception:
        if outage.record_failure(changes):
            logger.warning("%s does not answer: %s", name, loss, exc_info=True)
        return None
    # Some engines report a missing record while the store is down.
    if result is not None and outage.record_success(changes):
        logger.warning("%s answers again.", name)
    return result


def is_down() -> bool:
    """Return True if the last access to the store of flash failed."""
    return _outage_of(conf.session_engine()).is_on


def _outage_of(engine: str) -> Outage:
    return _outages.setdefault(engine, Outage("session store"))


def _find(keys: Sequence[str]) -> StoredRecord | None:
    for key in keys:
        found = _open(key)
        if _ENTRY in found:
            return StoredRecord(found[_ENTRY], found.get(_WRITER, ""))
    return None


def _login_of(key: str) -> Login | Literal[False]:
    engine = import_module(settings.SESSION_ENGINE)
    session: SessionBase = engine.SessionStore(session_key=key)
    contents = session.load()
    if session.session_key is not None:
        return Login.of_session(contents)
    # Raises if the store is down and the engine has reported a missing session.
    session.exists(key)
    return False


def _extend(key: str) -> bool:
    engine = import_module(settings.SESSION_ENGINE)
    session: SessionBase = engine.SessionStore(session_key=key)
    session.keys()  # loads it, and drops the key of a session that has ended
    if session.session_key is None:
        return False
    if not extend_record(session):
        with suppress(UpdateError):  # it has ended meanwhile
            session.save()
    return True


def _write(key: str, stored: StoredRecord, age: int, exists: bool) -> bool:  # noqa: FBT001
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
    """Return a new record for ``key`` that is not stored yet."""
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
