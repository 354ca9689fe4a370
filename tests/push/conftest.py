"""Users with tabs, and the channel layers between them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any
from weakref import WeakKeyDictionary

import pytest
from channels.layers import get_channel_layer
from django.contrib.auth.models import User
from django.test import AsyncClient
from pytest_django import Settings

from liveflash import database
from liveflash.outages import Outage
from liveflash.push import channel_layer, pubsub
from liveflash.push.channel_layer import run
from tests.push.tab import Tab
from tests.servers import Redis

OpenTab = Callable[..., Awaitable[Tab]]

CORE = "channels_redis.core.RedisChannelLayer"
PUBSUB = "channels_redis.pubsub.RedisPubSubChannelLayer"


@pytest.fixture(autouse=True)
def _all_is_well(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget what an earlier test's layer and inbox did."""
    monkeypatch.setattr(channel_layer, "outage", Outage())
    monkeypatch.setattr(database, "outage", Outage())
    # Pages that an earlier test has left open are of other hubs.
    monkeypatch.setattr(pubsub, "_hubs", WeakKeyDictionary())


@pytest.fixture
def no_layer(settings: Settings) -> None:
    """Have no channel layer."""
    settings.CHANNEL_LAYERS = {}


@pytest.fixture(params=["none", "in memory", "core", "pubsub"])
async def any_layer(
    request: pytest.FixtureRequest, settings: Settings
) -> AsyncIterator[str]:
    """Have one of the layers that there are, or none."""
    match request.param:
        case "none":
            settings.CHANNEL_LAYERS = {}
        case "in memory":
            backend = "channels.layers.InMemoryChannelLayer"
            settings.CHANNEL_LAYERS = {"default": {"BACKEND": backend}}
        case kind:
            server: Redis = request.getfixturevalue("redis")
            use_redis(settings, server, {"core": CORE, "pubsub": PUBSUB}[kind])
    yield request.param
    await close_layer()


def use_redis(settings: Settings, server: Redis, backend: str, **config: Any) -> None:
    """Have a layer on a Redis server."""
    config = {"hosts": [server.url], **config}
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": backend, "CONFIG": config}}


async def until_nobody_is_served() -> None:
    """Wait until nothing serves pages any more in this loop."""
    async with asyncio.timeout(20):
        hub = pubsub._hubs.get(asyncio.get_running_loop())
        while hub is not None and hub._maintainer is not None:  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def close_layer() -> None:
    """Close the connections of this loop and of the loop for sync code."""
    used = get_channel_layer()
    if hasattr(used, "_layers"):
        await close(used)
        run(close(used))


async def close(used: Any) -> None:
    """Close the connections of the running loop."""
    of_loop = used._layers.get(asyncio.get_running_loop())
    if of_loop is not None:
        await of_loop.flush()


@pytest.fixture
async def open_tab(transactional_db: None) -> AsyncIterator[OpenTab]:
    """Open a URL in a tab of somebody; it is closed after the test."""
    async with AsyncExitStack() as stack:

        async def open_url(url: str, client: AsyncClient | None = None) -> Tab:
            tab = Tab(url, client or AsyncClient())
            await tab.open()
            stack.push_async_callback(tab.disconnect)
            return tab

        yield open_url


@pytest.fixture
def ada(transactional_db: None) -> User:
    """A user."""
    return User.objects.create(username="ada")


@pytest.fixture
def ben(transactional_db: None) -> User:
    """Another one."""
    return User.objects.create(username="ben")


@pytest.fixture
def as_ada(ada: User) -> AsyncClient:
    """Ada's browser."""
    client = AsyncClient()
    client.force_login(ada)
    return client


@pytest.fixture
def as_ben(ben: User) -> AsyncClient:
    """Ben's browser."""
    client = AsyncClient()
    client.force_login(ben)
    return client


@pytest.fixture
def check_often(settings: Settings) -> None:
    """Look into the inbox all the time."""
    settings.LIVEFLASH_INBOX_CHECK = 0.05
