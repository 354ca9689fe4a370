"""A store that is down for a while: pages go on, and flash is kept again afterwards."""

import asyncio
import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import User
from pytest_django import Settings

from liveflash.concurrency import in_pool
from liveflash.storage import page_record, session_store
from tests.journeys.conftest import NewTab, new_tab
from tests.journeys.tab import Tab
from tests.servers import Redis, redis_server

__all__ = ["new_tab"]

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.journeys.site"),
]

DOWN = (
    "The session store does not answer: flash is still shown, but is lost on a "
    "reconnect or on the way to another page."
)
BACK = "The session store answers again."


@pytest.fixture
def store(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Redis]:
    """A Redis server that keeps flash; the visitors' own sessions are elsewhere."""
    with redis_server() as server:
        settings.CACHES = {
            "default": {
                "BACKEND": "django.core.cache.backends.redis.RedisCache",
                "LOCATION": server.url,
            }
        }
        settings.LIVEFLASH_SESSION_ENGINE = "django.contrib.sessions.backends.cache"
        monkeypatch.setattr(page_record, "WRITE_RETRY_SECONDS", 0.05)
        yield server


@pytest.fixture
async def tab(store: Redis, new_tab: NewTab) -> Tab:
    """A tab on a live page, with a message that is stored."""
    tab = new_tab()
    await tab.load("/live/")
    await tab.act("stay", put="error")
    await tab.reconnect()
    assert tab.shown == ["Before"]
    return tab


async def stop(store: Redis) -> None:
    await in_pool(store.stop)


async def start(store: Redis) -> None:
    """Start the store, and give the next try its time."""
    await in_pool(store.start)
    await asyncio.sleep(0.3)


async def test_a_page_goes_on_while_the_store_is_down(tab: Tab, store: Redis) -> None:
    await stop(store)
    await tab.act("stay", put="info")
    await tab.act("stay", put="success")
    assert tab.shown == ["Before", "Turn", "More"]


async def test_a_page_is_loaded_and_joined_while_the_store_is_down(
    tab: Tab, store: Redis
) -> None:
    await stop(store)
    await tab.load("/live/")
    await tab.act("stay", put="info")
    assert tab.shown == ["Turn"]


async def test_flash_of_plain_views_is_shown_while_the_store_is_down(
    tab: Tab, store: Redis
) -> None:
    await stop(store)
    await tab.load("/act/?put=info&to=/live/")
    assert tab.http == ["Turn"]


@pytest.mark.parametrize("how", ["push_navigate", "redirect"])
async def test_navigation_leads_on_without_flash_while_the_store_is_down(
    tab: Tab, store: Redis, how: str
) -> None:
    await stop(store)
    await tab.act(how, to="/live/other/", put="info")
    assert (tab.url, tab.shown) == ("/live/other/", [])


async def test_a_view_that_crashes_while_the_store_is_down_has_its_flash_from_memory(
    tab: Tab, store: Redis
) -> None:
    await stop(store)
    await tab.act("stay", put="info")
    await tab.live.event("crash")
    await tab.live.join()
    assert tab.shown == ["Before", "Turn"]


async def test_a_view_that_crashes_while_the_store_is_down_has_what_was_stored_before(
    tab: Tab, store: Redis
) -> None:
    await stop(store)
    await tab.live.event("crash")
    await tab.live.join()
    assert tab.shown == ["Before"]


async def test_the_log_warns_once_while_the_store_is_down(
    tab: Tab, store: Redis, caplog: pytest.LogCaptureFixture
) -> None:
    await stop(store)
    for _ in range(3):
        await tab.act("stay", put="info")
        await asyncio.sleep(0.1)
    await tab.load("/live/")
    logged = [(record.levelno, record.getMessage()) for record in caplog.records]
    assert logged == [(logging.WARNING, DOWN)]


class Held(logging.Handler):
    """Writes for as long as it takes until somebody else has gone on."""

    def __init__(self) -> None:
        super().__init__()
        self.somebody_goes_on = threading.Event()
        self.written: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.somebody_goes_on.wait(5)
        self.written.append(record.getMessage())


@pytest.fixture
def held() -> Iterator[Held]:
    """Have the log written slowly."""
    handler = Held()
    logging.getLogger("liveflash").addHandler(handler)
    yield handler
    logging.getLogger("liveflash").removeHandler(handler)


def test_the_log_warns_once_where_threads_find_out_at_the_same_moment(
    store: Redis, held: Held
) -> None:
    def ask() -> None:
        session_store.delete(["key"])
        held.somebody_goes_on.set()

    store.stop()
    with ThreadPoolExecutor(2) as pool:
        for _ in range(2):
            pool.submit(ask)
    assert held.written == [DOWN]


async def test_the_log_warns_once_while_another_store_keeps_the_sessions(
    new_tab: NewTab,
    store: Redis,
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
) -> None:
    settings.LIVEFLASH_SESSION_CHECK = 0
    tab = new_tab()
    await tab.client.aforce_login(await User.objects.acreate(username="ada"))
    await tab.load("/live/")
    await stop(store)
    for url in ("/live/other/", "/live/"):
        await tab.act("push_navigate", to=url, put="info")
        await tab.act("stay")
    assert caplog.messages == [DOWN]


async def test_what_was_put_meanwhile_is_stored_when_the_store_is_back(
    tab: Tab, store: Redis
) -> None:
    await stop(store)
    await tab.act("stay", put="info")
    await start(store)
    await tab.restart()
    assert tab.shown == ["Before", "Turn"]


async def test_what_was_cleared_meanwhile_stays_gone_when_the_store_is_back(
    tab: Tab, store: Redis
) -> None:
    await stop(store)
    await tab.act("stay", clear="all")
    await start(store)
    await tab.restart()
    assert tab.shown == []


async def test_the_log_says_when_the_store_is_back(
    tab: Tab, store: Redis, caplog: pytest.LogCaptureFixture
) -> None:
    await stop(store)
    await tab.act("stay", put="info")
    await tab.reconnect()
    await start(store)
    await tab.act("stay", put="success")
    await tab.reconnect()
    own = [each.message for each in caplog.records if each.name == "liveflash"]
    assert own == [DOWN, BACK]


async def test_flash_travels_again_when_the_store_is_back(
    tab: Tab, store: Redis
) -> None:
    await stop(store)
    await tab.act("stay", put="info")
    await start(store)
    await tab.act("push_navigate", to="/live/other/", put="success")
    assert tab.shown == ["More"]
