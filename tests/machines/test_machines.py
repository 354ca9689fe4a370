"""Several processes, real Redis and PostgreSQL: every tab has every message once."""

import asyncio
import random
import subprocess
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.machines.processes import Server, migrate, push, servers_of, told_of
from tests.machines.tab import PATIENCE, NetworkTab, log_in, open_in, open_tab, until
from tests.servers import Redis, redis_server
from tests.sizes import at_night

Environment = dict[str, str]

# Of the test with unsteady sockets: each user has two tabs.
USERS = at_night(50, 15)
OF_EACH_USER = 20
LONGEST_STAY_SECONDS = at_night(20, 5)


@pytest.fixture(scope="module")
def server_of_layer() -> Iterator[Redis]:
    """A Redis server that may be restarted."""
    with redis_server() as server:
        yield server


@pytest.fixture(scope="module")
def environment(
    postgresql: Path, server_of_layer: Redis, tmp_path_factory: pytest.TempPathFactory
) -> Environment:
    """Return the environment of all processes."""
    directory = tmp_path_factory.mktemp("machines")
    told = told_of(postgresql, server_of_layer, directory)
    migrate(told)
    return told


@pytest.fixture(scope="module", params=["daphne", "uvicorn"])
def servers(
    request: pytest.FixtureRequest,
    environment: Environment,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[list[Server]]:
    """Two servers of one kind."""
    directory = tmp_path_factory.mktemp("logs")
    with servers_of(request.param, environment, directory, 2) as both:
        yield both


def messages(number: int, *, first: int = 0, step: int = 1) -> list[str]:
    return [f"message {each}" for each in range(first, number, step)]


async def ends(process: "subprocess.Popen[bytes]") -> None:
    """Wait until a process has done its work."""
    try:
        assert await asyncio.to_thread(process.wait, PATIENCE) == 0
    finally:
        process.kill()


async def test_a_push_from_a_third_process_reaches_tabs_on_both_servers(
    stack: AsyncExitStack, servers: list[Server], environment: Environment
) -> None:
    tabs = [await open_tab(stack, "m-ada", server) for server in servers]
    other = await open_tab(stack, "m-ben", servers[1])
    await ends(push(environment, "3", "m-ada"))
    await until(lambda: all(len(tab.appeared) == 3 for tab in tabs), [*tabs, other])
    seen = [tab.appeared for tab in (*tabs, other)]
    assert seen == [messages(3), messages(3), []]
    later = await open_tab(stack, "m-ada", servers[0])
    assert later.texts == []


async def test_a_server_is_killed_with_messages_under_way(
    stack: AsyncExitStack, servers: list[Server], environment: Environment
) -> None:
    first = await open_tab(stack, "m-cleo", servers[0])
    second = await open_in(stack, first.client, servers[1])
    pushing = push(environment, "60", "m-cleo")
    await until(lambda: len(first.appeared) >= 10, [first, second])
    servers[0].kill()
    await first.come_back(servers[1])
    await ends(pushing)
    tabs = [first, second]
    await until(lambda: all(len(tab.appeared) >= 60 for tab in tabs), tabs)
    servers[0].start()
    assert [sorted(tab.appeared) for tab in tabs] == [sorted(messages(60))] * 2


async def test_redis_is_restarted_with_messages_under_way(
    stack: AsyncExitStack,
    servers: list[Server],
    environment: Environment,
    server_of_layer: Redis,
) -> None:
    tabs = [await open_tab(stack, "m-dora", server) for server in servers]
    pushing = push(environment, "60", "m-dora")
    await until(lambda: len(tabs[0].appeared) >= 10, tabs)
    await asyncio.to_thread(server_of_layer.stop)
    await asyncio.to_thread(server_of_layer.start)
    await ends(pushing)
    await until(lambda: all(len(tab.appeared) >= 60 for tab in tabs), tabs)
    assert [sorted(tab.appeared) for tab in tabs] == [sorted(messages(60))] * 2


async def live_unsteadily(
    tab: NetworkTab, servers: list[Server], chance: random.Random
) -> None:
    """Lose the connection now and then, and come back by either server."""
    while True:
        staying = asyncio.create_task(tab.stay())
        await asyncio.sleep(chance.uniform(1, LONGEST_STAY_SECONDS))
        await tab.socket.abort()
        await staying
        await asyncio.sleep(chance.uniform(0, 0.3))
        await tab.come_back(chance.choice(servers))


async def test_each_message_comes_once_over_unsteady_sockets(
    stack: AsyncExitStack, servers: list[Server], environment: Environment
) -> None:
    chance = random.Random(6)  # noqa: S311 - a test
    names = [f"m-user-{number}" for number in range(USERS)]
    tabs = []
    for name in names:
        client = await log_in(name, servers[0])
        stack.push_async_callback(client.close)
        tabs += [await open_in(stack, client, server) for server in servers]
    living = [
        asyncio.create_task(live_unsteadily(tab, servers, chance)) for tab in tabs
    ]
    number = USERS * OF_EACH_USER
    await ends(push(environment, str(number), *names))
    async with asyncio.timeout(PATIENCE):
        while any(  # noqa: ASYNC110
            len(tab.appeared) < OF_EACH_USER or tab.unacknowledged for tab in tabs
        ):
            await asyncio.sleep(0.1)
    for each in living:
        each.cancel()
    ends_of = await asyncio.gather(*living, return_exceptions=True)
    of_users = [sorted(messages(number, first=n, step=USERS)) for n in range(USERS)]
    expected = [texts for texts in of_users for _ in servers]
    assert [type(end) for end in ends_of] == [asyncio.CancelledError] * len(tabs)
    assert [sorted(tab.appeared) for tab in tabs] == expected
    assert [sorted(tab.texts) for tab in tabs] == expected
    following = [await open_in(stack, tab.client, servers[0]) for tab in tabs[::2]]
    assert [tab.texts for tab in following] == [[]] * USERS
