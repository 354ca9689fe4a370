"""Push to a user, and print what that costs in queries and in Redis commands.

>>> LIVEFLASH_STORE=sqlite LIVEFLASH_LAYER=pubsub.RedisPubSubChannelLayer \\
...     LIVEFLASH_LAYER_ADDRESS=unix:///run/redis.sock \\
...     DJANGO_SETTINGS_MODULE=tests.storage.settings \\
...     python -m tests.push.query_costs
"""

import asyncio
import json
import os
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

import django

django.setup()

import redis  # noqa: E402 - apps come first
from asgiref.sync import sync_to_async  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402
from django.db.backends.utils import CursorWrapper  # noqa: E402
from django.test import AsyncClient  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from liveflash import push_flash  # noqa: E402
from tests.push.tab import Tab  # noqa: E402

Costs = dict[str, Any]

queries: list[str] = []
# What a connection says of itself when it is opened.
HANDSHAKE = {"client|setinfo", "hello", "info", "config|resetstat", "ping"}


def note_queries() -> None:
    """Note the queries of all threads."""
    execute = getattr(CursorWrapper, "_execute")  # noqa: B009 - mypy

    def noting(self: Any, sql: Any, params: Any, *args: Any) -> Any:
        queries.append(f"{str(sql).split()[0]} {'inbox' * ('inbox' in str(sql))}")
        return execute(self, sql, params, *args)

    setattr(CursorWrapper, "_execute", noting)  # noqa: B010 - mypy


class Meter:
    """Counts what something costs."""

    def __init__(self) -> None:
        self._redis = redis.Redis.from_url(os.environ["LIVEFLASH_LAYER_ADDRESS"])

    async def cost(self, act: Callable[[], Awaitable[Any]]) -> Costs:
        """The queries of the inbox and the Redis commands of ``act``."""
        queries.clear()
        self._redis.config_resetstat()
        await act()
        stats: Any = self._redis.info("commandstats")
        commands = {
            name.removeprefix("cmdstat_"): told["calls"]
            for name, told in stats.items()
            if name.removeprefix("cmdstat_") not in HANDSHAKE
        }
        asked = [query for query in queries if query.endswith("inbox")]
        return {"queries": asked, "commands": commands}


async def measure() -> dict[str, Costs]:
    """The cost of each step."""
    meter, costs = Meter(), {}
    ada = await User.objects.acreate(username="ada")
    client = AsyncClient()
    await sync_to_async(client.force_login)(ada)
    push = sync_to_async(push_flash)
    await push("warm", "up", user=ada)
    first, second = Tab("/news/", client), Tab("/news/", client)
    costs["the first tab"] = await meter.cost(first.open)
    costs["acknowledge"] = await meter.cost(first.acknowledge)
    costs["another tab"] = await meter.cost(second.open)

    async def push_and_show() -> None:
        await push("info", "Hello", user=ada)
        await first.wait_for_texts("up", "Hello")

    costs["push"] = await meter.cost(push_and_show)
    pushed = await push("progress", "1 %", user=ada)
    costs["update"] = await meter.cost(lambda: sync_to_async(pushed.update)("2 %"))
    costs["leave"] = await meter.cost(second.disconnect)
    costs["leave last"] = await meter.cost(first.disconnect)
    costs["push to nobody"] = await meter.cost(lambda: push("info", "Hm", user=ada))
    everyone = await meter.cost(lambda: push("info", "Noon", everyone=True))
    costs["push to everyone"] = everyone
    users = [User(pk=pk, username=f"u{pk}") for pk in range(1000, 2000)]
    many = await meter.cost(lambda: push("info", "Hello", users=users))
    costs["push to 1000 users"] = many | {"queries": Counter(many["queries"])}
    return costs


def main() -> None:
    """Print what everything costs."""
    setup_test_environment()
    call_command("migrate", verbosity=0)
    note_queries()
    costs = asyncio.run(measure())
    connections.close_all()
    sys.stdout.write(json.dumps(costs))


if __name__ == "__main__":
    main()
