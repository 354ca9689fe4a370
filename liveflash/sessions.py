"""The channel session: records of a session store, beside the visitor's own session.

A record has a key that only its visitor's requests can name (``signing.storage_keys``)
and holds everything under one entry, so that it can never serve as a login.

A store that is down takes nothing and gives nothing: pages go on from memory, and the
log says so once.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import timedelta
from importlib import import_module
from typing import Any, ClassVar
from weakref import WeakValueDictionary

from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError

from liveflash import conf
from liveflash.threads import in_pool

logger = logging.getLogger("liveflash")

RETRY_AFTER = 5.0

_ENTRY = "_liveflash"


class _Store:
    """Whether the session store answers, as far as this process knows."""

    is_down = False


def read(keys: Sequence[str]) -> Any:
    """The contents of the first of ``keys`` that has a record, or None."""
    return _attempt(_read, keys)


def write(key: str, contents: Any, *, age: int, exists: bool = False) -> bool:
    """Store ``contents`` for ``age`` seconds; false where the store is down.

    ``exists`` tells that there is a record already.
    """
    return bool(_attempt(_write, key, contents, age, exists))


def delete(keys: Sequence[str]) -> bool:
    """Remove the records of ``keys``; false where the store is down."""
    return bool(_attempt(_delete, keys))


class ChannelSession:
    """The record of one live page, written behind its replies.

    Writes are coalesced: at most one is under way, and the next stores the newest
    contents. Contents that are empty are not stored; a record that is there is removed.
    A page that comes back on another connection takes its record over: what the former
    one still writes is waited for, what it comes to write later is discarded. That is
    known within a process only.
    """

    _owners: ClassVar[WeakValueDictionary[str, "ChannelSession"]] = (
        WeakValueDictionary()
    )

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = keys
        self._is_stored = False
        self._newest: Any = None
        self._stored: Any = None
        self._task: asyncio.Task[None] | None = None
        self._retry: asyncio.TimerHandle | None = None
        self._is_released = False

    async def aread(self) -> Any:
        """The contents: those in memory, otherwise those that are stored, or None."""
        if self._newest is not None or self._stored is not None:
            return self._newest
        former = self._owners.get(self._keys[0], self)
        self._owners[self._keys[0]] = self
        if former is not self:
            await former.arelease()
        self._newest = self._stored = await in_pool(read, self._keys)
        self._is_stored = self._stored is not None
        return self._stored

    def write_later(self, contents: Any) -> None:
        """Store ``contents`` soon, in place of what is still to be stored."""
        if self._is_released:
            return
        self._newest = contents or None
        if self._task is None and self._newest != self._stored:
            self._begin()

    async def asettle(self) -> None:
        """Wait until everything is stored, or could not be."""
        if self._retry is not None:
            self._begin()
        if self._task is not None:
            await asyncio.shield(self._task)
        self._stop_retry()

    async def arelease(self) -> None:
        """Store what is to be stored, and nothing more."""
        self._is_released = True
        await self.asettle()

    def _begin(self) -> None:
        self._stop_retry()
        self._task = asyncio.create_task(self._write())
        self._owners.setdefault(self._keys[0], self)

    async def _write(self) -> None:
        try:
            has_failed = await self._write_newest()
        finally:
            self._task = None
        if has_failed:
            loop = asyncio.get_running_loop()
            self._retry = loop.call_later(RETRY_AFTER, self._begin)

    async def _write_newest(self) -> bool:
        """Write until the newest contents are stored; whether the store is down."""
        while self._newest != self._stored:
            contents = self._newest
            if await in_pool(self._put, contents):
                self._stored = contents
            elif self._newest == contents:
                return True
        return False

    def _put(self, contents: Any) -> bool:
        if contents is None:
            is_done = delete(self._keys)
        else:
            age = conf.flash_age()
            is_done = write(self._keys[0], contents, age=age, exists=self._is_stored)
        if is_done:
            self._is_stored = contents is not None
        return is_done

    def _stop_retry(self) -> None:
        if self._retry is not None:
            self._retry.cancel()
            self._retry = None


def _attempt(action: Callable[..., Any], *args: Any) -> Any:
    """Ask the store; None where it is down."""
    try:
        result = action(*args)
    except Exception:
        if not _Store.is_down:
            logger.warning(
                "The session store does not answer: flash is shown, and would be lost "
                "by a reconnect or on the way to another page.",
                exc_info=True,
            )
        _Store.is_down = True
        return None
    # Some engines take a store that is down for one that has nothing.
    if _Store.is_down and result is not None:
        logger.warning("The session store answers again.")
        _Store.is_down = False
    return result


def _read(keys: Sequence[str]) -> Any:
    for key in keys:
        contents = _open(key).get(_ENTRY)
        if contents is not None:
            return contents
    return None


def _write(key: str, contents: Any, age: int, exists: bool) -> bool:  # noqa: FBT001
    record = _open(key)
    record.clear()
    record[_ENTRY] = contents
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
