"""Write sessions over HTTP and flash over sockets at once; print what was lost.

>>> LIVEFLASH_STORE=sqlite DJANGO_SETTINGS_MODULE=tests.storage.settings \\
...     python -m tests.storage.concurrent_writes
"""

import asyncio
import json
import re
import sys
from itertools import chain
from typing import Any

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402 - apps come first
from django.core.management import call_command  # noqa: E402
from django.test import AsyncClient, Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from tests.asgi import application  # noqa: E402
from tests.protocol_client.in_process import live_page  # noqa: E402
from tests.sizes import at_night  # noqa: E402

VISITORS = 4
WRITES = at_night(1250, 250)  # of each visitor and each kind: 10,000 or 2,000
KEYS = 5
LOOK_AFTER = 25

Lost = list[Any]


def count_over_http(client: Client) -> Lost:
    """Write the session; what a response has not counted was lost."""
    lost = []
    for expected in range(1, WRITES + 1):
        answer = client.get("/count/").content.decode()
        if answer != str(expected):
            lost.append([expected, answer])
    return lost


async def put_over_socket(client: AsyncClient) -> Lost:
    """Put messages; what a reconnect has not brought back was lost."""
    lost = []
    async with live_page(application, "/stage/", client) as page:
        for number in range(WRITES):
            key, text = f"key-{number % KEYS}", f"put {number}"
            await page.event("put", {"key": key, "text": text})
            if number % LOOK_AFTER == LOOK_AFTER - 1:
                await page.reconnect()
                found = re.findall(r'liveflash-text">([^<]*)<', page.html)
                newest = [f"put {n}" for n in range(number - KEYS + 1, number + 1)]
                if found != newest:
                    lost.append([newest, found])
    return lost


async def visit(client: Client) -> tuple[Lost, Lost]:
    """Do both at once, in one session."""
    tab = AsyncClient()
    tab.cookies = client.cookies
    return await asyncio.gather(
        asyncio.to_thread(count_over_http, client), put_over_socket(tab)
    )


async def visit_all(clients: list[Client]) -> list[tuple[Lost, Lost]]:
    return await asyncio.gather(*map(visit, clients))


def new_visitor(number: int) -> Client:
    """Return the client of a new user."""
    client = Client()
    client.force_login(User.objects.create(username=f"visitor {number}"))
    return client


def main() -> None:
    """Print the writes of both kinds that were lost, and what the sessions hold."""
    setup_test_environment()
    call_command("migrate", verbosity=0)
    clients = [new_visitor(number) for number in range(VISITORS)]
    results = asyncio.run(visit_all(clients))
    sessions = [client.session.load() for client in clients]
    over_http, over_sockets = zip(*results, strict=True)
    report = {
        "writes": VISITORS * WRITES * 2,
        "lost over HTTP": list(chain(*over_http)),
        "lost over sockets": list(chain(*over_sockets)),
        "counts": [session["count"] for session in sessions],
        "entries": sorted(set(chain(*sessions))),
    }
    sys.stdout.write(json.dumps(report))


if __name__ == "__main__":
    main()
