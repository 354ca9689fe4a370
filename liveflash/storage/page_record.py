"""The stored record of a live page, written in the background after its replies."""

import asyncio
import atexit
import logging
import secrets
import time
from collections.abc import Callable, Sequence
from typing import Any, ClassVar
from weakref import WeakKeyDictionary, WeakValueDictionary

from liveflash import callback_context, conf
from liveflash.concurrency import in_pool
from liveflash.storage import session_store

logger = logging.getLogger("liveflash")

BATCH_SECONDS = 0.02
MAX_BATCH_SIZE = 16
MIN_WRITE_INTERVAL_SECONDS = 0.5
WRITE_RETRY_SECONDS = 5.0
READ_RETRY_DELAYS = (0.1, 0.2, 0.4, 0.8, 1.6)
OWNER_TIMEOUT_SECONDS = 1.0


def _accept_any(_contents: Any) -> bool:
    return True


class PageRecord:
    """The stored record of one live page, with a write-behind cache.

    A change is written after ``BATCH_SECONDS``, together with the changes of other
    pages. Further changes within ``MIN_WRITE_INTERVAL_SECONDS`` share one write of the
    newest contents, and a change that was reverted by then is not written. Empty
    contents remove the record.

    Only the newest connection of a page may write. A new ``PageRecord`` for the
    same key waits for the write in progress of its predecessor in this process, and
    later writes of the predecessor are discarded. Between servers, the record stores
    who wrote last. A server whose client was silent for ``OWNER_TIMEOUT_SECONDS``
    checks this first.
    """

    __slots__ = (
        "__weakref__",
        "_batcher",
        "_has_failed",
        "_is_due",
        "_is_released",
        "_is_stored",
        "_keys",
        "_last_active",
        "_newest",
        "_next_write_at",
        "_page",
        "_previous_writer",
        "_stored",
        "_timer",
        "_write_task",
        "_writer",
    )

    _owners: ClassVar[WeakValueDictionary[str, "PageRecord"]] = WeakValueDictionary()

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = keys
        self._page = callback_context.current()
        self._is_stored = False
        self._writer = secrets.token_hex(4)
        self._previous_writer = ""
        self._last_active = time.monotonic()
        self._newest: Any = None
        self._stored: Any = None
        self._batcher = _batcher()
        self._is_due = False
        self._next_write_at = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._write_task: asyncio.Task[None] | None = None
        self._has_failed = False
        self._is_released = False

    async def aread(self, is_recent: Callable[[Any], bool] = _accept_any) -> Any:
        """Return the contents from memory or from the store; None if there are none.

        The server that the page has just left may not have written its last change
        yet. Retry until ``is_recent`` accepts the stored contents, for at most
        ``sum(READ_RETRY_DELAYS)`` seconds.
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
        for seconds in READ_RETRY_DELAYS:
            if session_store.is_down() or is_recent(record.contents):
                break
            await asyncio.sleep(seconds)
            record = await in_pool(session_store.find, self._keys)
        self._previous_writer = record.writer
        return record.contents

    def mark_active(self) -> None:
        """Record that the client of the page has just sent something."""
        self._last_active = time.monotonic()

    def write_later(self, contents: Any) -> None:
        """Store ``contents`` soon, in place of earlier contents not yet stored."""
        if self._is_released:
            return
        self._newest = contents or None
        if not self._is_due and self._write_task is None and self._has_changed:
            self._schedule_write()

    async def asettle(self) -> None:
        """Wait until all changes are stored, or storing them has failed."""
        self._has_failed = False
        while self._write_task or (self._has_changed and not self._has_failed):
            await asyncio.shield(self._write_task or self._batcher.write([self]))
        self._is_due = False
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None  # breaks a reference cycle

    async def arelease(self) -> None:
        """Store pending changes and ignore all later ones."""
        self._is_released = True
        await self.asettle()

    @classmethod
    def write_all_pending(cls) -> None:
        """Write all pending changes; called when the process exits."""
        for record in list(cls._owners.values()):
            record.write_pending()

    def write_pending(self) -> None:
        """Write pending changes in the current thread."""
        if self._has_changed:
            self._write_contents(self._newest)

    @property
    def _has_changed(self) -> bool:
        return bool(self._newest != self._stored)

    def _schedule_write(self) -> None:
        self._owners.setdefault(self._keys[0], self)
        self._is_due = True
        rest = self._next_write_at - time.monotonic()
        if rest > 0:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(rest, self._batcher.add, self)
        else:
            self._batcher.add(self)

    def take_due(self) -> bool:
        """Clear the due mark; return True if there is still a change to write."""
        was_due, self._is_due, self._timer = self._is_due, False, None
        return was_due and self._write_task is None and self._has_changed

    def write_started(self, task: asyncio.Task[None]) -> None:
        """Record the task that writes this record."""
        self._write_task = task

    def write_newest(self) -> tuple[Any, bool]:
        """Write the newest contents; return them and True if they are now stored."""
        contents = self._newest
        return contents, contents == self._stored or self._write_contents(contents)

    def write_finished(self, contents: Any, *, is_stored: bool) -> None:
        """Record the result of a write; schedule another for changes made since."""
        self._write_task = None
        if is_stored:
            self._stored = contents
        # Without newer contents, asettle() must not retry at once.
        self._has_failed = not is_stored and bool(contents == self._newest)
        pause = MIN_WRITE_INTERVAL_SECONDS if is_stored else WRITE_RETRY_SECONDS
        self._next_write_at = time.monotonic() + pause
        if self._has_changed and not self._is_due:
            self._schedule_write()

    def _write_contents(self, contents: Any) -> bool:
        try:
            with callback_context.resumed(self._page):
                return self._write_in_context(contents)
        except Exception:
            # LIVEFLASH_CALLBACK_CONTEXT has raised. The records of others follow.
            logger.exception("The flash of a page could not be stored.")
            return False

    def _write_in_context(self, contents: Any) -> bool:
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
        """Return True if another server has written the record since this one did."""
        if (
            not self._is_stored
            or time.monotonic() - self._last_active < OWNER_TIMEOUT_SECONDS
        ):
            return False
        known = ("", self._writer, self._previous_writer)
        return session_store.find(self._keys).writer not in known


class NoRecord:
    """The record of a page of which nothing is stored, with the methods of a record."""

    __slots__ = ()

    def mark_active(self) -> None:
        """Do nothing."""

    def write_later(self, contents: Any) -> None:
        """Do nothing."""

    async def asettle(self) -> None:
        """Return at once."""


NO_RECORD = NoRecord()

atexit.register(PageRecord.write_all_pending)


class _WriteBatcher:
    """Collects the due records of one event loop and writes them together.

    Up to ``MAX_BATCH_SIZE`` records share one hop to a thread, since the hop takes
    longer than most writes. Larger batches are split over several threads.
    """

    def __init__(self) -> None:
        self._due: list[PageRecord] = []

    def add(self, record: PageRecord) -> None:
        """Write ``record`` after ``BATCH_SECONDS`` if it still has changes then."""
        if not self._due:
            asyncio.get_running_loop().call_later(BATCH_SECONDS, self._write_due)
        self._due.append(record)

    def write(self, records: Sequence[PageRecord]) -> asyncio.Task[None]:
        """Start writing ``records`` now; return the task."""
        task = asyncio.create_task(self._write(records))
        for record in records:
            record.write_started(task)
        return task

    def _write_due(self) -> None:
        due, self._due = self._due, []
        changed = [record for record in due if record.take_due()]
        for start in range(0, len(changed), MAX_BATCH_SIZE):
            self.write(changed[start : start + MAX_BATCH_SIZE])

    async def _write(self, records: Sequence[PageRecord]) -> None:
        callback_context.resume(None)  # not that of the page that changed first
        results: list[tuple[Any, bool]] = [(None, False) for _ in records]
        try:
            results = await in_pool(lambda: [each.write_newest() for each in records])
        finally:
            for record, (contents, is_stored) in zip(records, results, strict=True):
                record.write_finished(contents, is_stored=is_stored)


_batchers: WeakKeyDictionary[asyncio.AbstractEventLoop, _WriteBatcher] = (
    WeakKeyDictionary()
)


def _batcher() -> _WriteBatcher:
    """Return the batcher of the running event loop."""
    return _batchers.setdefault(asyncio.get_running_loop(), _WriteBatcher())
