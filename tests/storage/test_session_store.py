"""Records beside the visitor's session, on every engine, and the writing of them."""

import asyncio
import logging
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar

import pytest
from django.contrib.sessions.backends.cache import SessionStore as CacheStore
from django.contrib.sessions.backends.file import SessionStore as FileStore
from django.utils import timezone
from pytest_django import Settings

from liveflash import conf
from liveflash.concurrency import in_pool
from liveflash.storage import page_record, session_store
from liveflash.storage.page_record import MAX_BATCH_SIZE, PageRecord

pytestmark = pytest.mark.django_db(transaction=True)

BACKENDS = "django.contrib.sessions.backends"
CONTENTS = [["id", "info", "info", {"title": "é <b>"}, None]]

Later = Callable[[float], None]


@pytest.fixture(params=["db", "cache", "cached_db", "file"])
def engine(
    request: pytest.FixtureRequest,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> Any:
    """Each of Django's session engines that keep sessions on the server."""
    settings.LIVEFLASH_SESSION_ENGINE = f"{BACKENDS}.{request.param}"
    # The engine finds its directory once and keeps it.
    monkeypatch.setattr(FileStore, "_storage_path", str(tmp_path), raising=False)
    return import_module(settings.LIVEFLASH_SESSION_ENGINE)


@pytest.fixture
def key() -> str:
    """One that no record of another test has."""
    return secrets.token_hex(20)


@pytest.fixture(autouse=True)
def clean_cache(settings: Settings) -> None:
    """A cache of the test's own."""
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": f"sessions-{time.monotonic_ns()}",
        }
    }


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Later:
    """Let time pass."""
    real_time, real_now = time.time, timezone.now

    def pass_by(seconds: float) -> None:
        monkeypatch.setattr("time.time", lambda: real_time() + seconds)
        monkeypatch.setattr(
            "django.utils.timezone.now", lambda: real_now() + timedelta(seconds=seconds)
        )

    return pass_by


def test_an_unwritten_key_has_no_contents(engine: Any, key: str) -> None:
    assert session_store.read([key]) is None


def test_written_contents_are_read(engine: Any, key: str) -> None:
    session_store.write(key, CONTENTS, age=60)
    assert session_store.read([key]) == CONTENTS


def test_a_record_has_the_given_key(engine: Any, key: str) -> None:
    session_store.write(key, CONTENTS, age=60)
    assert engine.SessionStore().exists(key)


def test_a_record_holds_one_entry_and_its_expiry(engine: Any, key: str) -> None:
    session_store.write(key, CONTENTS, age=60)
    names = set(engine.SessionStore(session_key=key).keys())
    assert names == {"_liveflash", "_session_expiry"}


@pytest.mark.parametrize("there", [True, False], ids=["there", "not there"])
@pytest.mark.parametrize("exists", [True, False], ids=["known", "unknown"])
def test_the_newest_contents_replace_older_ones(
    engine: Any, key: str, there: bool, exists: bool
) -> None:
    if there:
        session_store.write(key, ["former", {"more": 1}], age=60)
    session_store.write(key, CONTENTS, age=60, exists=exists)
    assert session_store.read([key]) == CONTENTS


def test_a_record_is_deleted(engine: Any, key: str) -> None:
    session_store.write(key, CONTENTS, age=60)
    session_store.delete([key])
    assert (session_store.read([key]), engine.SessionStore().exists(key)) == (
        None,
        False,
    )


def test_deleting_an_absent_record_is_no_error(engine: Any, key: str) -> None:
    session_store.delete([key])
    assert session_store.read([key]) is None


def test_a_record_is_read_within_its_age(engine: Any, key: str, later: Later) -> None:
    session_store.write(key, CONTENTS, age=60)
    later(55)
    assert session_store.read([key]) == CONTENTS


