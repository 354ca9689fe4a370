"""The channel session of a live page: its record, written behind its replies."""

import asyncio
import atexit
import secrets
import time
from collections.abc import Callable, Sequence
from typing import Any, ClassVar
from weakref import WeakKeyDictionary, WeakValueDictionary

from liveflash import conf
from liveflash.concurrency import in_pool
from liveflash.storage import session_store

GATHER = 0.02
MOST_AT_ONCE = 16
WRITE_EVERY = 0.5
WAITS = (0.1, 0.2, 0.4, 0.8, 1.6)
SILENT_AFTER = 1.0
RETRY_AFTER = 5.0


def _is_any(_contents: Any) -> bool:
    return True


class ChannelSession:
    """The record of one live page.

    A change is written after ``GATHER`` seconds, together with those of other pages,
    and what follows within ``WRITE_EVERY`` seconds then, in one write of the newest
    contents: a page that changes faster than people read costs its store no more. What
    was taken back by then is not written. Contents that are empty are not stored; a
    record that is there is removed.

    A page that comes back on another connection takes its record over: what the former
    one still writes is waited for, what it comes to write later is discarded. For one
    on another server, which knows nothing of it, the record names who has written it:
    a page that is silent looks before it writes.
    """

    __slots__ = (
        *("_alarm", "_desk", "_former_writer", "_has_failed", "_heard_at", "_is_due"),
        *("_is_released", "_is_stored", "_keys", "_newest", "_rests_until", "_stored"),
        *("_writer", "_writing", "__weakref__"),
    )

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
        self._desk = _desk()
        self._is_due = False
        self._rests_until = 0.0
        self._alarm: asyncio.TimerHandle | None = None
        self._writing: asyncio.Task[None] | None = None
        self._has_failed = False
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
        record = await in_pool(session_store.find, self._keys)
        for seconds in WAITS:
            if session_store.is_down() or is_recent(record.contents):
                break
            await asyncio.sleep(seconds)
            record = await in_pool(session_store.find, self._keys)
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
        if not self._is_due and self._writing is None and self._has_changed:
            self._fall_due()

    async def asettle(self) -> None:
        """Wait until everything is stored, or could not be."""
        self._has_failed = False
        while self._writing or (self._has_changed and not self._has_failed):
            await asyncio.shield(self._writing or self._desk.write([self]))
        self._is_due = False
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None  # which refers to this record

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
        if self._has_changed:
            self._put(self._newest)

    @property
    def _has_changed(self) -> bool:
        return bool(self._newest != self._stored)

    def _fall_due(self) -> None:
        self._owners.setdefault(self._keys[0], self)
        self._is_due = True
        rest = self._rests_until - time.monotonic()
        if rest > 0:
            loop = asyncio.get_running_loop()
            self._alarm = loop.call_later(rest, self._desk.look_at, self)
        else:
            self._desk.look_at(self)

    def is_to_write(self) -> bool:
        """Whether there is something to write, now that the time has come."""
        was_due, self._is_due, self._alarm = self._is_due, False, None
        return was_due and self._writing is None and self._has_changed

    def begin(self, writing: asyncio.Task[None]) -> None:
        """Note that it is being written."""
        self._writing = writing

    def put_newest(self) -> tuple[Any, bool]:
        """Store what is the newest by now; what that was, and whether it is stored."""
        contents = self._newest
        return contents, contents == self._stored or self._put(contents)

    def end(self, contents: Any, *, is_stored: bool) -> None:
        """Note what was written; what has changed meanwhile is written later."""
        self._writing = None
        if is_stored:
            self._stored = contents
        # Where nothing else is to be stored, it would be in vain to try again at once.
        self._has_failed = not is_stored and bool(contents == self._newest)
        pause = WRITE_EVERY if is_stored else RETRY_AFTER
        self._rests_until = time.monotonic() + pause
        if self._has_changed and not self._is_due:
            self._fall_due()

    def _put(self, contents: Any) -> bool:
        if self._is_taken_over():
            self._is_released = True
            return True
        if contents is None:
            is_done = session_store.delete(self._keys)
        else:
            is_done = session_store.write(
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
        return session_store.find(self._keys).writer not in known


atexit.register(ChannelSession.store_rest)


class _Desk:
    """Where the records of one event loop wait until they are looked at together.

    They share a hop to a thread, which takes longer than most writes, ``MOST_AT_ONCE``
    of them at most: where the store is slow, threads share it.
    """

    def __init__(self) -> None:
        self._due: list[ChannelSession] = []

    def look_at(self, record: ChannelSession) -> None:
        """Write ``record`` after ``GATHER`` seconds, where it then has changed."""
        if not self._due:
            asyncio.get_running_loop().call_later(GATHER, self._look)
        self._due.append(record)

    def _look(self) -> None:
        due, self._due = self._due, []
        changed = [record for record in due if record.is_to_write()]
        for start in range(0, len(changed), MOST_AT_ONCE):
            self.write(changed[start : start + MOST_AT_ONCE])

    def write(self, records: Sequence[ChannelSession]) -> asyncio.Task[None]:
        """Write records now."""
        writing = asyncio.create_task(self._write(records))
        for record in records:
            record.begin(writing)
        return writing

    async def _write(self, records: Sequence[ChannelSession]) -> None:
        done: list[tuple[Any, bool]] = [(None, False) for _ in records]
        try:
            done = await in_pool(lambda: [record.put_newest() for record in records])
        finally:
            for record, (contents, is_stored) in zip(records, done, strict=True):
                record.end(contents, is_stored=is_stored)


_desks: WeakKeyDictionary[asyncio.AbstractEventLoop, _Desk] = WeakKeyDictionary()


def _desk() -> _Desk:
    """That of the loop that runs."""
    return _desks.setdefault(asyncio.get_running_loop(), _Desk())
