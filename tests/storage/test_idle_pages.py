"""Idle pages hold no connection to a store."""

from contextlib import AsyncExitStack
from typing import Any

import pytest
from django.test import AsyncClient
from redis import Redis as Asking

from liveflash import conf
from tests.asgi import application
from tests.protocol_client.in_process import live_page
from tests.servers import Redis

PAGES = 20

pytestmark = pytest.mark.django_db(transaction=True)


async def test_pages_share_the_connections_of_the_cache(
    redis: Redis, settings: Any
) -> None:
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cache"
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": redis.url,
        }
    }
    with Asking.from_url(redis.url) as asking:
        before = len(asking.client_list())
        async with AsyncExitStack() as stack:
            for _ in range(PAGES):
                page = live_page(application, "/stage/", AsyncClient())
                live = await stack.enter_async_context(page)
                await live.event("put", {"key": "info", "text": "Here"})
            held = len(asking.client_list()) - before
    assert held <= conf.threads()