def test_a_record_expires(engine: Any, key: str, later: Later) -> None:
    session_store.write(key, CONTENTS, age=60)
    later(65)
    assert session_store.read([key]) is None


def test_an_expired_record_is_written_again(
    engine: Any, key: str, later: Later
) -> None:
    session_store.write(key, ["former"], age=60)
    later(65)
    session_store.write(key, CONTENTS, age=60)
    assert session_store.read([key]) == CONTENTS


def test_the_record_of_a_former_key_is_read(engine: Any, key: str) -> None:
    session_store.write(key, CONTENTS, age=60)
    assert session_store.read(["new" + key[3:], key]) == CONTENTS


def test_the_first_key_wins(engine: Any, key: str) -> None:
    newer = "new" + key[3:]
    session_store.write(key, ["former"], age=60)
    session_store.write(newer, CONTENTS, age=60)
    assert session_store.read([newer, key]) == CONTENTS


def test_the_records_of_all_keys_are_deleted(engine: Any, key: str) -> None:
    keys = ["new" + key[3:], key]
    for each in keys:
        session_store.write(each, CONTENTS, age=60)
    session_store.delete(keys)
    assert session_store.read(keys) is None


def test_the_first_owner_has_a_claim(engine: Any, key: str) -> None:
    assert session_store.claim(key, "first", age=60)


def test_a_claim_of_another_owner_is_refused(engine: Any, key: str) -> None:
    session_store.claim(key, "first", age=60)
    assert not session_store.claim(key, "second", age=60)


def test_the_owner_of_a_claim_may_claim_again(engine: Any, key: str) -> None:
    for owner in ("first", "second"):
        session_store.claim(key, owner, age=60)
    assert session_store.claim(key, "first", age=60)


@pytest.mark.parametrize(
    ("project", "own", "used"),
    [
        pytest.param("db", None, "db", id="the project's"),
        pytest.param("db", "cached_db", "cached_db", id="one of its own"),
        pytest.param("signed_cookies", None, "cache", id="cookies give way"),
        pytest.param("db", "signed_cookies", "cache", id="own cookies give way"),
    ],
)
def test_the_engine_is(
    settings: Settings, project: str, own: str | None, used: str
) -> None:
    settings.SESSION_ENGINE = f"{BACKENDS}.{project}"
    if own is not None:
        settings.LIVEFLASH_SESSION_ENGINE = f"{BACKENDS}.{own}"
    assert conf.session_engine() == f"{BACKENDS}.{used}"


async def test_a_page_without_a_record_reads_nothing(engine: Any, key: str) -> None:
    assert await PageRecord([key]).aread() is None


async def test_a_page_reads_the_contents_of_another_connection(
    engine: Any, key: str
) -> None:
    record = PageRecord([key])
    record.write_later(CONTENTS)
    await record.asettle()
    assert await PageRecord([key]).aread() == CONTENTS


async def test_the_last_write_wins(engine: Any, key: str) -> None:
    record = PageRecord([key])
    for contents in (["a"], ["b"], CONTENTS):
        record.write_later(contents)
        await record.asettle()
    assert await PageRecord([key]).aread() == CONTENTS


async def test_a_record_is_removed_when_it_is_emptied(engine: Any, key: str) -> None:
    record = PageRecord([key])
    for contents in (CONTENTS, []):
        record.write_later(contents)
        await record.asettle()
    assert not await engine.SessionStore().aexists(key)


async def test_a_record_that_was_read_is_removed_when_it_is_emptied(
    engine: Any, key: str
) -> None:
    await in_pool(session_store.write, key, CONTENTS, age=60)
    record = PageRecord([key])
    await record.aread()
    record.write_later([])
    await record.asettle()
    assert not await engine.SessionStore().aexists(key)


async def test_a_record_is_filled_again_after_it_was_emptied(
    engine: Any, key: str
) -> None:
    record = PageRecord([key])
    for contents in (["a"], [], CONTENTS):
        record.write_later(contents)
        await record.asettle()
    assert await PageRecord([key]).aread() == CONTENTS


