"""Have a database end its connections under a live page; print the results.

>>> LIVEFLASH_STORE=postgresql LIVEFLASH_STORE_ADDRESS=/run/postgresql \\
...     DJANGO_SETTINGS_MODULE=tests.storage.settings \\
...     python -m tests.storage.database_connections /live/async/ 2
"""

import asyncio
import json
import os
import sys
from typing import Any

import django

django.setup()

import psycopg  # noqa: E402 - apps come first
from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from liveflash.concurrency import CONNECTION_CLOSE_SECONDS  # noqa: E402
from tests.asgi import application  # noqa: E402
from tests.protocol_client.in_process import live_page  # noqa: E402
from tests.protocol_client.page import LivePage  # noqa: E402

PATIENCE = 3
OURS = "FROM pg_stat_activity WHERE application_name = 'liveflash'"


def ask_server(query: str) -> int:
    """Ask on a connection of another name."""
    address = os.environ["LIVEFLASH_STORE_ADDRESS"]
    with psycopg.connect(host=address, user="postgres", dbname="postgres") as server:
        row = server.execute(query).fetchone()
        return int(row[0]) if row else 0


def held() -> int:
    """Return the number of connections that this process holds."""
    return ask_server(f"SELECT count(*) {OURS}")


async def held_when_idle(expected: int) -> int:
    """Return the number of held connections, after waiting for the expected one."""
    # Kept connections are checked then, too.
    await asyncio.sleep(CONNECTION_CLOSE_SECONDS + 0.5)
    for _ in range(PATIENCE * 10):
        if held() == expected:
            break
        await asyncio.sleep(0.1)
    return held()


def lose_all() -> None:
    """Have the server end the connections of this process."""
    ask_server(f"SELECT count(pg_terminate_backend(pid)) {OURS}")


async def tries(page: LivePage) -> list[str]:
    """Return the statuses of three events, with a new join after a crash."""
    statuses = []
    for _ in range(3):
        statuses.append((await page.event("count"))["status"])
        if statuses[-1] == "crashed":
            await page.join()
    return statuses


async def flash_of(page: LivePage) -> Any:
    """The messages that the page shows."""
    reply = await page.event("flash")
    return reply["response"]["diff"]["r"]["flash"]


async def visit(url: str, expected: int) -> dict[str, Any]:
    """Use a page, be idle, lose all connections, and go on; then reconnect so."""
    async with live_page(application, url) as page:
        before = await tries(page)
        idle = await held_when_idle(expected)
        lose_all()
        after = await tries(page)
        await page.disconnect()
        lose_all()
        await page.connect()
        await page.join()
        flash = await flash_of(page)
        return {"before": before, "idle": idle, "after": after, "flash": flash}


def main() -> None:
    """Print how events went before and after, and what an idle page held."""
    setup_test_environment()
    call_command("migrate", verbosity=0)
    connections.close_all()
    sys.stdout.write(json.dumps(asyncio.run(visit(sys.argv[1], int(sys.argv[2])))))


if __name__ == "__main__":
    main()
