"""Accesses to the session store in each journey."""

from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from pytest_django import Settings

from liveflash.concurrency import in_pool
from liveflash.storage.page_record import PageRecord
from tests.journeys.conftest import NewTab
from tests.journeys.tab import Tab
from tests.storage import counting_engine

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.journeys.site"),
]

Way = Callable[[Tab], Awaitable[None]]
Asked = Callable[[], tuple[int, int, int]]


@pytest.fixture
def asked(settings: Settings) -> Asked:
    """Return the numbers of reads, writes and deletes since the last call."""
    settings.COUNTED_ENGINE = "django.contrib.sessions.backends.db"
    settings.LIVEFLASH_SESSION_ENGINE = counting_engine.__name__
    counting_engine.asked.clear()

    def since_then() -> tuple[int, int, int]:
        counts = counting_engine.asked.copy()
        counting_engine.asked.clear()
        return counts["reads"], counts["writes"], counts["deletes"]

    return since_then


async def nothing(tab: Tab) -> None:
    pass


async def live_page(tab: Tab) -> None:
    await tab.load("/live/")


async def message(tab: Tab) -> None:
    await tab.load("/live/")
    await tab.act("stay", put="info")
    await settled()


async def settled() -> None:
    """Wait until what follows the last reply is written."""
    for record in list(PageRecord._owners.values()):
        await record.asettle()


async def load(tab: Tab) -> None:
    await tab.load("/live/")


async def event(tab: Tab) -> None:
    await tab.act("stay")


async def events(tab: Tab) -> None:
    for _ in range(10):
        await tab.act("stay")


async def put(tab: Tab) -> None:
    await tab.act("stay", put="info")


async def clear(tab: Tab) -> None:
    await tab.act("stay", clear="all")


async def patch(tab: Tab) -> None:
    await tab.patch("/live/?page=2")


async def navigate(tab: Tab) -> None:
    await tab.act("push_navigate", to="/live/other/", put="info")


async def redirect_to_live(tab: Tab) -> None:
    await tab.act("redirect", to="/live/other/", put="info")


async def redirect_to_plain(tab: Tab) -> None:
    await tab.act("redirect", to="/plain/", put="info")


async def plain_to_plain(tab: Tab) -> None:
    await tab.load("/act/?put=info&to=/plain/")


async def mount_to_live(tab: Tab) -> None:
    await tab.load("/sending/mount/?to=/live/other/")


async def mount_to_plain(tab: Tab) -> None:
    await tab.load("/sending/mount/?to=/plain/")


async def reload_after_mount(tab: Tab) -> None:
    await tab.load("/plain/")


async def plain_page(tab: Tab) -> None:
    await tab.load("/plain/")


async def load_with_plain_flash(tab: Tab) -> None:
    await tab.load("/act/?put=info&to=/live/")


async def just_reconnect(tab: Tab) -> None:
    await tab.reconnect()


async def just_navigate(tab: Tab) -> None:
    await tab.act("push_navigate", to="/live/other/")


async def lose_and_load(tab: Tab) -> None:
    await tab.live.submit("push_navigate", {"to": "/live/other/", "put": "info"})
    await tab.leave()
    await tab.load("/live/other/")


async def be_refused(tab: Tab) -> None:
    tab.client.cookies["barred"] = "1"
    await tab.live.reconnect()
    del tab.client.cookies["barred"]
    await tab.load("/live/")


async def close(tab: Tab) -> None:
    await tab.leave()


# What each journey asks of the store: reads, writes, deletes. A page load by a visitor
# with cookies reads once, whether something was on its way to that URL.
COSTS: list[Any] = [
    pytest.param(nothing, load, (0, 0, 0), id="first load and join"),
    pytest.param(live_page, load, (1, 0, 0), id="reload and join"),
    pytest.param(nothing, plain_page, (0, 0, 0), id="load of a plain page"),
    pytest.param(live_page, events, (0, 0, 0), id="ten events without flash"),
    pytest.param(live_page, close, (0, 0, 0), id="close a page without flash"),
    pytest.param(live_page, put, (0, 1, 0), id="put"),
    pytest.param(message, put, (0, 1, 0), id="put again"),
    pytest.param(message, events, (0, 0, 0), id="ten events beside a message"),
    pytest.param(message, clear, (0, 0, 1), id="clear"),
    pytest.param(message, patch, (0, 0, 1), id="patch away a message"),
    pytest.param(message, close, (0, 0, 0), id="close a page with a message"),
    pytest.param(live_page, just_reconnect, (1, 0, 0), id="reconnect without flash"),
    pytest.param(message, just_reconnect, (1, 0, 0), id="reconnect with a message"),
    pytest.param(live_page, just_navigate, (0, 0, 0), id="navigate without flash"),
    pytest.param(message, just_navigate, (0, 0, 1), id="navigate away from a message"),
    pytest.param(live_page, navigate, (1, 4, 0), id="navigate with a message"),
    pytest.param(live_page, redirect_to_live, (2, 3, 0), id="redirect to live"),
    pytest.param(live_page, redirect_to_plain, (1, 2, 1), id="redirect to plain"),
    pytest.param(nothing, mount_to_live, (2, 2, 0), id="mount to live"),
    pytest.param(nothing, mount_to_plain, (1, 1, 0), id="mount to plain"),
    pytest.param(mount_to_plain, reload_after_mount, (1, 0, 0), id="reload after it"),
    pytest.param(nothing, load_with_plain_flash, (2, 1, 0), id="plain to live"),
    pytest.param(nothing, plain_to_plain, (1, 0, 0), id="plain to plain"),
    pytest.param(live_page, lose_and_load, (3, 4, 1), id="lost on the way"),
    pytest.param(message, be_refused, (4, 4, 2), id="refused rejoin"),
]


@pytest.mark.parametrize(("start", "way", "expected"), COSTS)
async def test_a_journey_asks_of_the_store(
    new_tab: NewTab,
    asked: Asked,
    start: Way,
    way: Way,
    expected: tuple[int, int, int],
) -> None:
    tab = new_tab()
    await start(tab)
    asked()
    await way(tab)
    await settled()
    assert asked() == expected


@pytest.fixture
def closed_gate() -> Iterator[None]:
    """A store that is held up until the gate is opened."""
    counting_engine.gate.clear()
    counting_engine.begun.clear()
    yield
    counting_engine.gate.set()


async def test_replies_do_not_wait_for_the_store_and_a_burst_is_two_writes(
    new_tab: NewTab, asked: Asked, closed_gate: None
) -> None:
    tab = new_tab()
    await tab.load("/live/")
    await tab.act("stay", put="error")
    await in_pool(counting_engine.begun.wait, 10)
    for key in ("info", "success", "error") * 3:
        await tab.act("stay", put=key)
    under_way = asked()
    counting_engine.gate.set()
    await tab.reconnect()
    assert (under_way, asked(), tab.shown) == (
        (0, 1, 0),
        (1, 1, 0),
        ["Turn", "More", "Before"],
    )
