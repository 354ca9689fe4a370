"""Outages of the database or the channel layer under the pages of a server.

Outages within one process: of the session store in
``tests/storage/test_store_outage.py``, of a channel layer in
``tests/push/test_trouble.py``.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from tests.machines.processes import Server, Worker, migrate, servers_of, told_of
from tests.machines.tab import NetworkTab, open_tab, until
from tests.servers import Postgresql, Redis, postgresql_server, redis_server

PATIENCE = 60

Environment = dict[str, str]

STORE_DOWN = "The session store does not answer"
STORE_BACK = "The session store answers again."
INBOX_DOWN = "Pages continue without the inbox"
INBOX_BACK = "The inbox is available again."
LAYER_DOWN = "The channel layer does not answer"
LAYER_BACK = "The channel layer answers again."
OURS = {STORE_DOWN, STORE_BACK, INBOX_DOWN, INBOX_BACK, LAYER_DOWN, LAYER_BACK}

STORED = "SELECT count(*) FROM django_session"
END_ALL = (
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
    "WHERE application_name = 'liveflash'"
)

NOBODY = 1_000_000
KEPT = {"is_stored": True, "was_sent": True}


@pytest.fixture(scope="module")
def database() -> Iterator[Postgresql]:
    """A PostgreSQL server that may be away."""
    with postgresql_server() as server:
        yield server


@pytest.fixture(scope="module")
def layer() -> Iterator[Redis]:
    """A Redis server that may be away."""
    with redis_server() as server:
        yield server


@pytest.fixture(scope="module")
def environment(
    database: Postgresql, layer: Redis, tmp_path_factory: pytest.TempPathFactory
) -> Environment:
    """Return the environment of all processes."""
    told = told_of(database.directory, layer, tmp_path_factory.mktemp("away"))
    migrate(told)
    return told


@pytest.fixture(params=["uvicorn"])
def server(
    request: pytest.FixtureRequest, environment: Environment, tmp_path: Path
) -> Iterator[Server]:
    """A server that has just been started."""
    with servers_of(request.param, environment, tmp_path, 1) as (server,):
        yield server


@pytest.fixture
def narrow_server(environment: Environment, tmp_path: Path) -> Iterator[Server]:
    """One that has a single thread, and so a single connection to its database."""
    told = {**environment, "LIVEFLASH_STORE_THREADS": "1"}
    with servers_of("uvicorn", told, tmp_path, 1) as (server,):
        yield server


both_kinds = pytest.mark.parametrize("server", ["uvicorn", "daphne"], indirect=True)


@pytest.fixture
def worker(environment: Environment) -> Iterator[Worker]:
    """A worker of tasks, beside the servers."""
    worker = Worker(environment)
    yield worker
    worker.close()


@asynccontextmanager
async def away(service: Postgresql | Redis) -> AsyncIterator[None]:
    """Stop a service for the duration of the block."""
    await asyncio.to_thread(service.stop)
    try:
        async with asyncio.timeout(PATIENCE):
            yield
    finally:
        await asyncio.to_thread(service.start)


async def comes_true(holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(PATIENCE):
        while not await asyncio.to_thread(holds):  # noqa: ASYNC110 - no event
            await asyncio.sleep(0.05)


def told(server: Server) -> list[str]:
    """Return the lines of the server's log about outages."""
    return [ours for line in server.said for ours in OURS if ours in line]


async def put(tab: NetworkTab, text: str) -> str:
    reply = await tab.event("put", {"key": "info", "text": text})
    return str(reply["status"])


async def go(tab: NetworkTab) -> None:
    """Send flash on its way, which is stored before the reply. The view has ended."""
    await tab.event("go", {"how": "navigate", "to": "/other/", "text": "On the way"})


def waiting(database: Postgresql, user: int) -> int:
    """Return the number of messages that wait for a user."""
    rows = f"liveflash_inboxmessage WHERE shown IS NULL AND \"user\" = '{user}'"
    return database.ask(f"SELECT count(*) FROM {rows}")  # noqa: S608


def key_of(database: Postgresql, name: str) -> int:
    """The primary key of a user."""
    return database.ask(f"SELECT id FROM auth_user WHERE username = '{name}'")  # noqa: S608