async def test_a_lost_record_is_written_again(engine: Any, key: str) -> None:
    record = PageRecord([key])
    record.write_later(["a"])
    await record.asettle()
    await in_pool(session_store.delete, [key])
    record.write_later(CONTENTS)
    await record.asettle()
    assert await PageRecord([key]).aread() == CONTENTS


async def test_the_record_of_a_former_key_is_removed_with_the_new_one(
    engine: Any, key: str
) -> None:
    await in_pool(session_store.write, key, ["former"], age=60)
    keys = ["new" + key[3:], key]
    record = PageRecord(keys)
    await record.aread()
    for contents in (CONTENTS, []):
        record.write_later(contents)
        await record.asettle()
    assert await PageRecord(keys).aread() is None


async def test_a_record_lasts_for_the_configured_age(
    engine: Any, key: str, later: Later, settings: Settings
) -> None:
    settings.LIVEFLASH_FLASH_AGE = 10
    record = PageRecord([key])
    record.write_later(CONTENTS)
    await record.asettle()
    later(15)
    assert await PageRecord([key]).aread() is None


class SessionStore(CacheStore):
    """A store that records saves, and waits or fails on request."""

    saved: ClassVar[list[Any]] = []
    begun: ClassVar[threading.Semaphore] = threading.Semaphore(0)
    writes: ClassVar[threading.Semaphore] = threading.Semaphore(0)
    deleted: ClassVar[list[str | None]] = []
    failures: ClassVar[int] = 0
    is_open: ClassVar[threading.Event] = threading.Event()

    def save(self, must_create: bool = False) -> None:
        self.begun.release()
        assert self.is_open.wait(5)
        if self.failures:
            type(self).failures -= 1
            raise ConnectionError("The store is away.")
        super().save(must_create)
        self.saved.append(self["_liveflash"])
        self.writes.release()

    def delete(self, session_key: str | None = None) -> None:
        super().delete(session_key)
        self.deleted.append(session_key)


@pytest.fixture
def store(settings: Settings) -> type[SessionStore]:
    settings.LIVEFLASH_SESSION_ENGINE = __name__
    SessionStore.saved.clear()
    SessionStore.begun = threading.Semaphore(0)
    SessionStore.writes = threading.Semaphore(0)
    SessionStore.deleted.clear()
    SessionStore.failures = 0
    SessionStore.is_open.set()
    return SessionStore


@pytest.mark.parametrize("empty", [[], {}, None], ids=repr)
async def test_empty_contents_are_not_written(
    store: type[SessionStore], key: str, empty: Any
) -> None:
    record = PageRecord([key])
    record.write_later(empty)
    await record.asettle()
    assert (store.saved, store.deleted) == ([], [])


async def test_a_change_reverted_before_its_write_is_not_written(
    store: type[SessionStore], key: str
) -> None:
    record = PageRecord([key])
    record.write_later(["a"])
    record.write_later([])
    await record.asettle()
    assert (store.saved, store.deleted) == ([], [])


async def test_a_write_does_not_wait_for_the_store(
    store: type[SessionStore], key: str
) -> None:
    store.is_open.clear()
    record = PageRecord([key])
    record.write_later(["a"])
    await in_pool(store.begun.acquire, timeout=5)
    before = list(store.saved)
    store.is_open.set()
    await record.asettle()
    assert (before, store.saved) == ([], [["a"]])


async def test_writes_of_one_turn_are_one_write(
    store: type[SessionStore], key: str
) -> None:
    record = PageRecord([key])
    for contents in ("a", "b", "c"):
        record.write_later([contents])
    await record.asettle()
    assert store.saved == [["c"]]


