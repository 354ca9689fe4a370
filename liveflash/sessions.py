"""The channel session: records of a session store, beside the visitor's own session.

A record has a key that only its visitor's requests can name (``signing.storage_keys``)
and holds everything under one entry, so that it can never serve as a login.
"""

import asyncio
import logging
from collections.abc import Sequence
from datetime import timedelta
from importlib import import_module
from typing import Any

from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError

from liveflash import conf
from liveflash.threads import in_pool

logger = logging.getLogger("liveflash")

_ENTRY = "_liveflash"
_UNKNOWN = object()


def read(keys: Sequence[str]) -> Any:
    """The contents of the first of ``keys`` that has a record, or None."""
    for key in keys:
        contents = _store(key).get(_ENTRY)
        if contents is not None:
            return contents
    return None


def write(key: str, contents: Any, *, age: int, exists: bool = False) -> None:
    """Store ``contents``, for ``age`` seconds; ``exists`` if a record is there."""
    store = _store(key)
    store.clear()
    store[_ENTRY] = contents
    # As a moment: the file engine keeps what expires after a number of seconds.
    store.set_expiry(timedelta(seconds=age))
    try:
        store.save(must_create=not exists)
    except CreateError:
        store.save()
    except UpdateError:
        store.save(must_create=True)


def delete(keys: Sequence[str]) -> None:
    """Remove the records of ``keys``."""
    for key in keys:
        _store(key).delete(key)


class ChannelSession:
    """The record of one live page, written behind its replies.

    Writes are coalesced: at most one is under way, and the next stores the newest
    contents. Contents that are empty are not stored; a record that is there is removed.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = keys
        self._is_stored = False
        self._newest: Any = None
        self._wanted: list[Any] = []
        self._task: asyncio.Task[None] | None = None

    async def aread(self) -> Any:
        """The stored contents, or None."""
        self._newest = await in_pool(read, self._keys)
        self._is_stored = self._newest is not None
        return self._newest

    def write_later(self, contents: Any) -> None:
        """Store ``contents`` soon, in place of what is still to be stored."""
        if contents == self._newest or not (contents or self._newest):
            return
        self._newest = contents
        self._wanted = [contents]
        if self._task is None:
            self._task = asyncio.create_task(self._write())

    async def asettle(self) -> None:
        """Wait until everything is stored."""
        if self._task is not None:
            await asyncio.shield(self._task)

    async def _write(self) -> None:
        while self._wanted:
            try:
                await in_pool(self._store, self._wanted.pop())
            except Exception:
                logger.warning(
                    "The flash of a page could not be stored: it is shown, and would "
                    "be lost by a reconnect.",
                    exc_info=True,
                )
                self._newest = _UNKNOWN
        self._task = None

    def _store(self, contents: Any) -> None:
        if contents:
            age = conf.flash_age()
            write(self._keys[0], contents, age=age, exists=self._is_stored)
        elif self._is_stored:
            delete(self._keys)
        self._is_stored = bool(contents)


def _store(key: str) -> SessionBase:
    engine = import_module(conf.session_engine())
    store: SessionBase = engine.SessionStore(session_key=key)
    return store
