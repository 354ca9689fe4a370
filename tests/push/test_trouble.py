"""Outages of the channel layer: pages stay alive, and the inbox delivers."""

import asyncio
import logging
from collections.abc import AsyncIterator
from itertools import count

import pytest
from channels.layers import get_channel_layer
from django.contrib.auth.models import User
from django.test import AsyncClient
from pytest_django import Settings

from liveflash import apush_flash
from liveflash.concurrency import in_pool
from liveflash.push import channel_layer
from liveflash.push.envelopes import Address
from liveflash.push.pubsub import Hub
from tests.protocol_client.frames import event_payload
from tests.push.conftest import (
    CORE,
    PUBSUB,
    OpenTab,
    close_layer,
    until_nobody_is_served,
    use_redis,
)
from tests.push.tab import Tab
from tests.push.uncancellable_layer import UncancellableLayer
from tests.servers import Redis, redis_server

pytestmark = [
    pytest.mark.urls("tests.push.site"),
    pytest.mark.django_db(transaction=True),
    # What the Redis client does of a connection that was lost, when it is collected.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

DOWN = (
    "The channel layer does not answer: pushed messages wait in the inbox, "
    "those to groups and broadcasts are lost."
)
BACK = "The channel layer answers again."


@pytest.fixture(params=[CORE, PUBSUB], ids=["core", "pubsub"])
async def server(
    request: pytest.FixtureRequest,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    check_often: None,
) -> AsyncIterator[Redis]:
    """A Redis server for the layer alone."""
    monkeypatch.setattr(channel_layer, "RETRY_SECONDS", 0.05)
    monkeypatch.setattr(channel_layer, "CALL_TIMEOUT_SECONDS", 1.0)
    with redis_server() as redis:
        use_redis(settings, redis, request.param)
        yield redis
        redis.go_on()
        await in_pool(redis.stop)
        await in_pool(redis.start)
        await until_nobody_is_served()
        await close_layer()


@pytest.fixture
async def tab(server: Redis, open_tab: OpenTab, as_ada: AsyncClient) -> Tab:
    """A tab of Ada's, which is reached by the layer."""
    tab = await open_tab("/news/?topic=news", as_ada)
    await reach(tab, "First.")
    return tab


def said(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return the messages of our own log."""
    return [r.getMessage() for r in caplog.records if r.name == "liveflash"]


async def reach(tab: Tab, text: str) -> None:
    """Push to a group, for which nothing waits, until it is shown.

    Until the last push is: one before it may be late, and come after what clears it.
    """
    async with asyncio.timeout(20):
        for number in count(1):
            await apush_flash("again", f"{text} {number}", group="news")
            if await comes(tab, f"{text} {number}"):
                break
    await tab.event("clear")


async def comes(tab: Tab, text: str) -> bool:
    """Return True if a message is shown soon."""
    for _ in range(5):
        await asyncio.sleep(0.05)
        await tab.settle()
        if text in tab.texts:
            return True
    return False


async def test_a_server_that_is_away_and_comes_back(
    tab: Tab, server: Redis, ada: User, caplog: pytest.LogCaptureFixture
) -> None:
    await in_pool(server.stop)
    pushed = await apush_flash("second", "Second.", user=ada)
    assert (pushed.was_sent, pushed.is_stored) == (False, True)
    await tab.wait_for_texts("Second.")
    await tab.acknowledge()
    for _ in range(3):
        await apush_flash("lost", "Lost.", group="news")
        await tab.settle()
    await in_pool(server.start)
    await apush_flash("third", "Third.", user=ada)
    await tab.wait_for_texts("Second.", "Third.")
    await reach(tab, "Fourth.")
    assert said(caplog) == [DOWN, BACK]


async def test_a_server_that_is_restarted_at_once(
    tab: Tab, server: Redis, ada: User
) -> None:
    await in_pool(server.stop)
    await in_pool(server.start)
    await apush_flash("second", "Second.", user=ada)
    await tab.wait_for_texts("Second.")
    await reach(tab, "Third.")


async def test_a_server_that_answers_nothing(
    tab: Tab, server: Redis, ada: User, caplog: pytest.LogCaptureFixture
) -> None:
    server.hang()
    pushed = await apush_flash("second", "Second.", user=ada)
    await tab.wait_for_texts("Second.")
    server.go_on()
    await reach(tab, "Third.")
    assert (pushed.was_sent, said(caplog)) == (False, [DOWN, BACK])


async def test_a_page_is_opened_while_the_server_is_away(
    server: Redis, open_tab: OpenTab, ada: User, as_ada: AsyncClient
) -> None:
    await in_pool(server.stop)
    await apush_flash("first", "First.", user=ada)
    tab = await open_tab("/news/?topic=news", as_ada)
    assert tab.texts == ["First."]
    await in_pool(server.start)
    await reach(tab, "Second.")


async def test_a_page_leaves_while_the_server_is_away(tab: Tab, server: Redis) -> None:
    await in_pool(server.stop)
    await tab.disconnect()
    await tab.connect()
    await until_nobody_is_served()


@pytest.mark.parametrize("server", [CORE], indirect=True)
async def test_a_channel_that_is_full(
    server: Redis,
    settings: Settings,
    open_tab: OpenTab,
    ada: User,
    as_ada: AsyncClient,
) -> None:
    use_redis(settings, server, CORE, capacity=1)
    tab = await open_tab("/news/", as_ada)
    keys = [f"key-{number:02}" for number in range(30)]
    await asyncio.gather(*(apush_flash(key, key, user=ada) for key in keys))
    async with asyncio.timeout(10):
        while sorted(tab.texts) != keys:
            await tab.push("diff")


@pytest.mark.parametrize("server", [CORE], indirect=True)
async def test_a_client_that_finds_that_it_waits_too_long_for_a_message(
    server: Redis,
    settings: Settings,
    open_tab: OpenTab,
    as_ada: AsyncClient,
    caplog: pytest.LogCaptureFixture,
) -> None:
    impatient = {"address": server.url, "socket_timeout": 0.2}
    use_redis(settings, server, CORE, hosts=[impatient])
    tab = await open_tab("/news/?topic=news", as_ada)
    await asyncio.sleep(0.7)
    await reach(tab, "Still reached.")
    assert said(caplog) == []


async def test_a_slow_consumer_misses_nothing(tab: Tab, ada: User) -> None:
    await tab.post("event", event_payload("sleep", {"for": 0.5}), "slow")
    keys = [f"key-{number:02}" for number in range(30)]
    for key in keys:
        await apush_flash(key, key, user=ada)
    await tab.wait_for_texts(*keys)


async def test_an_outage_is_logged_once(
    server: Redis, ada: User, caplog: pytest.LogCaptureFixture
) -> None:
    await in_pool(server.stop)
    for number in range(5):
        await apush_flash("info", number, user=ada)
        await asyncio.sleep(0.1)
    levels = [r.levelno for r in caplog.records if r.name == "liveflash"]
    assert (said(caplog), levels) == ([DOWN], [logging.WARNING])


@pytest.fixture
def deaf(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> UncancellableLayer:
    """A layer of which a cancellation is not heard at once."""
    monkeypatch.setattr(channel_layer, "CALL_TIMEOUT_SECONDS", 0.2)
    settings.CHANNEL_LAYERS = {
        "default": {"BACKEND": "tests.push.uncancellable_layer.UncancellableLayer"}
    }
    found: UncancellableLayer = get_channel_layer()
    return found


async def test_a_layer_that_swallows_cancellation_leaves_no_task(
    deaf: UncancellableLayer, open_tab: OpenTab
) -> None:
    tab = await open_tab("/news/?topic=news")
    await tab.disconnect()
    await tab.connect()
    await until_nobody_is_served()


async def test_a_layer_that_answers_after_the_last_page_has_left_is_not_used(
    deaf: UncancellableLayer,
) -> None:
    hub, heard = Hub(deaf), Address("topic", "news")
    deaf.is_slow = True
    joining = asyncio.create_task(hub.add(heard, print))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    joining.cancel()
    await hub.remove(heard, print)
    await until_nobody_is_served()