async def test_pages_that_write_at_the_same_time_share_a_thread(
    store: type[SessionStore],
) -> None:
    records = [PageRecord([f"{number:040x}"]) for number in range(8)]
    store.is_open.clear()
    for record in records:
        record.write_later(["a"])
    await in_pool(store.begun.acquire, timeout=5)
    waiting = store.begun.acquire(timeout=0.1)
    store.is_open.set()
    await asyncio.gather(*(record.asettle() for record in records))
    assert (waiting, store.saved) == (False, 8 * [["a"]])


async def test_a_batch_over_the_limit_uses_another_thread(
    store: type[SessionStore],
) -> None:
    count = MAX_BATCH_SIZE + 1
    records = [PageRecord([f"{number:040x}"]) for number in range(count)]
    store.is_open.clear()
    for record in records:
        record.write_later(["a"])
    for _ in range(2):
        assert await in_pool(store.begun.acquire, timeout=5)
    store.is_open.set()
    await asyncio.gather(*(record.asettle() for record in records))
    assert store.saved == count * [["a"]]


async def test_writes_during_a_write_are_one_write(
    store: type[SessionStore], key: str
) -> None:
    store.is_open.clear()
    record = PageRecord([key])
    record.write_later(["a"])
    await in_pool(store.begun.acquire, timeout=5)
    for contents in ("b", "c"):
        record.write_later([contents])
    store.is_open.set()
    await record.asettle()
    assert store.saved == [["a"], ["c"]]


async def test_writes_soon_after_a_write_are_one_write(
    store: type[SessionStore], key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_record, "MIN_WRITE_INTERVAL_SECONDS", 0.05)
    record = PageRecord([key])
    record.write_later(["a"])
    await in_pool(store.writes.acquire, timeout=5)
    for contents in ("b", "c"):
        record.write_later([contents])
    await in_pool(store.writes.acquire, timeout=5)
    assert store.saved == [["a"], ["c"]]


async def test_a_record_emptied_during_its_write_is_removed(
    store: type[SessionStore], key: str
) -> None:
    store.is_open.clear()
    record = PageRecord([key])
    record.write_later(["a"])
    await in_pool(store.begun.acquire, timeout=5)
    record.write_later([])
    store.is_open.set()
    await record.asettle()
    assert (store.saved, store.deleted) == ([["a"]], [key])


async def test_a_store_that_fails_is_logged_and_does_not_raise(
    store: type[SessionStore], key: str, caplog: pytest.LogCaptureFixture
) -> None:
    store.failures = 1
    record = PageRecord([key])
    record.write_later(["a"])
    await record.asettle()
    (log,) = caplog.records
    assert (log.levelno, "does not answer" in log.getMessage()) == (
        logging.WARNING,
        True,
    )


async def test_the_log_of_a_failure_holds_neither_key_nor_contents(
    store: type[SessionStore], key: str, caplog: pytest.LogCaptureFixture
) -> None:
    store.failures = 1
    record = PageRecord([key])
    record.write_later(["private"])
    await record.asettle()
    told = [word for word in (key, "private") if word in caplog.text]
    assert told == []


async def test_after_a_failure_the_next_write_is_stored(
    store: type[SessionStore], key: str
) -> None:
    store.failures = 1
    record = PageRecord([key])
    for contents in (["a"], ["b"]):
        record.write_later(contents)
        await record.asettle()
    assert store.saved == [["b"]]


async def test_a_change_during_a_failed_write_is_stored(
    store: type[SessionStore], key: str
) -> None:
    store.failures = 1
    store.is_open.clear()
    record = PageRecord([key])
    record.write_later(["a"])
    await in_pool(store.begun.acquire, timeout=5)
    record.write_later(["b"])
    store.is_open.set()
    await record.asettle()
    assert store.saved == [["b"]]


async def test_settling_without_pending_writes_returns(
    store: type[SessionStore], key: str
) -> None:
    await PageRecord([key]).asettle()
    assert store.saved == []


