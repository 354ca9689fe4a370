"""The fixture ``live`` of the protocol's tests, over each of the ASGI servers."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from typing import Any

import pytest

from tests.browser.daphne import migrate
from tests.conftest import OpenPage
from tests.sockets.page import ServedPage, new_visitor
from tests.sockets.serving import COMMANDS, serving


@pytest.fixture(scope="package", params=COMMANDS)
def port(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[int]:
    """Yield the port of a server."""
    run_dir = tmp_path_factory.mktemp(request.param)
    migrate(run_dir)
    with serving(request.param, run_dir) as port:
        yield port


@pytest.fixture
async def live(port: int) -> AsyncIterator[OpenPage]:
    """Load and join a page; its socket is closed after the test."""
    async with AsyncExitStack() as stack:

        async def load(url: str, client: Any = None) -> ServedPage:
            if client is None:
                client = new_visitor(port)
                stack.push_async_callback(client.close)
            page = ServedPage(port, url, client)
            await page.open()
            stack.push_async_callback(page.disconnect)
            return page

        yield load