@both_kinds
@pytest.mark.parametrize(
    ("url", "shown"),
    [
        pytest.param("/stage/", "text", id="async def"),
        pytest.param("/sync/", "put done", id="def"),
    ],
)
async def test_a_page_answers_while_the_database_is_away(
    stack: AsyncExitStack, server: Server, database: Postgresql, url: str, shown: str
) -> None:
    tab = await open_tab(stack, "a-ada", server, url)
    async with away(database):
        statuses = [await put(tab, "text")]
        await comes_true(lambda: set(told(server)) == {STORE_DOWN, INBOX_DOWN})
        statuses += [await put(tab, "text") for _ in range(3)]
    statuses.append(await put(tab, "text"))
    assert (statuses, tab.texts) == (["ok"] * 5, [shown])


async def test_an_outage_of_the_database_and_its_end_are_logged_once_each(
    stack: AsyncExitStack, server: Server, database: Postgresql
) -> None:
    tabs = [await open_tab(stack, f"a-{n}", server, "/stage/") for n in range(16)]
    async with away(database):
        await asyncio.gather(*map(go, tabs[:5]))
        await comes_true(lambda: set(told(server)) == {STORE_DOWN, INBOX_DOWN})
        await asyncio.gather(*map(go, tabs[5:10]))
    await asyncio.gather(*map(go, tabs[10:15]))
    await comes_true(lambda: {STORE_BACK, INBOX_BACK} <= set(told(server)))
    assert sorted(told(server)) == sorted(
        [STORE_DOWN, INBOX_DOWN, STORE_BACK, INBOX_BACK]
    )


async def test_flash_of_an_outage_of_the_database_is_stored_afterwards(
    stack: AsyncExitStack, server: Server, database: Postgresql
) -> None:
    tab = await open_tab(stack, "a-ben", server, "/stage/")
    before = await asyncio.to_thread(database.ask, STORED)
    async with away(database):
        await put(tab, "Put meanwhile")
        await comes_true(lambda: STORE_DOWN in told(server))
    await comes_true(lambda: database.ask(STORED) > before)
    server.kill()
    server.start()
    await tab.come_back(server)
    assert tab.texts == ["Put meanwhile"]


async def test_a_push_while_the_database_is_away_raises(
    database: Postgresql, worker: Worker
) -> None:
    assert await asyncio.to_thread(worker.push, NOBODY, "Before") == KEPT
    async with away(database):
        told = await asyncio.to_thread(worker.push, NOBODY, "Meanwhile")
    assert told == "OperationalError"


async def test_a_push_after_the_database_was_away_arrives_once_in_an_open_tab(
    stack: AsyncExitStack, server: Server, database: Postgresql, worker: Worker
) -> None:
    tab = await open_tab(stack, "a-cleo", server)
    cleo = key_of(database, "a-cleo")
    await asyncio.to_thread(worker.push, cleo, "Before")
    async with away(database):
        await asyncio.to_thread(worker.push, cleo, "Meanwhile")
        await comes_true(lambda: INBOX_DOWN in told(server))
    assert await asyncio.to_thread(worker.push, cleo, "Afterwards") == KEPT
    await until(lambda: "Afterwards" in tab.appeared, [tab])
    await comes_true(lambda: waiting(database, cleo) == 0)
    assert tab.appeared == ["Before", "Afterwards"]


async def test_connections_that_the_database_has_ended_are_no_outage(
    stack: AsyncExitStack, narrow_server: Server, database: Postgresql, worker: Worker
) -> None:
    tab = await open_tab(stack, "a-dora", narrow_server)
    before = await asyncio.to_thread(database.ask, STORED)
    dora = key_of(database, "a-dora")
    await asyncio.to_thread(worker.push, dora, "Hello")
    await tab.wait_for_texts("Hello")
    await comes_true(lambda: database.ask(STORED) > before)
    await asyncio.to_thread(database.ask, END_ALL)
    await tab.acknowledge()
    assert (told(narrow_server), waiting(database, dora)) == ([], 0)


async def test_a_push_while_the_layer_is_away_arrives_once_in_an_open_tab(
    stack: AsyncExitStack,
    server: Server,
    database: Postgresql,
    layer: Redis,
    worker: Worker,
) -> None:
    tab = await open_tab(stack, "a-eve", server)
    eve = key_of(database, "a-eve")
    async with away(layer):
        kept = await asyncio.to_thread(worker.push, eve, "Meanwhile")
        await until(lambda: "Meanwhile" in tab.appeared, [tab])
    await comes_true(lambda: LAYER_BACK in told(server))
    await asyncio.to_thread(worker.push, eve, "Afterwards")
    await until(lambda: "Afterwards" in tab.appeared, [tab])
    assert (kept, tab.appeared, told(server)) == (
        {"is_stored": True, "was_sent": False},
        ["Meanwhile", "Afterwards"],
        [LAYER_DOWN, LAYER_BACK],
    )