async def test_a_reconnected_page_reads_after_the_pending_write(
    store: type[SessionStore], key: str
) -> None:
    store.is_open.clear()
    former, present = PageRecord([key]), PageRecord([key])
    former.write_later(["a"])
    reading = asyncio.create_task(present.aread())
    await in_pool(store.begun.acquire, timeout=5)
    store.is_open.set()
    assert await reading == ["a"]


async def test_a_reconnected_page_waits_for_the_write_of_another_server(
    engine: Any, key: str
) -> None:
    await in_pool(session_store.write, key, ["former"], age=60)
    reading = asyncio.create_task(PageRecord([key]).aread(CONTENTS.__eq__))
    await asyncio.sleep(0.15)
    await in_pool(session_store.write, key, CONTENTS, age=60)
    assert await reading == CONTENTS


async def test_waiting_for_another_server_ends(
    engine: Any, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_record, "READ_RETRY_DELAYS", (0.01, 0.01))
    await in_pool(session_store.write, key, ["former"], age=60)
    assert await PageRecord([key]).aread(CONTENTS.__eq__) == ["former"]


ENDING = """
import asyncio, sys
from django.conf import settings
names = ("SECRET_KEY", "SESSION_ENGINE", "SESSION_FILE_PATH")
settings.configure(**dict(zip(names, sys.argv[2:])))
from liveflash.storage.page_record import PageRecord
async def serve():
    record = PageRecord([sys.argv[1]])
    for contents in (["a"], ["b"]):
        record.write_later(contents)
        await asyncio.sleep(0.2)
    return record
record = asyncio.run(serve())
"""


def test_pending_changes_are_stored_when_the_process_exits(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, key: str
) -> None:
    settings.LIVEFLASH_SESSION_ENGINE = engine = f"{BACKENDS}.file"
    monkeypatch.setattr(FileStore, "_storage_path", str(tmp_path), raising=False)
    command = [sys.executable, "-c", ENDING, key, settings.SECRET_KEY, engine, tmp_path]
    subprocess.run(command, check=True, cwd=Path(__file__).parents[2])
    assert session_store.read([key]) == ["b"]


async def on_another_server(key: str, contents: Any) -> PageRecord:
    """The record of a page that has come back there, and has changed since."""
    PageRecord._owners.clear()
    record = PageRecord([key])
    await record.aread()
    record.write_later(contents)
    await record.asettle()
    return record


@pytest.mark.parametrize("newest", [["c"], None], ids=["a change", "no flash"])
async def test_a_silent_page_does_not_overwrite_the_record_of_another_server(
    engine: Any, key: str, newest: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = PageRecord([key])
    record.write_later(["a"])
    await record.asettle()
    await on_another_server(key, ["b"])
    monkeypatch.setattr(page_record, "OWNER_TIMEOUT_SECONDS", 0)
    record.write_later(newest)
    await record.asettle()
    assert await in_pool(session_store.read, [key]) == ["b"]


async def test_a_silent_page_overwrites_the_record_of_the_previous_server(
    engine: Any, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_record, "OWNER_TIMEOUT_SECONDS", 0)
    await on_another_server(key, ["a"])
    record = await on_another_server(key, ["b"])
    record.write_later(["c"])
    await record.asettle()
    assert await in_pool(session_store.read, [key]) == ["c"]


async def test_a_silent_page_writes_a_lost_record_again(
    engine: Any, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_record, "OWNER_TIMEOUT_SECONDS", 0)
    record = await on_another_server(key, ["a"])
    await in_pool(session_store.delete, [key])
    record.write_later(["b"])
    await record.asettle()
    assert await in_pool(session_store.read, [key]) == ["b"]


async def test_contents_that_could_not_be_stored_are_read_from_memory(
    store: type[SessionStore], key: str
) -> None:
    store.failures = 2
    record = PageRecord([key])
    record.write_later(["a"])
    await record.asettle()
    assert await record.aread() == ["a"]
