"""The channel session: records of a session store, beside the visitor's own session.

A record has a key that only its visitor's requests can name (``signing.storage_keys``)
and holds nothing but entries of our own, so that it can never serve as a login.

A store that is down takes nothing and gives nothing: pages go on from memory, and the
log says so once.
"""

import asyncio
import atexit
import logging
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from typing import Any, ClassVar, Final, Literal, NamedTuple
from weakref import WeakValueDictionary

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError

from liveflash import conf
from liveflash.outages import Outage
from liveflash.threads import in_pool, in_pool_soon, reconnecting

logger = logging.getLogger("liveflash")

WRITE_EVERY = 0.5
WAITS = (0.1, 0.2, 0.4, 0.8, 1.6)
SILENT_AFTER = 1.0
RETRY_AFTER = 5.0

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


def login_of(key: str) -> Login | _Unknown | None:
    """The login in a visitor's own session.

    None where the session has ended, UNKNOWN where the store is down.
    """
    found = _attempt(_login_of, key, engine=settings.SESSION_ENGINE)
    return UNKNOWN if found is None else found or None


def _is_any(_contents: Any) -> bool:
    return True


class ChannelSession:
    """The record of one live page, written behind its replies.

    A change is written within ``threads.GATHER`` seconds, together with those of other
    pages, and what follows within ``WRITE_EVERY`` seconds then, in one write of the
    newest contents: a page that changes faster than people read costs its store no
    more. Contents that are empty are not stored; a record that is there is removed.

    A page that comes back on another connection takes its record over: what the former
    one still writes is waited for, what it comes to write later is discarded. For one
    on another server, which knows nothing of it, the record names who has written it:
    a page that is silent looks before it writes.
    """

    _owners: ClassVar[WeakValueDictionary[str, "ChannelSession"]] = (
        WeakValueDictionary()
    )

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = keys
        self._is_stored = False
        self._writer = secrets.token_hex(4)
        self._former_writer = ""
        self._heard_at = time.monotonic()
        self._newest: Any = None
        self._stored: Any = None
        self._task: asyncio.Task[bool] | None = None
        self._pause: asyncio.TimerHandle | None = None
        self._is_released = False

    async def aread(self, is_recent: Callable[[Any], bool] = _is_any) -> Any:
        """The contents: those in memory, otherwise those that are stored, or None.

        What is stored may not be recent where another server, which the page has just
        left, is still to write: that is waited for, ``sum(WAITS)`` seconds at most.
        """
        if self._newest is not None or self._stored is not None:
            return self._newest
        former = self._owners.get(self._keys[0], self)
        self._owners[self._keys[0]] = self
        if former is not self:
            await former.arelease()
        self._newest = self._stored = await self._read(is_recent)
        self._is_stored = self._stored is not None
        return self._stored

    async def _read(self, is_recent: Callable[[Any], bool]) -> Any:
        record = await in_pool(find, self._keys)
        for seconds in WAITS:
            if _outage_of(conf.session_engine()).is_on or is_recent(record.contents):
                break
            await asyncio.sleep(seconds)
            record = await in_pool(find, self._keys)
        self._former_writer = record.writer
        return record.contents

    def hear(self) -> None:
        """Note that the page is there: its client has sent something."""
        self._heard_at = time.monotonic()

    def write_later(self, contents: Any) -> None:
        """Store ``contents`` soon, in place of what is still to be stored."""
        if self._is_released:
            return
        self._newest = contents or None
        if self._task is None and self._pause is None:
            self._go_on()

    async def asettle(self) -> None:
        """Wait until everything is stored, or could not be."""
        goes_on = True
        while goes_on and (self._task or self._newest != self._stored):
            goes_on = await asyncio.shield(self._task or self._begin())
        self._end_pause()

    async def arelease(self) -> None:
        """Store what is to be stored, and nothing more."""
        self._is_released = True
        await self.asettle()

    @classmethod
    def store_rest(cls) -> None:
        """Store what is not stored yet, where a server has ended and not waited."""
        for record in list(cls._owners.values()):
            record.store_now()

    def store_now(self) -> None:
        """Store what is not stored yet, and wait for it here."""
        if self._newest != self._stored:
            self._put(self._newest)

    def _go_on(self) -> None:
        """Write what is not stored yet."""
        self._pause = None
        if self._newest != self._stored:
            self._begin()

    def _begin(self) -> asyncio.Task[bool]:
        self._end_pause()
        self._owners.setdefault(self._keys[0], self)
        self._task = asyncio.create_task(self._write())
        return self._task

    async def _write(self) -> bool:
        """Write the newest contents; false where trying again would be in vain."""
        try:
            contents, has_stored = await in_pool_soon(self._put_newest)
        finally:
            self._task = None
        if has_stored:
            self._stored = contents
        seconds = WRITE_EVERY if has_stored else RETRY_AFTER
        self._pause = asyncio.get_running_loop().call_later(seconds, self._go_on)
        return has_stored or bool(contents != self._newest)

    def _put_newest(self) -> tuple[Any, bool]:
        """Store what is the newest by now; what that was, and whether it is stored."""
        contents = self._newest
        return contents, contents == self._stored or self._put(contents)

    def _put(self, contents: Any) -> bool:
        if self._is_taken_over():
            self._is_released = True
            return True
        if contents is None:
            is_done = delete(self._keys)
        else:
            is_done = write(
                self._keys[0],
                contents,
                age=conf.flash_age(),
                exists=self._is_stored,
                writer=self._writer,
            )
        if is_done:
            self._is_stored = contents is not None
        return is_done

    def _is_taken_over(self) -> bool:
        """Whether another server has written the record since this one did."""
        if not self._is_stored or time.monotonic() - self._heard_at < SILENT_AFTER:
            return False
        known = ("", self._writer, self._former_writer)
        return find(self._keys).writer not in known

    def _end_pause(self) -> None:
        if self._pause is not None:
            self._pause.cancel()
            self._pause = None


atexit.register(ChannelSession.store_rest)


def _attempt(action: Callable[..., Any], *args: Any, engine: str | None = None) -> Any:
    """Ask a store, that of flash unless another is named; None where it is down."""
    of_flash = conf.session_engine()
    outage = _outage_of(engine or of_flash)
    name, loss = _OF_FLASH if engine in (None, of_flash) else _OF_VISITORS
    asked = outage.changes
    try:
        result = reconnecting(action, *args)
    except Exception:
        if outage.begins(asked):
            logger.warning("%s does not answer: %s", name, loss, exc_info=True)
        return None
    # Some engines take a store that is down for one that has nothing.
    if result is not None and outage.ends(asked):
        logger.warning("%s answers again.", name)
    return result


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
    record = _open(key)
    record.clear()
    record[_ENTRY] = stored.contents
    if stored.writer:
        record[_WRITER] = stored.writer
    record.set_expiry(timedelta(seconds=age))
    try:
        record.save(must_create=not exists)
    except CreateError:
        record.save()
    except UpdateError:
        record.save(must_create=True)
    return True


def _delete(keys: Sequence[str]) -> bool:
    for key in keys:
        _open(key).delete(key)
    return True


def _open(key: str) -> SessionBase:
    engine = import_module(conf.session_engine())
    record: SessionBase = engine.SessionStore(session_key=key)
    return record
